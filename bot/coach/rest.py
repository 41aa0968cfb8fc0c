"""The rest between two sets: a timer that rings once, started by itself for those who want it."""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from bot.actions import Action
from bot.coach.lengths import Lengths, shown
from bot.coach.phrasing import Said, plain
from bot.messages import Choice, Kind
from bot.store import StoredSet, Timer
from bot.training.context import sets_of
from bot.training.spell import spell
from bot.turn import Outcome, Turn

KIND = "rest"
BY_GOAL: Mapping[str, int] = {"strength": 180, "size": 90, "endurance": 60}
"""Seconds. ACSM position stand 2009 (Med Sci Sports Exerc 41, 687-708): two to three minutes and
more for strength, one to two for size, less than 90 seconds for endurance."""
USUAL = 120
_JUST_NOW = 2000
"""Milliseconds."""
MORE = 30
"""Seconds that a button adds."""


def usual(turn: Turn) -> int:
    """Give the user's length of a rest in seconds: his own, or else that of his goal."""
    own = turn.data.preferences.get("rest seconds", "")
    return int(own) if own else BY_GOAL.get(turn.data.preferences.get("goal", ""), USUAL)


def is_wanted(turn: Turn) -> bool:
    """Tell whether a rest begins by itself after each set."""
    return turn.data.preferences.get("rest") == "on"


async def after_set(turn: Turn, stored: Sequence[StoredSet]) -> Choice:
    """Begin the rest where that is wanted, and give the button that begins or ends it."""
    seconds = usual(turn)
    today = stored[-1].set.date == turn.today
    if is_wanted(turn) and today and await _begin(turn, seconds):
        return Choice(turn.say("button.rest.skip", time=shown(seconds)), "/rest skip")
    return Choice(turn.say("button.rest", time=shown(seconds)), f"/rest {seconds} s")


async def _begin(turn: Turn, seconds: int, *, since: int | None = None) -> bool:
    """Set the timer; False: it would have ended by now, as for messages sent long ago."""
    now = int(time.time() * 1000)
    # Telegram dates messages by whole seconds: who rests for ten gets ten.
    sent = now if 0 <= now - turn.now < _JUST_NOW else turn.now
    due = (sent if since is None else since) + seconds * 1000
    if turn.message.place:
        if due <= now:
            return False
        change = str(turn.data.changed or "")
        if not change and (old := await turn.data.timer(KIND)):
            change = str(old.data.get("change", ""))
        await turn.data.set_timer(Timer(KIND, due, turn.message.place, {"change": change}))
    return True


async def act(turn: Turn, said: Said, lengths: Lengths) -> Outcome | None:
    """Carry out what was said of the rest; None: it was no such request after all."""
    seconds = lengths.seconds(said.slots["time"]) if "time" in said.slots else None
    if "time" in said.slots and seconds is None:
        return None
    if said.request == "more" and not lengths.names_unit(said.slots["time"]):
        return None  # "another 5" is a set
    asks = turn.text.rstrip().endswith("?")  # "rest 2 min between sets?"
    match said.request:
        case "begin":
            return await _start(turn, seconds or USUAL)
        case "begin_usual" | "switch_on" | "switch_on_with" if asks:
            return None
        case "begin_usual":
            return await _start(turn, usual(turn))
        case "more":
            return await _more(turn, seconds or MORE, asked=False)
        case "skip":
            return await _skip(turn, asked=False)
        case "left":
            return await _left(turn)
        case "switch_on" | "switch_on_with":
            return await _switch_on(turn, seconds)
        case _:
            return await _switch_off(turn)


