"""What a question about the log is about: which exercise or muscles, which days, which page."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import words
from bot.training.dates import Dated
from bot.training.names import Named, singular, words_of
from bot.training.sets import Problem
from bot.turn import Turn
from knowledge.model import Catalogue, Knowledge

PERIODS: Mapping[str, str] = {
    "today": "today",
    "this session": "today",
    "this workout": "today",
    "last week": "last-week",
    "past week": "last-week",
    "previous week": "last-week",
    "week before": "last-week",
    "last month": "last-month",
    "past month": "last-month",
    "previous month": "last-month",
    "this month": "month",
    "monthly": "month",
    "month": "month",
    "this year": "year",
    "year": "year",
    "all time": "ever",
    "ever": "ever",
    "lifetime": "ever",
    "overall": "ever",
    "since i started": "ever",
    "this week": "week",
    "weekly": "week",
    "week": "week",
}
"""Words to the period that they name; the first that is found counts."""
_PAGE = re.compile(r"\s*(?:\bpage\s*)?\b(\d{1,4})\s*$", re.IGNORECASE)
_BACK = re.compile(r"\b(?:last|past|previous)\s+(\d{1,3})\s+(day|week|month)s?\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7, "month": 30}


class Subject(Struct, frozen=True):
    """What of the log is asked for."""

    label: str = ""
    """As replies name it: an exercise, a muscle or a group of muscles; empty: everything."""
    exercises: tuple[str, ...] | None = None
    """The exercises of the log that it covers; None: all of them."""
    muscles: tuple[str, ...] = ()
    """Filled where muscles were asked for."""
    options: tuple[str, ...] = ()
    """Exercises that an unclear word may mean; then nothing else is filled but the label."""
    page: int = 1
    """Which page of the answer."""

    @property
    def exercise(self) -> str:
        """The one exercise that was named; empty: none."""
        return self.label if self.exercises == (self.label,) and not self.muscles else ""


class Period(Struct, frozen=True):
    """A stretch of days."""

    name: str
    """Part of the key of its name in replies.yaml: week, last-week, ever, day, days..."""
    since: date | None
    until: date


async def paged_subject_of(turn: Turn) -> Subject:
    """Find the subject, and the page that a number behind it names: "/history leg press 2"."""
    text, page = page_of(turn.text)
    if page > 1:
        whole = await subject_of(turn)
        # A name of the user's own may end in a number.
        if whole.exercise and turn.text.lower().strip().endswith(whole.exercise):
            return whole
    return replace(await subject_of(turn.with_text(text)), page=page)


async def subject_of(turn: Turn) -> Subject:
    """Find the exercise or the muscles that a question names.

    The user's own names come before the catalogue's, exact ones before misspelt ones. A word for
    both, such as "biceps", names the muscle.
    """
    spoken = words_of(turn.text)
    aliases = turn.data.names
    logged = await turn.data.exercises()
    own = [name for name in logged if name not in turn.knowledge.catalogue.exercises]
    spans = turn.tools.reader.names.spans(spoken, [*aliases, *own])
    muscles = _muscles(turn.knowledge, spoken)
    if muscles and all(_is_muscle(turn.knowledge, spoken[one.start : one.end]) for one in spans):
        return _of_muscles(turn.knowledge.catalogue, muscles)
    if all(span.named.options for span in spans):
        repaired = turn.tools.reader.names.spans(spoken, [*aliases, *own], repair=True)
        spans = tuple(span for span in repaired if not span.named.options) or spans
    if not spans:
        return Subject()
    named = max(spans, key=lambda span: span.end - span.start).named
    return _of_exercise(named, aliases, logged)


def _of_exercise(named: Named, aliases: Mapping[str, str], logged: tuple[str, ...]) -> Subject:
    if not named.options:
        name = aliases.get(named.name, named.name)
        return Subject(name, (name,))
    fitting = tuple(name for name in named.options if name in logged)
    if len(fitting) == 1:
        return Subject(fitting[0], fitting)
    if not fitting:
        return Subject(named.name, ())
    return Subject(named.name, (), options=fitting)


def _of_muscles(catalogue: Catalogue, found: tuple[str, tuple[str, ...]]) -> Subject:
    label, muscles = found
    names = tuple(
        one.name for one in catalogue.exercises.values() if one.muscles[0] in set(muscles)
    )
    return Subject(label, names, muscles)


def _muscles(knowledge: Knowledge, spoken: list[str]) -> tuple[str, tuple[str, ...]] | None:
    """Find a muscle or a group among words, two words before one."""
    known = _muscle_words(_Words(knowledge))
    plain = [singular(word) for word in spoken]
    for size in (2, 1):
        for start in range(len(plain) - size + 1):
            found = known.get(" ".join(plain[start : start + size]))
            if found:
                return found
    return None


def _is_muscle(knowledge: Knowledge, spoken: list[str]) -> bool:
    known = _muscle_words(_Words(knowledge))
    return " ".join(singular(word) for word in spoken) in known


class _Words:
    """Knowledge as a key of a cache: the same words give the same tables."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __hash__(self) -> int:
        return hash(self.knowledge.fingerprint)

    def __eq__(self, other: object) -> bool:
        mine = self.knowledge.fingerprint
        return isinstance(other, _Words) and other.knowledge.fingerprint == mine


