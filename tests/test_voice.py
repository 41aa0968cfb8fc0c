"""Voice notes: heard, doubted and spoken; what is no speech, and files that lie."""

import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wiring
from bot.assistant import Assistant
from bot.listening import Voice
from bot.messages import Kind, Message, Reply
from bot.store import Store, UserData
from bot.training.doubt import SURE, Usual, readings, twin
from bot.training.sets import TrainingSet, Unit
from bot.voice import Heard, VoiceError, hearing, speaker, speaking, spoken, transcriber
from bot.voice.hearing import LONGEST, without_echoes
from bot.voice.prompting import LONGEST as LONGEST_PROMPT
from bot.voice.prompting import prompt
from bot.voice.sound import MOST_BYTES, samples, write_voice
from bot.wiring import Parts
from tests.conftest import START
from tests.voices import NOISES, RATE, note, scaled, written

SAID = "leg press, ninety kilos, four sets of eight"


class Ears:
    """Hears what a test says, as sure as it says."""

    def __init__(self) -> None:
        self.heard: Heard | VoiceError = VoiceError("voice.silent")
        self.prompts: list[str] = []

    def hear(self, audio: Path, prompt: str) -> Heard:  # noqa: ARG002
        self.prompts.append(prompt)
        if isinstance(self.heard, VoiceError):
            raise self.heard
        return self.heard


class Killed(BaseException):
    """The end of the program, which nobody catches."""


class Talker:
    """Somebody who speaks to an assistant."""

    def __init__(self, assistant: Assistant, ears: Ears) -> None:
        self.assistant = assistant
        self.ears = ears

    async def speaks(self, text: str, confidence: float = 0.95) -> Reply:
        self.ears.heard = Heard(text, confidence)
        message = Message("ann", START, audio=Path("note.ogg"))
        return await self.assistant.answer(message, with_log=True)

    async def types(self, text: str) -> Reply:
        return await self.assistant.answer(Message("ann", START, text), with_log=True)


@pytest.fixture
async def talker(parts: Parts, tmp_path: Path) -> Talker:
    ears = Ears()
    voice = Voice(ears, speaker("bundled:joe"), parts.tools.knowledge.catalogue, tmp_path)
    return Talker(wiring.assemble(parts, await Store.open(":memory:"), voice), ears)


# --- numbers that may have been misheard ---------------------------------------------------------


def one(weight: float, reps: int = 8, unit: Unit = Unit.KG) -> TrainingSet:
    return TrainingSet("leg press", weight, unit, date(2026, 11, 23), reps=reps)


@pytest.mark.parametrize(
    ("weight", "reps", "confidence", "usual", "found"),
    [
        (90, 8, 0.95, Usual(None, "machine"), []),  # 19 kg is nothing that a machine has
        (50, 8, 0.95, Usual(None, "machine"), [50, 15]),
        (15, 8, 0.95, Usual(None, "machine"), [15, 50]),
        (50, 8, 0.95, Usual(52.5, "machine"), []),
        (15, 8, 0.95, Usual(52.5, "machine"), [50, 15]),
        (16, 8, 0.95, Usual(60, "machine"), [60, 16]),
        (14, 8, 0.95, Usual(None, "dumbbell"), [14, 40]),
        (80, 8, 0.95, Usual(None, "barbell"), []),
        (18, 8, 0.95, Usual(None, "barbell"), [18, 80]),
        (150, 8, 0.95, Usual(None, "machine"), [150, 115]),
        (150, 8, 0.95, Usual(147.5, "machine"), []),
        (100, 8, 0.95, Usual(None, "machine"), []),
        (100, 8, SURE - 0.01, Usual(None, "machine"), [100]),
        (200, 8, 0.95, Usual(100, "machine"), [200]),
        (40, 8, 0.95, Usual(100, "machine"), [40, 14]),
        (120, 50, 0.95, Usual(None, "machine"), ["120x50", "120x15"]),
    ],
)
def test_which_numbers_are_doubted(
    weight: float, reps: int, confidence: float, usual: Usual, found: list[object]
) -> None:
    got = readings([one(weight, reps)], confidence, usual)
    shown = [each[0].weight if reps <= 25 else f"{each[0].weight}x{each[0].reps}" for each in got]
    assert shown == found


