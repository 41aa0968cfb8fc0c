"""What a set is worth: estimated one-repetition maximum and records by kind. Pure.

Weights are compared in kilograms, whatever unit they were said in. Warm-ups never count. A weight
said of each side is compared with its like only, except on exercises always done per side. The
first set of an exercise is no record: there was nothing to beat.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.store import Best
from bot.training.sets import TrainingSet, kilograms

MOST_REPS = 12
"""Repetitions up to which an estimate is given; with more, the formulas drift far apart."""
SAME = 0.005
"""Kilograms within which two weights are the same, for those converted from pounds."""


class RecordKind(StrEnum):
    """What there can be a record of."""

    HEAVIEST = "heaviest"
    E1RM = "e1rm"
    REPS = "reps"
    HOLD = "hold"


class Record(Struct, frozen=True):
    """The best of one kind, and the set that it comes from."""

    kind: RecordKind
    best: Best
    value: float
    """HEAVIEST and E1RM: a weight in the set's unit; REPS: repetitions; HOLD: seconds."""


def one_rep_max(weight: float, reps: int, formula: str) -> float | None:
    """Estimate the weight that could be lifted once; None where no estimate is sound.

    Epley 1985: weight x (1 + reps / 30). Brzycki 1993 (JOPERD 64, 88-90): weight x 36 /
    (37 - reps). One repetition is the maximum itself, by either. Above `MOST_REPS` there is none.

    >>> one_rep_max(100, 1, "epley"), one_rep_max(90, 10, "epley")
    (100, 120.0)
    >>> one_rep_max(100, 1, "brzycki"), one_rep_max(81, 10, "brzycki")
    (100, 108.0)
    >>> one_rep_max(100, 25, "epley") is None
    True
    """
    if weight <= 0 or not 1 <= reps <= MOST_REPS:
        return None
    if reps == 1:
        return weight
    if formula == "brzycki":
        return weight * 36 / (37 - reps)
    return weight * (1 + reps / 30)


def load(one: Best | TrainingSet) -> float:
    """Give what was lifted beyond the body, in the set's unit; negative: assistance."""
    return one.weight + (one.added or 0.0)


def in_kilograms(one: Best | TrainingSet) -> float:
    """Give the same in kilograms, for comparing."""
    return kilograms(load(one), one.unit)


def estimate(one: Best, formula: str) -> float | None:
    """Estimate the one-repetition maximum from a set, in its unit; none for bodyweight moves.

    What the body itself adds is not known, so an added weight alone would mislead.
    """
    if one.reps is None or one.added is not None:
        return None
    return one_rep_max(one.weight, one.reps, formula)


def performed(sets: Iterable[TrainingSet]) -> tuple[Best, ...]:
    """Give what working sets count as among records; warm-ups count as nothing."""
    return tuple(
        Best(one.weight, one.unit, one.added, one.reps, one.seconds, one.date, one.each_side)
        for one in sets
        if not one.warmup
    )


def top(bests: Iterable[Best]) -> Best | None:
    """Give the heaviest; of equally heavy ones that with the most repetitions, then the first."""
    ranked = sorted(bests, key=lambda one: one.day)
    return max(ranked, key=lambda one: (in_kilograms(one), _amount(one)), default=None)


def heaviest(bests: Sequence[Best]) -> Record | None:
    """Give the heaviest set; none where nothing but the body was ever moved."""
    found = top(bests)
    loaded = found is not None and any(in_kilograms(one) for one in bests)
    return Record(RecordKind.HEAVIEST, found, load(found)) if found and loaded else None


def strongest(bests: Iterable[Best], formula: str) -> Record | None:
    """Give the set with the best estimated one-repetition maximum."""
    found: Record | None = None
    for one in sorted(bests, key=lambda one: one.day):
        value = estimate(one, formula)
        if value is None:
            continue
        if found is None or _kilograms_of(one, value) > _kilograms_of(found.best, found.value):
            found = Record(RecordKind.E1RM, one, value)
    return found


