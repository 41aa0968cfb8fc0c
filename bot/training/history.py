"""Reading the log back: last time, history, days, records, volume, muscles, streak, charts.

How it is counted: a set counts unless it is a warm-up; a set counts for the main muscle of its
exercise; volume is weight times repetitions as said, bodyweight sets with what was added.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from msgspec.structs import replace

from bot import preferences
from bot.actions import Action
from bot.messages import Choice, Kind, Reply
from bot.store import StoredSet, Total
from bot.text import words
from bot.training import graphs
from bot.training.asked import (
    Period,
    Subject,
    day_named,
    paged_subject_of,
    period,
    period_of,
)
from bot.training.records import MOST_REPS, RecordKind, standing
from bot.training.sets import Problem, TrainingSet, kilograms
from bot.training.spell import spell
from bot.training.telling import counted, dated, day_of, record_of, session_of, upper_first, volume
from bot.turn import Outcome, Turn

PAGE = 5
"""Days of an exercise on one page; exercises in a list."""
PAGE_OF_ALL = 3
"""Days on one page where all exercises are told."""
RECORDS = 4
"""Exercises on one page of records."""
MOST_SETS = 400
"""Sets read for one reply."""
MOST_GROUPS = 8
"""Kinds of sets up to which a day of an exercise is told whole."""
MOST_LINES = 24
"""Lines of sets in one reply; more fill a phone's screen several times."""
SHOWN_REPS = 4
"""Weights whose most repetitions are told."""
SESSION_WORDS = frozenset(
    ("workout", "workouts", "session", "sessions", "training", "train", "trained", "gym", "day")
)
"""Asked with one of these and no exercise, "last" means the last training day; so it does while
nothing is logged today. Else it means the exercise at hand."""
SET_WORDS = frozenset(("set", "entry"))

About = Callable[[Turn, Subject], Awaitable[Outcome]]


def _tell(turn: Turn, lines: Iterable[str], *choices: Choice) -> Outcome:
    return Outcome(Reply(Kind.HISTORY, "\n".join(lines), choices=choices), turn.session)


def _action(name: str, tell: About) -> Action:
    """Make an action of what tells about a subject; an unclear or unknown one is met here."""
    command = name.removeprefix("log.")

    async def act(turn: Turn) -> Outcome:
        subject = await paged_subject_of(turn)
        if subject.options:
            choices = (Choice(one, f"/{command} {one}") for one in subject.options)
            return turn.reply(Kind.CLARIFY, "history.which", *choices, name=subject.label)
        if not await turn.data.newest_entered():
            return turn.reply(Kind.HISTORY, "history.empty")
        return await tell(turn, subject)

    return Action(name, command, act)


# --- last time ----------------------------------------------------------------------------------


async def _last(turn: Turn, subject: Subject) -> Outcome:
    said = set(words(turn.text))
    if subject.exercises is not None:
        return await _last_of(turn, subject)
    if said & SET_WORDS:
        newest = await turn.data.newest_entered()
        lines = spell([one.set for one in newest], turn.today)
        return _tell(turn, [turn.say("history.newest"), *lines])
    newest = await turn.data.newest_entered()
    if said & SESSION_WORDS or newest[-1].set.date != turn.today:
        return await _last_of(turn, subject)
    name = newest[-1].set.exercise
    return await _last_of(turn, Subject(name, (name,)))


async def _last_of(turn: Turn, subject: Subject) -> Outcome:
    """Tell the newest day before today, and today where something was done already."""
    days = await turn.data.days(exercises=subject.exercises, most=2)
    if not days:
        return await _none_of(turn, subject)
    chosen = days[:1] if days[0] != turn.today else days
    lines = []
    for day in reversed(chosen):
        sets = await _sets(turn, day, day, subject)
        theme = "last" if day != turn.today else "today" if days[1:] else "only"
        what = f"history.{theme}.of" if subject.label else f"history.{theme}"
        head = turn.say(what, subject=subject.label, day=day_of(turn, day))
        lines += [head, *_bounded(turn, spell(_plain(sets), day))]
    choices = [Choice(turn.say("button.history"), f"/history {subject.exercise}".strip())]
    return _tell(turn, lines, *choices)


