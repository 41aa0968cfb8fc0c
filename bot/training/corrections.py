"""What a message changes in the log: finds the sets meant, changes them, tells what now stands."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.actions import Action
from bot.messages import Choice, Kind, Reply
from bot.preferences import unit
from bot.session import Session
from bot.store import AliasStep, Step, StoredSet
from bot.store import Change as Journaled
from bot.text import words
from bot.training import changes as read
from bot.training import diary, doubt
from bot.training.bounds import set_refusal
from bot.training.changes import Changes, Scope, Target
from bot.training.context import correcting_context, log_context, sets_of, with_entry
from bot.training.diary import change_number, ids_of, spelled, undo_choice
from bot.training.parse import LogContext
from bot.training.progress import taken_back
from bot.training.sets import Problem, TrainingSet
from bot.turn import Outcome, Turn

SURE = 0.6
"""Confidence from which a message that asks is a question though it could be a correction."""
MOST_STEPS = 50
MOST_TOLD = 12
"""Sets of a change that are spelled out one by one; of more only the number is told."""
MOST_SHOWN = 100
"""Sets of a change that the reply carries."""


async def stage(turn: Turn) -> Outcome | None:
    """Take a message that corrects, deletes, undoes or renames."""
    context = correcting_context(turn)
    amendments = turn.tools.amendments
    waits = context.gap and not amendments.drops(turn.text, context)
    if waits and turn.tools.reader.fill(turn.text, log_context(turn)) is not None:
        return None  # an answer to what was asked: "it was 100"
    amendment: read.Amendment | None = _likewise(turn, context)
    bare = amendment is not None
    if amendment is None:
        amendment = amendments.read(turn.text, context)
        bare = isinstance(amendment, read.Unclear | read.Dropped)
        amendment = await _of_earlier(turn, amendment, context)
    if amendment is None or (not bare and _asks(turn)):
        return None
    if isinstance(amendment, read.Change | read.Delete):
        doubted = await doubt.asked_again(turn, _numbers(amendment))
        if doubted is not None:
            return doubted
    return await _amend(turn, amendment)


def _likewise(turn: Turn, context: LogContext) -> read.Change | None:
    """Read that other sets are to be corrected as the last ones were: "the 80 too"."""
    if turn.session.changed is None:
        return None
    target = turn.tools.amendments.likewise(turn.text, context)
    return None if target is None else read.Change(target, Changes.from_json(turn.session.changed))


async def _of_earlier(
    turn: Turn, amendment: read.Amendment | None, context: LogContext
) -> read.Amendment | None:
    """Read a correction of an exercise that was not the last one against its own sets."""
    match amendment:
        case read.Change(target):
            exercise = target.exercise
        case read.Ambiguous():
            named = turn.tools.reader.names.spans(words(turn.text), tuple(turn.data.names))
            exercise = named[0].named.name if len(named) == 1 else None
        case _:
            return amendment
    if exercise is None or any(one.exercise == exercise for one in context.last_group):
        return amendment
    meant = tuple(one.set for one in await _last_of_entry(turn, Target(Scope.LAST_ENTRY, exercise)))
    if not meant:
        return amendment
    again = replace(context, last=meant[-1], last_group=meant)
    return turn.tools.amendments.read(turn.text, again)


def _numbers(amendment: read.Change | read.Delete) -> list[float]:
    """Give the numbers that a correction names, which a transcript may have wrong."""
    if isinstance(amendment, read.Delete):
        return [float(one) for one in amendment.target.numbers]
    changes = amendment.changes
    said = [changes.weight, changes.heavier, changes.added, changes.reps, changes.seconds]
    said.append(changes.sets)
    for one in changes.reading.sets if changes.reading else ():
        said += [one.weight, one.added, one.reps, one.seconds]
    return [float(one) for one in said if one is not None]


async def _amend(turn: Turn, amendment: read.Amendment) -> Outcome | None:
    match amendment:
        case read.Undo(steps):
            return await _undo(turn, steps)
        case read.Redo(steps, restores):
            return await _redo(turn, steps, restores=restores)
        case read.Delete(target):
            return await _delete(turn, await _meant(turn, target))
        case read.Change(target, changes):
            return await _change(turn, target, changes)
        case read.Rename(old, new) | read.Merge(old, new):
            return await _rename(turn, old, new)
        case read.Ambiguous(options):
            choices = tuple(Choice(label, sends) for label, sends in options)
            return turn.reply(Kind.CLARIFY, "ask.which", *choices)
        case read.Unclear():
            return turn.reply(
                Kind.CLARIFY, "correct.what", Choice(turn.say("button.undo"), "/undo")
            )
        case read.Dropped():
            outcome = turn.reply(Kind.CHAT, "correct.dropped")
            return replace(outcome, session=replace(turn.session, gap=None))
        case Problem(_, why, fields):
            return turn.reply(Kind.REJECTED, why, **dict(fields))


async def _change(turn: Turn, target: Target, changes: Changes) -> Outcome | None:
    meant = await _meant(turn, target)
    if changes.of_all and target.scope in (Scope.LAST_ENTRY, Scope.LAST_MESSAGE):
        meant = await _logged_together(turn, meant, target)
    if meant:
        return await _correct(turn, meant, changes)
    if target.scope is Scope.NUMBERED and changes == Changes(reps=changes.reps):
        following = await _next_set(turn, target, changes)
        if following is not None:
            return following
    if turn.tools.reader.read(turn.text, log_context(turn)).is_log:
        return None  # "it was hard. 5 reps at 200 kg", with nothing to correct
    return await _correct(turn, meant, changes)


async def _next_set(turn: Turn, target: Target, changes: Changes) -> Outcome | None:
    """Log one more set where the one named is that which comes next: "second set 12" after one."""
    session = await _session_of(turn, target)
    if target.numbers != (len(session) + 1,) or not turn.session.is_training(turn.now):
        return None
    return await diary.stage(replace(turn, text=turn.say("again.reps", reps=changes.reps)))


def _asks(turn: Turn) -> bool:
    """Tell whether it is a question that the notes answer: "i mean is it just a squat"."""
    understanding = turn.tools.understanding
    if turn.pressed or any(char.isdigit() for char in turn.text):
        return False
    if not understanding.asks(turn.text):
        return False
    match = understanding.match(turn.text)
    informs = match.entry is not None and match.entry.exercise and not match.entry.refuses
    return bool(informs) and match.score >= SURE


# --- which sets ---------------------------------------------------------------------------------


async def _meant(turn: Turn, target: Target) -> tuple[StoredSet, ...]:
    """Find the stored sets that a target means, in the order performed."""
    match target.scope:
        case Scope.ALL:
            if target.exercise is None and target.day is None:
                return ()
            day = target.day
            return await turn.data.log(exercise=target.exercise, since=day, until=day)
        case Scope.NUMBERED:
            session = await _session_of(turn, target)
            places = (_place(number, len(session)) for number in target.numbers)
            return tuple(session[place] for place in places if place is not None)
        case Scope.AT_WEIGHT:
            return await _at_weight(turn, target)
        case Scope.OF_REPS:
            just = await _last_of_entry(turn, target)
            found = tuple(one for one in just if one.set.reps == target.count)
            session = () if found else await _session_of(turn, target)
            return found or tuple(one for one in session if one.set.reps == target.count)
        case Scope.LAST_SET:
            session = await _session_of(turn, target)
            return session[-target.count :]
        case Scope.LAST_MESSAGE:
            return await _last_entry(turn)
        case Scope.LAST_ENTRY:
            return await _last_of_entry(turn, target)


def _place(number: int, count: int) -> int | None:
    """Give the place of the set with this number among so many; None: there is no such set."""
    if not number:
        return count // 2 if count % 2 else None
    place = number - 1 if number > 0 else count + number
    return place if 0 <= place < count else None


async def _last_entry(turn: Turn) -> tuple[StoredSet, ...]:
    """Give the sets that the last log message stored, or else the newest set."""
    entry = await turn.data.stored(turn.session.entry) if turn.session.entry else ()
    return entry or await turn.data.newest_entered()


async def _logged_together(
    turn: Turn, meant: tuple[StoredSet, ...], target: Target
) -> tuple[StoredSet, ...]:
    """Give, with sets that were corrected last, those that were logged with them."""
    if not {one.id for one in meant} < set(turn.session.whole):
        return meant
    whole = await turn.data.stored(turn.session.whole)
    if target.scope is Scope.LAST_MESSAGE:
        return whole
    names = {one.set.exercise for one in meant}
    return tuple(one for one in whole if one.set.exercise in names)


async def _at_weight(turn: Turn, target: Target) -> tuple[StoredSet, ...]:
    """Give the sets of a weight: among those just logged, or else of that exercise or day."""
    just = await _last_entry(turn)
    day = just[-1].set.date if just else turn.today
    if target.exercise is not None or not target.count:
        tried = [await _session_of(turn, target)]
    else:
        tried = [just, await turn.data.log(since=day, until=day)]
    for sets in tried:
        found = tuple(one for one in sets if one.set.weight == target.weight)
        if found:
            return found
    for sets in tried:  # "delete the 8": of what is lifted with so few, it is the repetitions
        found = tuple(one for one in sets if one.set.reps == target.weight)
        if found:
            return found
    return ()


async def _session_of(turn: Turn, target: Target) -> tuple[StoredSet, ...]:
    """Give the sets of one exercise on one day: the last of both unless the target names them."""
    newest = (await _last_entry(turn))[-1:]
    exercise = target.exercise or (newest[0].set.exercise if newest else None)
    if exercise is None:
        return ()
    day = target.day
    if day is None:
        last = await turn.data.log(exercise=exercise, newest=1)
        same = newest and newest[0].set.exercise == exercise
        day = newest[0].set.date if same else (last[0].set.date if last else turn.today)
    return await turn.data.log(exercise=exercise, since=day, until=day)


async def _last_of_entry(turn: Turn, target: Target) -> tuple[StoredSet, ...]:
    """Give the sets of the last exercise that were logged together, or of the one named."""
    entry = await _last_entry(turn)
    exercise = target.exercise or (entry[-1].set.exercise if entry else None)
    found = [one for one in entry if one.set.exercise == exercise]
    if target.day is not None:
        found = [one for one in found if one.set.date == target.day]
    if found or exercise is None:
        return tuple(found)
    session = await _session_of(turn, replace(target, exercise=exercise))
    last = session[-1:]
    return tuple(one for one in session if last and _alike(one.set, last[0].set))


def _alike(one: TrainingSet, other: TrainingSet) -> bool:
    return (one.weight, one.unit, one.added) == (other.weight, other.unit, other.added)


# --- changing them ------------------------------------------------------------------------------


class _Plan(Struct, frozen=True):
    """What becomes of the sets meant."""

    steps: tuple[Step, ...] = ()
    new: tuple[tuple[TrainingSet, int], ...] = ()
    """Sets to be added, each with the position of the one that it follows."""


async def _correct(turn: Turn, meant: Sequence[StoredSet], changes: Changes) -> Outcome:
    if not meant:
        return turn.reply(Kind.REJECTED, "edit.nothing")
    refused = next((why for one in meant if (why := set_refusal(_with(one.set, changes)))), None)
    if refused and changes.reading is None:
        return turn.reply(Kind.REJECTED, refused[0], **dict(refused[1]))
    if changes.reading is not None:
        plan = _replaced(meant, changes.reading.sets)
    else:
        plan = _altered(meant, changes)
    outcome = await _carry_out(turn, meant, plan)
    outcome = replace(outcome, session=replace(outcome.session, changed=changes.as_json()))
    if changes.unit is None:
        return outcome
    # "It was lb" tells how the next bare number is meant, too.
    own = "" if changes.unit is unit(turn) else changes.unit.value
    return replace(outcome, session=replace(outcome.session, unit=own))


async def put_in_place(
    turn: Turn, meant: Sequence[StoredSet], sets: Sequence[TrainingSet]
) -> Outcome:
    """Put the sets of an edited message in the place of those that it made.

    The change goes by the message's own name and holds all of its sets, so that it can be edited
    again.
    """
    plan = _replaced(meant, sets)
    if plan.steps or plan.new:
        touched = {step.before.id for step in plan.steps if step.before}
        kept = tuple(Step(one, one) for one in meant if one.id not in touched)
        plan = replace(plan, steps=(*plan.steps, *kept))
    return await _carry_out(turn, meant, plan, message_id=turn.message.about)


async def _carry_out(
    turn: Turn, meant: Sequence[StoredSet], plan: _Plan, *, message_id: str | None = None
) -> Outcome:
    """Change the sets, and tell how they now stand."""
    if not plan.steps and not plan.new:
        return _told(turn, Kind.EDITED, "edit.same", [one.set for one in meant], [])
    made_by = message_id or turn.message.id
    added = await turn.data.change(
        "edit", plan.steps, at=turn.now, new=plan.new, message_id=made_by
    )
    gone = {step.before.id for step in plan.steps if step.before and not step.after}
    changed = {step.after.id: step.after for step in plan.steps if step.after}
    standing = [changed.get(one.id, one) for one in meant if one.id not in gone]
    standing += added
    lines = await taken_back(turn, meant, standing)
    outcome = _told(turn, Kind.EDITED, "edited", [one.set for one in standing], lines)
    session = with_entry(outcome.session, standing)
    if {one.id for one in meant} <= set(turn.session.whole):
        left = tuple(one for one in turn.session.whole if one not in gone)
        session = replace(session, whole=(*left, *(one.id for one in added)))
    return replace(outcome, session=session)


def _altered(meant: Sequence[StoredSet], changes: Changes) -> _Plan:
    """Change the same thing in each set, and how many sets there are."""
    steps = []
    for one in meant:
        changed = replace(one, set=_with(one.set, changes))
        if changed != one:
            steps.append(Step(one, changed))
    count = changes.sets if changes.sets is not None else len(meant)
    if count < len(meant):
        kept = {one.id for one in meant[:count]}
        steps = [step for step in steps if step.before and step.before.id in kept]
        steps += [Step(one, None) for one in meant[count:]]
    last = meant[-1]
    more = max(0, count - len(meant))
    return _Plan(tuple(steps), ((_with(last.set, changes), last.position),) * more)


def _replaced(meant: Sequence[StoredSet], sets: Sequence[TrainingSet]) -> _Plan:
    """Put other sets in the place of those meant; the place in the day stays."""
    steps = [
        Step(one, replace(one, set=new))
        for one, new in zip(meant, sets, strict=False)
        if one.set != new
    ]
    steps += [Step(one, None) for one in meant[len(sets) :]]
    return _Plan(tuple(steps), tuple((one, meant[-1].position) for one in sets[len(meant) :]))


def _with(one: TrainingSet, changes: Changes) -> TrainingSet:
    fields: dict[str, object] = {}
    names = ("weight", "unit", "exercise", "each_side", "warmup", "note")
    for name in names:
        if getattr(changes, name) is not None:
            fields[name] = getattr(changes, name)
    if changes.heavier is not None:
        fields["weight"] = one.weight + changes.heavier
    if changes.weight is not None and changes.added is None:
        fields["added"] = None
    if changes.added is not None:
        fields |= {"added": changes.added or None, "weight": 0.0}
    if changes.reps is not None:
        fields |= {"reps": changes.reps, "seconds": None}
    if changes.seconds is not None:
        fields |= {"seconds": changes.seconds, "reps": None}
    if changes.day is not None:
        fields["date"] = changes.day
    if changes.rpe is not None:
        fields |= {"rpe": changes.rpe or None, "rir": changes.rir}
    return replace(one, **fields)


async def _delete(turn: Turn, meant: Sequence[StoredSet]) -> Outcome:
    if not meant:
        return turn.reply(Kind.REJECTED, "delete.nothing")
    steps = [Step(one, None) for one in meant]
    await turn.data.change("delete", steps, at=turn.now, message_id=turn.message.id)
    lines = await taken_back(turn, meant, ())
    outcome = _told(turn, Kind.DELETED, "deleted", [one.set for one in meant], lines)
    return replace(outcome, session=await _after_loss(turn, outcome.session, meant))


async def _after_loss(turn: Turn, session: Session, gone: Sequence[StoredSet]) -> Session:
    """Remember what is left of the last entry, or else the set before it."""
    ids = {one.id for one in gone}
    left = await turn.data.stored([one for one in session.entry if one not in ids])
    return with_entry(session, left or await turn.data.newest_entered())


async def _rename(turn: Turn, old: str, new: str) -> Outcome:
    """Give all sets of one name another and remember it, as one change that undo takes back."""
    touched = await turn.data.log(exercise=old)
    names = turn.data.names
    if not touched and old not in names:
        return turn.reply(Kind.REJECTED, "rename.unknown", name=old)
    if old == new or not 0 < len(new) <= 60:
        return turn.reply(Kind.REJECTED, "rename.same")
    steps: list[Step | AliasStep] = [
        Step(one, replace(one, set=replace(one.set, exercise=new))) for one in touched
    ]
    steps += [
        AliasStep(alias, stands, new)
        for alias, stands in names.items()
        if stands == old and alias != old
    ]
    steps.append(AliasStep(old, names.get(old), new))
    if new not in names and new not in turn.knowledge.catalogue.exercises:
        steps.append(AliasStep(new, None, new))
    await turn.data.change("rename", steps, at=turn.now, message_id=turn.message.id)
    outcome = turn.reply(
        Kind.EDITED, "renamed", undo_choice(turn), old=old, new=new, count=len(touched)
    )
    sets = tuple(replace(one.set, exercise=new).as_json() for one in touched[-MOST_SHOWN:])
    return replace(outcome, reply=replace(outcome.reply, sets=sets))


# --- undo and redo ------------------------------------------------------------------------------


_Moved = tuple[StoredSet | None, StoredSet | None]
"""A set as it was and as it now stands."""


async def _undo(turn: Turn, steps: int) -> Outcome:
    done: list[list[_Moved]] = []
    change_id = 0
    while len(done) < min(steps, MOST_STEPS) and (change := await turn.data.undoable()):
        await turn.data.undo(change)
        change_id = change.id
        done.append([(step.after, step.before) for step in _rows(change)])
    if not done:
        return turn.reply(Kind.REJECTED, "undo.nothing")
    choice = Choice(turn.say("button.redo"), f"/redo #{change_id}")
    return await _tell_moved(turn, done, choice, ("undo.gone", "undo.as_before"), Kind.EDITED)


async def _redo(turn: Turn, steps: int, *, restores: bool = False) -> Outcome:
    done: list[list[_Moved]] = []
    kind = Kind.EDITED
    while len(done) < min(steps, MOST_STEPS) and (change := await turn.data.redoable()):
        await turn.data.redo(change)
        turn.data.changed = change.id
        done.append([(step.before, step.after) for step in _rows(change)])
        kind = Kind.LOGGED if change.kind == "log" else Kind.EDITED
    last = await turn.data.undoable() if restores and not done else None
    if last is not None and last.kind == "delete":  # "bring it back" of what was deleted
        return await _undo(turn, 1)
    if not done:
        return turn.reply(Kind.REJECTED, "redo.nothing")
    return await _tell_moved(turn, done, undo_choice(turn), ("deleted", "edited"), kind)


def _rows(change: Journaled) -> list[Step]:
    return [step for step in change.steps if isinstance(step, Step)]


async def _tell_moved(
    turn: Turn, done: Sequence[Sequence[_Moved]], choice: Choice, keys: tuple[str, str], back: Kind
) -> Outcome:
    """Tell what undo or redo left, all its steps as one: sets gone, changed, or back."""
    net: dict[int, _Moved] = {}
    for was, now in (pair for step in done for pair in step):
        id_ = (was or now).id  # type: ignore[union-attr]
        net[id_] = (net[id_][0] if id_ in net else was, now)
    before = [was for was, now in net.values() if was and was != now]
    after = _performed(now for was, now in net.values() if now and was != now)
    lines = await taken_back(turn, before, after)
    entry = with_entry(turn.session, after or await turn.data.newest_entered())
    gone, changed = keys
    if not before and not after:
        return turn.reply(Kind.EDITED, "undo.names", choice)
    if not after:
        kind, key, shown = Kind.DELETED, gone, _performed(before)
    elif before:
        kind, key, shown = Kind.EDITED, changed, after
    else:
        kind, key, shown = back, "undo.back", after
    outcome = _told(turn, kind, key, [one.set for one in shown], lines)
    return Outcome(replace(outcome.reply, choices=(choice,)), replace(entry, gap=None))


def _performed(sets: Iterable[StoredSet]) -> list[StoredSet]:
    return sorted(sets, key=lambda one: (one.set.date, one.position, one.id))


def _told(
    turn: Turn, kind: Kind, key: str, sets: Sequence[TrainingSet], lines: Sequence[str]
) -> Outcome:
    if len(sets) > MOST_TOLD:
        names = ", ".join(dict.fromkeys(one.exercise for one in sets))
        own = [turn.say("edit.many", count=len(sets), names=names[:200])]
    else:
        own = spelled(turn, sets) or [""]
    own[0] = turn.say(key, sets=own[0])
    reply = Reply(
        kind,
        "\n".join([*own, *lines]),
        sets=tuple(one.as_json() for one in sets[:MOST_SHOWN]),
        choices=(undo_choice(turn),),
    )
    return Outcome(reply, replace(turn.session, gap=None))


# --- by command ---------------------------------------------------------------------------------


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < int(text[:4]) <= MOST_STEPS else 1


async def undo(turn: Turn) -> Outcome:
    """Take back the last change, or the last few: "/undo 2"; or, by a button, that change."""
    number = change_number(turn.text)
    if number is None:
        return await _undo(turn, _count(turn.text))
    last = await turn.data.undoable()
    if last is not None and last.id == number:
        return await _undo(turn, 1)
    change = await turn.data.change_numbered(number)
    if change is None:
        return turn.reply(Kind.REJECTED, "undo.done")
    if change.kind != "log":
        return turn.reply(Kind.REJECTED, "undo.later")
    meant = await turn.data.stored(ids_of(change))
    if not meant:
        return turn.reply(Kind.REJECTED, "undo.done")
    return await _delete(turn, meant)


async def redo(turn: Turn) -> Outcome:
    """Bring back what was undone last; by a button, only what that one undid."""
    number = change_number(turn.text)
    if number is None:
        return await _redo(turn, _count(turn.text))
    next_ = await turn.data.redoable()
    if next_ is None or next_.id != number:
        return turn.reply(Kind.REJECTED, "redo.nothing")
    return await _redo(turn, 1)


async def other(turn: Turn) -> Outcome:
    """Put the other reading of the last log message in its place."""
    sets = list(sets_of(turn.session.other))
    meant = await turn.data.stored(turn.session.entry)
    number = change_number(turn.text)
    if number is not None:
        change = await turn.data.change_numbered(number)
        if change is None or set(ids_of(change)) != set(turn.session.entry):
            return turn.reply(Kind.REJECTED, "other.nothing")
    if not sets or not meant:
        return turn.reply(Kind.REJECTED, "other.nothing")
    return await _carry_out(turn, meant, _replaced(meant, sets))


ACTIONS = (
    Action("log.undo", "undo", undo),
    Action("log.redo", "redo", redo),
    Action("log.other", "other", other),
)
