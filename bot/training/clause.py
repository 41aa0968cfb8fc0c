"""The values between the parts that read a clause. Pure."""

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from bot.training.names import Named
from bot.training.sets import Problem, Question, TrainingSet, Unit
from bot.training.spell import number
from bot.training.tokens import Token

NUMBERS = frozenset("nwrstab")


class Context(Protocol):
    """The part of LogContext that is needed here."""

    @property
    def unit(self) -> Unit:
        """The user's default."""
        ...

    @property
    def last(self) -> TrainingSet | None:
        """Last set of this session."""
        ...

    @property
    def last_group(self) -> tuple[TrainingSet, ...]:
        """Sets of the last log message."""
        ...

    @property
    def spoken(self) -> bool:
        """Whether it is a transcript."""
        ...


class Clause(Struct, frozen=True):
    """The words of one exercise."""

    named: Named | None
    """None: no exercise is known at all."""
    tokens: tuple[Token, ...]
    said: str
    explicit: bool = False
    """The exercise is named in these words."""
    together: bool = False
    """Named with another exercise before one set of numbers."""
    warmup: bool = False
    text: str = ""
    """The whole line, in which the tokens have their positions."""


class Second(Struct, frozen=True):
    """The second reading, and the sets that it stands in place of."""

    sets: tuple[TrainingSet, ...]
    label: str
    instead: tuple[TrainingSet, ...] = ()


class Outcome(Struct, frozen=True):
    """What became of a clause."""

    sets: tuple[TrainingSet, ...] = ()
    problems: tuple[Problem, ...] = ()
    question: Question | None = None
    other: Any = None
    """A Second."""
    doubtful: bool = False
    """It holds numbers that were not understood."""


class Marks(Struct, frozen=True):
    """What stands beside the numbers: each with the position in the plain tokens."""

    plain: tuple[Token, ...]
    rpe: tuple[tuple[int, Token, bool], ...]
    """With whether it is said of the last set only."""
    warm: tuple[tuple[int, Token], ...]
    work: tuple[int, ...]
    each: tuple[tuple[int, Token], ...]
    kinds: frozenset[str]
    last: tuple[tuple[int, int], ...] = ()
    """Where "last set" stands, and of how many sets it is said."""
    note: str = ""


def words_of_tokens(tokens: Sequence[Token]) -> str:
    """Write tokens as words again."""
    return " ".join(token.text for token in tokens if token.text)


def shortened(text: str) -> str:
    """Shorten what was said for a reply."""
    text = " ".join(text.split()).strip(" ,;")
    return text if len(text) <= 60 else text[:59] + "…"


def limit_problem(said: str, why: str, limit: float) -> Problem:
    """Refuse what lies past a limit."""
    return Problem(shortened(said), why, (("limit", number(limit)),))


def tells(kinds: str) -> bool:
    """Tell whether there is any number."""
    return any(kind in NUMBERS for kind in kinds)
