"""Training-day reminders at the user's own local time; off until asked for."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot import preferences
from bot.actions import Action
from bot.coach.phrasing import Requests, Said, plain
from bot.messages import Choice, Kind
from bot.store import Timer
from bot.training.telling import day_of
from bot.turn import Outcome, Turn

KIND = "remind"
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?")


class Days:
    """Reads training days and clock times in one language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._groups = {plain(way): str(days) for way, days in data["days"].items()}
        self._days = {
            plain(way): str(number) for number, ways in enumerate(data["weekdays"]) for way in ways
        }
        self._am, self._pm = frozenset(data["am"]), frozenset(data["pm"])
        self._noon = dict(data["noon"])
        self._fillers = frozenset(data["fillers"])
        self.names = tuple(str(ways[0]) for ways in data["weekdays"])

    def days(self, text: str) -> str:
        """Give the weekdays named, 0 for Monday, in order: "024"; empty: a word is no day."""
        whole = self._groups.get(plain(text))
        if whole is not None:
            return whole
        spoken = [word for word in plain(text).split() if word not in self._fillers]
        if not spoken or any(word not in self._days for word in spoken):
            return ""
        return "".join(sorted({self._days[word] for word in spoken}))

    def clock(self, text: str) -> time | None:
        """Read a time of day: "18:00", "6pm", "6 p.m.", "noon"."""
        spoken = re.sub(r"(\d)([a-z])", r"\1 \2", text.lower()).split()
        if spoken and spoken[0] in self._noon:
            return time(int(self._noon[spoken[0]]))
        match = _CLOCK.fullmatch(spoken[0]) if spoken else None
        if match is None or len(spoken) > 2:
            return None
        hour, minute = int(match[1]), int(match[2] or 0)
        half = spoken[1] if len(spoken) == 2 else ""
        if half and half not in self._am | self._pm:
            return None
        if half and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in self._pm else 0) if half else hour
        return time(hour, minute) if hour < 24 and minute < 60 else None


def next_due(days: str, clock: time, after: datetime, zone: str) -> datetime:
    """Give the next of these weekdays at a local time, after a moment; aware, in UTC.

    The local clock decides, so that 18:00 stays 18:00 when daylight saving time begins or ends; a
    time that the clock leaps over comes an hour later. `zone` empty: the machine's own.

    >>> spring = datetime(2026, 3, 28, 17, 30, tzinfo=UTC)
    >>> next_due("56", time(18), spring, "Europe/Berlin").isoformat()
    '2026-03-29T16:00:00+00:00'
    """
    local = after.astimezone(ZoneInfo(zone) if zone else None)
    for ahead in range(9):
        day = local.date() + timedelta(days=ahead)
        if str(day.weekday()) not in days:
            continue
        due = datetime.combine(day, clock)
        aware = due.replace(tzinfo=ZoneInfo(zone)) if zone else due.astimezone()
        if aware.astimezone(UTC) > after.astimezone(UTC):
            return aware.astimezone(UTC)
    raise ValueError("no weekday is named")


async def act(turn: Turn, said: Said, days: Days) -> Outcome | None:
    """Set or stop the reminders; None: it was no such request after all."""
    if said.request == "off":
        return await _stop(turn)
    named, clock = days.days(said.slots["days"]), days.clock(said.slots["clock"])
    if not named or clock is None:
        return None
    return await _set(turn, named, clock, days)


async def command(turn: Turn) -> Outcome:
    """Tell, set or stop the reminders: "/remind mon wed 18:00", "/remind off"."""
    days = Days(turn.knowledge.lexicon.coach["remind"])
    spoken = plain(turn.text)
    if spoken in {"off", "stop", "none"}:
        return await _stop(turn)
    for said in Requests({"set": ["[on] {days} [at] {clock}", "{clock} {days}"]}).find(spoken):
        outcome = await act(turn, said, days)
        if outcome is not None:
            return outcome
    kept = turn.data.preferences.get("remind", "")
    if spoken:
        return turn.reply(Kind.REJECTED, "remind.which")
    if not kept:
        return turn.reply(Kind.SETTINGS, "remind.none")
    choice = Choice(turn.say("button.remind.off"), "/remind off")
    return turn.reply(Kind.SETTINGS, "remind.is", choice, **_shown(turn, kept, days))


async def _set(turn: Turn, named: str, clock: time, days: Days) -> Outcome:
    kept = f"{named} {clock:%H:%M}"
    await turn.data.prefer("remind", kept)
    await _plan(turn, named, clock)
    choice = Choice(turn.say("button.remind.off"), "/remind off")
    key = "remind.set" if turn.data.preferences.get("timezone") else "remind.set.here"
    return turn.reply(Kind.SETTINGS, key, choice, **_shown(turn, kept, days))


async def _stop(turn: Turn) -> Outcome:
    await turn.data.prefer("remind", "")
    await turn.data.drop_timer(KIND)
    return turn.reply(Kind.SETTINGS, "remind.off")


def _shown(turn: Turn, kept: str, days: Days) -> dict[str, str]:
    named, _, clock = kept.partition(" ")
    names = [days.names[int(number)].capitalize() for number in named]
    shown = turn.say("remind.daily") if len(names) == 7 else ", ".join(names)
    return {"days": shown, "clock": clock}


async def _plan(turn: Turn, named: str, clock: time) -> None:
    if turn.message.place:
        zone = turn.data.preferences.get("timezone", "")
        due = next_due(named, clock, turn.message.at, zone)
        await turn.data.set_timer(Timer(KIND, int(due.timestamp() * 1000), turn.message.place))


async def set_timezone(turn: Turn) -> Outcome:
    """Set the user's zone, and bring the next reminder to that clock."""
    outcome = await preferences.set_timezone(turn)
    kept, running = turn.data.preferences.get("remind", ""), await turn.data.timer(KIND)
    if kept and running is not None:
        named, clock = kept.split(" ")
        there = replace(turn, message=replace(turn.message, place=running.place))
        await _plan(there, named, time.fromisoformat(clock))
    return outcome


async def ring(turn: Turn, _: Timer) -> Outcome | None:
    """Remind of the training day and plan the next one; None: training has begun already."""
    kept = turn.data.preferences.get("remind", "")
    if not kept:
        return None
    named, clock = kept.split(" ")
    await _plan(turn, named, time.fromisoformat(clock))
    newest = await turn.data.newest_entered()
    choice = Choice(turn.say("button.next-up"), "/next")
    if not newest:
        return turn.reply(Kind.CHAT, "remind.day")
    if newest[-1].set.date == turn.today:
        return None
    last = newest[-1].set
    fields = {"exercise": last.exercise, "day": day_of(turn, last.date)}
    return turn.reply(Kind.CHAT, "remind.day.last", choice, **fields)


ACTIONS = (
    Action("remind", "remind", command),
    Action("set.timezone", "timezone", set_timezone),
)
