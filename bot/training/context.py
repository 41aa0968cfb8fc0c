"""What the reading of a log message needs to know of its user, out of the session."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec.structs import fields, replace

from bot.preferences import unit
from bot.session import Session
from bot.store import StoredSet
from bot.training.parse import LogContext
from bot.training.sets import Question, TrainingSet, Unit
from bot.turn import Turn

MOST_KEPT = 40
"""Sets of the last message that the session keeps for reading the next one."""
MOST_LIFTED = 20
"""Exercises of the training session that it keeps."""
_PLAIN = tuple((one.name, one.default) for one in fields(TrainingSet))
"""What a set says by itself."""


def log_context(turn: Turn) -> LogContext:
    """Gather the context of a message that may be a log.

    What is left out is taken from the last set only within one training session; later the
    exercise has to be named.
    """
    context = correcting_context(turn)
    if turn.session.is_training(turn.now):
        return context
    return replace(context, last=None, last_group=())


def correcting_context(turn: Turn) -> LogContext:
    """Gather the context of a correction, which may come long after the set."""
    last = sets_of(turn.session.last)
    return LogContext(
        today=turn.today,
        unit=unit(turn),
        last=last[-1] if last else None,
        last_group=last,
        lifted=turn.session.lifted,
        own_names=tuple(turn.data.names),
        spoken=turn.spoken,
        gap=gap_of(turn.session),
        announced=turn.session.announced,
        corrected=turn.session.changed is not None,
        said_unit=_said_unit(turn),
    )


def _said_unit(turn: Turn) -> Unit | None:
    """Give the unit of the last set, where the user never chose one."""
    chosen = "unit" in turn.data.preferences or not turn.session.unit
    return None if chosen else Unit(turn.session.unit)


def with_entry(session: Session, entry: Sequence[StoredSet]) -> Session:
    """Remember which sets the last log message stored or changed."""
    names = dict.fromkeys((*session.lifted, *(one.set.exercise for one in entry)))
    return replace(
        session,
        lifted=tuple(names)[-MOST_LIFTED:],
        entry=tuple(one.id for one in entry),
        whole=tuple(one.id for one in entry),
        last=sets_json([one.set for one in entry[-MOST_KEPT:]]),
        announced="",
        changed=None,
        other=(),
    )


def sets_json(sets: Iterable[TrainingSet]) -> tuple[Mapping[str, Any], ...]:
    """Give sets as a session keeps them: equal ones that follow each other once, with "times"."""
    return tuple(_set_json(one, len(list(equal))) for one, equal in groupby(sets))


def _set_json(one: TrainingSet, times: int) -> Mapping[str, Any]:
    kept = {name: value for name, plain in _PLAIN if (value := getattr(one, name)) != plain}
    kept |= {"unit": one.unit.value, "date": one.date.isoformat()}
    return kept if times == 1 else {**kept, "times": times}


def sets_of(kept: Iterable[Mapping[str, Any]]) -> tuple[TrainingSet, ...]:
    """Read what `sets_json` gave."""
    found: list[TrainingSet] = []
    for one in kept:
        values = dict(one)
        times = values.pop("times", 1)
        values |= {"date": date.fromisoformat(one["date"]), "unit": Unit(one["unit"])}
        found += [TrainingSet(**values)] * times
    return tuple(found)


def gap_of(session: Session) -> Question | None:
    """Give the question that waits for its answer."""
    if session.gap is None:
        return None
    kept = dict(session.gap)
    for name in ("fields", "choices"):
        kept[name] = tuple((pair[0], pair[1]) for pair in kept.get(name, ()))
    return Question(**kept)
