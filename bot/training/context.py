"""What the reading of a log message needs to know of its user, gathered from the store."""

from dataclasses import replace

from bot.preferences import unit
from bot.session import Session
from bot.store import StoredSet
from bot.training.parse import LogContext
from bot.training.sets import Question
from bot.turn import Turn


async def context_of(turn: Turn) -> LogContext:
    """Gather the context of a message that may be a log.

    What is left out is taken from the last set only within one training session; later the
    exercise has to be named.
    """
    context = await correcting_context(turn)
    if turn.session.is_training(turn.now):
        return context
    return replace(context, last=None, last_group=())


async def correcting_context(turn: Turn) -> LogContext:
    """Gather the context of a correction, which may come long after the set."""
    entry = await last_entry(turn)
    names = await turn.data.aliases()
    return LogContext(
        today=turn.today,
        unit=unit(turn),
        last=entry[-1].set if entry else None,
        last_group=tuple(one.set for one in entry),
        own_names=tuple(names),
        spoken=turn.spoken,
        gap=gap_of(turn.session),
    )


async def last_entry(turn: Turn) -> tuple[StoredSet, ...]:
    """Give the sets that the last log message stored, or else the newest set."""
    entry = await turn.data.stored(turn.session.entry) if turn.session.entry else ()
    return entry or await turn.data.newest_entered()


def gap_of(session: Session) -> Question | None:
    """Give the question that waits for its answer."""
    if session.gap is None:
        return None
    kept = dict(session.gap)
    for name in ("fields", "choices"):
        kept[name] = tuple((pair[0], pair[1]) for pair in kept.get(name, ()))
    return Question(**kept)
