"""A training session: the first set opens it, it closes by itself, and is summed up in five lines.

What belongs to it is every set entered since it began whose day is its own.
"""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from bot import preferences
from bot.actions import Action
from bot.coach import plan, rest
from bot.coach.phrasing import Said
from bot.messages import Choice, Kind, Reply
from bot.session import Session
from bot.store import StoredSet, Timer
from bot.training.progress import records_broken
from bot.training.sets import TrainingSet, kilograms
from bot.training.telling import counted, dated, record_of, session_of, volume
from bot.turn import Outcome, Turn

KIND = "session"
IDLE = timedelta(minutes=90)
"""Without a set for so long, a session is over."""
_IDLE_MS = IDLE // timedelta(milliseconds=1)
MOST_RECORDS = 2
MOST_SHOWN = 3
"""Exercises of the last such day that are told at the start."""


def is_open(session: Session, now: int) -> bool:
    """Tell whether a session is under way."""
    return bool(session.began) and now - max(session.began, session.trained) <= _IDLE_MS


async def after_set(turn: Turn, session: Session, stored: Sequence[StoredSet]) -> Session:
    """Open a session with its first set, or note that set in the one that was opened by word."""
    today = [one for one in stored if one.set.date == turn.today]
    if not today:
        return session
    if is_open(turn.session, turn.now):
        return session if session.first else replace(session, first=today[0].id)
    await _wake(turn, turn.now)
    return replace(session, began=turn.now, first=today[0].id)


async def _wake(turn: Turn, since: int) -> None:
    """See later whether the session is over; among others nobody's log is told unasked."""
    if turn.message.place and not turn.message.place.get("open"):
        await turn.data.set_timer(Timer(KIND, since + _IDLE_MS, turn.message.place))


async def act(turn: Turn, said: Said) -> Outcome | None:
    """Begin or end a session, or sum it up; None: it was no such request after all."""
    match said.request:
        case "begin":
            return await _begin(turn, said.slots.get("name", ""))
        case "end":
            return await _end(turn)
        case _:
            return await _sum_up(turn)


async def _begin(turn: Turn, name: str) -> Outcome | None:
    group = _group(turn, name)
    if name and not group and turn.tools.names.find(name) is not None:
        return None  # "start squats" begins an exercise
    session = replace(turn.session, began=turn.now, first=0, trained=0)
    await _wake(turn, turn.now)
    lines = [turn.say("session.begun.day" if name else "session.begun", name=name)]
    lines += await _last_such(turn, group)
    choice = Choice(turn.say("button.next-up"), "/next")
    reply = Reply(Kind.CHAT, "\n".join(lines), choices=(choice,))
    return Outcome(reply, session)


def _group(turn: Turn, name: str) -> tuple[str, ...]:
    """Give the exercises that train what a day is named after: "leg" day."""
    catalogue = turn.knowledge.catalogue
    word = name.lower().strip()
    for group, muscles in catalogue.groups.items():
        if word and word.rstrip("s") == group.rstrip("s"):
            return tuple(
                one.name for one in catalogue.exercises.values() if one.muscles[0] in muscles
            )
    return ()


async def _last_such(turn: Turn, group: Sequence[str]) -> list[str]:
    """Tell what was done on the last training day of that kind."""
    wanted = group or None
    days = await turn.data.days(exercises=wanted, before=turn.today, most=1)
    if not days:
        return []
    sets = await turn.data.log(exercises=wanted, since=days[0], until=days[0])
    names = list(dict.fromkeys(one.set.exercise for one in sets))
    told = [
        turn.say("session.did", exercise=name, sets=session_of(turn, _of(sets, name)))
        for name in names[:MOST_SHOWN]
    ]
    return [turn.say("session.last", day=dated(turn, days[0])), *told]


def _of(sets: Sequence[StoredSet], name: str) -> list[TrainingSet]:
    return [one.set for one in sets if one.set.exercise == name]


async def _end(turn: Turn) -> Outcome | None:
    """Close the session with its summary; None: none is under way."""
    if not is_open(turn.session, turn.now):
        return None
    outcome = await _sum_up(turn)
    await turn.data.drop_timer(KIND)
    await turn.data.drop_timer(rest.KIND)
    session = replace(outcome.session, began=0, first=0, trained=0)
    return replace(outcome, session=session)