@given(st.integers(min_value=0, max_value=999))
def test_twins_are_each_others(value: int) -> None:
    other = twin(value)
    assert other is None or twin(other) == value


async def test_a_clear_note_is_logged_at_once_and_begins_with_what_was_heard(
    talker: Talker,
) -> None:
    reply = await talker.speaks("leg press ninety kilos four sets of eight")
    assert reply.kind is Kind.LOGGED
    assert reply.text.startswith('Heard: "leg press ninety kilos four sets of eight"\nLogged')
    assert reply.heard == "leg press ninety kilos four sets of eight"
    assert len(reply.sets) == 4


async def test_a_number_with_a_twin_is_asked_and_stored_only_then(talker: Talker) -> None:
    asked = await talker.speaks("leg press 50 kilos for 8")
    assert asked.kind is Kind.CLARIFY
    assert asked.log == ()
    assert [each.label for each in asked.choices] == [
        "leg press: 1 x 8 at 50 kg", "leg press: 1 x 8 at 15 kg", "No",
    ]  # fmt: skip
    done = await talker.types(asked.choices[1].label)
    assert done.kind is Kind.LOGGED
    assert done.log is not None
    assert [each["weight"] for each in done.log] == [15]


async def test_an_unsure_note_is_asked_and_can_be_dropped_or_said_yes_to(talker: Talker) -> None:
    asked = await talker.speaks("leg press 100 kilos for 8", confidence=0.4)
    assert asked.kind is Kind.CLARIFY
    assert "Is this right? leg press: 1 x 8 at 100 kg" in asked.text
    assert (await talker.types("No")).log == ()
    await talker.speaks("leg press 100 kilos for 8", confidence=0.4)
    done = await talker.speaks("Yes.", confidence=0.5)
    assert done.kind is Kind.LOGGED
    assert done.log is not None
    assert len(done.log) == 1


async def test_far_from_the_users_own_log_is_asked(talker: Talker) -> None:
    await talker.types("leg press 100kg 5x5")
    asked = await talker.speaks("leg press 220 kilos for 5")
    assert asked.kind is Kind.CLARIFY
    assert (await talker.speaks("leg press 105 kilos for 5")).kind is Kind.LOGGED


async def test_a_correction_that_may_be_misheard_is_asked(talker: Talker) -> None:
    await talker.types("leg press 100kg 5x5")
    asked = await talker.speaks("no, 50")
    assert asked.kind is Kind.CLARIFY
    assert [each.label for each in asked.choices] == ["Yes", "No"]
    assert (await talker.types("Yes")).kind is Kind.EDITED
    assert (await talker.speaks("no, 95")).kind is Kind.EDITED


@pytest.mark.parametrize("said", ["No, 50.", "No, fifty.", "make that fifty reps", "no, 15 kilos."])
async def test_however_the_number_of_a_correction_is_written(talker: Talker, said: str) -> None:
    await talker.types("leg press 100kg 5x5")
    asked = await talker.speaks(said)
    assert asked.kind is Kind.CLARIFY
    assert asked.log is not None
    assert {one["weight"] for one in asked.log} == {100}
    assert {one["reps"] for one in asked.log} == {5}


async def test_a_picture_that_is_none_leaves_the_answer(parts: Parts, tmp_path: Path) -> None:
    broken = tmp_path / "feet.svg"
    broken.write_text("no picture")
    pictures = dict.fromkeys(parts.tools.knowledge.pictures, broken)
    knowledge = replace(parts.tools.knowledge, pictures=pictures)
    tools = replace(parts.tools, knowledge=knowledge, media=tmp_path)
    assistant = wiring.assemble(replace(parts, tools=tools), await Store.open(":memory:"))
    reply = await assistant.answer(Message("ann", START, "how far apart should my feet be?"))
    assert (reply.kind, reply.media) == (Kind.ANSWER, ())
    assert "shoulder width" in reply.text


