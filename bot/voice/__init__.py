"""Hearing and speaking, on this machine; the only place that knows a speech engine."""

from bot.voice.errors import VoiceError
from bot.voice.hearing import Heard, Transcriber, transcriber
from bot.voice.speaking import Speaker, speaker
from bot.voice.wording import spoken

__all__ = [
    "Heard",
    "Speaker",
    "Transcriber",
    "VoiceError",
    "speaker",
    "spoken",
    "transcriber",
]
