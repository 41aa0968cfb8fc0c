"""Everything said can be read by an eleven-year-old who is out of breath: grade six or below."""

import re

import pytest
import textstat

from bot.check import statements
from bot.wiring import Parts

MOST = 6.0
"""Flesch-Kincaid grade (Kincaid et al. 1975); a few words that must stand are long by nature."""
FEWEST_WORDS = 6
"""Labels and fragments are no sentences, and a grade says nothing of them."""


def grade(text: str) -> float:
    """Grade a text without its fields, as a reader would find it."""
    filled = re.sub(r"\{\w+\}", "ten", text)
    filled = re.sub(r'"[^"]*"|/\w+', "this", filled)
    return float(textstat.flesch_kincaid_grade(filled))


def test_every_answer_reads_easily(parts: Parts) -> None:
    hard = {
        f"{entry.key}: {one.text}": grade(one.text)
        for entry in parts.tools.knowledge.entries.values()
        for one in statements(entry)
        if grade(one.text) > MOST and len(one.text.split()) >= FEWEST_WORDS
    }
    assert not hard


def test_every_stop_reads_easily(parts: Parts) -> None:
    hard = {one.name: grade(one.stop.text) for one in parts.tools.knowledge.dangers}
    assert max(hard.values()) <= MOST, hard


def test_every_sentence_of_the_code_reads_easily(parts: Parts) -> None:
    sentences = parts.tools.knowledge.sentences
    hard = {
        key: grade(text)
        for key, text in sentences.items()
        if len(text.split()) >= FEWEST_WORDS and grade(text) > MOST
    }
    assert not hard


def test_every_picture_has_its_words(parts: Parts) -> None:
    entries = parts.tools.knowledge.entries.values()
    pictures = [one.picture for one in entries if one.picture]
    pictures += [step.picture for one in entries for step in one.steps if step.picture]
    assert len({one.name for one in pictures}) >= 12
    for one in pictures:
        assert one.name in parts.tools.knowledge.pictures
        assert grade(one.shows) <= MOST, one.shows


@pytest.mark.parametrize("text", ["The musculature experiences extraordinary circumstances."])
def test_a_hard_sentence_is_found(text: str) -> None:
    assert grade(text) > MOST
