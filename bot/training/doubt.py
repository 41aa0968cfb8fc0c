"""Numbers of a voice note that may have been misheard: asked about before anything is stored."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.messages import Choice, Kind, Reply
from bot.training.progress import STEP
from bot.training.records import in_kilograms, performed, top
from bot.training.sets import TrainingSet, kilograms
from bot.training.sides import BARS
from bot.training.spell import spell
from bot.turn import Outcome, Turn

SURE = 0.73
"""Confidence in a transcript from which its numbers are believed, unless something else speaks
against them."""
NEAR, FAR = 0.25, 0.5
"""Parts of the usual weight within which a weight is likely, and beyond which it is not."""
_TEENS = {13: 30, 14: 40, 15: 50, 16: 60, 17: 70, 18: 80, 19: 90}
_MOST_REPS = 25
"""Repetitions of a weight beyond which a number is more likely its shorter twin."""
_MOST_UNEVEN = 4
"""Times the lightest working set that the heaviest of a note may weigh."""
_WITH_BAR = frozenset(("barbell", "smith machine"))
_IN_STEPS = frozenset(("barbell", "smith machine", "machine", "cable"))


def twin(value: float) -> float | None:
    """Give the number that sounds like this one: 50 for 15, 150 for 115; None: there is none.

    >>> twin(15), twin(60), twin(115), twin(100)
    (50, 16, 150, None)
    """
    rest = value % 100
    for teen, ten in _TEENS.items():
        if rest == teen:
            return value - teen + ten
        if rest == ten:
            return value - ten + teen
    return None


class Usual(Struct, frozen=True):
    """What a user does of an exercise, and how it is loaded."""

    kilos: float | None
    """The top weight of the last day; None: there was none."""
    equipment: str = ""


def readings(
    sets: Sequence[TrainingSet], confidence: float, usual: Usual
) -> tuple[tuple[TrainingSet, ...], ...]:
    """Give what one exercise of a transcript may say, the likeliest first; empty: it is clear."""
    heard = tuple(sets)
    other = _other_weight(heard, usual) or _other_reps(heard)
    if other is not None:
        known = usual.kilos is not None and _is_near(other[0], usual.kilos)
        return (other, heard) if known else (heard, other)
    far = usual.kilos and not all(_is_likely(one, usual.kilos) for one in heard)
    odd = any(map(_odd, heard)) or _uneven(heard)
    return (heard,) if confidence < SURE or far or odd else ()


def _other_weight(sets: tuple[TrainingSet, ...], usual: Usual) -> tuple[TrainingSet, ...] | None:
    """Give the sets with the twin of a weight, where the twin cannot be ruled out."""
    for weight in dict.fromkeys(one.weight for one in sets):
        second = twin(weight) if weight else None
        if second is None:
            continue
        here = next(one for one in sets if one.weight == weight)
        there = replace(here, weight=second)
        if usual.kilos:
            if _is_near(here, usual.kilos) and 3 * _off(here, usual) <= _off(there, usual):
                continue
        elif not _can_be(there, usual.equipment) and _can_be(here, usual.equipment):
            continue
        return tuple(replace(one, weight=second) if one.weight == weight else one for one in sets)
    return None


def _odd(one: TrainingSet) -> bool:
    """Tell whether hardly anybody does so many repetitions of a weight."""
    return bool(one.weight) and (one.reps or 0) > _MOST_REPS


def _uneven(sets: Sequence[TrainingSet]) -> bool:
    """Tell whether working sets of one exercise differ so much that a number was likely cut."""
    kilos = [in_kilograms(one) for one in sets if one.weight and not one.warmup]
    return bool(kilos) and max(kilos) > _MOST_UNEVEN * min(kilos)


def _other_reps(sets: tuple[TrainingSet, ...]) -> tuple[TrainingSet, ...] | None:
    for one in sets:
        second = twin(one.reps) if one.reps else None
        if second is not None and _odd(one):
            reps = one.reps
            return tuple(
                replace(each, reps=int(second)) if each.reps == reps else each for each in sets
            )
    return None


def _can_be(one: TrainingSet, equipment: str) -> bool:
    """Tell whether such a weight can be loaded: a bar has its own, plates come in steps."""
    if equipment in _WITH_BAR and one.weight < BARS[one.unit]:
        return False
    return equipment not in _IN_STEPS or (one.weight / STEP[one.unit]).is_integer()


def _off(one: TrainingSet, usual: Usual) -> float:
    return abs(in_kilograms(one) - (usual.kilos or 0.0))


def _is_near(one: TrainingSet, kilos: float) -> bool:
    return abs(in_kilograms(one) - kilos) <= NEAR * kilos


def _is_likely(one: TrainingSet, kilos: float) -> bool:
    return one.warmup or abs(in_kilograms(one) - kilos) <= FAR * kilos


async def asked(
    turn: Turn, sets: Sequence[TrainingSet], strangers: Collection[str]
) -> Outcome | None:
    """Ask which reading is meant, or whether the one there is is right; None: it is clear.

    Nothing is stored until then. `strangers` are words that no log needs: likely misheard ones.
    """
    if not turn.spoken or turn.pressed or not sets:
        return None
    whole: list[TrainingSet] = []
    others: list[TrainingSet] = []
    is_clear = True
    for name in dict.fromkeys(one.exercise for one in sets):
        mine = [one for one in sets if one.exercise == name]
        known = name in turn.knowledge.catalogue.exercises or name in turn.data.names
        # a new name is the likeliest mistake
        confidence = turn.confidence if known and not strangers else 0.0
        found = readings(mine, confidence, await _usual(turn, name))
        is_clear = is_clear and not found
        whole += found[0] if found else mine
        others += found[-1] if found else mine
    if is_clear:
        return None
    no = Choice(turn.say("button.no"), "/no")
    told, other = _told(turn, whole), _told(turn, others)
    if other != told:
        two = (Choice.fitting(one.replace("\n", "; "), one) for one in (told, other))
        choices = (*two, no)
        reply = Reply(Kind.CLARIFY, turn.say("voice.which"), choices=choices)
    else:
        yes = Choice(turn.say("button.yes"), told)
        reply = Reply(Kind.CLARIFY, turn.say("voice.right", sets=told), choices=(yes, no))
    return Outcome(reply, replace(turn.session, gap=None))


async def asked_again(turn: Turn, numbers: Iterable[float]) -> Outcome | None:
    """Ask whether a correction to these numbers was heard right; None: it was."""
    if not turn.spoken or turn.pressed:
        return None
    if turn.confidence >= SURE and not any(twin(one) for one in numbers):
        return None
    choices = (
        Choice(turn.say("button.yes"), turn.text),
        Choice(turn.say("button.no"), "/no"),
    )
    return turn.reply(Kind.CLARIFY, "voice.change", *choices)


async def _usual(turn: Turn, name: str) -> Usual:
    recent = await turn.data.recent(name, until=turn.today, days=1, most=20)
    best = top(performed(one.set for one in recent))
    known = turn.knowledge.catalogue.exercises.get(name)
    kilos = kilograms(best.weight, best.unit) if best and best.weight else None
    return Usual(kilos, known.equipment if known else "")


def _told(turn: Turn, sets: Sequence[TrainingSet]) -> str:
    return "\n".join(spell(sets, turn.today))