def longest(bests: Iterable[Best]) -> Record | None:
    """Give the longest hold."""
    holds = sorted((one for one in bests if one.seconds is not None), key=lambda one: one.day)
    found = max(holds, key=lambda one: one.seconds or 0, default=None)
    return Record(RecordKind.HOLD, found, found.seconds or 0) if found else None


def most_reps(bests: Iterable[Best]) -> tuple[Record, ...]:
    """Give the most repetitions at each weight, the heaviest weight first."""
    found: list[Record] = []
    counted = (one for one in bests if one.reps is not None)
    for one in sorted(counted, key=lambda one: (-in_kilograms(one), -_amount(one), one.day)):
        last = found[-1].best if found else None
        if last is None or not _same_load(last, one) or last.each_side != one.each_side:
            found.append(Record(RecordKind.REPS, one, _amount(one)))
    return tuple(found)


def standing(bests: Sequence[Best], formula: str) -> tuple[Record, ...]:
    """Give every record of an exercise: heaviest, estimate, longest hold, repetitions."""
    firsts = (heaviest(bests), strongest(bests, formula), longest(bests))
    return (*(one for one in firsts if one is not None), *most_reps(bests))


def broken(
    new: Iterable[Best], others: Iterable[Best], formula: str, *, per_side: bool = False
) -> tuple[Record, ...]:
    """Give the records that new sets break among all other sets, at most one of each kind.

    `per_side` tells that the exercise is always done per side, so that "each" adds nothing.

    >>> from datetime import date
    >>> from bot.training.sets import Unit
    >>> old = Best(100, Unit.KG, None, 5, None, date(2026, 1, 1))
    >>> new = Best(225, Unit.LB, None, 3, None, date(2026, 1, 8))
    >>> [(one.kind.value, one.value) for one in broken([new], [old], "epley")]
    [('heaviest', 225.0)]
    """
    found: dict[RecordKind, Record] = {}
    fresh, past = list(new), list(others)
    if per_side:
        fresh = [replace(one, each_side=True) for one in fresh]
        past = [replace(one, each_side=True) for one in past]
    for each in (False, True):
        mine = [one for one in fresh if one.each_side is each]
        theirs = [one for one in past if one.each_side is each]
        if mine and theirs:
            for record in _broken(mine, theirs, formula):
                found.setdefault(record.kind, record)
    return tuple(found.values())


def _broken(new: Sequence[Best], others: Sequence[Best], formula: str) -> Iterator[Record]:
    first = top(new)
    beaten = top(others)
    if first and beaten and in_kilograms(first) > in_kilograms(beaten) + SAME:
        yield Record(RecordKind.HEAVIEST, first, load(first))
    estimated, before = strongest(new, formula), strongest(others, formula)
    if estimated and before:
        value = _kilograms_of(estimated.best, estimated.value)
        if value > _kilograms_of(before.best, before.value) + SAME:
            yield estimated
    for record in most_reps(new):
        at_load = [one for one in others if one.reps is not None and _same_load(one, record.best)]
        if at_load and record.value > max(map(_amount, at_load)):
            yield record
            break
    held = longest(new)
    if held is not None:
        matched = [one for one in others if one.seconds and _not_lighter(one, held.best)]
        if matched and held.value > max(map(_amount, matched)):
            yield held


def is_same(one: Record, other: Record) -> bool:
    """Tell whether two records are of one kind: repetitions are so at the same weight only."""
    if one.kind is not other.kind:
        return False
    return one.kind is not RecordKind.REPS or _same_load(one.best, other.best)


def is_beaten(one: Record, by: Record) -> bool:
    """Tell whether a record is worth more than another of its kind."""
    if one.kind in {RecordKind.REPS, RecordKind.HOLD}:
        return by.value > one.value
    return _kilograms_of(by.best, by.value) > _kilograms_of(one.best, one.value) + SAME


def _amount(one: Best) -> int:
    return one.reps or one.seconds or 0


def _kilograms_of(one: Best, value: float) -> float:
    return kilograms(value, one.unit)


def _same_load(one: Best, other: Best) -> bool:
    return abs(in_kilograms(one) - in_kilograms(other)) <= SAME


def _not_lighter(one: Best, other: Best) -> bool:
    return in_kilograms(one) >= in_kilograms(other) - SAME
