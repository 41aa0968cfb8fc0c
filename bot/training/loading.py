"""Which plates make a weight, and which weights lead up to it.

A bar is loaded the same on both sides. Where a weight cannot be made, the two nearest ones are
given. The warm-up rule: the empty bar for 10, then 40, 60 and 80 percent of the working weight for
5, 3 and 2, each rounded down to what can be loaded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from bot import preferences
from bot.actions import Action
from bot.messages import Choice, Kind, Reply
from bot.store import StoredSet
from bot.text import words
from bot.training.asked import subject_of
from bot.training.numbers import fold_numbers
from bot.training.sets import Unit
from bot.training.spell import number
from bot.training.tokens import clean, lex
from bot.turn import Outcome, Turn

BARS: Mapping[Unit, str] = {Unit.KG: "20", Unit.LB: "45"}
PLATES: Mapping[Unit, str] = {Unit.KG: "25 20 15 10 5 2.5 1.25", Unit.LB: "45 35 25 10 5 2.5"}
"""What a gym has, unless the user says otherwise; as many of each as needed."""
RAMP = ((40, 5), (60, 3), (80, 2))
"""Percent of the working weight, and repetitions."""
BAR_REPS = 10
MOST_SIZES = 12
LIMIT = 125_000
"""The heaviest side that is looked at, in hundredths of the unit."""
HEAVIEST: Mapping[Unit, float] = {Unit.KG: 1000.0, Unit.LB: 2204.0}
_BARRED = ("bar", "smith")
"""Equipment with one of these in its name is loaded on a bar."""
_PLATE = re.compile(r"(?:(\d{1,2})\s*[x×*]\s*)?(\d+(?:[.,]\d+)?)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Equipment(Struct, frozen=True):
    """A bar and the plates for it, all in one unit."""

    unit: Unit
    bar: float
    """0: a machine, or no bar."""
    plates: tuple[tuple[float, int | None], ...]
    """Weight of a plate, and how many there are in all; None: as many as needed."""


class Loaded(Struct, frozen=True):
    """A weight that can be loaded."""

    weight: float
    side: tuple[float, ...]
    """The plates of one side, heaviest first."""


def load_plates(weight: float, gear: Equipment) -> tuple[Loaded, ...]:
    """Give the way to load a weight, or the nearest lighter and heavier ones that can be loaded.

    Below the bar's own weight it is the bar alone; above all plates together, these.

    >>> gear = Equipment(Unit.KG, 20, ((20, None), (10, None), (2.5, None), (1.25, None)))
    >>> load_plates(97.5, gear)
    (Loaded(weight=97.5, side=(20.0, 10.0, 2.5, 2.5, 2.5, 1.25)),)
    >>> [one.weight for one in load_plates(98, gear)]
    [97.5, 100.0]
    """
    target = _hundredths(weight) - _hundredths(gear.bar)
    if target < 0:
        return (_loaded(0, gear),)
    masks = _masks(_sizes(gear))
    below = (masks[0] & ((1 << (target // 2 + 1)) - 1)).bit_length() - 1
    if 2 * below == target:
        return (_loaded(below, gear),)
    rest = masks[0] >> (below + 1)
    if not rest:
        return (_loaded(below, gear),)
    above = below + (rest & -rest).bit_length()
    return (_loaded(below, gear), _loaded(above, gear))


def _hundredths(value: float) -> int:
    return round(value * 100)


def _sizes(gear: Equipment) -> tuple[tuple[int, int | None], ...]:
    """Give each size in hundredths, heaviest first, and how many there are for one side."""
    ranked = sorted(gear.plates, key=lambda item: -item[0])
    return tuple((_hundredths(one), None if count is None else count // 2) for one, count in ranked)


@lru_cache(maxsize=64)
def _masks(sizes: tuple[tuple[int, int | None], ...]) -> tuple[int, ...]:
    """Give, from each size on, the sums that one side can have: bit n is set for n hundredths."""
    masks = [1]
    for plate, count in reversed(sizes):
        mask, copies = masks[-1], 1
        left = LIMIT // plate if count is None else min(count, LIMIT // plate)
        while left > 0:
            copies = min(copies, left)
            mask |= mask << (copies * plate)
            left -= copies
            copies *= 2
        masks.append(mask & ((1 << (LIMIT + 1)) - 1))
    return tuple(reversed(masks))


def _loaded(side: int, gear: Equipment) -> Loaded:
    """Pick plates for a sum that can be made: as many of the heaviest as leave a sum to make."""
    sizes = _sizes(gear)
    masks = _masks(sizes)
    plates: list[float] = []
    left = side
    for place, (plate, count) in enumerate(sizes):
        most = left // plate if count is None else min(left // plate, count)
        used = next(n for n in range(most, -1, -1) if masks[place + 1] >> (left - n * plate) & 1)
        plates += [plate / 100] * used
        left -= used * plate
    return Loaded(gear.bar + 2 * side / 100, tuple(plates))


def ramp(weight: float, gear: Equipment) -> tuple[tuple[Loaded, int], ...]:
    """Give the warm-up sets that lead to a working weight, lightest first, with repetitions.

    >>> gear = Equipment(Unit.KG, 20, ((20, None), (10, None), (5, None), (2.5, None)))
    >>> [(one.weight, reps) for one, reps in ramp(100, gear)]
    [(20.0, 10), (40.0, 5), (60.0, 3), (80.0, 2)]
    """
    steps = [(_loaded(0, gear), BAR_REPS)] if gear.bar else []
    for percent, reps in RAMP:
        found = load_plates(weight * percent / 100, gear)
        lightest = steps[-1][0].weight if steps else 0
        if found and lightest < found[0].weight < weight:
            steps.append((found[0], reps))
    return tuple((one, reps) for one, reps in steps if one.weight < weight)


# --- what the user has --------------------------------------------------------------------------


def equipment(turn: Turn, unit: Unit, *, bar: bool = True) -> Equipment:
    """Give the user's bar and plates for a unit; `bar` False for what has none."""
    kept = turn.data.preferences
    plates = kept.get(f"plates.{unit.value}", PLATES[unit])
    own_bar = float(kept.get(f"bar.{unit.value}", BARS[unit]))
    return Equipment(unit, own_bar if bar else 0.0, _read_plates(plates))


