"""The user's own notes on machines ("seat 5, feet high"), told again with the next log."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.actions import Action
from bot.coach.naming import exercise_named
from bot.coach.phrasing import Said, any_of, plain
from bot.messages import Kind
from bot.store import StoredSet
from bot.training.context import log_context
from bot.turn import Outcome, Turn

LONGEST = 120
"""Characters of the note on one exercise."""
MOST = 200
"""Exercises with a note."""
_KEY = "note "


class Settings:
    """Reads how a machine is set, in one language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._part = any_of(data["parts"])
        self._starts = re.compile(rf"(?<!\S)(?:{self._part})(?!\S)")
        value = rf"(?:{any_of(data['values'])}|\d{{1,3}}(?:\.\d)?|[a-h])"
        beside = any_of(data["beside"])
        one = rf"(?:{self._part})(?: (?:{beside}))*(?: {value}(?: (?:{beside}|{value}))*)"
        self.pattern = rf"{one}(?: {one})*"
        """What a slot for settings may hold: parts of a machine, each beside its values."""
        self.part = self._part

    def split(self, text: str) -> list[str]:
        """Split settings into one for each part.

        >>> words = {"parts": ["seat", "feet"], "values": ["high"], "beside": ["is"]}
        >>> Settings(words).split("seat 5 feet high")
        ['seat 5', 'feet high']
        """
        starts = [match.start() for match in self._starts.finditer(text)]
        if len(starts) < 2:
            return [text]
        edges = [0, *starts[1:], len(text)]
        pieces = [text[a:b].strip() for a, b in pairwise(edges)]
        return [re.sub(r"\s+and$", "", one) for one in pieces if one]

    def about(self, text: str) -> str:
        """Name the part that a setting is of; empty: none."""
        found = self._starts.search(text)
        return found[0].split()[0] if found else ""


def of(turn: Turn, exercise: str) -> str:
    """Give the note on an exercise."""
    return turn.data.preferences.get(_KEY + exercise, "")


async def before_set(turn: Turn, stored: Sequence[StoredSet]) -> list[str]:
    """Give the line that brings the note back with the first log of an exercise on a day."""
    names = dict.fromkeys(one.set.exercise for one in stored)
    name = next(iter(names))
    note = of(turn, name)
    if len(names) > 1 or not note:
        return []
    day = stored[0].set.date
    today = await turn.data.log(exercise=name, since=day, until=day, newest=len(stored) + 1)
    return [turn.say("note.line", note=note)] if len(today) == len(stored) else []


async def act(turn: Turn, said: Said, settings: Settings) -> Outcome | None:
    """Keep, tell or forget a note; None: it was no such request after all."""
    exercise = _exercise(turn, said.slots.get("exercise", ""))
    asks = said.request == "keep" and turn.text.rstrip().endswith("?")
    if exercise is None or asks:
        return None
    match said.request:
        case "keep":
            return await _keep(turn, exercise, said, settings)
        case "ask":
            return _ask(turn, exercise, said, settings)
        case _:
            return await _forget(turn, exercise)


def _exercise(turn: Turn, named: str) -> str | None:
    """Find the exercise that is named, or the one at hand; None: what is named is none."""
    if not named:
        last = turn.session.last[-1:]
        return str(last[0]["exercise"]) if last else ""
    return exercise_named(turn, named)


async def _keep(turn: Turn, exercise: str, said: Said, settings: Settings) -> Outcome | None:
    new = said.slots.get("settings") or said.slots.get("text", "")
    if "text" in said.slots and turn.tools.reader.read(new, log_context(turn)).sets:
        return None  # "write down leg press 150 for 5"
    if not exercise:
        return turn.reply(Kind.REJECTED, "note.which", note=new[:40])
    kept = [one for one in of(turn, exercise).split(", ") if one]
    for piece in settings.split(new):
        part = settings.about(piece)
        kept = [one for one in kept if not part or settings.about(one) != part]
        kept.append(piece)
    note = ", ".join(dict.fromkeys(kept))
    noted = [key for key in turn.data.preferences if key.startswith(_KEY)]
    if len(note) > LONGEST or len(noted) >= MOST:
        return turn.reply(Kind.REJECTED, "note.long", exercise=exercise, most=LONGEST)
    await turn.data.prefer(_KEY + exercise, note)
    return turn.reply(Kind.SETTINGS, "note.kept", exercise=exercise, note=note)


def _ask(turn: Turn, exercise: str, said: Said, settings: Settings) -> Outcome | None:
    """Tell the note; None: there is none, or not of that part, so that the guide may answer."""
    note = of(turn, exercise) if exercise else ""
    part = said.slots.get("part", "")
    if not note or (part and not any(settings.about(one) == settings.about(part)
                                     for one in note.split(", "))):  # fmt: skip
        return None
    return turn.reply(Kind.HISTORY, "note.told", exercise=exercise, note=note)


async def _forget(turn: Turn, exercise: str) -> Outcome | None:
    if not exercise or not of(turn, exercise):
        return None
    await turn.data.prefer(_KEY + exercise, "")
    return turn.reply(Kind.SETTINGS, "note.gone", exercise=exercise)


async def command(turn: Turn) -> Outcome:
    """Tell the notes: "/notes", "/notes leg press"."""
    name = _exercise(turn, plain(turn.text)) if turn.text.strip() else ""
    noted = {
        key.removeprefix(_KEY): value
        for key, value in turn.data.preferences.items()
        if key.startswith(_KEY)
    }
    shown = {one: noted[one] for one in noted if not name or one == name}
    if not shown:
        return turn.reply(Kind.HISTORY, "note.none")
    lines = [turn.say("note.told", exercise=one, note=note) for one, note in shown.items()]
    text = "\n".join(lines[:20])
    return turn.reply(Kind.HISTORY, "note.all", notes=text)


ACTIONS = (Action("notes", "notes", command),)
