"""The way of a message: any text gets one reply, a bug changes nothing, buttons act as typed."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot import wiring
from bot.assistant import Assistant
from bot.messages import Choice, Kind, Message, Reply
from bot.store import Store, UserData
from bot.text import LONGEST
from bot.turn import Outcome, Turn
from bot.wiring import Parts
from tests.conftest import START, Say

SLOW = 2.0
"""Seconds; no message may take longer, even on a busy machine."""
CHANGING = {Kind.LOGGED, Kind.EDITED, Kind.DELETED, Kind.STOP}

# --- any text -----------------------------------------------------------------------------------

WORDS = [
    "leg",
    "press",
    "bench",
    "squat",
    "plank",
    "pull-up",
    "curl",
    "lp",
    "rdl",
    "sled",
    "zercher",
    "drag",
    "kg",
    "lb",
    "lbs",
    "kilos",
    "pounds",
    "bw",
    "bodyweight",
    "5x5",
    "3x8-10",
    "100",
    "100kg",
    "62.5",
    "62,5",
    "225lb",
    "0",
    "-5",
    "1e9",
    "½",
    "²",
    "٣",
    "99999999999999999999",
    "x",
    "×",
    "х",
    "*",
    "@",
    "@8",
    "rpe",
    "rir",
    "2",
    "warm-up",
    "warmup",
    "amrap",
    "drop",
    "set",
    "sets",
    "reps",
    "of",
    "at",
    "for",
    "each",
    "side",
    "per",
    "hand",
    "plates",
    "pin",
    "60s",
    "1:30",
    "min",
    "seconds",
    "yesterday",
    "today",
    "monday",
    "tomorrow",
    "2026-11-20",
    "2026-02-30",
    "20.11.",
    "11/20",
    "last",
    "week",
    "on",
    "the",
    "same",
    "again",
    "but",
    "+2.5kg",
    "another",
    "more",
    "undo",
    "redo",
    "delete",
    "remove",
    "last",
    "second",
    "third",
    "all",
    "no,",
    "not",
    "sorry",
    "typo",
    "make",
    "that",
    "was",
    "it",
    "were",
    "wrong",
    "rename",
    "merge",
    "to",
    "into",
    "as",
    "note:",
    '"easy"',
    "'hard'",
    "and",
    "then",
    ",",
    ";",
    ":",
    ".",
    "!",
    "?",
    "/",
    "-",
    "–",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{0}",
    "%s",
    "how",
    "far",
    "apart",
    "should",
    "my",
    "feet",
    "be",
    "why",
    "tell",
    "me",
    "more",
    "knee",
    "hurts",
    "pop",
    "chest",
    "pain",
    "can't",
    "feel",
    "record",
    "history",
    "/undo",
    "/redo",
    "/other",
    "/units",
    "/goal",
    "/timezone",
    "/formula",
    "/suggest",
    "/last",
    "/history",
    "/records",
    "/chart",
    "/volume",
    "/equipment",
    "/plates",
    "/warmup",
    "/day",
    "/export",
    "/muscles",
    "/erase",
    "yes",
    "goal",
    "strength",
    "my",
    "is",
    "kgs",
    "hi",
    "thanks",
    "help",
]
WORDS.append("9" * 400)
ODD = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=("Cs", "Cc", "Cf", "Co", "Mn", "Nd", "No")), max_size=40),
    st.text("0123456789xkg@., /\n", max_size=30),
    st.sampled_from(
        (
            "שלום 100 ק״ג",
            "ضغط الساق ١٠٠",
            "レッグプレス 100kg",
            "ｌｅｇ ｐｒｅｓｓ １００ｋｇ",
            "💪" * 20,
        )
    ),
    st.builds(
        lambda text: "".join(f"{one}\u0301\u0335\u0489" for one in text), st.text(max_size=9)
    ),
)
SPOKEN = st.lists(st.one_of(st.sampled_from(WORDS), ODD), min_size=1, max_size=14).map(" ".join)
LONG = st.builds(
    lambda text, length: (text * (length // max(1, len(text)) + 1))[:length],
    st.one_of(SPOKEN, ODD, st.sampled_from("a5x,;\n \ud800\u0301💪(")),
    st.sampled_from((LONGEST - 1, LONGEST, LONGEST + 1, 20_000, 100_000)),
)


class Talk:
    """Users who talk to one assistant; every reply is looked at."""

    def __init__(self, parts: Parts) -> None:
        self.runner = asyncio.Runner()
        self.store = self.runner.run(Store.open(":memory:"))
        self.assistant = wiring.assemble(parts, self.store)
        self.bug = parts.tools.replies.say("error.bug")
        self.clock = START
        self.user = ""
        self.users = 0
        self.log: tuple[object, ...] = ()

    def close(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def begin(self) -> None:
        """Let somebody new talk."""
        self.users += 1
        self.user, self.log, self.clock = f"user {self.users}", (), START

    def say(self, text: str) -> Reply:
        self.clock += timedelta(seconds=20)
        message = Message(self.user, self.clock, text)
        start = time.process_time()
        reply = self.runner.run(self.assistant.answer(message, with_log=True))
        # The first picture waits for the library that draws it.
        assert reply.media or time.process_time() - start < SLOW, text[:200]
        self.check(text, reply)
        return reply

    def check(self, text: str, reply: Reply) -> None:
        assert self.bug not in reply.text, text[:500]
        assert_valid(reply)
        assert reply.log is not None
        if reply.kind not in CHANGING:
            assert reply.log == self.log, (text[:500], reply)
        if reply.kind is Kind.LOGGED:
            assert reply.sets, (text[:500], reply)
            assert len(reply.log) >= len(reply.sets)
        self.log = reply.log


def assert_valid(reply: Reply) -> None:
    """Whatever was said, a reply can be shown, sent, and kept."""
    assert isinstance(reply.kind, Kind)
    assert reply.text.strip()
    reply.text.encode()
    assert len(reply.text) < 2 * LONGEST + 1000
    for choice in reply.choices:
        assert choice.label.strip()
        assert len(choice.label.encode()) <= 64
    assert len({choice.label for choice in reply.choices}) == len(reply.choices), reply.choices
    assert reply.score is None or 0 <= reply.score <= 1
    json.dumps(reply.as_json(), allow_nan=False)
    for one in (*reply.sets, *(reply.log or ())):
        assert ("reps" in one) != ("seconds" in one)
        assert one["unit"] in {"kg", "lb"}
        assert 0 <= one["weight"] < 3000
        datetime.fromisoformat(one["date"])


@pytest.fixture(scope="module")
def talk(parts: Parts) -> Iterator[Talk]:
    """Users of one assistant, for all examples."""
    one = Talk(parts)
    yield one
    one.close()


def any_text(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


@any_text(100)
@given(texts=st.lists(st.one_of(SPOKEN, ODD), min_size=1, max_size=6))
def test_any_text_gets_one_valid_reply_and_undo_empties_the_log(
    talk: Talk, texts: list[str]
) -> None:
    talk.begin()
    for text in texts:
        talk.say(text)
    for _ in range(3):
        talk.say("/undo 50")
    assert talk.log == ()


@any_text(30)
@given(text=LONG)
def test_a_text_of_any_length_is_answered_in_bounded_time(talk: Talk, text: str) -> None:
    talk.begin()
    talk.say(text)
    talk.say("leg press 100kg 2x5")
    talk.say(text)


@pytest.mark.parametrize(
    "text",
    ["*", "foo bar to sled 3x8 last set the second set rpe 8 bench 8 bench", "/", "/ undo", "{}"],
)
def test_texts_that_once_broke_it(talk: Talk, text: str) -> None:
    talk.begin()
    talk.say(text)
    talk.say("leg press 100kg 2x5")
    talk.say(text)


async def test_an_empty_message_and_an_impossible_user_are_refused(assistant: Assistant) -> None:
    for text in ("", " \n ", "\u200b", "\x00", "\ud800"):
        reply = await assistant.answer(Message("ann", START, text))
        assert reply.kind is Kind.REJECTED
    for user in ("", "a" * 201, "a\nb", "\ud800"):
        reply = await assistant.answer(Message(user, START, "hi"))
        assert reply.kind is Kind.REJECTED
    assert await assistant.store.names() == ("ann",)


async def test_a_text_over_the_bound_is_cut_and_told_so(say: Say) -> None:
    reply = await say("leg press 100kg 5x5" + " " * 5000 + "bench 60kg 5x5")
    assert f"{LONGEST}" in reply.text
    assert len(reply.log or ()) == 5


# --- context ------------------------------------------------------------------------------------


async def test_why_is_asked_of_the_last_answer_until_it_fades(say: Say) -> None:
    await say("how far apart should my feet be?")
    soon = await say("tell me more", after=timedelta(minutes=5))
    assert soon.facts
    await say("how far apart should my feet be?")
    late = await say("tell me more", after=timedelta(minutes=45))
    assert not late.facts


async def test_another_users_context_is_not_seen(say: Say) -> None:
    await say("how far apart should my feet be?", user="ann")
    assert not (await say("tell me more", user="bob")).facts
    await say("leg press 100kg 5x5", user="ann")
    reply = await say("same again", user="bob")
    assert reply.kind is not Kind.LOGGED
    assert reply.log == ()
    assert (await say("undo", user="bob")).kind is Kind.REJECTED
    assert len((await say("thanks", user="ann")).log or ()) == 5


async def test_an_exercise_left_out_is_the_last_one_of_this_training_only(say: Say) -> None:
    await say("leg press 100kg 5x5")
    assert (await say("110kg x 5", after=timedelta(minutes=90))).kind is Kind.LOGGED
    assert (await say("120kg x 5", after=timedelta(hours=9))).kind is Kind.CLARIFY


async def test_again_repeats_the_step_while_walked_through_and_the_set_after(say: Say) -> None:
    await say("leg press 100kg 5x5")
    for text in ("walk me through it", "next", "next"):
        step = await say(text)
    assert (await say("again")).text == step.text
    assert "Step 1 of" in (await say("back")).text
    await say("stop")
    assert (await say("again")).kind is Kind.LOGGED
    await say("walk me through it")
    await say("next")
    await say("leg press 100kg x 5")
    assert (await say("again")).kind is Kind.LOGGED


async def test_a_correction_may_come_the_next_day(say: Say) -> None:
    await say("leg press 100kg 2x5")
    reply = await say("no, 95", after=timedelta(hours=20))
    assert [one["weight"] for one in reply.log or ()] == [95, 95]
    assert {one["date"] for one in reply.log or ()} == {"2026-11-23"}


async def test_clocks_that_run_backwards_do_no_harm(say: Say) -> None:
    await say("leg press 100kg 2x5")
    reply = await say("105kg x 5", after=-timedelta(minutes=10))
    assert reply.kind is Kind.LOGGED
    assert (await say("undo", after=-timedelta(days=1))).kind is Kind.DELETED


# --- once only, or not at all -------------------------------------------------------------------


async def test_a_message_taken_before_is_answered_alike_and_not_taken_again(say: Say) -> None:
    first = await say("leg press 100kg 5x5", id_="m1")
    again = await say("leg press 100kg 5x5", id_="m1")
    assert replace(first, log=None) == replace(again, log=None)
    assert len(again.log or ()) == 5
    assert len((await say("leg press 100kg 5x5", id_="m2")).log or ()) == 10
    other = await say("squat 80kg x 5", user="bob", id_="m1")
    assert [one["exercise"] for one in other.log or ()] == ["squat"]


async def test_an_undo_taken_before_undoes_nothing_more(say: Say) -> None:
    await say("leg press 100kg x 5", id_="1")
    await say("leg press 105kg x 5", id_="2")
    for _ in range(3):
        reply = await say("undo", id_="3")
        assert [one["weight"] for one in reply.log or ()] == [100]


async def test_any_id_of_a_message_can_be_kept(say: Say) -> None:
    for id_ in ("\ud800", "", "x" * 5000, "\x00"):
        assert (await say("leg press 100kg x 5", id_=id_)).kind is Kind.LOGGED
        before = await say("leg press 100kg x 5", id_=id_)
        assert before.kind is Kind.LOGGED
    assert len((await say("thanks")).log or ()) == 4


async def failing_after_writing(turn: Turn) -> Outcome | None:
    """Stand for a bug: what was written before it must not stay."""
    if "bench" not in turn.text:
        return None
    await turn.data.prefer("goal", "size")
    await turn.data.erase()
    raise ZeroDivisionError(turn.text)


async def test_a_bug_changes_nothing_and_is_logged_without_the_words(
    parts: Parts, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    store = await Store.open(":memory:")
    whole = wiring.assemble(parts, store)
    stages = (failing_after_writing, *whole._stages)
    broken = Assistant(store, parts.tools, stages, bells={}, suggest=whole.suggest)
    message = Message("ann", START, "leg press 100kg 5x5", id="1")
    await broken.answer(message)
    for id_ in ("2", "2"):
        asked = replace(message, text="bench my secret 60kg", id=id_)
        reply = await broken.answer(asked, with_log=True)
        assert (reply.kind, reply.text) == (Kind.REJECTED, parts.tools.replies.say("error.bug"))
    out, err = capfd.readouterr()
    logged = out + err + caplog.text
    assert "ZeroDivisionError" in logged
    assert "failing_after_writing" in logged
    assert "secret" not in logged
    async with store.user("ann") as data:
        assert not data.preferences
    # The message failed, so it was not taken: where the bug is gone, it can be sent once more.
    again = await whole.answer(replace(message, text="bench 60kg x 5", id="2"), with_log=True)
    assert again.kind is Kind.LOGGED
    assert len(again.log or ()) == 6
    await store.close()


async def test_a_message_that_is_cancelled_leaves_nothing_behind(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = await Store.open(str(tmp_path_factory.mktemp("cancel") / "log.sqlite"))
    assistant = wiring.assemble(parts, store)
    for number in range(30):
        message = Message("ann", START, "leg press 100kg 5x5", id=str(number))
        task = asyncio.create_task(assistant.answer(message))
        await asyncio.sleep(0.0004 * number)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    reply = await assistant.answer(Message("ann", START, "thanks"), with_log=True)
    assert reply.kind is Kind.CHAT
    assert len(reply.log or ()) % 5 == 0
    await store.close()


# --- what is told with a reply is kept with it --------------------------------------------------


async def test_what_is_kept_with_a_reply_is_kept_in_its_transaction(assistant: Assistant) -> None:
    async def full(data: UserData, reply: Reply) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await assistant.answer(Message("ann", START, "leg press 100kg 5x5"), within=full)
    reply = await assistant.answer(Message("ann", START, "thanks"), with_log=True)
    assert reply.log == ()


# --- buttons ------------------------------------------------------------------------------------

CONVERSATION = """
/start
/help
hi
how far apart should my feet be?
why?
walk me through it
how many sets and reps?
what about my back?
is it good?
what is the meaning of life?
my knee hurts
leg press 100kg 5x5
leg press 100
leg press 12x10x60
bench press
curls 12x10
about 80kg x 5 squat
press 60kg 5x5
undo
redo
delete everything
delete last set
no, 95
/units
/goal
/timezone
/formula
/suggest
/privacy
/equipment
plates for 97.5
warm up to 120
last time
records
history
chart leg press
volume
sets by muscle
streak
/erase
""".strip().splitlines()


def test_a_label_sent_back_acts_as_pressing_its_button(talk: Talk, parts: Parts) -> None:
    """Each button of a long conversation, in all its forms, does what its own text does."""
    pressed = 0
    for number, text in enumerate(CONVERSATION):
        choices = told(talk, CONVERSATION[: number + 1]).choices
        for choice in choices:
            by_label = press(talk, number, choice, choice.label)
            spaced = press(talk, number, choice, f"  {choice.label} ")
            assert without_numbers(by_label) == without_numbers(spaced), (text, choice)
            assert by_label.kind is not Kind.UNKNOWN, (text, choice)
            pressed += 1
    assert pressed > 30


def without_numbers(reply: Reply) -> Reply:
    """Leave out which change of the log a button means, and when a rest ends."""
    choices = tuple(replace(one, sends=re.sub(r"#\d+", "#", one.sends)) for one in reply.choices)
    text = re.sub(r"\d\d:\d\d:\d\d", "", reply.text)
    return replace(reply, choices=choices, text=text)


def told(talk: Talk, texts: list[str]) -> Reply:
    """Let somebody new say the last text, after a set that gives the others something to read."""
    talk.begin()
    talk.say("leg press 90kg 2x5")
    for text in texts[-1:]:
        reply = talk.say(text)
    return reply


def press(talk: Talk, number: int, choice: Choice, label: str) -> Reply:
    offered = told(talk, CONVERSATION[: number + 1]).choices
    assert choice.label in [one.label for one in offered]
    reply = talk.say(label)
    return replace(reply, media=())
