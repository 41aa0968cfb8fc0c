"""What a user can set: unit, goal, time zone, formula, suggestions. Each by command or in words."""

from zoneinfo import available_timezones

from msgspec.structs import replace

from bot.actions import Action
from bot.messages import Choice, Kind
from bot.store import UserData
from bot.text import words
from bot.training.sets import Unit
from bot.turn import Outcome, Turn

FORMULAS = ("epley", "brzycki")
UNIT_WORDS = {
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "metric"), Unit.KG),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds", "imperial"), Unit.LB),
}
ON = frozenset({"on", "yes", "start", "show", "enable"})
WHEN = frozenset({"when", "speak", "spoken", "talk"})
OFF = frozenset({"off", "no", "stop", "hide", "disable", "dont", "don't", "without"})


def unit(turn: Turn) -> Unit:
    """Give the unit in which a bare number is read."""
    return Unit(turn.data.preferences.get("unit", Unit.KG))


async def set_unit(turn: Turn) -> Outcome:
    """Set the default unit; sets already logged keep theirs."""
    for word in words(turn.text):
        if word in UNIT_WORDS:
            await turn.data.prefer("unit", UNIT_WORDS[word].value)
            told = turn.reply(Kind.SETTINGS, "unit.set", unit=UNIT_WORDS[word].value)
            return replace(told, session=replace(told.session, unit=""))
    choices = (Choice("kg", "/units kg"), Choice("lb", "/units lb"))
    return turn.reply(Kind.SETTINGS, "unit.is", *choices, unit=unit(turn).value)


async def set_goal(turn: Turn) -> Outcome:
    """Remember the goal, by which schemes and targets are chosen."""
    goal = turn.tools.understanding.goal(turn.text)
    if not goal:
        known = turn.data.preferences.get("goal", "")
        choices = tuple(
            Choice(turn.say(f"goal.{one}"), f"/goal {one}")
            for one in turn.tools.understanding.goals
        )
        if not known:
            return turn.reply(Kind.SETTINGS, "goal.none", *choices)
        return turn.reply(Kind.SETTINGS, "goal.is", *choices, goal=turn.say(f"goal.{known}"))
    await turn.data.prefer("goal", goal)
    choice = Choice(turn.say("button.reps"))
    return turn.reply(Kind.SETTINGS, "goal.set", choice, goal=turn.say(f"goal.{goal}"))


async def set_timezone(turn: Turn) -> Outcome:
    """Set the zone by which "today" is decided: "Europe/Berlin", or its city alone."""
    asked = turn.text.strip()
    named = {word.casefold() for word in asked.replace(",", " ").split()}
    spelled = asked.casefold().replace(" ", "_")
    for zone in sorted(available_timezones()):
        city = zone.rpartition("/")[2].casefold()
        if spelled in {zone.casefold(), city} or zone.casefold() in named or _is_city(city, named):
            await turn.data.prefer("timezone", zone)
            return turn.reply(Kind.SETTINGS, "timezone.set", zone=zone)
    known = turn.data.preferences.get("timezone", "")
    if not known:
        return turn.reply(Kind.SETTINGS, "timezone.none")
    return turn.reply(Kind.SETTINGS, "timezone.is", zone=known)


def _is_city(city: str, named: set[str]) -> bool:
    """Tell whether a zone's city is among the words of a sentence: "I live in Berlin"."""
    return len(city) > 3 and city in named


async def set_formula(turn: Turn) -> Outcome:
    """Choose how a one-repetition maximum is estimated."""
    for word in words(turn.text):
        if word in FORMULAS:
            await turn.data.prefer("formula", word)
            return turn.reply(Kind.SETTINGS, "formula.set", formula=word.capitalize())
    choices = tuple(Choice(one.capitalize(), f"/formula {one}") for one in FORMULAS)
    known = turn.data.preferences.get("formula", FORMULAS[0])
    return turn.reply(Kind.SETTINGS, "formula.is", *choices, formula=known.capitalize())


async def set_suggestions(turn: Turn) -> Outcome:
    """Switch the suggested next target on or off."""
    said = set(words(turn.text))
    if said & OFF:
        await turn.data.prefer("suggestions", "off")
        return turn.reply(Kind.SETTINGS, "suggestions.off")
    if said & ON:
        await turn.data.prefer("suggestions", "")
        return turn.reply(Kind.SETTINGS, "suggestions.on")
    state = turn.data.preferences.get("suggestions", "on")
    choices = (Choice("On", "/suggest on"), Choice("Off", "/suggest off"))
    return turn.reply(Kind.SETTINGS, f"suggestions.{state}", *choices)


def speaks(data: UserData, *, heard: bool) -> bool:
    """Tell whether replies are spoken: always, or where the user spoke."""
    wanted = data.preferences.get("voice", "")
    return wanted == "on" or (wanted == "when" and heard)


async def set_voice(turn: Turn) -> Outcome:
    """Choose whether replies come as voice notes too: on, off, or when the user speaks."""
    said = set(words(turn.text))
    wanted = "when" if said & WHEN else "off" if said & OFF else "on" if said & ON else ""
    if wanted:
        await turn.data.prefer("voice", "" if wanted == "off" else wanted)
    state = turn.data.preferences.get("voice", "off")
    choices = tuple(
        Choice(turn.say(f"button.voice.{one}"), f"/voice {one}")
        for one in ("on", "when", "off")
        if one != state
    )
    return turn.reply(Kind.SETTINGS, f"voice.{state}", *choices)


async def tell_privacy(turn: Turn) -> Outcome:
    """Tell what is stored, and how to take it or delete it."""
    return turn.reply(Kind.CHAT, "privacy", Choice("/export"), Choice("/erase"))


ACTIONS = (
    Action("set.unit", "units", set_unit),
    Action("set.goal", "goal", set_goal),
    Action("set.formula", "formula", set_formula),
    Action("set.suggestions", "suggest", set_suggestions),
    Action("set.voice", "voice", set_voice),
    Action("privacy", "privacy", tell_privacy),
)
