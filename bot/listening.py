"""Voice notes in and out, one at a time in a thread of its own, so that nobody else waits."""

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from uuid import uuid4

from bot.voice import Heard, Speaker, Transcriber
from bot.voice.prompting import prompt
from knowledge.model import Catalogue


class Voice:
    """The ears and the mouth of an assistant."""

    def __init__(
        self, ears: Transcriber, mouth: Speaker, catalogue: Catalogue, media: Path
    ) -> None:
        self.ears = ears
        self.mouth = mouth
        self._media = media
        self._names = _mixed(catalogue)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice")
        self.waiting = 0
        """Notes that are being heard or wait for it."""

    async def hear(self, audio: Path, own: Iterable[str]) -> Heard:
        """Give the text of a note; `own` are the exercises of whoever speaks.

        Raises VoiceError.
        """
        self.waiting += 1
        try:
            words = prompt((*own, *self._names))
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._worker, self.ears.hear, audio, words)
        finally:
            self.waiting -= 1

    async def speak(self, text: str) -> Path:
        """Say a reply: the voice note's file, for the receiver to remove. Raises VoiceError."""
        target = self._media / f"reply-{uuid4().hex}.ogg"
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self.mouth.speak, text, target)

    def close(self) -> None:
        """Let go of the thread."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def _mixed(catalogue: Catalogue) -> Sequence[str]:
    """Give the exercises in an order in which the first ones are of every kind of movement."""
    by_pattern: dict[str, list[str]] = {}
    for one in catalogue.exercises.values():
        by_pattern.setdefault(one.pattern, []).append(one.name)
    rounds = zip_longest(*by_pattern.values())
    return [name for row in rounds for name in row if name]