@lru_cache(maxsize=8)
def _muscle_words(key: _Words) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    catalogue = key.knowledge.catalogue
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for group, muscles in catalogue.groups.items():
        found[_plain(group)] = (group, tuple(muscles))
    for muscle, ways in catalogue.muscles.items():
        for way in (muscle, *ways):
            found.setdefault(_plain(way), (muscle, (muscle,)))
    return found


def _plain(name: str) -> str:
    return " ".join(singular(word) for word in words_of(name))


def day_named(turn: Turn) -> date | Problem | None:
    """Find the day that a question names; a Problem for one that lies ahead or is unclear.

    Where none is found, misspelt weekdays are mended: "wat did i do mondy".
    """
    month_first = turn.data.preferences.get("unit") == "lb"
    book = turn.tools.reader.dates
    found = book.read(turn.text, turn.today, month_first=month_first)
    if found is None:
        names = _day_names(_Words(turn.knowledge))
        mended = " ".join(_mended(word, names) for word in words(turn.text))
        found = book.read(mended, turn.today, month_first=month_first)
    return found.day if isinstance(found, Dated) else found


@lru_cache(maxsize=8)
def _day_names(key: _Words) -> tuple[str, ...]:
    dates = key.knowledge.lexicon.log["dates"]
    names = [*(name for one in dates["weekdays"] for name in one), *dates["ago"]]
    return tuple(name for name in map(str, names) if len(name) > 5 and " " not in name)


def _mended(word: str, names: tuple[str, ...]) -> str:
    if len(word) < 5:
        return word
    found = process.extractOne(word, names, scorer=OSA.distance, score_cutoff=len(word) // 4)
    return found[0] if found else word


def period_of(turn: Turn) -> Period | None:
    """Find the stretch of days that a question names; None: it names none."""
    back = _BACK.search(turn.text)
    if back:
        days = int(back[1]) * _DAYS[back[2].lower()]
        return Period("days", turn.today - timedelta(days=days - 1), turn.today)
    said = [word.removesuffix("'s") for word in words(turn.text)]
    spoken = f" {' '.join(said)} "
    for phrase, name in PERIODS.items():
        if f" {phrase} " in spoken:
            return period(name, turn.today)
    day = day_named(turn)
    return Period("day", day, day) if isinstance(day, date) else None


def period(name: str, today: date) -> Period:
    """Give a period by its name. A week begins on Monday.

    >>> period("last-week", date(2026, 11, 25))
    Period(name='last-week', since=datetime.date(2026, 11, 16), until=datetime.date(2026, 11, 22))
    """
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    stretches: Mapping[str, tuple[date | None, date]] = {
        "today": (today, today),
        "week": (monday, today),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "month": (first, today),
        "last-month": (before.replace(day=1), before),
        "year": (today.replace(month=1, day=1), today),
        "ever": (None, today),
    }
    return Period(name, *stretches[name])


def page_of(text: str) -> tuple[str, int]:
    """Split a page off the end of a text.

    >>> page_of("leg press 2"), page_of("leg press"), page_of("page 3")
    (('leg press', 2), ('leg press', 1), ('', 3))
    """
    found = _PAGE.search(text)
    if not found:
        return text, 1
    return text[: found.start()], max(1, int(found[1]))
