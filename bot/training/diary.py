"""A log message to stored sets, and the reply that spells out what was stored."""

import re
from collections.abc import Sequence

from msgspec.structs import asdict, replace

from bot.actions import Action
from bot.messages import Choice, Kind, Reply
from bot.preferences import UNIT_WORDS, unit
from bot.session import Session
from bot.store import Change, Step, StoredSet
from bot.training import doubt
from bot.training.context import log_context, sets_json, with_entry
from bot.training.parse import LogContext
from bot.training.progress import after_log
from bot.training.sets import ParsedLog, Problem, Question, TrainingSet, Unit
from bot.training.spell import spell
from bot.turn import After, Outcome, Turn

MOST_LINES = 5
"""Lines of a reply to a log that was all clear; who is out of breath reads no more."""
MOST_SPELLED = 3
"""Lines that the sets themselves may take; more exercises share a line."""
MOST_PROBLEMS = 10
_MAX = re.compile(r"\b(?:1|one)[ -]?rm\b", re.IGNORECASE)
"""A one-rep max, whose number counts nothing."""
FEWEST_NUMBERS = 3
"""Numbers in words that a set has: its weight, its repetitions and how many sets."""
_LOOKS_UP = "log."
SURE = 0.5
"""Confidence from which a message that asks is a question though it could be half a log."""


async def stage(turn: Turn) -> Outcome | None:
    """Take a message that tells of sets performed."""
    context = log_context(turn)
    text = turn.tools.amendments.plainly(turn.text, context)
    log = turn.tools.reader.read(text, context)
    if log.question is not None and log.question.why == "ask.same_as":
        log = await _as_earlier(turn, text, context, log.question) or log
    if not log.is_log or _asks(turn, log):
        return None
    strangers = turn.tools.reader.strangers(text, context) if turn.spoken else ()
    doubted = await doubt.asked(turn, log.sets, strangers)
    return doubted or await keep(turn, log)


async def _as_earlier(
    turn: Turn, text: str, context: LogContext, question: Question
) -> ParsedLog | None:
    """Read "bench again" where the bench was done earlier in the session, and not last."""
    exercise = dict(question.fields).get("exercise", "")
    if exercise not in context.lifted or not turn.session.is_training(turn.now):
        return None
    done = await turn.data.log(exercise=exercise, newest=1)
    if not done:
        return None
    last = replace(done[0].set, date=context.today)
    return turn.tools.reader.read(text, replace(context, last=last, last_group=(last,)))


def _asks(turn: Turn, log: ParsedLog) -> bool:
    """Tell whether a message is a question that the notes answer, though it could be half a log.

    So it may be where it holds no set, or none but of an exercise that nobody ever heard of.
    """
    known, own = turn.knowledge.catalogue.exercises, turn.data.names
    if turn.pressed or any(one.exercise in known or one.exercise in own for one in log.sets):
        return False
    understanding = turn.tools.understanding
    text = _MAX.sub("", turn.text)
    counts = any(map(str.isdigit, text)) or understanding.numbers(text) >= FEWEST_NUMBERS
    asks = understanding.asks(turn.text)
    if (counts or log.sets) and not asks:
        return False
    match = understanding.match(turn.text)
    entry = match.entry if match.score >= SURE else None
    if entry is None or entry.refuses:
        return entry is not None and asks
    return asks or bool(entry.exercise) or entry.action.startswith(_LOOKS_UP)


async def keep(turn: Turn, log: ParsedLog) -> Outcome:
    """Store what was read, and tell it."""
    sets = await under_own_names(turn, log.sets)
    stored: tuple[StoredSet, ...] = ()
    if sets:
        stored = await turn.data.add(sets, at=turn.now, message_id=turn.message.origin)
    session = _session(turn, log, stored)
    after = await turn.tools.after_set(turn, session, stored) if stored else After(session)
    lines = await _lines(turn, stored, after)
    lines += [_problem(turn, one) for one in log.problems[:MOST_PROBLEMS]]
    if len(log.problems) > MOST_PROBLEMS:
        lines.append(turn.say("log.more_problems", count=len(log.problems) - MOST_PROBLEMS))
    if log.question is not None:
        lines.append(turn.say(log.question.why, **dict(log.question.fields)))
    reply = Reply(
        kind=_kind(log, stored),
        text="\n".join(lines),
        sets=tuple(one.set.as_json() for one in stored),
        choices=_choices(turn, log, stored, after),
    )
    return Outcome(reply, after.session)