async def _none_of(turn: Turn, subject: Subject) -> Outcome:
    """Tell that the log has nothing of it, and how to start."""
    if subject.muscles or not subject.exercise:
        return turn.reply(Kind.HISTORY, "history.none.of", subject=subject.label)
    return turn.reply(Kind.HISTORY, "history.none.exercise", exercise=subject.exercise)


async def _sets(
    turn: Turn, since: date, until: date, subject: Subject, most: int = MOST_SETS
) -> tuple[StoredSet, ...]:
    return await turn.data.log(exercises=subject.exercises, since=since, until=until, newest=most)


def _plain(sets: Sequence[StoredSet]) -> list[TrainingSet]:
    return [one.set for one in sets]


def _bounded(turn: Turn, lines: Sequence[str]) -> list[str]:
    if len(lines) <= MOST_LINES:
        return list(lines)
    over = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], turn.say("history.more-lines", count=over)]


# --- history ------------------------------------------------------------------------------------


async def _history(turn: Turn, subject: Subject) -> Outcome:
    """Tell the days of an exercise, of muscles or of all, the newest first, a page at a time."""
    page, size = subject.page, PAGE if subject.exercise else PAGE_OF_ALL
    days = await turn.data.days(exercises=subject.exercises, most=size + 1, skip=(page - 1) * size)
    if not days and page == 1:
        return await _none_of(turn, subject)
    if not days:
        return turn.reply(Kind.HISTORY, "history.no-page", page=page)
    shown = days[:size]
    sets = await _sets(turn, shown[-1], shown[0], subject)
    what = "history.head.of" if subject.label else "history.head"
    lines = [turn.say(what, subject=subject.label, page=page)]
    for day, group in groupby(reversed(sets), key=lambda one: one.set.date):
        lines += _day_lines(turn, day, list(group)[::-1], subject)
    if len(sets) == MOST_SETS:
        lines.append(turn.say("history.cut", count=MOST_SETS))
    return _tell(turn, lines, *_pages(turn, subject, page, more=len(days) > size))


def _day_lines(turn: Turn, day: date, sets: Sequence[StoredSet], subject: Subject) -> list[str]:
    when = day_of(turn, day)
    if subject.exercise:
        told = session_of(turn, _plain(sets), most=MOST_GROUPS)
        return [turn.say("history.day.one", day=when, sets=told)]
    lines = []
    for name in dict.fromkeys(one.set.exercise for one in sets):
        mine = [one.set for one in sets if one.set.exercise == name]
        told = session_of(turn, mine)
        lines.append(turn.say("history.day.exercise", exercise=name, sets=told))
    return [turn.say("history.day", day=when), *lines]


def _pages(turn: Turn, subject: Subject, page: int, *, more: bool) -> list[Choice]:
    sends = f"/history {subject.label}".strip()
    choices = []
    if more:
        choices.append(Choice(turn.say("button.older"), f"{sends} {page + 1}"))
    if page > 1:
        choices.append(Choice(turn.say("button.newer"), f"{sends} {page - 1}"))
    if subject.exercise:
        choices.append(Choice(turn.say("button.chart"), f"/chart {subject.exercise}"))
    return choices


# --- days and weeks -----------------------------------------------------------------------------


async def _today(turn: Turn, subject: Subject) -> Outcome:
    return await _one_day(turn, turn.today, subject)


async def _day(turn: Turn, subject: Subject) -> Outcome:
    found = day_named(turn)
    if isinstance(found, Problem) or found is None:
        named = period_of(turn)
        if named is not None:
            return await _stretch(turn, named, subject)
        example = dated(turn, turn.today - timedelta(days=2))
        return turn.reply(Kind.CLARIFY, "history.which-day", example=example)
    return await _one_day(turn, found, subject)


async def _one_day(turn: Turn, day: date, subject: Subject) -> Outcome:
    sets = await _sets(turn, day, day, subject)
    if not sets:
        return await _nothing_on(turn, day, subject)
    totals = await turn.data.totals(since=day, until=day, exercises=subject.exercises)
    when = _named(turn, Period("day" if day != turn.today else "today", day, day))
    head = turn.say("history.on", day=upper_first(when), totals=_sums(turn, totals))
    lines = [head, *_bounded(turn, spell(_plain(sets), day))]
    return _tell(turn, lines)


