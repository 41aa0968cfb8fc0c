"""Sets -> the lines that Spotter prints, which are themselves log messages; and back. Pure."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from msgspec.structs import replace

from bot.training.sets import TrainingSet, Unit

_CANONICAL = re.compile(
    r"""
    (?P<name>.+?):\ (?P<done>[\d\ x,s]+?)
    (?:\ at\ (?P<body>bodyweight)(?:\ (?P<sign>[+-])\ (?P<added>[\d.]+)\ (?P<added_unit>kg|lb))?
      |\ at\ (?P<weight>[\d.]+)\ (?P<unit>kg|lb))?
    (?P<each>\ each\ side)?
    (?:,\ RPE\ (?P<rpe>[\d.]+)|,\ (?P<rir>[\d.]+)\ RIR)?
    (?P<warmup>,\ warm-up)?
    (?:\ on\ (?P<day>\d{4}-\d\d-\d\d))?
    (?:,\ note:\ "(?P<note>[^"\n]*)")?
    """,
    re.VERBOSE,
)
_DONE = re.compile(r"(?:(\d{1,6}) x )?(\d{1,6})( s)?|(\d{1,6}(?:, \d{1,6})+)( s)?")


def number(value: float) -> str:
    """Give a number as people write it.

    >>> number(100.0), number(22.5), number(1.125)
    ('100', '22.5', '1.125')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".")


def load_of(one: TrainingSet) -> str:
    """Give the load in words: "100 kg", "bodyweight + 20 kg"."""
    if one.added is not None:
        sign = "-" if one.added < 0 else "+"
        return f"bodyweight {sign} {number(abs(one.added))} {one.unit.value}"
    if one.weight == 0:
        return "bodyweight"
    return f"{number(one.weight)} {one.unit.value}"


def spell(sets: Sequence[TrainingSet], today: date) -> list[str]:
    """Give one line for each run of sets that differ in the repetitions alone.

    >>> day = date(2026, 11, 23)
    >>> one = TrainingSet("leg press", 100, Unit.KG, day, reps=5)
    >>> spell([one] * 5, day)
    ['leg press: 5 x 5 at 100 kg']
    >>> spell([one, one, replace(one, reps=4)], date(2026, 11, 24))
    ['leg press: 5, 5, 4 at 100 kg on 2026-11-23']
    >>> spell([TrainingSet("plank", 0, Unit.KG, day, seconds=60)], day)
    ['plank: 60 s']
    """
    lines = []
    for _, group in groupby(sets, key=_alike):
        lines.append(_line(list(group), today))
    return lines


def body_of(sets: Sequence[TrainingSet]) -> str:
    """Give what was done, without the name: "5 x 5 at 100 kg". The sets differ in reps alone."""
    first = sets[0]
    counts = [one.reps if one.reps is not None else one.seconds or 0 for one in sets]
    if len(set(counts)) > 1:
        done = ", ".join(map(str, counts))
    elif first.reps is None and len(sets) == 1:
        done = str(counts[0])
    else:
        done = f"{len(sets)} x {counts[0]}"
    if first.reps is None:
        done += " s"
    bare_hold = first.reps is None and first.weight == 0 and first.added is None
    text = done if bare_hold else f"{done} at {load_of(first)}"
    if first.each_side:
        text += " each side"
    if first.rpe is not None:
        text += f", {number(10 - first.rpe)} RIR" if first.rir else f", RPE {number(first.rpe)}"
    return text + (", warm-up" if first.warmup else "")


def _alike(one: TrainingSet) -> TrainingSet:
    held = one.reps is None
    return replace(one, reps=None, seconds=None, rir=one.rir, note=f"{held}{one.note}")


def _line(sets: Sequence[TrainingSet], today: date) -> str:
    first = sets[0]
    text = f"{first.exercise}: {body_of(sets)}"
    if first.date != today:
        text += f" on {first.date.isoformat()}"
    if first.note:
        text += f', note: "{first.note}"'
    return text


def read_spelled(
    line: str, names: Collection[str], today: date, unit: Unit
) -> list[TrainingSet] | None:
    """Read back a line that `spell` printed for an exercise among `names`; None: it is not one.

    `unit` is that of bodyweight sets, which print none.
    """
    match = _CANONICAL.fullmatch(line)
    if not match or match["name"] not in names:
        return None
    counts = _counts(match["done"])
    if counts is None:
        return None
    numbers, held = counts
    if not held and not (match["body"] or match["weight"]):
        return None
    base = _base(match, today, unit)
    if base is None:
        return None
    return [replace(base, seconds=n) if held else replace(base, reps=n) for n in numbers]


def _counts(text: str) -> tuple[list[int], bool] | None:
    match = _DONE.fullmatch(text)
    if not match:
        return None
    times, count, held, several, all_held = match.groups()
    if several:
        return [int(part) for part in several.split(", ")], bool(all_held)
    if not times and not held:
        return None
    return [int(count)] * min(int(times or 1), 1000), bool(held)


def _base(match: re.Match[str], today: date, unit: Unit) -> TrainingSet | None:
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else today
        added = float(match["added"]) if match["added"] else None
        weight = float(match["weight"] or 0)
        rated = float(match["rpe"] or match["rir"] or 0)
    except ValueError:
        return None
    if added is not None and match["sign"] == "-":
        added = -added
    rpe = None
    if match["rpe"] or match["rir"]:
        rpe = 10 - rated if match["rir"] else rated
    return TrainingSet(
        exercise=match["name"],
        weight=weight,
        unit=Unit(match["unit"] or match["added_unit"] or unit),
        date=day,
        added=added,
        each_side=bool(match["each"]),
        rpe=rpe,
        rir=bool(match["rir"]),
        warmup=bool(match["warmup"]),
        note=match["note"] or "",
    )
