"""What is next: exercise, weight, sets and repetitions out of the goal's scheme and the log.

The rule, which every plan tells: all sets of the scheme made at one weight, then the smallest step
up; missed, the same weight once more; missed twice in a row at one weight, a tenth less.
"""

import math
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from bot.actions import Action
from bot.coach.phrasing import Said
from bot.messages import Choice, Kind, Reply
from bot.store import StoredSet
from bot.training.asked import subject_of
from bot.training.progress import SESSION, STEP, next_target, reached
from bot.training.records import SAME, in_kilograms
from bot.training.sets import TrainingSet
from bot.training.spell import load_of
from bot.training.telling import day_of, session_of
from bot.turn import Outcome, Turn
from knowledge.model import Load, Scheme

LESS = 0.9
"""What is left of a weight that was missed twice in a row."""
DAYS = 3
"""Training days of an exercise that are looked at."""


class Plan(Struct, frozen=True):
    """What to do next of one exercise, and why."""

    exercise: str
    what: str
    """As a log message has it, without the exercise: "5 x 5 at 100 kg"."""
    why: str
    sends: str
    """The log message that says it was done."""
    running: bool = False
    """A set of a scheme that was begun today."""
    done: bool = False
    """The exercise was done today, so it is for another day."""


async def act(turn: Turn, said: Said) -> Outcome | None:
    """Answer "what's next?"; None where there is neither goal nor log to go by."""
    topic = turn.knowledge.entries.get(turn.session.topic)
    if topic is not None and topic.steps:
        return None  # the next step of a walk-through
    if not _goal(turn) and not await turn.data.newest_entered():
        return None
    return await tell(turn.with_text(said.slots.get("exercise", "")))


async def command(turn: Turn) -> Outcome:
    """Tell what is next: "/next", "/next squat"; "/next size" sets the goal first."""
    goal = turn.tools.understanding.goal(turn.text)
    if goal:
        await turn.data.prefer("goal", goal)
        return await tell(turn.with_text(""))
    return await tell(turn)


async def tell(turn: Turn) -> Outcome:
    """Tell the plan for the exercise that is named, or for the one whose turn it is."""
    goal = _goal(turn)
    if not goal:
        choices = tuple(
            Choice(turn.say(f"goal.{one}"), f"/next {one}")
            for one in turn.tools.understanding.goals
        )
        return turn.reply(Kind.CLARIFY, "ask.goal", *choices)
    name, running = await _exercise(turn)
    if not name:
        return turn.reply(Kind.HISTORY, "plan.empty", scheme=_shown(_scheme_of(turn, goal)))
    plan = await plan_for(turn, name)
    if plan is None:
        return turn.reply(Kind.HISTORY, "plan.no-weight", exercise=name, scheme=_shown(
            _scheme_of(turn, goal, name)))  # fmt: skip
    key = "plan.now" if plan.running else "plan.later" if plan.done else "plan.next"
    text = turn.say(key, exercise=plan.exercise, what=plan.what, why=plan.why)
    if running:
        text = f"{running}\n{text}"
    choices = () if plan.done else (Choice(turn.say("button.done"), plan.sends),)
    return Outcome(Reply(Kind.HISTORY, text, choices=choices), turn.session)


def _goal(turn: Turn) -> str:
    return turn.session.goal or turn.data.preferences.get("goal", "")


def _scheme_of(turn: Turn, goal: str, name: str = "") -> Scheme | None:
    """Give the scheme of an exercise, or that of the first exercise that has one."""
    schemes = turn.knowledge.schemes
    own = schemes.get(name) or next((one for one in schemes.values() if one), {})
    return own.get(goal)


def _shown(scheme: Scheme | None) -> str:
    return f"{scheme.sets} x {scheme.reps}" if scheme else ""


async def _exercise(turn: Turn) -> tuple[str, str]:
    """Name the exercise whose turn it is, and a line that tells what is done, where one helps."""
    if turn.text:
        subject = await subject_of(turn)
        if subject.exercise:
            return subject.exercise, ""
    newest = await turn.data.newest_entered()
    if not newest:
        return "", ""
    name, day = newest[0].set.exercise, newest[0].set.date
    if day != turn.today:
        return name, ""
    today = await turn.data.log(since=day, until=day)
    done = list(dict.fromkeys(one.set.exercise for one in today))
    plan = await plan_for(turn, name)
    if plan is not None and plan.running:
        return name, ""
    before = await turn.data.days(done[0], before=day, most=1)
    if not before:
        return name, ""
    then = await turn.data.log(since=before[0], until=before[0])
    left = [one.set.exercise for one in then if one.set.exercise not in done]
    if not left:
        return name, turn.say("plan.all-done", day=day_of(turn, before[0]))
    return left[0], turn.say("plan.after", exercise=name)


