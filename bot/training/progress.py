"""What a log reply adds: last time, the goal's scheme, records; what a correction takes back."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.store import Best, StoredSet
from bot.training.records import (
    MOST_REPS,
    SAME,
    Record,
    broken,
    in_kilograms,
    is_beaten,
    is_same,
    performed,
    standing,
    top,
)
from bot.training.sets import KG_PER_LB, TrainingSet, Unit
from bot.training.spell import load_of, number
from bot.training.telling import day_of, load_with_side, record_of, session_of, weight
from bot.turn import Turn
from knowledge.model import Load, Scheme

MOST_LINES = 3
"""Lines that a log reply adds; the sets themselves come before them."""
MOST_NAMES = 6
"""Exercises of one message that are looked at for records."""
SESSION = 24
"""Sets of one exercise on one day that are looked at; the newest ones, where there are more."""
MOST_SETS = 500
"""Sets of one change that are looked at for records; a merge of names may touch thousands."""
STEP = {Unit.KG: 2.5, Unit.LB: 5.0}
"""What a next target adds to a weight: the smallest step that most gyms can load."""
REPS_STEP = 1
"""What it adds to each set where no weight is used."""


async def after_log(turn: Turn, stored: Sequence[StoredSet]) -> list[str]:
    """Tell what new sets mean, in at most three short lines; called once they are stored.

    For one exercise: last time and the difference, the goal's scheme, records. For several:
    records alone, each with its exercise.
    """
    names = list(dict.fromkeys(one.set.exercise for one in stored))
    if len(names) == 1:
        return (await _after_one(turn, stored))[:MOST_LINES]
    lines = []
    for name in names[:MOST_NAMES]:
        mine = [one for one in stored if one.set.exercise == name]
        records = await records_broken(turn, name, mine)
        if records:
            told = " ".join(record_of(turn, one, "new") for one in records)
            lines.append(turn.say("record.on", exercise=name, records=told))
    return lines[:MOST_LINES]


async def _after_one(turn: Turn, stored: Sequence[StoredSet]) -> list[str]:
    name, day = stored[-1].set.exercise, stored[-1].set.date
    ids = {one.id for one in stored}
    session = await turn.data.log(exercise=name, since=day, until=day, newest=SESSION + len(stored))
    recent = await turn.data.recent(name, until=day - timedelta(days=1), days=1, most=SESSION)
    last = [one.set for one in recent]
    earlier = [one.set for one in session if one.id not in ids]
    lines = []
    if last or not earlier:
        lines.append(_last_time(turn, last, [one.set for one in session]))
    lines += _scheme(turn, earlier, [one.set for one in session])
    records = await records_broken(turn, name, stored)
    if records:
        lines.append(" ".join(record_of(turn, one, "new") for one in records))
    return lines


async def last_time_of(turn: Turn, exercise: str) -> list[str]:
    """Tell in one line what was done of an exercise before today; nothing where nothing was."""
    before = turn.today - timedelta(days=1)
    recent = await turn.data.recent(exercise, until=before, days=1, most=SESSION)
    return [_last_time(turn, [one.set for one in recent], ())] if recent else []


# --- last time ----------------------------------------------------------------------------------


def _last_time(turn: Turn, last: Sequence[TrainingSet], now: Sequence[TrainingSet]) -> str:
    if not last:
        return turn.say("last.first", exercise=now[-1].exercise)
    working = [one for one in last if not one.warmup] or last
    fields = {"day": day_of(turn, working[-1].date), "sets": session_of(turn, working)}
    before, after = top(performed(last)), top(performed(now))
    if before is None or after is None:
        return turn.say("last.plain", **fields)
    return _difference(turn, before, after, fields)


def _difference(turn: Turn, before: Best, after: Best, fields: dict[str, str]) -> str:
    """Compare the top sets; a change of weight is told in the unit used now."""
    gained = in_kilograms(after) - in_kilograms(before)
    if abs(gained) > SAME:
        shown = abs(gained) / KG_PER_LB if after.unit is Unit.LB else abs(gained)
        key = "last.heavier" if gained > 0 else "last.lighter"
        return turn.say(key, change=weight(shown, after.unit), **fields)
    if after.seconds is not None and before.seconds is not None:
        return _counted(turn, "seconds", after.seconds - before.seconds, fields)
    if after.reps is not None and before.reps is not None:
        return _counted(turn, "reps", after.reps - before.reps, fields)
    return turn.say("last.plain", **fields)


def _counted(turn: Turn, what: str, gained: int, fields: dict[str, str]) -> str:
    if not gained:
        return turn.say("last.same", **fields)
    if abs(gained) == 1 and what == "reps":
        what = "rep"
    return turn.say(f"last.{'more' if gained > 0 else 'less'}.{what}", change=abs(gained), **fields)


# --- the goal's scheme --------------------------------------------------------------------------


def _scheme(turn: Turn, earlier: Sequence[TrainingSet], now: Sequence[TrainingSet]) -> list[str]:
    """Tell how far today's sets are in the scheme of the goal; silent once it was complete."""
    goal = turn.data.preferences.get("goal", "")
    scheme = turn.knowledge.schemes.get(now[-1].exercise, {}).get(goal)
    working = [one for one in now if not one.warmup and one.reps is not None]
    if scheme is None or not working or len(reached(scheme, earlier)) >= scheme.sets:
        return []
    name = f"{scheme.sets}x{scheme.reps}{'+' if scheme.or_more else ''}"
    fields = {"goal": turn.say(f"goal.{goal}").lower(), "scheme": name}
    made = reached(scheme, working)
    if len(made) >= scheme.sets:
        return [_complete(turn, scheme, made, fields)]
    if len(working) < scheme.sets:
        return [turn.say("scheme.set", number=len(working), sets=scheme.sets, **fields)]
    return [turn.say("scheme.short", done=len(made), sets=scheme.sets, reps=scheme.reps, **fields)]


