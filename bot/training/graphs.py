"""What a chart shows, as numbers and as lines of text; bot/charts.py draws it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from msgspec import Struct

from bot import charts, preferences
from bot.messages import Choice
from bot.store import Best, Total
from bot.training.progress import reached
from bot.training.records import MOST_REPS, in_kilograms, strongest, top
from bot.training.sets import KG_PER_LB, Unit, kilograms
from bot.training.telling import dated, record_of, set_of, upper_first
from bot.training.telling import volume as told_volume
from bot.turn import Turn

MOST_DAYS = 120
"""Training days in a chart of one exercise."""
MOST_SETS = 2000
"""Sets that are looked at for the goal's scheme."""
WEEKS = 12
"""Weeks in a chart by week."""
WEEK_WORDS = frozenset(
    ("week", "weeks", "weekly", "volume", "tonnage", "muscle", "muscles", "sets", "calendar")
)
VOLUME_WORDS = frozenset(("volume", "tonnage"))

Draw = Callable[[], tuple[Path, ...]]


class Chart(Struct, frozen=True):
    """A picture to be drawn, and the same in words."""

    lines: tuple[str, ...]
    draw: Draw
    choices: tuple[Choice, ...] = ()


def _path(turn: Turn) -> Path:
    return turn.tools.media / f"chart-{uuid4().hex}.png"


# --- one exercise -------------------------------------------------------------------------------


async def of_exercise(turn: Turn, name: str) -> Chart | None:
    """Show the top weight and the estimated maximum of each day, and the volume of each week.

    Without weights: the most repetitions, or the longest hold. None: nothing is logged.
    """
    days = await turn.data.days(name, most=MOST_DAYS)
    if not days:
        return None
    tops = await turn.data.tops(name, reps_up_to=MOST_REPS, since=days[-1])
    totals = await turn.data.totals(since=days[-1], exercises=[name], by_day=True)
    if not tops:
        return None
    by_day: dict[date, list[Best]] = defaultdict(list)
    for one in tops:
        by_day[one.day].append(one)
    unit = tops[-1].unit
    what, lines = _measures(turn, by_day, unit)
    weekly = _weekly_volume(turn, totals, unit)
    against, done = await _against_scheme(turn, name, days[-1], lines[0])
    told = (_span(turn, (name, what), lines[0], unit), *(against or _best(turn, tops)))
    lines += done
    path, shown = _path(turn), "s" if what == "hold" else unit.value
    shown = turn.say("chart.reps") if what == "reps" else shown
    title = upper_first(name)

    def draw() -> tuple[Path, ...]:
        return (charts.draw_over_time(path, title, shown, lines, weekly),)

    choice = Choice(turn.say("button.records"), f"/records {name}")
    return Chart(told, draw, (choice,))


async def _against_scheme(
    turn: Turn, name: str, since: date, line: charts.Line
) -> tuple[list[str], list[charts.Line]]:
    """Tell on how many days the scheme of the user's goal was done, and mark them on the line."""
    goal = turn.data.preferences.get("goal", "")
    scheme = turn.knowledge.schemes.get(name, {}).get(goal)
    if scheme is None:
        return [], []
    sets = await turn.data.log(exercise=name, since=since, newest=MOST_SETS)
    count: dict[date, int] = defaultdict(int)
    for one in reached(scheme, [one.set for one in sets]):
        count[one.date] += 1
    points = tuple((day, at) for day, at in line.points if count[day] >= scheme.sets)
    label = f"{scheme.sets}x{scheme.reps}{'+' if scheme.or_more else ''}"
    told = turn.say("chart.scheme", scheme=label, done=len(points), days=len(line.points))
    done = turn.say("chart.scheme.done", scheme=label)
    return [told], [charts.Line(done, points, marks=True)] if points else []


def _measures(
    turn: Turn, by_day: Mapping[date, Sequence[Best]], unit: Unit
) -> tuple[str, list[charts.Line]]:
    """Choose what is measured: weight where there is any, else holds, else repetitions."""
    if any(in_kilograms(one) for bests in by_day.values() for one in bests):
        return "weight", _weights(turn, by_day, unit)
    held = any(one.seconds for bests in by_day.values() for one in bests)
    what = "hold" if held else "reps"
    points = [
        (day, float(max((one.seconds if held else one.reps) or 0 for one in bests)))
        for day, bests in by_day.items()
    ]
    return what, [charts.Line(turn.say(f"chart.{what}"), tuple(points))]


def _weights(turn: Turn, by_day: Mapping[date, Sequence[Best]], unit: Unit) -> list[charts.Line]:
    formula = turn.data.preferences.get("formula", "epley")
    heaviest, estimates = [], []
    for day, bests in by_day.items():
        best = top(bests)
        if best is not None:
            heaviest.append((day, _in(unit, in_kilograms(best))))
        found = strongest(bests, formula)
        if found is not None:
            kilos = kilograms(found.value, found.best.unit)
            estimates.append((day, _in(unit, kilos)))
    lines = [charts.Line(turn.say("chart.weight"), tuple(heaviest))]
    if estimates:
        label = turn.say("chart.e1rm", formula=formula.capitalize())
        lines.append(charts.Line(label, tuple(estimates)))
    return lines