async def plan_for(turn: Turn, name: str) -> Plan | None:
    """Work out what is next of one exercise; None: it was never logged with a weight."""
    recent = await turn.data.recent(name, until=turn.today, days=DAYS, most=DAYS * SESSION)
    days = _by_day(recent)
    if not days:
        return None
    scheme = _scheme_of(turn, _goal(turn), name)
    known = turn.knowledge.catalogue.exercises.get(name)
    timed = known is not None and known.load is Load.TIMED
    newest = days[-1]
    if scheme is None or timed or newest[-1].reps is None:
        return _repeat(turn, name, newest)
    done = len(newest)
    today = newest[-1].date == turn.today
    if today and done < scheme.sets:
        return _running(turn, name, newest[-1], (done + 1, scheme))
    return replace(_planned(turn, name, days, scheme), done=today)


def _by_day(recent: Sequence[StoredSet]) -> list[list[TrainingSet]]:
    working = [one.set for one in recent if not one.set.warmup]
    return [list(group) for _, group in groupby(working, key=lambda one: one.date)]


def _repeat(turn: Turn, name: str, sets: Sequence[TrainingSet]) -> Plan:
    what = session_of(turn, sets)
    why = turn.say("plan.why.repeat", day=day_of(turn, sets[-1].date))
    return Plan(name, what, why, f"{name}: {what}")


def _running(turn: Turn, name: str, last: TrainingSet, at: tuple[int, Scheme]) -> Plan:
    number, scheme = at
    what = f"{scheme.reps} at {load_of(last)}"
    why = turn.say("plan.why.running", number=number, sets=scheme.sets, scheme=_shown(scheme))
    return Plan(name, what, why, f"{name}: 1 x {what}", running=True)


def _planned(turn: Turn, name: str, days: Sequence[Sequence[TrainingSet]], scheme: Scheme) -> Plan:
    last = _at_top(days[-1])
    made = reached(scheme, last)
    day = day_of(turn, days[-1][-1].date)
    fields = {"day": day, "sets": scheme.sets, "reps": scheme.reps, "load": load_of(last[0])}
    if len(made) >= scheme.sets:
        target = next_target(scheme, made, _load(turn, name))
        return _plan(turn, name, scheme, target.load, target.reps, "made", fields)
    fields["done"] = len(made)
    before = _at_top(days[-2]) if len(days) > 1 else []
    twice = (
        bool(before) and _same(before[0], last[0]) and len(reached(scheme, before)) < scheme.sets
    )
    lighter = _lighter(last[0]) if twice else None
    if lighter is not None:
        return _plan(turn, name, scheme, load_of(lighter), scheme.reps, "twice", fields)
    return _plan(turn, name, scheme, load_of(last[0]), scheme.reps, "missed", fields)


def _plan(
    turn: Turn, name: str, scheme: Scheme, load: str, reps: int, why: str, fields: dict[str, object]
) -> Plan:
    what = f"{scheme.sets} x {reps} at {load}"
    return Plan(name, what, turn.say(f"plan.why.{why}", **fields), f"{name}: {what}")


def _at_top(sets: Sequence[TrainingSet]) -> list[TrainingSet]:
    """Give the sets at the heaviest weight of a day."""
    heaviest = max(map(in_kilograms, sets))
    return [one for one in sets if abs(in_kilograms(one) - heaviest) <= SAME]


def _same(one: TrainingSet, other: TrainingSet) -> bool:
    return abs(in_kilograms(one) - in_kilograms(other)) <= SAME


def _lighter(one: TrainingSet) -> TrainingSet | None:
    """Give the set with a tenth less weight, in whole steps; None: there is no weight to take."""
    step = STEP[one.unit]
    less = math.floor(one.weight * LESS / step) * step
    return replace(one, weight=less) if less > 0 else None


def _load(turn: Turn, name: str) -> Load:
    known = turn.knowledge.catalogue.exercises.get(name)
    return known.load if known else Load.LOADED


async def short(turn: Turn, name: str) -> str:
    """Tell the plan for one exercise in one line; empty: there is none."""
    if not _goal(turn) or turn.data.preferences.get("suggestions") == "off":
        return ""
    plan = await plan_for(turn, name)
    if plan is None or plan.running:
        return ""
    return turn.say("plan.short", exercise=name, what=plan.what)


ACTIONS = (Action("plan.next", "next", command),)