def reached(scheme: Scheme, sets: Sequence[TrainingSet]) -> list[TrainingSet]:
    """Give the working sets that had the repetitions of a scheme."""
    return [one for one in sets if not one.warmup and (one.reps or 0) >= scheme.reps]


def _complete(
    turn: Turn, scheme: Scheme, made: Sequence[TrainingSet], fields: dict[str, str]
) -> str:
    if turn.data.preferences.get("suggestions") == "off":
        return turn.say("scheme.done", **fields)
    target = next_target(scheme, made, _load_kind(turn, made[-1]))
    return turn.say(
        f"scheme.done.{target.why}",
        load=target.load,
        step=target.step,
        reps=scheme.reps,
        target=target.reps,
        **fields,
    )


class Target(Struct, frozen=True):
    """What to try next time, and why."""

    why: str
    """weight: every set was at one weight; even: not yet; help: less assistance; reps: no weight
    is used."""
    load: str
    step: str
    reps: int


def next_target(scheme: Scheme, made: Sequence[TrainingSet], load: Load) -> Target:
    """Work out the next target once all sets of a scheme had their repetitions.

    The rule: all sets at one weight, then the smallest step up (2.5 kg or 5 lb; with assistance
    that much less help; without any weight one repetition more in each set). Sets at different
    weights: first all of them at the heaviest.
    """
    heaviest = max(made, key=in_kilograms)
    step = STEP[heaviest.unit]
    shown_step = f"{number(step)} {heaviest.unit.value}"
    even = all(abs(in_kilograms(one) - in_kilograms(heaviest)) <= SAME for one in made)
    if not even:
        return Target("even", _side_load(heaviest), shown_step, scheme.reps)
    if (heaviest.added or 0) < 0:
        added = min(0.0, (heaviest.added or 0) + step)
        lighter = replace(heaviest, added=added or None)
        return Target("help", load_of(lighter), shown_step, scheme.reps)
    if heaviest.added:
        more = replace(heaviest, added=heaviest.added + step)
        return Target("weight", load_of(more), shown_step, scheme.reps)
    if heaviest.weight == 0 or load is Load.TIMED:
        return Target("reps", load_of(heaviest), "", scheme.reps + REPS_STEP)
    more = replace(heaviest, weight=heaviest.weight + step)
    return Target("weight", _side_load(more), shown_step, scheme.reps)