async def test_a_kill_while_the_reply_is_spoken_doubles_no_set(talker: Talker) -> None:
    """The set is kept before the reply is spoken, its update marked only afterwards."""
    await talker.assistant.answer(Message("u", START, "/voice on"))
    again = Message("u", START, "leg press 90kg 4x8", id="7:1")

    async def killed(_data: UserData, _reply: Reply) -> None:
        raise Killed

    with pytest.raises(Killed):
        await talker.assistant.answer(again, within=killed)
    kept: list[Reply] = []

    async def keep(_data: UserData, reply: Reply) -> None:
        kept.append(reply)

    told = await talker.assistant.answer(again, within=keep, with_log=True)
    assert told.kind is Kind.LOGGED
    assert len(told.log or ()) == 4
    assert [one.kind for one in kept] == [Kind.LOGGED]


async def test_pain_that_is_spoken_is_stopped_first(talker: Talker) -> None:
    reply = await talker.speaks("my knee hurts")
    assert reply.kind is Kind.STOP
    assert reply.text.startswith("Stop")
    assert "Heard:" in reply.text


async def test_the_engine_is_told_names_and_no_numbers(talker: Talker) -> None:
    await talker.types("zebra lift 100kg 5x5")
    await talker.speaks("how deep?")
    told = talker.ears.prompts[-1]
    assert "zebra lift" in told
    assert "squat" in told
    assert not re.search(r"\d", told)


@given(st.lists(st.text(max_size=80), max_size=200))
def test_a_prompt_is_bounded_and_without_digits(names: list[str]) -> None:
    told = prompt(names)
    assert len(told) <= LONGEST_PROMPT + 40
    assert not any(char.isdigit() for char in told)


async def test_without_an_ear_a_note_gets_one_sentence(parts: Parts) -> None:
    assistant = wiring.assemble(parts, await Store.open(":memory:"))
    reply = await assistant.answer(Message("ann", START, audio=Path("note.ogg")))
    assert (reply.kind, "type it" in reply.text) == (Kind.REJECTED, True)


# --- the engines ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ears() -> hearing.Transcriber:
    return transcriber("bundled:tiny.en")


@pytest.mark.parametrize("voice", ["joe"])
def test_a_note_is_heard(ears: hearing.Transcriber, voice: str, tmp_path: Path) -> None:
    path = note(SAID, voice, "hiss", None, tmp_path / "note.ogg")
    heard = ears.hear(path, prompt(["leg press", "squat"]))
    assert re.search(r"(?i)press.*(90|ninety).*(four|4|for).*(eight|8)", heard.text), heard
    assert 0.3 < heard.confidence <= 1.0


@pytest.mark.parametrize("kind", [one for one in NOISES if one != "babble"])
def test_no_words_are_heard_where_nobody_speaks(
    ears: hearing.Transcriber, kind: str, tmp_path: Path
) -> None:
    sound = scaled(NOISES[kind](3 * RATE, np.random.default_rng(0)), 0.1)
    with pytest.raises(VoiceError, match="silent"):
        ears.hear(written(sound, tmp_path / "note.ogg"), prompt(["leg press"]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "voice.broken"),
        (b"OggS" + bytes(500), "voice.broken"),
        (b"<html>not a note</html>" * 20, "voice.broken"),
        (bytes(MOST_BYTES + 1), "voice.large"),
    ],
)
def test_files_that_are_no_notes(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "note.ogg"
    path.write_bytes(content)
    with pytest.raises(VoiceError, match=reason):
        samples(path, seconds=LONGEST)
    with pytest.raises(VoiceError, match="broken"):
        samples(tmp_path / "none.ogg", seconds=LONGEST)


def test_a_note_that_is_longer_than_it_may_be_is_not_decoded_whole(tmp_path: Path) -> None:
    path = written(np.zeros(200 * RATE, dtype=np.float32), tmp_path / "note.ogg")
    begun = time.thread_time()
    with pytest.raises(VoiceError, match=r"voice\.long"):
        samples(path, seconds=LONGEST)
    assert time.thread_time() - begun < 5


@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoder(content: bytes) -> None:
    path = _scratch()
    path.write_bytes(content)
    try:
        samples(path, seconds=5)
    except VoiceError:
        pass


def _scratch() -> Path:
    folder = Path(__file__).parent.parent / ".pytest_cache"
    folder.mkdir(exist_ok=True)
    return folder / "fuzz.ogg"


def test_a_reply_is_spoken_the_same_each_time(tmp_path: Path) -> None:
    mouth = speaker("bundled:joe")
    first = mouth.speak("Logged leg press: 5 x 5 at 100 kg", tmp_path / "1.ogg")
    second = mouth.speak("Logged leg press: 5 x 5 at 100 kg", tmp_path / "2.ogg")
    one_, two = samples(first, seconds=60), samples(second, seconds=60)
    assert 16_000 < len(one_) < 16_000 * 10
    assert np.array_equal(one_, two)
    with pytest.raises(VoiceError):
        mouth.speak("\U0001f4aa", tmp_path / "3.ogg")


def test_written_and_read_again_is_as_long(tmp_path: Path) -> None:
    sound = (0.3 * np.sin(np.arange(2 * RATE) / 9)).astype(np.float32)
    got = samples(write_voice(sound, RATE, tmp_path / "note.ogg"), seconds=60)
    assert abs(len(got) / 16_000 - 2.0) < 0.1


@pytest.mark.parametrize("spec", ["", "tiny.en", "bundled:large", "cloud:x", "path:"])
def test_an_engine_that_there_is_not_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"name|only"):
        hearing.check(spec)


