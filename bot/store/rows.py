"""What the store keeps, as values: to rows and JSON, and back."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from bot import fastjson
from bot.training.sets import TrainingSet, Unit


class StoredSet(Struct, frozen=True):
    """A set of the log, with what identifies it."""

    id: int
    position: int
    """Order of entry; within a day the order performed."""
    set: TrainingSet


class Step(Struct, frozen=True):
    """One row before and after a change: added (no before), removed (no after) or altered."""

    before: StoredSet | None
    after: StoredSet | None


class AliasStep(Struct, frozen=True):
    """What a name of the user's stood for before and after a change."""

    alias: str
    before: str | None
    after: str | None


class Change(Struct, frozen=True):
    """One undoable change of the log."""

    id: int
    kind: str
    steps: tuple[Step | AliasStep, ...]
    message_id: str | None = None


class Best(Struct, frozen=True):
    """The most that was done of one exercise at one weight, in one working set."""

    weight: float
    unit: Unit
    added: float | None
    reps: int | None
    seconds: int | None
    day: date
    """The first day on which it was done."""
    each_side: bool = False


class Total(Struct, frozen=True):
    """What the working sets of one exercise add up to, for each unit that they were said in."""

    exercise: str
    unit: Unit
    sets: int
    reps: int
    volume: float
    """Weight times repetitions, in `unit`; added weight counts, assistance counts as 0."""
    day: date
    """The day, or the newest one where days are taken together."""


class Received(Struct, frozen=True):
    """An update as it came in, kept until it is worked off."""

    id: int
    """Unique among the updates of one bot."""
    at: int
    """When it came, in milliseconds since 1970 (UTC)."""
    raw: str
    """The update as JSON, in ASCII."""


class Letter(Struct, frozen=True):
    """One call that tells a user something, kept until it is carried out."""

    chat: int
    call: Mapping[str, Any]
    """What is to be called, as its sender understands it."""
    user: str = ""
    """Who is marked inactive where the chat is gone."""
    id: int = 0
    """In the order in which letters go out in a chat; 0 until it is stored."""


class Timer(Struct, frozen=True):
    """Something to tell a user at a later time; one of each kind."""

    kind: str
    due: int
    """In milliseconds since 1970 (UTC)."""
    place: Mapping[str, Any]
    """Where to tell it, as its sender understands it; empty: nowhere."""
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    user: str = ""
    """Whose it is, where it was found among all users'."""


def _load(one: TrainingSet) -> str | None:
    """Give what a working set was done against as one value, by which the index is leapt along."""
    if one.warmup:
        return None
    kind = "seconds" if one.reps is None else "reps"
    return _written(float(one.weight), one.unit.value, one.added, one.each_side, kind)


@lru_cache(maxsize=256)
def _written(weight: float, unit: str, added: float | None, each_side: bool, kind: str) -> str:
    return fastjson.write((weight, unit, added, each_side, kind))


def bests_from(
    load: str, most: int, bounded: int | None, day: date, bounded_day: date | None
) -> Iterator[Best]:
    """Read the bests at one load: the most of all, and the most up to a bound."""
    weight, unit, added, each_side, kind = fastjson.parse(load)
    yield _best(weight, unit, added, each_side, kind, most, day)
    if kind == "reps" and bounded is not None and bounded_day is not None and bounded != most:
        yield _best(weight, unit, added, each_side, kind, bounded, bounded_day)


def _best(
    weight: float,
    unit: str,
    added: float | None,
    each_side: bool,
    kind: str,
    amount: int,
    day: date,
) -> Best:
    reps, seconds = (amount, None) if kind == "reps" else (None, amount)
    return Best(weight, Unit(unit), added, reps, seconds, day, each_side)


def totals_from(rows: Iterable[Any], *, by_day: bool) -> tuple[Total, ...]:
    """Add up rows of (exercise, load, sets, amount, day)."""
    sums: dict[tuple[str, str, date | None], Total] = {}
    for exercise, load, number, amount, day in rows:
        weight, unit, added, _, kind = fastjson.parse(load)
        reps = amount if kind == "reps" else 0
        key = (exercise, unit, day if by_day else None)
        so_far = sums.get(key) or Total(exercise, Unit(unit), 0, 0, 0.0, day)
        sums[key] = Total(
            exercise,
            so_far.unit,
            so_far.sets + number,
            so_far.reps + reps,
            so_far.volume + max(0.0, weight + (added or 0.0)) * reps,
            max(so_far.day, day),
        )
    newest_first = sorted(sums.values(), key=lambda one: one.exercise)
    return tuple(sorted(newest_first, key=lambda one: one.day, reverse=True))


def values_of(one: TrainingSet, user_id: int, position: int) -> dict[str, Any]:
    """Give a set as a row."""
    return {
        "user_id": user_id,
        "position": position,
        "day": one.date,
        **_told(one),
        "load": _load(one),
        "amount": one.seconds or 0 if one.reps is None else one.reps,
    }


def _told(one: TrainingSet) -> dict[str, Any]:
    """Give what was told of a set, but for its day."""
    return {
        "exercise": one.exercise,
        "weight": one.weight,
        "unit": one.unit.value,
        "reps": one.reps,
        "seconds": one.seconds,
        "added": one.added,
        "each_side": one.each_side,
        "rpe": one.rpe,
        "rir": one.rir,
        "warmup": one.warmup,
        "note": one.note,
    }


def stored_from(row: Any) -> StoredSet:
    """Read a row of the sets."""
    return StoredSet(
        row.id,
        row.position,
        TrainingSet(
            exercise=row.exercise,
            weight=row.weight,
            unit=Unit(row.unit),
            date=row.day,
            reps=row.reps,
            seconds=row.seconds,
            added=row.added,
            each_side=row.each_side,
            rpe=row.rpe,
            rir=row.rir,
            warmup=row.warmup,
            note=row.note,
        ),
    )


def change_from(row: Any) -> Change:
    """Read a row of the journal."""
    return Change(row.id, row.kind, tuple(map(_step, row.steps)), row.message_id)


def inverse(step: Step | AliasStep) -> Step | AliasStep:
    """Give the step that takes a step back."""
    if isinstance(step, AliasStep):
        return AliasStep(step.alias, step.after, step.before)
    return Step(step.after, step.before)


def step_json(step: Step | AliasStep) -> dict[str, Any]:
    """Give a step as the journal keeps it."""
    if isinstance(step, AliasStep):
        return {"alias": step.alias, "before": step.before, "after": step.after}
    return {"before": _set_json(step.before), "after": _set_json(step.after)}


def _step(data: Mapping[str, Any]) -> Step | AliasStep:
    if "alias" in data:
        return AliasStep(data["alias"], data["before"], data["after"])
    return Step(_set(data["before"]), _set(data["after"]))


def _set_json(stored: StoredSet | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    one = stored.set
    return {"id": stored.id, "position": stored.position, "day": one.date.isoformat(), **_told(one)}


def _set(data: Mapping[str, Any] | None) -> StoredSet | None:
    if data is None:
        return None
    fields = {key: data[key] for key in data if key not in {"id", "position", "day", "unit"}}
    one = TrainingSet(unit=Unit(data["unit"]), date=date.fromisoformat(data["day"]), **fields)
    return StoredSet(data["id"], data["position"], one)
