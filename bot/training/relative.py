"""Sets told by the last one: "same again", "+2.5 kg", "same but 105". Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.bounds import MAX_REPS, MAX_SETS
from bot.training.clause import NUMBERS, Clause, Marks
from bot.training.notations import Entry, Lift, Piece
from bot.training.sets import TrainingSet, kilograms
from bot.training.tokens import Token, shape

_ENDLESS = 1_000_000
"""Repetitions or seconds that stand for any number beyond; they are refused."""


def step_of(clause: Clause, marks: Marks, lift: Lift, last: TrainingSet | None) -> float | None:
    """Give the change of weight that the clause names: +2.5 kg on the last set."""
    added = [t for t in marks.plain if t.kind == "a"]
    if len(added) != 1:
        return None
    token = added[0]
    rest = shape([t for t in marks.plain if t.kind in NUMBERS and t is not token])
    if token.mark == "step":
        return in_unit(token, last)
    if "B" in marks.kinds and last is not None and last.added is not None:
        return None  # "same but +15": that much is added now
    if "b" in marks.kinds or any(w in token.text for w in ("bw", "body", "assist", "added")):
        return None
    if clause.explicit and lift.bare_body:
        return None
    if lift.bare_body and rest:
        return None
    if clause.explicit and last is None:
        return None
    if rest and "w" in rest:
        return None
    return in_unit(token, last)


def in_unit(token: Token, last: TrainingSet | None) -> float:
    """Give the value in the unit of the last set."""
    if last is None or token.unit is None or token.unit is last.unit:
        return token.value
    return round(kilograms(token.value, token.unit) / kilograms(1.0, last.unit), 2)


def is_count(kinds: str) -> bool:
    """Whether only a count stands beside "more": 5 more, 2 more sets."""
    numbers = [kind for kind in kinds if kind in NUMBERS]
    return len(numbers) == 1 and numbers[0] in "nrs"


def from_last(
    found: list[Piece],
    entries: list[Entry],
    rest: Sequence[Token],
    last: TrainingSet,
    step: float | None,
    *,
    few_more: bool,
) -> list[TrainingSet] | None:
    """Make the new sets from the last one; None: a bare number fits weight and reps."""
    base = replace(last, rpe=None, rir=False, note="")
    if step is not None:
        base = stepped(base, step)
    numbers = [token for token in rest if token.kind in NUMBERS]
    if not numbers:
        return [base]
    if [token.kind for token in numbers] == ["s"]:
        return _times(base, int(min(numbers[0].value, MAX_SETS + 1)))
    if [token.kind for token in numbers] == ["n"]:
        part = plausible_part(numbers[0].value, last)
        if few_more and numbers[0].value <= 3:
            return None
        if step is not None or "f" in shape(rest):
            part = "reps"
        if part is None:
            return None
        entries = [changed(numbers[0].value, part, last)]
    elif not entries or any(piece.ask for piece in found):
        return None
    return [one for entry in entries for one in _times(onto(entry, base), entry.sets)]


def _times(one: TrainingSet, count: int) -> list[TrainingSet]:
    """Repeat a set, up to one more than is taken."""
    return [one] * max(1, min(count, MAX_SETS + 1))


def changed(value: float, part: str, last: TrainingSet) -> Entry:
    """Give the entry that changes one part of the last set."""
    if part == "weight":
        return Entry(weight=value)
    count = int(min(value, _ENDLESS))
    return Entry(seconds=count) if last.reps is None else Entry(reps=count)


def onto(entry: Entry, base: TrainingSet) -> TrainingSet:
    """Put what was said onto the last set."""
    one = base
    if entry.weight is not None:
        if base.added is not None or entry.kind == "added":
            one = replace(one, added=entry.weight or None, unit=entry.unit or base.unit)
        else:
            one = replace(one, weight=entry.weight, unit=entry.unit or base.unit)
    if entry.reps is not None:
        one = replace(one, reps=entry.reps, seconds=None)
    if entry.seconds is not None:
        one = replace(one, seconds=entry.seconds, reps=None)
    return one


def stepped(base: TrainingSet, step: float) -> TrainingSet:
    """Add to the weight of a set."""
    if base.added is not None or base.weight == 0:
        return replace(base, added=(base.added or 0.0) + step or None)
    return replace(base, weight=base.weight + step)


def plausible_part(value: float, last: TrainingSet) -> str | None:
    """Tell whether a bare number corrects the weight or the repetitions; None: it fits both.

    >>> from datetime import date
    >>> from bot.training.sets import Unit
    >>> one = TrainingSet("leg press", 100, Unit.KG, date(2026, 11, 23), reps=5)
    >>> plausible_part(95, one), plausible_part(6, one)
    ('weight', 'reps')
    """
    weight = abs(last.added) if last.added is not None else last.weight
    count = last.reps if last.reps is not None else last.seconds or 0
    if not float(value).is_integer() or value < 1:
        return "weight"
    as_weight = bool(weight) and 0.5 * weight <= value <= 2 * weight
    as_reps = value <= MAX_REPS and (abs(value - count) <= 5 or 0.5 * count <= value <= 2 * count)
    if weight == 0 and last.added is None:
        return "reps"
    if as_weight and as_reps:
        return None
    if as_weight or as_reps:
        return "weight" if as_weight else "reps"
    return "weight" if value >= 30 > count else ("reps" if value <= 30 < weight else None)
