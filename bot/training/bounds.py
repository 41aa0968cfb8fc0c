"""What no set can be: the bounds of the reading policy, each with its reason. Pure."""

from bot.training.notations import Entry
from bot.training.sets import TrainingSet, Unit, kilograms
from bot.training.spell import number
from knowledge.model import Load

MAX_KG = 1000.0


MAX_REPS = 300


MAX_SETS = 30


MAX_SECONDS = 4 * 3600


def why_refused(entry: Entry, load: Load) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason why an entry cannot be: (key, fields)."""
    if entry.reps is not None and entry.reps == -1:
        return "log.reps_whole", ()
    if entry.reps is not None and entry.reps < 1:
        return "log.reps_none", ()
    if entry.reps is not None and entry.reps > MAX_REPS:
        return "log.too_many_reps", (("limit", str(MAX_REPS)),)
    if entry.seconds is not None and not 1 <= entry.seconds <= MAX_SECONDS:
        return "log.hold_length", (("limit", str(MAX_SECONDS // 60)),)
    if entry.sets < 1:
        return "log.sets_none", ()
    if entry.sets > MAX_SETS:
        return "log.too_many_sets", (("limit", str(MAX_SETS)),)
    if entry.rpe is not None and not 1 <= entry.rpe <= 10:
        return "log.rpe", ()
    return weight_refusal(entry, load)


def weight_refusal(entry: Entry, load: Load) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason why a weight cannot be."""
    if entry.weight is None:
        return None
    if entry.weight < 0 and (load is Load.LOADED or entry.kind != "added"):
        return "log.negative", ()
    if entry.weight == 0 and entry.kind == "" and load is Load.LOADED:
        return "log.no_load", ()
    if kilograms(abs(entry.weight), entry.unit or Unit.KG) > MAX_KG:
        return "log.too_heavy", (("limit", number(MAX_KG)),)
    return None


def bounds_problem(
    *,
    weight: float | None,
    unit: Unit | None,
    added: float | None,
    reps: int | None,
    seconds: int | None,
    sets: int | None,
    rpe: float | None,
) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason (key, fields) why these values, each None if unknown, cannot be."""
    load = added if added is not None else weight
    kind = "added" if added is not None else ("body" if weight == 0 else "")
    entry = Entry(load, unit, kind, reps, seconds, 1 if sets is None else sets, rpe)
    return why_refused(entry, Load.BODYWEIGHT if kind else Load.LOADED)


def set_refusal(one: TrainingSet) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason (key, fields) why a finished set cannot be."""
    weight = one.added if one.added is not None else one.weight
    kind = "added" if one.added is not None else ("body" if one.weight == 0 else "")
    entry = Entry(weight, one.unit, kind, one.reps, one.seconds, rpe=one.rpe)
    return why_refused(entry, Load.BODYWEIGHT if kind else Load.LOADED)