@pytest.mark.parametrize("spec", ["", "joe", "bundled:ann", "cloud:x"])
def test_a_voice_that_there_is_not_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="name"):
        speaking.check(spec)


def test_weights_that_are_not_the_known_ones_are_not_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = {"tiny.en": {**hearing.BUNDLED["tiny.en"], "config.json": "0" * 64}}
    monkeypatch.setattr(hearing, "BUNDLED", known)
    path = note("hello there", "joe", "hiss", None, tmp_path / "note.ogg")
    with pytest.raises(VoiceError, match="absent"):
        transcriber("bundled:tiny.en").hear(path, "")


# --- what is said aloud --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Logged leg press: 5 x 5 at 80 kg", "Logged leg press: five by five at eighty kilos"),
        ("RPE 9", "R P E nine"),
        ("102.5 kg", "one hundred and two point five kilos"),
        ("1 lb", "one pound"),
        ("2x25+", "two by twenty five or more"),
        ("plank: 1 x 60 s", "plank: one by sixty seconds"),
        ("Rest: 1:30 min, until 18:00", "Rest: one minute thirty, until eighteen o'clock"),
        ("Mon 16 Nov", "Monday the sixteenth of November"),
        ("Point 45° up 💪", "Point forty five degrees up"),
        ("Set them apart.\nSource: leg press guide, step 1.", "Set them apart."),
        ("- squat: 3 x 5 at 60 kg", "squat: three by five at sixty kilos"),
        ("Volume: 4,500 kg.", "Volume: four thousand five hundred kilos."),
    ],
)
def test_numbers_and_units_are_said_as_people_say_them(shown: str, said: str) -> None:
    assert spoken(shown) == said


@given(st.text(max_size=300))
def test_any_text_can_be_said_without_digits_or_signs(text: str) -> None:
    ascii_text = text.encode("ascii", errors="ignore").decode()
    assert not re.search(r"(?<![\w.,:])\d+(?![\w.,:])", spoken(ascii_text))


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("How deep? Thank you.", "How deep?"),
        ("Thank you.", "Thank you."),
        ("Leg press 90 kilos. Thank you very much. Bye bye.", "Leg press 90 kilos."),
        ("I want to thank you", "I want to thank you"),
    ],
)
def test_farewells_of_the_engine_are_left_out(heard: str, left: str) -> None:
    assert without_echoes(heard) == left


def test_a_set_is_not_changed_by_doubt() -> None:
    heard = [one(50), one(50, reps=6)]
    first, second = readings(heard, 0.9, Usual(None, "machine"))
    assert list(first) == heard
    assert [each.weight for each in second] == [15, 15]
