"""The way of a message: any text gets one reply, a bug changes nothing, buttons act as typed."""

import asyncio
import dataclasses
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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

WORDS = """
leg press bench squat plank pull-up curl lp rdl sled zercher drag kg lb lbs kilos pounds bw bodyweight
5x5 3x8-10 100 100kg 62.5 62,5 225lb 0 -5 1e9 ½ ² ٣ 99999999999999999999 x × х * @ @8 rpe rir 2
warm-up warmup amrap drop set sets reps of at for each side per hand plates pin 60s 1:30 min seconds
yesterday today monday tomorrow 2026-11-20 2026-02-30 20.11. 11/20 last week on the same again but +2.5kg
another more undo redo delete remove last second third all no, not sorry typo make that was it were wrong
rename merge to into as note: "easy" 'hard' and then , ; : . ! ? / - – \n \t ( ) [ ] { } {0} %s
how far apart should my feet be why tell me more knee hurts pop chest pain can't feel record history
/undo /redo /other /units /goal /timezone /formula /suggest /last /history /records /chart /volume
/equipment /plates /warmup /day /export /muscles /erase yes goal strength my is kgs hi thanks help
""".split()
ODD = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=("Cs", "Cc", "Cf", "Co", "Mn", "Nd", "No")), max_size=40),
    st.text("0123456789xkg@., /\n", max_size=30),
    st.sampled_from(("שלום 100 ק״ג", "ضغط الساق ١٠٠", "レッグプレス 100kg", "ｌｅｇ ｐｒｅｓｓ １００ｋｇ", "💪" * 20)),
    st.builds(lambda text: "".join(f"{one}\u0301\u0335\u0489" for one in text), st.text(max_size=9)),
)
SPOKEN = st.lists(st.one_of(st.sampled_from(WORDS), ODD), min_size=1, max_size=14).map(" ".join)
LONG = st.builds(
    lambda text, length: (text * (length // max(1, len(text)) + 1))[:length],
    st.one_of(SPOKEN, ODD, st.sampled_from("a5x,;\n \ud800\u0301💪(")),
    st.sampled_from((LONGEST - 1, LONGEST, LONGEST + 1, 20_000, 100_000)),
)


class Talk:
    """A user who talks to an assistant of its own store; every reply is looked at."""

    def __init__(self, parts: Parts) -> None:
        self.runner = asyncio.Runner()
        self.store = self.runner.run(Store.open(":memory:"))
        self.assistant = wiring.assemble(parts, self.store)
        self.bug = parts.tools.replies.say("error.bug")
        self.clock = START
        self.log: tuple[object, ...] = ()

    def close(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def say(self, text: str) -> Reply:
        self.clock += timedelta(seconds=20)
        message = Message("ann", self.clock, text)
        start = time.perf_counter()
        reply = self.runner.run(self.assistant.answer(message, with_log=True))
        assert time.perf_counter() - start < SLOW, text[:200]
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


@pytest.fixture
def talk(parts: Parts) -> Iterator[Talk]:
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


@any_text(150)
@given(texts=st.lists(st.one_of(SPOKEN, ODD), min_size=1, max_size=8))
def test_any_text_gets_one_valid_reply_and_undo_empties_the_log(
    parts: Parts, texts: list[str]
) -> None:
    talk = Talk(parts)
    try:
        for text in texts:
            talk.say(text)
        for _ in range(3):
            talk.say("/undo 50")
        assert talk.log == ()
    finally:
        talk.close()


@any_text(40)
@given(text=LONG)
def test_a_text_of_any_length_is_answered_in_bounded_time(parts: Parts, text: str) -> None:
    talk = Talk(parts)
    try:
        talk.say(text)
        talk.say("leg press 100kg 2x5")
        talk.say(text)
    finally:
        talk.close()