def _side_load(one: TrainingSet) -> str:
    return load_with_side(performed([one])[0])


def _load_kind(turn: Turn, one: TrainingSet) -> Load:
    known = turn.knowledge.catalogue.exercises.get(one.exercise)
    return known.load if known else Load.LOADED


# --- records ------------------------------------------------------------------------------------


async def records_broken(turn: Turn, name: str, stored: Sequence[StoredSet]) -> tuple[Record, ...]:
    """Give the records that stored sets of one exercise break among all its other sets."""
    new = performed(one.set for one in stored)
    if not new or len(stored) > MOST_SETS:
        return ()
    ids = [one.id for one in stored]
    others = await turn.data.bests(name, reps_up_to=MOST_REPS, besides=ids)
    return _compare(turn, name, new, others)


def _compare(
    turn: Turn, name: str, new: Sequence[Best], others: Sequence[Best]
) -> tuple[Record, ...]:
    known = turn.knowledge.catalogue.exercises.get(name)
    per_side = known is not None and known.per_side
    formula = turn.data.preferences.get("formula", "epley")
    return broken(new, others, formula, per_side=per_side)


async def taken_back(
    turn: Turn, before: Sequence[StoredSet], after: Sequence[StoredSet]
) -> list[str]:
    """Tell which records a correction takes back or makes, in at most two lines.

    Called once the log is changed. `before` are the sets touched as they were, `after` as they now
    stand (deleted ones are only in `before`, restored ones only in `after`); for an undo the other
    way round. A record is a set that beats all sets which were not touched.
    """
    if len(before) + len(after) > MOST_SETS:
        return []
    ids = {one.id for one in (*before, *after)}
    lines: list[str] = []
    names = dict.fromkeys(one.set.exercise for one in (*before, *after))
    for name in list(names)[:MOST_NAMES]:
        was = performed(one.set for one in before if one.set.exercise == name)
        now = performed(one.set for one in after if one.set.exercise == name)
        others = await turn.data.bests(name, reps_up_to=MOST_REPS, besides=ids)
        lines += _changed(turn, name, (was, now, others))
    return lines[:2]


def _changed(turn: Turn, name: str, sets: tuple[Sequence[Best], ...]) -> list[str]:
    was, now, others = sets
    old, new = _compare(turn, name, was, others), _compare(turn, name, now, others)
    lost = [one for one in old if not any(is_same(one, two) for two in new)]
    lost += [one for one in old for two in new if is_same(one, two) and is_beaten(two, by=one)]
    won = [one for one in new if not any(is_same(one, two) for two in old)]
    won += [one for one in new for two in old if is_same(one, two) and is_beaten(two, by=one)]
    lines = []
    if lost:
        stand = standing((*now, *others), turn.data.preferences.get("formula", "epley"))
        told = " ".join(_lost(turn, one, stand) for one in lost)
        lines.append(turn.say("record.on", exercise=name, records=told))
    won = [one for one in won if not any(is_same(one, two) for two in lost)]
    if won:
        told = " ".join(record_of(turn, one, "now") for one in won)
        lines.append(turn.say("record.on", exercise=name, records=told))
    return lines


def _lost(turn: Turn, record: Record, stand: Sequence[Record]) -> str:
    """Tell a record that no longer stands, and what the best is now."""
    back = record_of(turn, record, "lost")
    for one in stand:
        if is_same(one, record):
            return f"{back} {record_of(turn, one, 'is')}"
    return back
