"""The machine is taken: what has the same movement and muscles, and where to start with it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.actions import Action
from bot.coach.naming import exercise_named
from bot.coach.phrasing import Said
from bot.messages import Choice, Kind, Reply
from bot.training.asked import subject_of
from bot.training.telling import day_of, session_of, upper_first
from bot.turn import Outcome, Turn
from knowledge.model import Exercise, Load

MOST = 3


async def act(turn: Turn, said: Said) -> Outcome | None:
    """Answer "the leg press is taken"; None where no exercise of the catalogue is meant."""
    slot = said.slots.get("exercise", "")
    name = exercise_named(turn, slot) if slot else _at_hand(turn)
    if name is None or name not in turn.knowledge.catalogue.exercises:
        return None
    if said.request == "instead" and turn.tools.understanding.covers(name):
        return None  # the guide has a say on that
    return await _tell(turn, turn.knowledge.catalogue.exercises[name])


async def command(turn: Turn) -> Outcome:
    """Tell substitutes: "/swap leg press"."""
    name = (await subject_of(turn)).exercise if turn.text else _at_hand(turn)
    known = turn.knowledge.catalogue.exercises.get(name or "")
    if known is None:
        return turn.reply(Kind.CLARIFY, "swap.which")
    return await _tell(turn, known)


def _at_hand(turn: Turn) -> str | None:
    last = turn.session.last[-1:] if turn.session.is_training(turn.now) else ()
    return str(last[0]["exercise"]) if last else None


async def _tell(turn: Turn, instead_of: Exercise) -> Outcome:
    found = substitutes(turn.knowledge.catalogue.exercises.values(), instead_of)
    if not found:
        return turn.reply(Kind.UNKNOWN, "swap.none", exercise=instead_of.name)
    logged = {}
    for one in found:
        recent = await turn.data.recent(one.name, until=turn.today, days=1)
        if recent:
            logged[one.name] = [each.set for each in recent]
    chosen = sorted(found, key=lambda one: one.name not in logged)[:MOST]
    names = [one.name for one in chosen]
    muscles = " and ".join(instead_of.muscles[:2])
    lines = [
        turn.say(
            "swap.told", exercise=instead_of.name, others=_listed(turn, names), muscles=muscles
        )
    ]
    first = names[0]
    if first in logged:
        sets = [one for one in logged[first] if not one.warmup] or logged[first]
        day = day_of(turn, sets[-1].date)
        told = session_of(turn, sets)
        lines.append(turn.say("swap.start", exercise=upper_first(first), day=day, sets=told))
    else:
        lines.append(turn.say("swap.new"))
    choices = tuple(Choice(upper_first(name), f"/last {name}") for name in names if name in logged)
    return Outcome(Reply(Kind.ANSWER, "\n".join(lines), choices=choices), turn.session)


def _listed(turn: Turn, names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return turn.say("swap.or", first=", ".join(names[:-1]), last=names[-1])


def substitutes(known: Iterable[Exercise], instead_of: Exercise) -> list[Exercise]:
    """Rank the exercises of the same movement that train the same main muscle, the likest first.

    Each piece of equipment comes once before any comes again; that of the exercise itself, which
    may be taken too, comes last.
    """
    fitting = [
        one
        for one in known
        if one.name != instead_of.name
        and one.pattern
        and one.pattern == instead_of.pattern
        and one.muscles[0] == instead_of.muscles[0]
        and (one.load is Load.TIMED) == (instead_of.load is Load.TIMED)
    ]
    shared = set(instead_of.muscles)

    likest = sorted(fitting, key=lambda one: -len(shared.intersection(one.muscles)))
    seen = Counter({instead_of.equipment: 1})
    rounds: dict[str, int] = {}
    for one in likest:
        rounds[one.name] = seen[one.equipment]
        seen[one.equipment] += 1
    return sorted(likest, key=lambda one: rounds[one.name])


ACTIONS = (Action("swap", "swap", command),)