async def _sum_up(turn: Turn) -> Outcome:
    lines = await summary(turn)
    if not lines:
        return turn.reply(Kind.HISTORY, "session.none")
    return Outcome(Reply(Kind.HISTORY, "\n".join(lines)), turn.session)


async def summary(turn: Turn) -> list[str]:
    """Sum up the session in at most five lines; nothing where it has no set.

    Sets and time; volume; records; compared with the day on which its first exercise was done
    last; what comes next.
    """
    session = turn.session
    entered = await turn.data.entered_since(session.first) if session.first else ()
    day = entered[-1].set.date if entered else turn.today
    sets = [one for one in entered if one.set.date == day]
    if not sets:
        return []
    names = list(dict.fromkeys(one.set.exercise for one in sets))
    lines = [_head(turn, sets, names)]
    kilos = _kilos(sets)
    if kilos:
        told = volume(kilos, preferences.unit(turn))
        lines.append(turn.say("session.volume", volume=told))
    compared = await _compared(turn, names[0], kilos, len(sets))
    records = await _records(turn, sets, names)
    if records or compared:
        lines.append(records or turn.say("session.records.none"))
    lines += compared
    following = await plan.short(turn, names[0])
    return [*lines, *([following] if following else [])]


def _head(turn: Turn, sets: Sequence[StoredSet], names: Sequence[str]) -> str:
    minutes = round((turn.session.trained - turn.session.began) / 60_000)
    counts = {
        "sets": counted(turn, "set", len(sets)),
        "exercises": counted(turn, "exercise", len(names)),
    }
    if minutes < 1:
        return turn.say("session.head", **counts)
    return turn.say("session.head.time", minutes=minutes, **counts)


def _kilos(sets: Sequence[StoredSet]) -> float:
    return sum(
        kilograms(max(0.0, one.set.weight or one.set.added or 0.0), one.set.unit)
        * (one.set.reps or 0)
        for one in sets
        if not one.set.warmup
    )


async def _records(turn: Turn, sets: Sequence[StoredSet], names: Sequence[str]) -> str:
    told: list[str] = []
    for name in names:
        mine = [one for one in sets if one.set.exercise == name]
        for record in await records_broken(turn, name, mine):
            short = record_of(turn, record, "short")
            told.append(turn.say("record.on", exercise=name, records=short))
    if not told:
        return ""
    shown = "; ".join(told[:MOST_RECORDS])
    more = len(told) - MOST_RECORDS
    if more > 0:
        return turn.say("session.records.more", records=shown, count=more)
    return turn.say("session.records", records=shown)


async def _compared(turn: Turn, name: str, kilos: float, count: int) -> list[str]:
    today = turn.today
    days = await turn.data.days(name, before=today, most=1)
    if not days:
        return []
    then = await turn.data.log(since=days[0], until=days[0])
    before = _kilos(then)
    unit = preferences.unit(turn)
    fields = {"day": dated(turn, days[0])}
    if kilos and before:
        gained = kilos - before
        key = (
            "session.more" if gained > 0.5 else "session.less" if gained < -0.5 else "session.same"
        )
        return [turn.say(key, change=volume(abs(gained), unit), **fields)]
    if len(then) == count:
        return []
    return [turn.say("session.then", sets=counted(turn, "set", len(then)), **fields)]


async def command(turn: Turn) -> Outcome:
    """Sum the session up: "/session"; "/session end" closes it."""
    if turn.text.strip().lower() in {"end", "stop", "done"}:
        return await _end(turn) or turn.reply(Kind.HISTORY, "session.none")
    return await _sum_up(turn)


async def ring(turn: Turn, _: Timer) -> Outcome | None:
    """Close a session in which nothing was logged for long, with its summary; None: it goes on."""
    session = turn.session
    last = max(session.began, session.trained)
    if session.began and turn.now - last < _IDLE_MS:
        await _wake(turn, last)
        return None
    lines = await summary(turn)
    if not session.began or not lines:
        return None
    closed = replace(session, began=0, first=0)
    lines[0] = turn.say("session.over", head=lines[0])
    return Outcome(Reply(Kind.HISTORY, "\n".join(lines), quiet=True), closed)


ACTIONS = (Action("session", "session", command),)
