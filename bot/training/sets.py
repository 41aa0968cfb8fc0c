"""Sets and weights: the values of the training log. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct

KG_PER_LB = 0.45359237
"""Exact by definition (international avoirdupois pound, 1959)."""


class Unit(StrEnum):
    """The unit a weight was said in; kept as said."""

    KG = "kg"
    LB = "lb"


def kilograms(weight: float, unit: Unit) -> float:
    """Convert to kilograms, for comparing only; the log keeps what was said."""
    return weight * KG_PER_LB if unit is Unit.LB else weight


class TrainingSet(Struct, frozen=True):
    """One set as performed: repetitions of one exercise, or a hold, against one weight."""

    exercise: str
    """Catalogue name, or the user's own name for it, lower case."""
    weight: float
    """In `unit`, as said; 0 for bodyweight."""
    unit: Unit
    date: date
    """The training day."""
    reps: int | None = None
    """Whole, at least 1; None for a hold."""
    seconds: int | None = None
    """Length of a hold; None for repetitions."""
    added: float | None = None
    """Weight added to bodyweight in `unit`; negative: assistance."""
    each_side: bool = False
    """The weight is per hand or leg, as said."""
    rpe: float | None = None
    """Rating of perceived exertion, 1 to 10; RIR n is kept here as 10 - n with `rir` telling so."""
    rir: bool = False
    """Said as repetitions in reserve; the summary says it back that way."""
    warmup: bool = False
    note: str = ""

    def as_json(self) -> Mapping[str, Any]:
        """Give the public set object of the scripting interface (see the README)."""
        shown: dict[str, Any] = {
            "exercise": self.exercise,
            "weight": _number(self.weight),
            "unit": self.unit.value,
        }
        if self.reps is not None:
            shown["reps"] = self.reps
        if self.seconds is not None:
            shown["seconds"] = self.seconds
        if self.added is not None:
            shown["added"] = _number(self.added)
        if self.each_side:
            shown["side"] = "each"
        if self.rpe is not None:
            shown["rpe"] = _number(self.rpe)
        if self.warmup:
            shown["warmup"] = True
        if self.note:
            shown["note"] = self.note
        shown["date"] = self.date.isoformat()
        return shown


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


class Problem(Struct, frozen=True):
    """A line that cannot be taken, and what would work."""

    said: str
    """The words as written, shortened."""
    why: str
    """Key of the sentence in replies.yaml that gives the reason."""
    fields: tuple[tuple[str, str], ...] = ()
    """Fields of that sentence."""


class Reading(Struct, frozen=True):
    """One way to read a message: the sets it would store."""

    sets: tuple[TrainingSet, ...]
    label: str
    """Short label for a button, itself a message that reads this way: "3x5 at 60 kg"."""


class Question(Struct, frozen=True):
    """What has to be asked before the rest can be stored."""

    why: str
    """Key of the one-line question in replies.yaml: which exercise, what weight..."""
    fields: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    """(label, the complete message that it stands for) for each offered answer."""
    complete: str = ""
    """The message with one gap written as {} that a bare answer fills: "leg press {} 5x5"; empty:
    no gap, only the choices answer."""
    gap: str = ""
    """What fills the gap: weight, reps, exercise, unit, side; decides how a bare answer reads.
    "total 3": repetitions of 3 sets; one number is that of each."""


class ParsedLog(Struct, frozen=True):
    """What a message says was performed. No set, problem or question: it is not a log."""

    sets: tuple[TrainingSet, ...] = ()
    """To be stored, in the order performed."""
    problems: tuple[Problem, ...] = ()
    """Lines not taken, in order; they never stop the good ones."""
    question: Question | None = None
    """Asked once, for what could not be settled; the sets above are clear all the same."""
    other: Reading | None = None
    """The second likeliest reading of the sets above, offered as one button."""

    @property
    def is_log(self) -> bool:
        """Whether the message was about a set at all."""
        return bool(self.sets or self.problems or self.question)
