"""Does a message tell of pain, injury or danger? The rules are data; this reads them.

A rule is a row of word groups that one clause must name close together. A danger is let pass
where the words before it say that it is not so ("no pain"), only imagined ("what if"), general
("does it hurt the knees?"), or over ("years ago"). Where in doubt it is a danger.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.messages import Kind, Reply
from bot.questions.matching.spelling import Spelling
from bot.questions.matching.vectors import shared_vectors
from bot.text import Phrasebook, clean, words
from bot.turn import Outcome, Stage, Turn
from knowledge.model import Danger, Knowledge

NEAR = 6
"""Words between the first and the last group of a rule, unless the rule says otherwise."""
NEGATES = 3
"""Words before a symptom in which a negation means it."""
MOST_WORDS = 700
ANYWHERE = frozenset({"past", "figure", "free", "doms", "not_blood", "harm_figure", "gym_level"})
"""Groups that let a danger pass wherever they stand in the message."""
BEFORE = frozenset({"if"})
"""Groups that do so only before what the danger tells."""

_CLAUSE = re.compile(r"[.,;:!?\n()]+|\bbut\b|\bthough\b", re.I)
_AGE = re.compile(
    r"\b(\d{1,2}|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
    r"[\s-]*(?:years?|yrs?|yo|y/o|jahre)\b"
)
_KEPT = frozenset((Kind.LOGGED, Kind.EDITED, Kind.DELETED))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A group named in a clause."""

    start: int
    end: int


class Safety:
    """Reads messages for danger. Built once; holds nothing of a user."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._dangers = knowledge.dangers
        self._groups = _Groups(knowledge.lexicon.safety, knowledge.lexicon.homophones)

    def assess(self, text: str) -> Danger | None:
        """Give the most urgent danger that a text tells of; None: it tells of none."""
        plain = clean(text).lower()
        clauses = [self._groups.read(part) for part in _CLAUSE.split(plain) if part.strip()]
        clauses = [clause for clause in clauses if clause.said]
        whole = self._groups.read(plain)
        for danger in self._dangers:
            if self._tells(danger.rules, clauses, whole, plain):
                return danger
        return None

    def stage(self, log_stage: Stage) -> Stage:
        """Make the stage that says stop first; a log in the same message is still taken."""

        async def stop_first(turn: Turn) -> Outcome | None:
            danger = None if turn.pressed or turn.text.startswith("/") else self.assess(turn.text)
            if danger is None:
                return None
            stop = Reply(Kind.STOP, danger.stop.text, intent=_intent(danger), score=1.0)
            stop = replace(stop, facts=danger.stop.facts)
            logged = await log_stage(turn)
            if logged is None or logged.reply.kind not in _KEPT:
                return Outcome(stop, replace(turn.session, gap=None))
            reply = replace(
                stop,
                text=f"{stop.text}\n{logged.reply.text.splitlines()[0]}",
                sets=logged.reply.sets,
                choices=logged.reply.choices,
            )
            return replace(logged, reply=reply)

        return stop_first

    def _tells(
        self, rules: Mapping[str, Any], clauses: Sequence["_Clause"], whole: "_Clause", plain: str
    ) -> bool:
        unless = frozenset(rules.get("unless", ()))
        if any(whole.has(name) for name in unless & ANYWHERE):
            return False
        if " ".join(whole.said) in rules.get("alone", ()):
            return True
        if "age" in rules and _is_young(plain, int(rules["age"])):
            return True
        within = int(rules.get("within", NEAR))
        for clause in (*clauses, whole) if len(clauses) > 1 else clauses:
            for row in rules["any"]:
                hit = clause.row(row, within)
                if hit is not None and not _passes(clause, hit, unless):
                    return True
        return False


def _intent(danger: Danger) -> str:
    return "danger." + danger.name.replace(" ", "-")


def _passes(clause: "_Clause", hit: _Hit, unless: frozenset[str]) -> bool:
    """Tell whether the words before a danger take it back."""
    if "negation" in unless and clause.has("negation", hit.start - NEGATES, hit.end):
        return True
    if "general" in unless and clause.has("general") and not clause.has("own"):
        return True
    return any(clause.has(name, 0, hit.start + 1) for name in unless & BEFORE)


def _is_young(plain: str, oldest: int) -> bool:
    numbers = ("six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen")
    for said in _AGE.findall(plain):
        age = int(said) if said.isdecimal() else numbers.index(said) + 6 if said in numbers else 15
        if 2 < age <= oldest and not re.search(
            r"\b(?:for|since|ago|training|lifting|experience)\b", plain
        ):
            return True
    return False


class _Groups:
    """The named groups of words, indexed by their first word."""

    def __init__(self, groups: Mapping[str, Sequence[str]], homophones: Mapping[str, str]) -> None:
        self._homophones = Phrasebook.of_pairs(homophones)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, ways in groups.items():
            if name == "repaired":
                continue
            for way in ways:
                key = tuple(_plain_words(str(way)))
                self._phrases.setdefault(key[0], []).append((key, name))
        self._spelling = Spelling(groups["repaired"], shared_vectors().is_word)

    def read(self, text: str) -> "_Clause":
        """Mend the spelling of a clause and find the groups that it names."""
        said = self._homophones.replace(_plain_words(text)[:MOST_WORDS])
        said = self._spelling.repair(said)
        hits: dict[str, list[_Hit]] = {}
        for at, word in enumerate(said):
            for key, name in self._phrases.get(word, ()):
                if tuple(said[at : at + len(key)]) == key:
                    hits.setdefault(name, []).append(_Hit(at, at + len(key)))
        return _Clause(tuple(said), hits)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause, and where it names which groups."""

    said: tuple[str, ...]
    hits: Mapping[str, Sequence[_Hit]]

    def has(self, name: str, start: int = 0, end: int | None = None) -> bool:
        """Tell whether a group is named, or is named within a stretch of words."""
        last = len(self.said) if end is None else end
        return any(start <= hit.start < last for hit in self.hits.get(name, ()))

    def row(self, names: Sequence[str], within: int) -> _Hit | None:
        """Find groups in this order, close together; give the place of the last one."""
        if len(names) == 1:
            return next(iter(self.hits.get(names[0], ())), None)
        for first in self.hits.get(names[0], ()):
            for last in self.hits.get(names[1], ()):
                if first.end <= last.start <= first.end + within:
                    return last if names[1] != "joint" else _Hit(first.start, last.end)
        return None


def _plain_words(text: str) -> list[str]:
    """Split into words without apostrophes, so that "can't" and "cant" are one."""
    return words(text.replace("'", "").replace("-", " "))