async def command(turn: Turn) -> Outcome:
    """Tell or change the rest: "/rest", "/rest on", "/rest 90 s", "/rest +30", "/rest skip"."""
    lengths = Lengths(turn.knowledge.lexicon.coach["time"])
    first, _, rest = plain(turn.text).partition(" ")
    if first == "skip":
        return await _skip(turn, asked=True) or turn.reply(Kind.SETTINGS, "rest.none")
    if first == "off":
        return await _switch_off(turn)
    if first == "on":
        return await _switch_on(turn, lengths.seconds(rest))
    if first == "+":
        seconds = lengths.seconds(f"{rest} s" if rest.isdecimal() else rest) or MORE
        return await _more(turn, seconds, asked=True) or turn.reply(Kind.SETTINGS, "rest.none")
    said = lengths.seconds(plain(turn.text))
    if said is not None:
        return await _start(turn, said)
    state = "on" if is_wanted(turn) else "off"
    now = Choice(turn.say("button.rest", time=shown(usual(turn))), f"/rest {usual(turn)} s")
    switch = "off" if is_wanted(turn) else "on"
    choices = (now, Choice(turn.say(f"button.rest.{switch}"), f"/rest {switch}"))
    return turn.reply(Kind.SETTINGS, f"rest.is.{state}", *choices, time=shown(usual(turn)))


async def _start(turn: Turn, seconds: int) -> Outcome:
    if not await _begin(turn, seconds):
        return turn.reply(Kind.SETTINGS, "rest.past", time=shown(seconds))
    key = "rest.begun" if turn.message.place else "rest.begun.silent"
    until = f"{turn.local + timedelta(seconds=seconds):%H:%M:%S}"
    return turn.reply(Kind.SETTINGS, key, *_steering(turn), time=shown(seconds), until=until)


def _steering(turn: Turn) -> tuple[Choice, Choice]:
    more = Choice(turn.say("button.rest.more", count=MORE), f"/rest +{MORE}")
    return more, Choice(turn.say("button.rest.end"), "/rest skip")


async def _more(turn: Turn, seconds: int, *, asked: bool) -> Outcome | None:
    """Let the rest last longer; one that is over begins anew for that long."""
    running = await turn.data.timer(KIND)
    if running is not None and running.due > turn.now:
        left = (running.due - turn.now) // 1000 + seconds
        await _begin(turn, seconds, since=running.due)
        return turn.reply(Kind.SETTINGS, "rest.more", *_steering(turn), left=shown(left))
    return await _start(turn, seconds) if asked else None


async def _skip(turn: Turn, *, asked: bool) -> Outcome | None:
    if await turn.data.drop_timer(KIND):
        return turn.reply(Kind.SETTINGS, "rest.skipped")
    return turn.reply(Kind.SETTINGS, "rest.none") if asked else None


async def _left(turn: Turn) -> Outcome:
    running = await turn.data.timer(KIND)
    left = (running.due - turn.now) // 1000 if running else 0
    if left <= 0:
        return turn.reply(Kind.SETTINGS, "rest.none")
    return turn.reply(Kind.SETTINGS, "rest.left", *_steering(turn), left=shown(left))


async def _switch_on(turn: Turn, seconds: int | None) -> Outcome:
    await turn.data.prefer("rest", "on")
    if seconds is not None:
        await turn.data.prefer("rest seconds", str(seconds))
    return turn.reply(Kind.SETTINGS, "rest.on", time=shown(usual(turn)))


async def _switch_off(turn: Turn) -> Outcome:
    await turn.data.prefer("rest", "")
    await turn.data.drop_timer(KIND)
    return turn.reply(Kind.SETTINGS, "rest.off")


async def ring(turn: Turn, timer: Timer) -> Outcome:
    """Tell that the rest is over, and what the last set was."""
    more = Choice(turn.say("button.rest.more", count=MORE), f"/rest +{MORE}")
    last = sets_of(turn.session.last[-1:])[-1:]
    change = str(timer.data.get("change", ""))
    if not last or not change or not turn.session.is_training(turn.now):
        return turn.reply(Kind.CHAT, "rest.over", more)
    told = spell([replace(last[0], note="")], last[0].date)[0]
    again = Choice(turn.say("button.again"), f"/again #{change}")
    return turn.reply(Kind.CHAT, "rest.over.last", again, more, last=told)


ACTIONS = (Action("rest", "rest", command),)