async def _nothing_on(turn: Turn, day: date, subject: Subject) -> Outcome:
    """Tell that a day is empty, and name the training day before it."""
    before = await turn.data.days(exercises=subject.exercises, before=day, most=1)
    when = _named(turn, Period("day" if day != turn.today else "today", day, day))
    fields = {"day": when, "subject": subject.label}
    of = ".of" if subject.label else ""
    if not before:
        return turn.reply(Kind.HISTORY, f"history.nothing-on{of}", **fields)
    last = before[0]
    choice = Choice(dated(turn, last), f"/day {last.isoformat()} {subject.label}".strip())
    return turn.reply(
        Kind.HISTORY, f"history.nothing-on{of}.before", choice, last=day_of(turn, last), **fields
    )


async def _week(turn: Turn, subject: Subject) -> Outcome:
    return await _stretch(turn, period_of(turn) or period("week", turn.today), subject)


async def _stretch(turn: Turn, asked: Period, subject: Subject) -> Outcome:
    """Tell each training day of a stretch, a week as a rule."""
    if subject.muscles:
        return await _muscles_in(turn, asked, subject)
    if asked.since is not None and asked.since == asked.until:
        return await _one_day(turn, asked.since, subject)
    totals = await turn.data.totals(
        since=asked.since, until=asked.until, exercises=subject.exercises, by_day=True
    )
    when = _named(turn, asked)
    if not totals:
        return turn.reply(Kind.HISTORY, "history.nothing-in", period=when)
    days = {day: list(group) for day, group in groupby(totals, key=lambda one: one.day)}
    head = turn.say(
        "history.in", period=when, days=counted(turn, "day", len(days)), totals=_sums(turn, totals)
    )
    if asked.since is not None and (asked.until - asked.since).days < 7:
        sets = await _sets(turn, asked.since, asked.until, subject)
        lines = [line for day in days for line in _day_lines(turn, day, _of(sets, day), subject)]
    else:
        lines = [
            turn.say("history.day.one", day=dated(turn, day), sets=_by_name(turn, done))
            for day, done in list(days.items())[:7]
        ]
    if len(days) > 7:
        lines.append(turn.say("history.more-days", days=counted(turn, "day", len(days) - 7)))
    choice = Choice(turn.say("button.muscles"), "/muscles")
    return _tell(turn, [head, *_bounded(turn, lines)], choice)


def _of(sets: Sequence[StoredSet], day: date) -> list[StoredSet]:
    return [one for one in sets if one.set.date == day]


def _by_name(turn: Turn, totals: Sequence[Total]) -> str:
    sums: dict[str, int] = {}
    for one in totals:
        sums[one.exercise] = sums.get(one.exercise, 0) + one.sets
    told = (
        turn.say("count.of", name=name, count=counted(turn, "set", number))
        for name, number in sums.items()
    )
    return ", ".join(told)


def _named(turn: Turn, asked: Period) -> str:
    """Name a period: "this week", "since 1 May"."""
    since = dated(turn, asked.since) if asked.since else ""
    return turn.say(f"period.{asked.name}", since=since, until=dated(turn, asked.until))


def _sums(turn: Turn, totals: Sequence[Total]) -> str:
    """Tell sets and volume; without volume where nothing but the body was moved."""
    number = sum(one.sets for one in totals)
    kilos = _kilos(totals)
    told = counted(turn, "set", number)
    if not kilos:
        return told
    return turn.say("count.volume", sets=told, volume=volume(kilos, preferences.unit(turn)))


def _kilos(totals: Iterable[Total]) -> float:
    return sum(kilograms(one.volume, one.unit) for one in totals)


# --- records ------------------------------------------------------------------------------------


async def _records(turn: Turn, subject: Subject) -> Outcome:
    if subject.exercise:
        return await _records_of(turn, subject.exercise)
    logged = await turn.data.exercises()
    if subject.exercises is not None:
        logged = tuple(name for name in logged if name in set(subject.exercises))
    if not logged:
        return await _none_of(turn, subject)
    if len(logged) == 1:
        return await _records_of(turn, logged[0])
    page = subject.page
    shown = logged[(page - 1) * RECORDS : page * RECORDS]
    if not shown:
        return turn.reply(Kind.HISTORY, "history.no-page", page=page)
    lines = [turn.say("history.records")]
    for name in shown:
        lines.append(await _records_line(turn, name))
    choices = []
    if len(logged) > page * RECORDS:
        sends = f"/records {subject.label}".strip()
        choices.append(Choice(turn.say("button.more"), f"{sends} {page + 1}"))
    return _tell(turn, lines, *choices)


