"""Audio files to samples and back. What a file says of itself is not believed."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from stat import S_ISREG
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.voice.errors import VoiceError

RATE = 16_000
"""Samples a second that hearing works on."""
MOST_BYTES = 8_000_000
"""Of one file; two minutes of Opus take half a megabyte."""
_FORMATS = "aac,aiff,amr,caf,flac,matroska,mov,mp3,ogg,wav"
"""Demuxers that read one file. Playlists, such as ffconcat, would open others of this machine."""
_FILE_ONLY = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
_OPUS_RATE = 48_000
_BIT_RATE = 32_000
_FRAME = 960
"""Samples of 20 ms, the length that Opus is sent in."""

Samples = NDArray[np.float32]


def samples(path: Path, *, seconds: float) -> Samples:
    """Decode any audio file to mono at 16 kHz, between -1 and 1.

    Raises VoiceError: `voice.large` for too many bytes, `voice.long` for more than `seconds` of
    sound, whatever the file says of its length, `voice.broken` for what cannot be decoded, and
    `voice.absent` where no decoder is installed.
    """
    try:
        told = path.stat()
    except OSError as error:
        raise VoiceError("voice.broken") from error
    if not S_ISREG(told.st_mode):  # a pipe would be waited for
        raise VoiceError("voice.broken")
    if told.st_size > MOST_BYTES:
        raise VoiceError("voice.large")
    av = _library()
    try:
        with av.open(str(path), metadata_errors="ignore", options=_FILE_ONLY) as container:
            chunks = list(_decoded(av, container, seconds))
    except VoiceError:
        raise
    except Exception as error:  # the decoder's own errors, and what broken bytes make of it
        raise VoiceError("voice.broken") from error
    if not chunks:
        raise VoiceError("voice.broken")
    return np.concatenate(chunks)


def _decoded(av: Any, container: Any, seconds: float) -> Iterator[Samples]:
    """Decode until `seconds` are over; raise VoiceError `voice.long` then.

    A frame is counted before it is resampled: at a rate of 1 Hz, as a file of a few bytes may
    claim, one frame becomes gigabytes.
    """
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    length = 0.0
    for frame in container.decode(audio=0):
        length += frame.samples / frame.sample_rate
        if length > seconds:
            raise VoiceError("voice.long")
        yield from _plain(resampler.resample(frame))
    yield from _plain(resampler.resample(None))


def _plain(frames: Iterable[Any]) -> Iterator[Samples]:
    for one in frames:
        yield one.to_ndarray().reshape(-1).astype(np.float32) / 32768.0


def write_voice(sound: Samples, rate: int, path: Path) -> Path:
    """Write mono samples as the Ogg/Opus file that a voice note is; return its path."""
    av = _library()
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = (np.clip(sound, -1.0, 1.0) * 32767).astype(np.int16).reshape(1, -1)
    with av.open(str(path), mode="w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_OPUS_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        resampler = av.AudioResampler(
            format="s16", layout="mono", rate=_OPUS_RATE, frame_size=_FRAME
        )
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = rate
        for source in (frame, None):
            for part in resampler.resample(source):
                part.pts = None
                container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def _library() -> Any:
    try:
        return import_module("av")
    except ImportError as error:
        raise VoiceError("voice.absent") from error
