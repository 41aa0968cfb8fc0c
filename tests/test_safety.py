"""Danger is told as such in any wording; harmless talk of knees, pain and death is not."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Kind
from bot.questions.safety import Safety
from knowledge.load import load
from tests.conftest import Say

KNOWLEDGE = load()
SAFETY = Safety(KNOWLEDGE)
PHRASES: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("safety_phrases.yaml").read_text(encoding="utf-8")
)
KNEE = "safety.knee-pain"
LIKELY_MISSED = 0.02
"""Share of the harder phrases that may go wrong; which ones they are is not fixed."""

NAMED = [
    ("the thing is on my thighs and the gym is empty", "pinned", ""),
    ("woke up on the carpet. what do i log for that set", "passed out", ""),
    ("my knee hurts", "knee pain", KNEE),
    ("knee popped and swelled up", "knee injury", KNEE),
    ("stuck under the sled, help", "pinned", "safety.lowest-stop"),
    ("my lower back is sore", "joint soreness", ""),
    ("sharp pain in my hip", "pain", ""),
    ("something tore in my calf", "injury", ""),
    ("tight chest when i push", "chest or heart", ""),
    ("i can't breathe", "breathing", ""),
    ("everything went black", "fainting or dizziness", ""),
    ("my foot tingles", "numbness", ""),
    ("worst headache ever, mid set", "head", ""),
    ("my shin is bleeding", "bleeding", ""),
    ("i feel like vomiting", "sickness", ""),
    ("my friend fainted", "someone else is hurt", ""),
    ("knee surgery in may", "after surgery or injury", ""),
    ("20 weeks pregnant", "pregnancy", ""),
    ("can my 9 year old do it", "a child", ""),
    ("i take blood thinners", "illness or medication", ""),
    ("i want to end my life", "self-harm", ""),
]
TURNS = [  # the same words, taken back or not
    ("my knee hurts", True),
    ("my knee doesn't hurt", False),
    ("my knee doesn't stop hurting", True),
    ("not sure why, my knee hurts", True),
    ("i can't press without knee pain", True),
    ("i press without knee pain", False),
    ("what if my knee hurts", False),
    ("if my knee hurts, what do i do", False),
    ("if i push hard my knee hurts", True),
    ("is it normal if my knee hurts", True),
    ("does it hurt the knees", False),
    ("why does it hurt my knees", True),
    ("my knee used to hurt", False),
    ("my knee used to hurt, now it hurts again", True),
    ("no pain. knee hurts now though", True),
    ("paaaain in my kneeee", True),
]


@pytest.mark.parametrize("kind", PHRASES["danger"])
def test_danger_is_told(kind: str) -> None:
    missed = [text for text in PHRASES["danger"][kind] if SAFETY.assess(text) is None]
    assert len(missed) <= LIKELY_MISSED * len(PHRASES["danger"][kind]), missed


@pytest.mark.parametrize("kind", PHRASES["harmless"])
def test_harmless_talk_is_no_danger(kind: str) -> None:
    texts = PHRASES["harmless"][kind]
    taken = [(text, found.name) for text in texts if (found := SAFETY.assess(text))]
    assert len(taken) <= max(1, LIKELY_MISSED * len(texts)), taken


@pytest.mark.parametrize(("text", "name", "fact"), NAMED)
def test_the_kind_of_danger(text: str, name: str, fact: str) -> None:
    found = SAFETY.assess(text)
    assert found is not None
    assert found.name == name
    assert not fact or fact in found.stop.facts


@pytest.mark.parametrize(("text", "danger"), TURNS)
def test_what_takes_a_danger_back(text: str, danger: bool) -> None:
    assert (SAFETY.assess(text) is not None) == danger


def test_a_stop_says_so_first() -> None:
    for danger in KNOWLEDGE.dangers:
        opening = danger.stop.text.lower()[:40]
        assert any(word in opening for word in ("stop", "help now", "hands on your knees")), opening
        assert set(danger.stop.facts) <= KNOWLEDGE.facts.keys()


def test_no_word_was_read_as_a_truth_value() -> None:
    """YAML takes an unquoted "no" or "on" for one."""

    def leaves(value: Any) -> list[Any]:
        if isinstance(value, Mapping):
            return [one for key, part in value.items() for one in [key, *leaves(part)]]
        if isinstance(value, list | tuple):
            return [one for part in value for one in leaves(part)]
        return [value]

    found = leaves(KNOWLEDGE.lexicon.safety)
    assert not [one for one in found if isinstance(one, bool) or one in {"True", "False"}]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_assessed(text: str) -> None:
    SAFETY.assess(text)


WORDS = ["knee", "pain", "no", "if", "my", "stuck", "under", "heart", "without", ",", "?", "but"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_row_of_our_words_is_assessed(row: list[str]) -> None:
    SAFETY.assess(" ".join(row))


@pytest.mark.parametrize(
    "part", ["if my knee pain ", "no pain ", "stuck under ", "a" * 70, "\ud800?"]
)
def test_time_is_bounded(part: str) -> None:
    text = (part * 5000)[:100_000]
    start = time.perf_counter()
    SAFETY.assess(text)
    assert time.perf_counter() - start < 1


async def test_a_log_in_the_same_message_is_kept(say: Say) -> None:
    reply = await say("leg press 100kg 5x5 but my knee is killing me")
    assert reply.kind is Kind.STOP
    assert reply.text.lower().startswith("stop")
    assert KNEE in reply.facts
    assert [one["reps"] for one in reply.sets] == [5] * 5
    assert reply.log is not None
    assert len(reply.log) == 5


async def test_a_stop_without_a_log_keeps_none(say: Say) -> None:
    reply = await say("third set 8 reps, passed out afterwards")
    assert reply.kind is Kind.STOP
    assert reply.log == ()


async def test_a_harmless_log_is_a_log(say: Say) -> None:
    reply = await say("leg press 100 kg 3x10, pure murder")
    assert reply.kind is Kind.LOGGED