async def _records_line(turn: Turn, name: str) -> str:
    bests = await turn.data.bests(name, reps_up_to=MOST_REPS)
    found = standing(bests, turn.data.preferences.get("formula", "epley"))
    firsts = [one for one in found if one.kind is not RecordKind.REPS] or list(found[:1])
    if not firsts:
        return turn.say("history.records.none", exercise=name)
    told = "; ".join(record_of(turn, one, "short") for one in firsts)
    return turn.say("record.on", exercise=name, records=told)


async def _records_of(turn: Turn, name: str) -> Outcome:
    """Tell every record of one exercise, each with its day."""
    bests = await turn.data.bests(name, reps_up_to=MOST_REPS)
    if not bests and not await turn.data.days(name, most=1):
        return await _none_of(turn, Subject(name, (name,)))
    found = standing(bests, turn.data.preferences.get("formula", "epley"))
    if not found:
        return turn.reply(Kind.HISTORY, "history.records.none", exercise=name)
    lines = [turn.say("history.records.of", exercise=name)]
    firsts = [one for one in found if one.kind is not RecordKind.REPS]
    counts = [one for one in found if one.kind is RecordKind.REPS]
    for record in (*firsts, *counts[:SHOWN_REPS]):
        told = record_of(turn, record, "short")
        lines.append(turn.say("record.day", record=told, day=day_of(turn, record.best.day)))
    return _tell(turn, lines, Choice(turn.say("button.chart"), f"/chart {name}"))


# --- volume and muscles -------------------------------------------------------------------------


async def _volume(turn: Turn, subject: Subject) -> Outcome:
    asked = period_of(turn)
    if asked is not None:
        return await _volume_in(turn, asked, subject)
    lines = [turn.say("history.volume.of" if subject.label else "history.volume",
                      subject=subject.label)]  # fmt: skip
    for name in ("week", "last-week", "month"):
        stretch = period(name, turn.today)
        totals = await turn.data.totals(
            since=stretch.since, until=stretch.until, exercises=subject.exercises
        )
        fields = {"period": upper_first(_named(turn, stretch)), "totals": _lifted(turn, totals)}
        lines.append(turn.say("history.volume.line", **fields))
    lines.append(turn.say("history.volume.how"))
    return _tell(turn, lines, Choice(turn.say("button.chart"), "/chart volume"))


async def _volume_in(turn: Turn, asked: Period, subject: Subject) -> Outcome:
    totals = await turn.data.totals(
        since=asked.since, until=asked.until, exercises=subject.exercises
    )
    when = _named(turn, asked)
    if not totals:
        return turn.reply(Kind.HISTORY, "history.nothing-in", period=when)
    fields = {"period": upper_first(when), "totals": _lifted(turn, totals)}
    lines = [turn.say("history.volume.line", **fields)]
    most = sorted(totals, key=lambda one: -kilograms(one.volume, one.unit))
    names = dict.fromkeys(one.exercise for one in most if one.volume)
    for name in list(names)[:PAGE] if len(names) > 1 else ():
        mine = [one for one in totals if one.exercise == name]
        lines.append(turn.say("history.volume.line", period=name, totals=_lifted(turn, mine)))
    lines.append(turn.say("history.volume.how"))
    return _tell(turn, lines)


def _lifted(turn: Turn, totals: Sequence[Total]) -> str:
    return turn.say(
        "count.lifted",
        volume=volume(_kilos(totals), preferences.unit(turn)),
        sets=counted(turn, "set", sum(one.sets for one in totals)),
        reps=counted(turn, "rep", sum(one.reps for one in totals)),
    )


async def _muscles(turn: Turn, subject: Subject) -> Outcome:
    return await _muscles_in(turn, period_of(turn) or period("week", turn.today), subject)


