"""What the words of a correction make of a set: numbers and marks to Changes. Pure."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.changes import Changes
from bot.training.notations import Entry
from bot.training.relative import in_unit, plausible_part
from bot.training.sets import ParsedLog, TrainingSet
from bot.training.tokens import Token, shape

_MINUTE = 60


def marked(tokens: Sequence[Token], changes: Changes) -> Changes:
    """Take over what stands beside the numbers: RPE, warm-up, each side."""
    for token in tokens:
        if token.kind == "p":
            changes = replace(changes, rpe=token.value, rir=token.mark == "rir")
        if token.kind == "u":
            changes = replace(changes, warmup=True)
        if token.kind == "e" and token.text not in ("leg", "side", "hand", "arm"):
            changes = replace(changes, each_side=True)
    return changes


def stepped(step: Token, last: TrainingSet, changes: Changes) -> Changes | None:
    """Read "5 kg heavier", which is said of each set; "-20" is no step and is refused as it is."""
    if last.added is not None or not last.weight or not step.value:
        return None
    if step.value < 0 and step.mark != "step":
        return replace(changes, weight=step.value)
    return replace(changes, heavier=in_unit(step, last))


def as_long(value: float, seconds: int) -> int:
    """Read a bare number as seconds, or as minutes where these are nearer to what stands there."""
    whole = seconds > _MINUTE and seconds % _MINUTE == 0
    nearer = abs(value * _MINUTE - seconds) < abs(value - seconds)
    return int(value * _MINUTE if whole and nearer else value)


def dealt(
    reps: Sequence[int], last: TrainingSet, changes: Changes, group: Sequence[TrainingSet]
) -> Changes | None:
    """Put repetitions set by set onto the weights that stand: "it was 5, 5, 4"."""
    mine = [one for one in group if one.exercise == last.exercise]
    if len({(one.weight, one.added) for one in mine}) <= 1:
        mine = [last] * len(reps)
    elif len(reps) != len(mine):
        return None  # at which weight?
    sets = (replace(one, reps=count, seconds=None) for one, count in zip(mine, reps, strict=True))
    return replace(changes, reading=ParsedLog(tuple(sets)))


def told_each(bare: Sequence[Token], kinds: str, last: TrainingSet, group: int) -> bool:
    """Whether several numbers are the repetitions of as many sets: "it was 7 and 5"."""
    if not 1 < len(bare) == group or re.search("[x@wsatf/]", kinds):
        return False
    return all(
        t.kind in "nr" and t.value.is_integer() and plausible_part(t.value, last) == "reps"
        for t in bare
    )


def counts_sets(tokens: Sequence[Token], entry: Entry) -> bool:
    """Whether what was read says how many sets there are."""
    kinds = shape(tokens)
    if entry.sets > 1 or "s" in kinds:
        return True
    return "nxn" in kinds and (not entry.has_weight or kinds.count("n") > 2)


def with_entry(changes: Changes, entry: Entry, *, counted: bool) -> Changes:
    """Take over what was read as one set; its number of sets where that is `counted`."""
    weight: float | None = entry.weight
    added = None
    if entry.kind in ("added", "body"):
        added, weight = (entry.weight if entry.kind == "added" else None), 0.0
    return replace(
        changes,
        weight=weight,
        added=added,
        unit=entry.unit if entry.unit else changes.unit,
        reps=entry.reps,
        seconds=entry.seconds,
        sets=entry.sets if counted else None,
        rpe=entry.rpe if entry.rpe is not None else changes.rpe,
        each_side=entry.each or changes.each_side,
    )
