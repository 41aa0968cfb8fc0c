"""Plates that are said of one side of a bar or machine: both sides count. Pure."""

import re

from msgspec.structs import replace

from bot.training.asking import words_around
from bot.training.clause import Clause, Context, Outcome, shortened
from bot.training.notations import Lift
from bot.training.sets import Question, Unit
from bot.training.spell import number
from bot.training.tokens import Token, shape
from knowledge.model import Load

_LOADED = frozenset(("barbell", "smith machine", "trap bar", "ez bar", "sled", "machine"))
"""Equipment that is loaded with plates, on both sides."""
_BARLESS = frozenset(("sled", "machine"))
_SIDES = ("side", "sides", "seite", "lado")
BARS = {Unit.KG: 20.0, Unit.LB: 45.0}
"""What an empty bar weighs."""
_LIGHTEST = 15.0
"""A bare number from here on before "a side" is the weight of plates and no count."""
_PLATES = re.compile(r"(?<![x@of])([wn])e(?:[&+,@;]{0,2}([wna]))?")
_BAR = re.compile(r"[^.]{0,24}\b(?:bar|barbell|stange|barra)\b", re.IGNORECASE)


def both_sides(clause: Clause, lift: Lift, context: Context) -> Clause | Outcome | None:
    """Count "40 kg per side plus the bar" to one weight, or ask for the weight in all.

    None: no plates of one side are told of.
    """
    known = clause.named.exercise if clause.named else None
    if known is None or known.per_side or lift.light or lift.load is not Load.LOADED:
        return None
    if known.equipment not in _LOADED:
        return None
    match = _PLATES.search(shape(clause.tokens))
    if match is None:
        return None
    plate, side = clause.tokens[match.start()], clause.tokens[match.start() + 1]
    light = plate.kind == "n" and plate.value < _LIGHTEST
    if light or side.text.split()[-1] not in _SIDES:
        return None
    bar = _bar(clause, match, side, plate.unit or context.unit)
    if bar is None:
        return _asked(clause, match, plate, context, bare=known.equipment in _BARLESS)
    end = match.end() if _names_bar(clause, match) else match.start() + 2
    while clause.tokens[end : end + 1] and clause.tokens[end].kind in "&+":
        end += 1
    whole = replace(
        plate, kind="w", value=2 * plate.value + bar, text=number(2 * plate.value + bar)
    )
    return replace(clause, tokens=(*clause.tokens[: match.start()], whole, *clause.tokens[end:]))


def _names_bar(clause: Clause, match: re.Match[str]) -> bool:
    """Whether the number behind is that of the bar: "20 kg bar"."""
    if not match[2]:
        return False
    behind = clause.text[clause.tokens[match.start(2)].end :]
    return bool(re.match(r"\s*(?:kg|kilos?|lbs?|pounds?)?\s*(?:olympic\s+)?bar\b", behind, re.I))


def _bar(clause: Clause, match: re.Match[str], side: Token, unit: Unit) -> float | None:
    """Give the weight of the bar that is said to come on top; None: none is said."""
    if not _BAR.match(clause.text[side.end :]):
        return None
    return clause.tokens[match.start(2)].value if _names_bar(clause, match) else BARS[unit]


def _asked(
    clause: Clause, match: re.Match[str], plate: Token, context: Context, *, bare: bool
) -> Outcome:
    unit = plate.unit or context.unit
    name = clause.named.name if clause.named else ""
    complete = f"{name} {words_around(clause, match.start(), match.start() + 2)}"
    totals = [2 * plate.value] if bare else [2 * plate.value + BARS[unit], 2 * plate.value]
    said = [f"{number(total)} {unit.value}" for total in totals]
    fields = (("exercise", name), ("said", shortened(clause.said)), ("total", " / ".join(said)))
    choices = tuple((one, complete.replace("{}", one)) for one in said)
    return Outcome(question=Question("ask.sides", fields, choices, complete, "weight"))