def _read_plates(text: str) -> tuple[tuple[float, int | None], ...]:
    """Read sizes, some with how many there are in all: "4x20 10 2.5" or "20x4 10 2.5".

    >>> _read_plates("20x4 10 2,5")
    ((20.0, 4), (10.0, None), (2.5, None))
    """
    found: dict[float, int | None] = {}
    for count, size in _PLATE.findall(text):
        if count and int(count) > MOST_SIZES:
            count, size = size, count  # noqa: PLW2901 - the two stand in either order
        weight = float(size.replace(",", "."))
        if 0.1 <= weight <= 100:
            found[weight] = int(float(count)) if count else None
    return tuple(sorted(found.items(), key=lambda item: -item[0]))[:MOST_SIZES]


def _show_plates(plates: Sequence[tuple[float, int | None]]) -> str:
    return " ".join(
        number(one) if count is None else f"{count}x{number(one)}" for one, count in plates
    )


async def set_equipment(turn: Turn) -> Outcome:
    """Show or set the bar and the plates: "bar 15 kg", "plates 20 10 5 2.5", "reset"."""
    unit = _unit(turn)
    said = words(turn.text)
    if "reset" in said:
        await turn.data.prefer(f"bar.{unit.value}", "")
        await turn.data.prefer(f"plates.{unit.value}", "")
    parts = dict(_parts(turn.text.lower()))
    bar = _NUMBER.search(parts.get("bar", ""))
    if bar:
        weight = float(bar.group().replace(",", "."))
        if weight > 100:
            return turn.reply(Kind.REJECTED, "equipment.bad-bar", unit=unit.value)
        await turn.data.prefer(f"bar.{unit.value}", number(weight))
    if "plate" in parts:
        plates = _read_plates(parts["plate"])
        if not plates:
            return turn.reply(Kind.REJECTED, "equipment.bad-plates", unit=unit.value)
        await turn.data.prefer(f"plates.{unit.value}", _show_plates(plates))
    gear = equipment(turn, unit)
    key = "equipment.set" if bar or "plate" in parts or "reset" in said else "equipment.is"
    return turn.reply(
        Kind.SETTINGS, key, bar=_kg(gear.bar, unit), plates=_show_plates(gear.plates),
        unit=unit.value,
    )  # fmt: skip


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Split at the words bar and plates; each part is what follows its word, or stands before."""
    marks = list(re.finditer(r"\b(bar|plate)(?:bell)?s?\b", text))
    for number_, mark in enumerate(marks):
        end = marks[number_ + 1].start() if number_ + 1 < len(marks) else len(text)
        after = text[mark.end() : end]
        before = text[: mark.start()] if number_ == 0 else ""
        yield mark[1], after if _NUMBER.search(after) else before


# --- what was asked -----------------------------------------------------------------------------


def _spoken_weight(turn: Turn) -> tuple[float, Unit] | None:
    """Read the weight that a text names: "97.5", "225 lb", "a hundred kilos"."""
    book = turn.tools.reader.words
    tokens = fold_numbers(lex(clean(turn.text), book), book)
    found: tuple[float, Unit] | None = None
    for place, token in enumerate(tokens):
        if token.kind != "n":
            continue
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if after in book.units:
            return token.value, book.units[after]
        found = found or (token.value, _unit(turn))
    return found


def _unit(turn: Turn) -> Unit:
    """Give the unit that a text names, or the user's own."""
    for word in words(turn.text):
        if word in preferences.UNIT_WORDS:
            return preferences.UNIT_WORDS[word]
    return preferences.unit(turn)


