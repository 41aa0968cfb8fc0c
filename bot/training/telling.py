"""Days, weights and records in the user's words: what every reply about the log shares."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from bot.store import Best
from bot.training.records import Record, RecordKind
from bot.training.sets import KG_PER_LB, TrainingSet, Unit
from bot.training.spell import load_of, number, spell
from bot.turn import Turn

FEW_LINES = 3
"""Kinds of sets up to which a session is told whole in one line."""


def day_of(turn: Turn, day: date) -> str:
    """Name a day as people do: today, yesterday, Mon 12 Oct, 12 Oct 2025."""
    if day == turn.today:
        return turn.say("day.today")
    if day == turn.today - timedelta(days=1):
        return turn.say("day.yesterday")
    return dated(turn, day)


def dated(turn: Turn, day: date) -> str:
    """Name a day by its date, with the weekday while it is recent."""
    month = turn.say("day.months").split()[day.month - 1]
    if abs((turn.today - day).days) > 180:
        return turn.say("day.far", number=day.day, month=month, year=day.year)
    weekday = turn.say("day.weekdays").split()[day.weekday()]
    return turn.say("day.near", weekday=weekday, number=day.day, month=month)


def set_of(turn: Turn, one: Best) -> str:
    """Tell one set, the weight first: "110 kg x 5", "60 s", "bodyweight + 20 kg x 8"."""
    load = load_with_side(one)
    if one.reps is not None:
        return turn.say("set.reps", load=load, reps=one.reps)
    if one.weight or one.added:
        return turn.say("set.hold.loaded", load=load, seconds=one.seconds)
    return turn.say("set.hold", seconds=one.seconds)


def load_with_side(one: Best) -> str:
    """Tell the weight of a set: "20 kg each side"."""
    shown = TrainingSet("", one.weight, one.unit, one.day, added=one.added)
    return load_of(shown) + (" each side" if one.each_side else "")


def weight(value: float, unit: Unit) -> str:
    """Tell a weight that was worked out, to a tenth.

    >>> weight(128.3333, Unit.KG), weight(100.0, Unit.LB)
    ('128.3 kg', '100 lb')
    """
    return f"{number(round(value, 1))} {unit.value}"


def upper_first(text: str) -> str:
    """Begin a line with a capital.

    >>> upper_first("leg press"), upper_first("Mon 23 Nov")
    ('Leg press', 'Mon 23 Nov')
    """
    return text[:1].upper() + text[1:]


def volume(kilos: float, unit: Unit) -> str:
    """Tell a sum of weights in the user's unit, whole.

    >>> volume(12400.4, Unit.KG), volume(453.59237, Unit.LB)
    ('12,400 kg', '1,000 lb')
    """
    value = kilos if unit is Unit.KG else kilos / KG_PER_LB
    return f"{value:,.0f} {unit.value}"


def counted(turn: Turn, what: str, number: int) -> str:
    """Tell how many: "1 set", "12 sets"; `what` is part of the key of the sentence."""
    return turn.say(f"count.{what}" if number == 1 else f"count.{what}s", number=f"{number:,}")


def session_of(turn: Turn, sets: Sequence[TrainingSet], most: int = FEW_LINES) -> str:
    """Tell the sets of one exercise on one day in one line, without its name."""
    plain = [replace(one, note="", rpe=None, rir=False) for one in sets]
    lines = spell(plain, plain[-1].date)
    bodies = [line.removeprefix(f"{one}: ") for line in lines for one in [plain[0].exercise]]
    if len(bodies) <= most:
        return "; ".join(bodies)
    first, last = bodies[0], bodies[-1]
    return turn.say("session.long", count=len(sets), first=first, last=last)


def record_of(turn: Turn, record: Record, start: str) -> str:
    """Tell a record; `start` is the theme of the sentence: new, now, lost, is."""
    key = f"record.{start}.{record.kind.value}"
    best = record.best
    fields: dict[str, object] = {"set": set_of(turn, best)}
    if record.kind is RecordKind.E1RM:
        formula = turn.data.preferences.get("formula", "epley").capitalize()
        fields |= {"value": weight(record.value, best.unit), "formula": formula}
    if record.kind is RecordKind.REPS:
        fields |= {"reps": best.reps, "load": load_with_side(best)}
    return turn.say(key, **fields)