async def _muscles_in(turn: Turn, asked: Period, subject: Subject) -> Outcome:
    """Tell the sets of a group and of which exercises they are, or of every group."""
    totals = await turn.data.totals(
        since=asked.since, until=asked.until, exercises=subject.exercises
    )
    when = _named(turn, asked)
    if subject.label:
        number = counted(turn, "set", sum(one.sets for one in totals))
        head = turn.say("history.muscle", subject=subject.label, period=when, sets=number)
        lines = [head, _by_name(turn, totals)] if totals else [head]
        return _tell(turn, [*lines, turn.say("history.muscle.how")])
    return _tell(turn, _by_group(turn, totals, when))


def _by_group(turn: Turn, totals: Sequence[Total], when: str) -> list[str]:
    catalogue = turn.knowledge.catalogue
    lines = [turn.say("history.muscles", period=when)]
    for group, muscles in catalogue.groups.items():
        number = sum(one.sets for one in totals if _main_muscle(turn, one.exercise) in muscles)
        lines.append(turn.say("count.of", name=group, count=counted(turn, "set", number)))
    strangers = sum(one.sets for one in totals if not _main_muscle(turn, one.exercise))
    if strangers:
        shown = counted(turn, "set", strangers)
        lines.append(turn.say("history.muscles.unknown", sets=shown))
    return [*lines, turn.say("history.muscle.how")]


def _main_muscle(turn: Turn, name: str) -> str:
    known = turn.knowledge.catalogue.exercises.get(name)
    return known.muscles[0] if known else ""


# --- streak -------------------------------------------------------------------------------------


async def _streak(turn: Turn, _: Subject) -> Outcome:
    """Tell how many weeks in a row have a training day; the running week may still get one."""
    days = [day for day in await turn.data.days(most=20_000) if day <= turn.today]
    weeks = runs(sorted({day - timedelta(days=day.weekday()) for day in days}), step=7)
    monday = turn.today - timedelta(days=turn.today.weekday())
    last, length = weeks[-1] if weeks else (monday, 0)
    now = length if monday - last <= timedelta(days=7) else 0
    longest = max((one for _, one in weeks), default=0)
    this_week = sum(day >= monday for day in days)
    in_a_row = runs(sorted(days), step=1)
    last_day, streak = in_a_row[-1] if in_a_row else (turn.today, 0)
    running = streak if turn.today - last_day <= timedelta(days=1) else 0
    lines = [
        turn.say("history.streak", weeks=counted(turn, "week", now)),
        turn.say("history.streak.longest", weeks=counted(turn, "week", longest)),
        turn.say(
            "history.streak.days",
            days=counted(turn, "day", this_week),
            running=counted(turn, "plain-day", running),
        ),
    ]
    return _tell(turn, lines)


def runs(days: Sequence[date], step: int) -> list[tuple[date, int]]:
    """Give each unbroken run of days as its last day and its length, the newest run last.

    >>> [length for _, length in runs([date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 9)], 1)]
    [2, 1]
    """
    found: list[tuple[date, int]] = []
    for day in days:
        if found and day - found[-1][0] == timedelta(days=step):
            found[-1] = (day, found[-1][1] + 1)
        else:
            found.append((day, 1))
    return found


# --- charts -------------------------------------------------------------------------------------


async def _chart(turn: Turn, subject: Subject) -> Outcome:
    """Draw an exercise over time, or the weeks: sets by muscle and volume."""
    said = set(words(turn.text))
    if subject.exercise:
        chart = await graphs.of_exercise(turn, subject.exercise)
    elif subject.muscles or said & graphs.WEEK_WORDS:
        chart = await graphs.of_weeks(turn, volume=bool(said & graphs.VOLUME_WORDS))
    else:
        newest = await turn.data.newest_entered()
        chart = await graphs.of_exercise(turn, newest[-1].set.exercise)
    if chart is None:
        return await _none_of(turn, subject)
    outcome = _tell(turn, chart.lines, *chart.choices)
    return replace(outcome, draw=chart.draw)


ACTIONS = (
    _action("log.last", _last),
    _action("log.history", _history),
    _action("log.today", _today),
    _action("log.week", _week),
    _action("log.day", _day),
    _action("log.records", _records),
    _action("log.volume", _volume),
    _action("log.muscles", _muscles),
    _action("log.streak", _streak),
    _action("log.chart", _chart),
)