def spelled(turn: Turn, sets: Sequence[TrainingSet]) -> list[str]:
    """Spell out sets in few lines, each of which is a log message by itself."""
    lines = spell(sets, turn.today)
    if len(lines) <= MOST_SPELLED:
        return lines
    share = -(-len(lines) // MOST_SPELLED)
    return ["; ".join(lines[at : at + share]) for at in range(0, len(lines), share)]


async def _lines(turn: Turn, stored: Sequence[StoredSet], after: After) -> list[str]:
    if not stored:
        return []
    own = spelled(turn, [one.set for one in stored])
    own[0] = turn.say("logged", sets=own[0])
    return [*own, *after.lines, *await after_log(turn, stored)][:MOST_LINES]


async def under_own_names(turn: Turn, sets: Sequence[TrainingSet]) -> list[TrainingSet]:
    """Put the user's own names to what they stand for; a new one is remembered."""
    aliases = turn.data.names
    catalogue = turn.knowledge.catalogue.exercises
    new = {one.exercise for one in sets if one.exercise not in catalogue} - set(aliases)
    for name in sorted(new):
        await turn.data.name(name)
    return [replace(one, exercise=aliases.get(one.exercise, one.exercise)) for one in sets]


def _problem(turn: Turn, problem: Problem) -> str:
    why = turn.say(problem.why, **dict(problem.fields))
    if not problem.said:
        return why
    return turn.say("log.not_taken", said=problem.said, why=why)


def _kind(log: ParsedLog, stored: Sequence[StoredSet]) -> Kind:
    if stored:
        return Kind.LOGGED
    return Kind.CLARIFY if log.question is not None else Kind.REJECTED


def _choices(
    turn: Turn, log: ParsedLog, stored: Sequence[StoredSet], after: After
) -> tuple[Choice, ...]:
    """Offer the answers to what is asked; else undo, the same again, the other reading, rest."""
    if log.question is not None:
        asked = tuple(Choice.fitting(label, sends) for label, sends in log.question.choices)
        return (*asked, undo_choice(turn)) if stored else asked
    if not stored:
        return ()
    again_choice = Choice(turn.say("button.again"), f"/again #{turn.data.changed}")
    choices = [undo_choice(turn), again_choice]
    if log.other is not None:
        choices.append(Choice.fitting(log.other.label, f"/other #{turn.data.changed}"))
    if (unit_choice := _other_unit(turn, stored)) is not None:
        choices.append(unit_choice)
    choices += after.choices
    names = {one.set.exercise for one in stored}
    if len(names) == 1:
        choices.append(Choice(turn.say("button.chart"), f"/chart {stored[0].set.exercise}"))
    return tuple(choices)


def _other_unit(turn: Turn, stored: Sequence[StoredSet]) -> Choice | None:
    """Offer pounds once, with the first weight of somebody who named no unit and chose none."""
    first = not turn.session.last and "unit" not in turn.data.preferences
    said = {word.strip("0123456789.,x×*@:") for word in turn.text.lower().split()}
    one = stored[-1].set
    if not first or not (one.weight or one.added) or said & UNIT_WORDS.keys():
        return None
    other = Unit.LB if one.unit is Unit.KG else Unit.KG
    return Choice(turn.say("button.unit", unit=other.value), turn.say("unit.was", unit=other.value))


def undo_choice(turn: Turn) -> Choice:
    """Offer to take back the change just made; the button still means it when it is old."""
    return Choice(turn.say("button.undo"), f"/undo #{turn.data.changed}")


def change_number(text: str) -> int | None:
    """Read which change a button means; None: it is no button's. Forged ones mean none, 0.

    >>> change_number("#57"), change_number("2"), change_number("#x")
    (57, None, 0)
    """
    number = text[1:]
    if text[:1] != "#":
        return None
    return int(number) if number.isdecimal() and len(number) < 18 else 0


def ids_of(change: Change) -> list[int]:
    """Give the ids of the sets that stood after a change, as far as it touched them."""
    return [step.after.id for step in change.steps if isinstance(step, Step) and step.after]


async def again(turn: Turn) -> Outcome:
    """Log the same again as a certain change did, or as was logged last."""
    number = change_number(turn.text)
    sets: Sequence[StoredSet] = ()
    if number is not None:
        change = await turn.data.change_numbered(number)
        sets = await turn.data.stored(ids_of(change)) if change else ()
        if not sets:
            return turn.reply(Kind.REJECTED, "again.gone")
    session = with_entry(turn.session, sets) if sets else turn.session
    text = turn.say("again.text")
    repeated = replace(turn, text=text, session=replace(session, trained=turn.now, gap=None))
    return await stage(repeated) or turn.reply(Kind.REJECTED, "log.same_as")


def _session(turn: Turn, log: ParsedLog, stored: Sequence[StoredSet]) -> Session:
    session = replace(turn.session, gap=_gap(log.question))
    if not stored:
        return session
    if not session.is_training(turn.now):
        session = replace(session, lifted=())
    other = log.other.sets if log.other is not None else ()
    said = stored[-1].set.unit
    own = "" if said is unit(turn) else said.value
    # Who logs a set is done with the walk-through: "again" is the set from now on.
    session = replace(with_entry(session, stored), trained=turn.now, unit=own, step=0)
    return replace(session, other=sets_json(other))


def _gap(question: Question | None) -> dict[str, object] | None:
    return asdict(question) if question is not None else None


async def no(turn: Turn) -> Outcome:
    """Drop what was asked about: nothing was stored."""
    return turn.reply(Kind.CHAT, "voice.dropped")


ACTIONS = (
    Action("log.again", "again", again, listed=False),
    Action("log.no", "no", no, listed=False),
)