def _in(unit: Unit, kilos: float) -> float:
    return round(kilos / KG_PER_LB if unit is Unit.LB else kilos, 2)


def _span(turn: Turn, of: tuple[str, str], line: charts.Line, unit: Unit) -> str:
    """Tell from what to what the first line of the chart went, and when."""
    name, what = of
    (first, start), (last, end) = line.points[0], line.points[-1]
    key = f"chart.{what}.one" if first == last else f"chart.{what}.span"
    return turn.say(
        key,
        exercise=upper_first(name),
        start=f"{start:g}",
        end=f"{end:g}",
        first=dated(turn, first),
        last=dated(turn, last),
        unit=unit.value,
    )


def _best(turn: Turn, tops: Sequence[Best]) -> list[str]:
    found = strongest(tops, turn.data.preferences.get("formula", "epley"))
    if found is not None:
        told = record_of(turn, found, "short")
        return [turn.say("record.day", record=told, day=dated(turn, found.best.day))]
    best = top(tops)
    if best is None:
        return []
    return [turn.say("chart.best", set=set_of(turn, best), day=dated(turn, best.day))]


def _weekly_volume(turn: Turn, totals: Sequence[Total], unit: Unit) -> charts.Bars | None:
    if not any(one.volume for one in totals):
        return None
    weeks = _weeks(min(one.day for one in totals), max(one.day for one in totals))
    values = _by_week(totals, weeks, unit)
    title = turn.say("chart.volume", unit=unit.value)
    return charts.Bars(title, weeks, {"": values})


# --- weeks --------------------------------------------------------------------------------------


async def of_weeks(turn: Turn, *, volume: bool) -> Chart | None:
    """Show the sets by muscle group, or the volume, of the last weeks. None: nothing is logged."""
    monday = _monday(turn.today)
    since = monday - timedelta(days=7 * (WEEKS - 1))
    totals = await turn.data.totals(since=since, until=turn.today, by_day=True)
    if not totals:
        return None
    unit = preferences.unit(turn)
    weeks = _weeks(min(one.day for one in totals), turn.today)
    tonnage = charts.Bars(
        turn.say("chart.volume", unit=unit.value), weeks, {"": _by_week(totals, weeks, unit)}
    )
    groups = _groups(turn, totals, weeks)
    by_muscle = charts.Bars(turn.say("chart.muscles"), weeks, groups)
    panels = (tonnage, by_muscle) if volume else (by_muscle, tonnage)
    path = _path(turn)

    def draw() -> tuple[Path, ...]:
        return (charts.draw_weeks(path, panels),)

    return Chart(_told_weeks(turn, groups, tonnage), draw)


def _groups(
    turn: Turn, totals: Sequence[Total], weeks: Sequence[date]
) -> dict[str, tuple[float, ...]]:
    catalogue = turn.knowledge.catalogue
    place = {week: number for number, week in enumerate(weeks)}
    group_of = {muscle: group for group, names in catalogue.groups.items() for muscle in names}
    sums = {group: [0.0] * len(weeks) for group in catalogue.groups}
    other = [0.0] * len(weeks)
    for one in totals:
        known = catalogue.exercises.get(one.exercise)
        row = sums[group_of[known.muscles[0]]] if known else other
        row[place[_monday(one.day)]] += one.sets
    kept = {group: tuple(row) for group, row in sums.items() if any(row)}
    return kept | ({turn.say("chart.other"): tuple(other)} if any(other) else {})


def _told_weeks(
    turn: Turn, groups: Mapping[str, tuple[float, ...]], tonnage: charts.Bars
) -> tuple[str, ...]:
    unit = preferences.unit(turn)
    parts = (
        turn.say("chart.part", name=name, number=f"{values[-1]:.0f}")
        for name, values in groups.items()
        if values[-1]
    )
    volumes = tonnage.parts[""]
    kilos = kilograms(volumes[-1], unit), kilograms(sum(volumes) / len(volumes), unit)
    now, mean = (told_volume(value, unit) for value in kilos)
    shown = ", ".join(parts) or turn.say("chart.none")
    return (
        turn.say("chart.muscles.told", parts=shown),
        turn.say("chart.volume.told", now=now, mean=mean),
    )


def _by_week(totals: Sequence[Total], weeks: Sequence[date], unit: Unit) -> tuple[float, ...]:
    sums = dict.fromkeys(weeks, 0.0)
    for one in totals:
        sums[_monday(one.day)] += _in(unit, kilograms(one.volume, one.unit))
    return tuple(sums.values())


def _weeks(first: date, last: date) -> tuple[date, ...]:
    start, end = _monday(first), _monday(last)
    return tuple(start + timedelta(days=days) for days in range(0, (end - start).days + 1, 7))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