async def _asked(turn: Turn, name: str) -> tuple[float, Equipment] | Outcome:
    """Read the weight and what it is loaded on; without a weight, the last one of the log."""
    subject = await subject_of(turn)
    exercise = subject.exercise
    said = _spoken_weight(turn)
    if said is None:
        last = await _last_weight(turn, exercise)
        if last is None:
            return turn.reply(Kind.CLARIFY, f"{name}.which", Choice(f"/{name} 100"))
        said, exercise = (last.set.weight, last.set.unit), last.set.exercise
    weight, unit = said
    if not 0 < weight <= HEAVIEST[unit]:
        return turn.reply(Kind.REJECTED, f"{name}.bad", most=_kg(HEAVIEST[unit], unit))
    return weight, equipment(turn, unit, bar=_has_bar(turn, exercise))


def _has_bar(turn: Turn, exercise: str) -> bool:
    known = turn.knowledge.catalogue.exercises.get(exercise)
    return known is None or any(part in known.equipment for part in _BARRED)


async def _last_weight(turn: Turn, exercise: str) -> StoredSet | None:
    """Give the newest working set with a weight, of one exercise or of all."""
    newest = await turn.data.log(exercise=exercise or None, newest=20)
    weighted = [one for one in newest if one.set.weight > 0 and not one.set.warmup]
    return weighted[-1] if weighted else None


async def tell_plates(turn: Turn) -> Outcome:
    """Tell the plates of each side for a weight."""
    asked = await _asked(turn, "plates")
    if isinstance(asked, Outcome):
        return asked
    weight, gear = asked
    found = load_plates(weight, gear)
    shown = _kg(weight, gear.unit)
    if len(found) == 1 and abs(found[0].weight - weight) < 0.005:
        return turn.reply(Kind.ANSWER, "plates.exact", load=_told(turn, found[0], gear))
    if weight < gear.bar:
        bar = _kg(gear.bar, gear.unit)
        return turn.reply(Kind.ANSWER, "plates.below", weight=shown, bar=bar)
    lighter = _told(turn, found[0], gear)
    if len(found) == 1:
        return turn.reply(Kind.ANSWER, "plates.over", weight=shown, load=lighter)
    heavier = _told(turn, found[1], gear)
    return turn.reply(Kind.ANSWER, "plates.near", weight=shown, lighter=lighter, heavier=heavier)


def _told(turn: Turn, one: Loaded, gear: Equipment) -> str:
    """Tell a load: "97.5 kg: 25, 10, 2.5, 1.25 a side, on the 20 kg bar"."""
    weight, bar = _kg(one.weight, gear.unit), _kg(gear.bar, gear.unit)
    if not one.side:
        return turn.say("plates.bar", bar=bar)
    key = "plates.side" if gear.bar else "plates.side.free"
    counted = dict.fromkeys(one.side)
    plates = ", ".join(
        number(size) if one.side.count(size) == 1 else f"{one.side.count(size)} x {number(size)}"
        for size in counted
    )
    return turn.say(key, weight=weight, plates=plates, bar=bar)


def _kg(value: float, unit: Unit) -> str:
    return f"{number(value)} {unit.value}"


async def tell_warmup(turn: Turn) -> Outcome:
    """Tell the warm-up sets that lead to a weight, each with its plates."""
    asked = await _asked(turn, "warmup")
    if isinstance(asked, Outcome):
        return asked
    weight, gear = asked
    steps = ramp(weight, gear)
    top = _kg(weight, gear.unit)
    if not steps:
        return turn.reply(Kind.ANSWER, "warmup.none", weight=top)
    lines = [turn.say("warmup.head", weight=top)]
    for one, reps in steps:
        plates = ", ".join(map(number, one.side))
        key = "warmup.step" if plates else "warmup.step.bar"
        lines.append(turn.say(key, weight=_kg(one.weight, gear.unit), reps=reps, plates=plates))
    lines.append(turn.say("warmup.rule"))
    return Outcome(Reply(Kind.ANSWER, "\n".join(lines)), turn.session)


ACTIONS = (
    Action("plates", "plates", tell_plates),
    Action("warmup.loads", "warmup", tell_warmup),
    Action("set.equipment", "equipment", set_equipment),
)
