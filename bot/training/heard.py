"""The transcript of a voice note, as a speech engine writes it -> as it was likely said. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from rapidfuzz import fuzz, process

from bot.training.names import ExerciseNames, words_of
from knowledge.model import Catalogue

ALIKE = 72.0
"""Likeness of two names, out of 100, letters alone, from which one may be the other misheard."""
ALIKE_HEAD = 60.0
"""The same of the words before a known name."""
_FEWEST_LETTERS = 4
_MOST_WORDS = 4
"""Words of a name that are compared."""
_AGAIN_AND_AGAIN = re.compile(r"(?i)\W*(\w.{5,}?\w)(?:\W+\1)+\W*")
_NUMBER = re.compile(r"\d")
_TELLS = re.compile(r"(?i)\d.*\b(?:kilos?|kgs?|pounds?|lbs?|sets?|reps?|seconds?|by)\b|\d ?x ?\d")
_LEAD_IN = re.compile(r"(?i)^(?:(?:i|i've|just|did|finished|done|my|and|now|today|ok|okay)[ ,]+)+")


class Repaired(Struct, frozen=True):
    """A transcript after repair."""

    text: str
    guessed: bool = False
    """Something in it is likely, but no more: what comes of it is to be asked about."""


class HeardWords:
    """Repairs what was heard; typed text never comes here. Built once."""

    def __init__(self, catalogue: Catalogue, names: ExerciseNames, data: Mapping[str, Any]) -> None:
        self._names = names
        self._same = _compiled(data["same"])
        self._guess = _compiled(data["guess"])
        self._known = {
            _letters(way): one.name
            for one in catalogue.exercises.values()
            for way in (one.name, *one.aliases)
            if len(_letters(way)) > 4
        }

    def repair(self, text: str, own: Collection[str] = ()) -> Repaired:
        """Repair a transcript; `own` are the user's own exercises, which are names too."""
        said = text
        for pattern, meant in self._same:
            said = pattern.sub(meant, said)
        if not _TELLS.search(said):
            return Repaired(said)
        guessed = said
        for pattern, meant in self._guess:
            guessed = pattern.sub(meant, guessed)
        # Engines stutter; so do people, but they mean it once.
        once = _AGAIN_AND_AGAIN.fullmatch(guessed)
        guessed = once[1] if once else guessed
        named = self._named(guessed, own)
        return Repaired(named or guessed, guessed=(named or guessed) != said)

    def _named(self, text: str, own: Collection[str]) -> str | None:
        """Give the text with the likeliest exercise for a name that is none; None: it stays."""
        lead = _LEAD_IN.match(text)
        start = lead.end() if lead else 0
        rest = text[start:]
        number = _NUMBER.search(rest)
        if number is None or number.start() == 0:
            return None
        spoken = words_of(rest[: number.start()])[:_MOST_WORDS]
        if not spoken:
            return None
        spans = self._names.spans(words_of(text), list(own))
        before = words_of(text[:start])
        if spans and (spans[0].start <= len(before) or spans[0].start > len(before) + len(spoken)):
            return None  # a name stands where names stand
        tail = _letters(" ".join(spoken[spans[0].start - len(before) :])) if spans else ""
        found = self._alike(_letters(" ".join(spoken)), tail)
        return f"{text[:start]}{found} {rest[number.start() :]}" if found else None

    def _alike(self, said: str, tail: str) -> str | None:
        """Find the name that was likely said; after a known `tail` the beginning must be alike."""
        if len(said) < _FEWEST_LETTERS:
            return None
        for way, likeness, _ in process.extract(said, self._known.keys(), scorer=fuzz.ratio):
            heads = said.removesuffix(tail), way.removesuffix(tail)
            if likeness < ALIKE:
                return None
            if not tail or (way.endswith(tail) and fuzz.ratio(*heads) >= ALIKE_HEAD):
                return self._known[way]
        return None


def _compiled(pairs: Sequence[Sequence[str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in pairs]


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalpha())
