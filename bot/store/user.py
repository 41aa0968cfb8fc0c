"""One user's data: all that reads or writes rows of a user, within one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.store.database import Connection
from bot.store.mail import post, settle
from bot.store.rows import (
    AliasStep,
    Best,
    Change,
    Letter,
    Step,
    StoredSet,
    Timer,
    Total,
    bests_from,
    change_from,
    inverse,
    step_json,
    stored_from,
    totals_from,
    values_of,
)
from bot.store.statements import (
    ADD_SETS,
    ADD_TIMER,
    ADD_USER,
    DROP_TIMER,
    EXERCISES,
    FORGET_UNDONE,
    LAST_POSITION,
    NEWEST,
    NOTE_CHANGE,
    PERFORMED,
    RECENT,
    SAVE_SESSION,
    TAKE,
    TOLD,
    USER,
    bests_query,
    days_query,
    log_query,
)
from bot.store.tables import OWNED, changes, sets, timers, users
from bot.training.sets import TrainingSet


class UserData:
    """One user's rows, inside one transaction. Every statement names the user."""

    def __init__(
        self,
        connection: Connection,
        user_id: int,
        session: Mapping[str, Any],
        preferences: Mapping[str, str],
        names: Mapping[str, str],
        *,
        last_position: int | None = None,
        has_undone: bool = False,
    ) -> None:
        self._connection = connection
        self._id = user_id
        self.session = session
        """What is remembered between two messages, as JSON."""
        self.preferences = preferences
        self.names = names
        """The user's own names, and the exercise that each stands for."""
        self.erased = False
        self.changed: int | None = None
        """The change of the log that this transaction made last."""
        self._last_position = last_position
        self._has_undone = has_undone

    # --- the user ---

    async def save_session(self, session: Mapping[str, Any]) -> None:
        """Replace what is remembered between two messages."""
        if session != self.session and not self.erased:
            self.session = session
            given = {"own_id": self._id, "new_session": dict(session)}
            await self._connection.execute(SAVE_SESSION, given)

    async def prefer(self, key: str, value: str) -> None:
        """Keep a preference; an empty value goes back to the default."""
        changed = {**self.preferences, key: value}
        if not value:
            del changed[key]
        self.preferences = changed
        await self._update_user(preferences=changed)

    async def _update_user(self, **values: Any) -> None:
        await self._connection.execute(
            sa.update(users).where(users.c.id == self._id).values(**values)
        )

    async def erase(self) -> int:
        """Delete every row of the user; return how many rows that were.

        Nothing can be kept of the user in the same transaction any more.
        """
        self.erased = True
        count = 0
        for table in OWNED:
            result = await self._connection.execute(
                sa.delete(table).where(table.c.user_id == self._id)
            )
            count += result.rowcount
        result = await self._connection.execute(sa.delete(users).where(users.c.id == self._id))
        return count + result.rowcount

    # --- messages ---

    async def reply_to(self, message_id: str) -> Mapping[str, Any] | None:
        """Give the reply to a message that was taken before."""
        given = {"own_id": self._id, "message": message_id}
        found = await self._connection.execute(TOLD, given)
        reply: Mapping[str, Any] | None = found.scalar()
        return reply

    async def take(self, message_id: str, reply: Mapping[str, Any]) -> None:
        """Mark a message as taken, with its reply."""
        if self.erased:
            return
        row = {"user_id": self._id, "message_id": message_id, "reply": dict(reply)}
        await self._connection.execute(TAKE, row)

    async def settle(self, bot: int, update: int, letters: Sequence[Letter]) -> tuple[Letter, ...]:
        """Mark the update that brought a message as worked off, and keep what answers it."""
        return await settle(self._connection, bot, update, letters, None)

    async def post(self, letters: Sequence[Letter]) -> tuple[Letter, ...]:
        """Keep letters that answer no message."""
        return await post(self._connection, letters)

    # --- timers ---

    async def set_timer(self, timer: Timer) -> None:
        """Keep a timer in the place of the one of its kind."""
        await self.drop_timer(timer.kind)
        row = {"user_id": self._id, "kind": timer.kind, "due": timer.due}
        row |= {"place": dict(timer.place), "data": dict(timer.data)}
        await self._connection.execute(ADD_TIMER, row)

    async def timer(self, kind: str) -> Timer | None:
        """Give the timer of a kind."""
        rows = await self._connection.execute(
            sa.select(timers).where(timers.c.user_id == self._id, timers.c.kind == kind)
        )
        row = rows.first()
        return None if row is None else Timer(row.kind, row.due, row.place, row.data, row.id)

    async def drop_timer(self, kind: str) -> bool:
        """Remove the timer of a kind; tell whether there was one."""
        if self.erased:
            return False
        gone = await self._connection.execute(DROP_TIMER, {"own_id": self._id, "which": kind})
        return bool(gone.rowcount)

    async def take_timer(self, id_: int) -> bool:
        """Remove a timer that is due; False: it was stopped, or told, in the meantime."""
        if self.erased:
            return False
        gone = await self._connection.execute(
            sa.delete(timers).where(timers.c.user_id == self._id, timers.c.id == id_)
        )
        return bool(gone.rowcount)

    # --- the log ---

    async def add(
        self,
        new: Sequence[TrainingSet],
        *,
        kind: str = "log",
        at: int,
        message_id: str | None = None,
    ) -> tuple[StoredSet, ...]:
        """Append sets as one undoable change; `at` is in milliseconds since 1970 (UTC)."""
        first = await self._position() + 1
        stored = await self._insert([(one, first + number) for number, one in enumerate(new)])
        self._last_position = first + len(new) - 1
        await self._journal(kind, [Step(None, one) for one in stored], at, message_id)
        return stored

    async def change(
        self,
        kind: str,
        steps: Sequence[Step | AliasStep],
        *,
        at: int,
        new: Sequence[tuple[TrainingSet, int]] = (),
        message_id: str | None = None,
    ) -> tuple[StoredSet, ...]:
        """Carry out steps on rows that exist, and add sets, as one undoable change.

        Each of the `new` sets comes with the position of the set that it follows. Gives the sets
        added.
        """
        await self._carry_out(steps)
        added = await self._insert(new) if new else ()
        self._last_position = None
        steps = [*steps, *(Step(None, one) for one in added)]
        await self._journal(kind, steps, at, message_id)
        return added

    async def _insert(self, new: Sequence[tuple[TrainingSet, int]]) -> tuple[StoredSet, ...]:
        rows = [values_of(one, self._id, position) for one, position in new]
        result = await self._connection.execute(ADD_SETS, rows)
        ids = result.scalars()
        return tuple(StoredSet(id_, at, one) for id_, (one, at) in zip(ids, new, strict=True))

    async def _journal(
        self, kind: str, steps: Sequence[Step | AliasStep], at: int, message_id: str | None
    ) -> None:
        # What was undone cannot be redone once something new was done.
        if self._has_undone:
            await self._connection.execute(FORGET_UNDONE, {"own_id": self._id})
            self._has_undone = False
        row = {
            "user_id": self._id,
            "kind": kind,
            "at": at,
            "undone": False,
            "message_id": message_id,
            "steps": [step_json(step) for step in steps],
        }
        made = await self._connection.execute(NOTE_CHANGE, row)
        self.changed = made.scalar()

    async def undoable(self) -> Change | None:
        """Give the newest change that stands."""
        return await self._edge_change(undone=False)

    async def redoable(self) -> Change | None:
        """Give the change that was undone last and can be done again."""
        return await self._edge_change(undone=True)

    async def undo(self, change: Change) -> None:
        """Take a change back; it can be redone until something new is done."""
        await self._carry_out([inverse(step) for step in reversed(change.steps)])
        await self._mark(change, undone=True)

    async def redo(self, change: Change) -> None:
        """Carry out once more what was undone."""
        await self._carry_out(change.steps)
        await self._mark(change, undone=False)

    async def _mark(self, change: Change, *, undone: bool) -> None:
        self._last_position, self._has_undone = None, True
        await self._connection.execute(
            sa.update(changes)
            .where(changes.c.user_id == self._id, changes.c.id == change.id)
            .values(undone=undone)
        )

    async def _edge_change(self, *, undone: bool) -> Change | None:
        order = changes.c.id.asc() if undone else changes.c.id.desc()
        return await self._change(changes.c.undone == sa.literal(undone), order=order)

    async def change_of(self, message_id: str) -> Change | None:
        """Give the change that a message made, if it still stands."""
        return await self._change(changes.c.message_id == message_id, ~changes.c.undone)

    async def change_numbered(self, id_: int) -> Change | None:
        """Give a change that still stands by its number."""
        return await self._change(changes.c.id == id_, ~changes.c.undone)

    async def _change(
        self, *where: sa.ColumnElement[bool], order: sa.ColumnElement[Any] | None = None
    ) -> Change | None:
        found = await self._connection.execute(
            sa.select(changes.c.id, changes.c.kind, changes.c.steps, changes.c.message_id)
            .where(changes.c.user_id == self._id, *where)
            .order_by(changes.c.id.desc() if order is None else order)
            .limit(1)
        )
        row = found.first()
        return None if row is None else change_from(row)

    async def _carry_out(self, steps: Sequence[Step | AliasStep]) -> None:
        for step in steps:
            if isinstance(step, AliasStep):
                await self._set_alias(step.alias, step.after)
            elif step.after is None and step.before is not None:
                await self._remove(step.before.id)
            elif step.after is not None and step.before is None:
                values = values_of(step.after.set, self._id, step.after.position)
                await self._connection.execute(sa.insert(sets).values(id=step.after.id, **values))
            elif step.after is not None:
                values = values_of(step.after.set, self._id, step.after.position)
                await self._connection.execute(
                    sa.update(sets)
                    .where(sets.c.user_id == self._id, sets.c.id == step.after.id)
                    .values(**values)
                )

    async def _remove(self, set_id: int) -> None:
        await self._connection.execute(
            sa.delete(sets).where(sets.c.user_id == self._id, sets.c.id == set_id)
        )

    async def _position(self) -> int:
        """Give the greatest position of the sets entered last; 0: there are none."""
        if self._last_position is None:
            found = await self._connection.execute(LAST_POSITION, {"own_id": self._id})
            self._last_position = int(found.scalar() or 0)
        return self._last_position

    async def log(
        self,
        *,
        exercise: str | None = None,
        exercises: Iterable[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        newest: int | None = None,
    ) -> tuple[StoredSet, ...]:
        """Give sets in the order performed; `until` is included; `newest` bounds their number."""
        exercise, names = _one_or_several(exercise, exercises)
        wanted = {
            "exercise": exercise,
            "exercises": names,
            "since": since,
            "until": until,
            "newest": newest,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        rows = await self._connection.execute(
            log_query(frozenset(given)), {"own_id": self._id, **given}
        )
        found = [stored_from(row) for row in rows]
        return tuple(found if newest is None else reversed(found))

    async def stored(self, ids: Iterable[int]) -> tuple[StoredSet, ...]:
        """Give those of some sets that still stand, in the order performed."""
        rows = await self._connection.execute(
            sa.select(sets)
            .where(sets.c.user_id == self._id, sets.c.id.in_(list(ids)))
            .order_by(*PERFORMED)
        )
        return tuple(stored_from(row) for row in rows)

    async def entered_since(self, first: int) -> tuple[StoredSet, ...]:
        """Give the sets entered from one on, by its id, in the order performed."""
        rows = await self._connection.execute(
            sa.select(sets)
            .where(sets.c.user_id == self._id, sets.c.id >= first)
            .order_by(*PERFORMED)
        )
        return tuple(stored_from(row) for row in rows)

    async def newest_entered(self, count: int = 1) -> tuple[StoredSet, ...]:
        """Give the sets entered last, whatever their day, oldest first."""
        rows = await self._connection.execute(NEWEST, {"own_id": self._id, "newest": count})
        return tuple(stored_from(row) for row in reversed(rows.all()))

    async def recent(
        self, exercise: str, *, until: date, days: int = 2, most: int = 1000
    ) -> tuple[StoredSet, ...]:
        """Give the sets of an exercise on its newest days up to `until`, in order performed."""
        wanted = {"user": self._id, "named": exercise, "until": until, "days": days, "most": most}
        rows = await self._connection.execute(RECENT, wanted)
        return tuple(stored_from(row) for row in reversed(rows.all()))

    async def days(
        self,
        exercise: str | None = None,
        *,
        exercises: Iterable[str] | None = None,
        before: date | None = None,
        most: int = 400,
        skip: int = 0,
    ) -> tuple[date, ...]:
        """Give the days with sets, newest first; `skip` passes over the newest ones."""
        exercise, names = _one_or_several(exercise, exercises)
        wanted = {
            "exercise": exercise,
            "exercises": names,
            "before": before,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        rows = await self._connection.execute(
            days_query(frozenset(given)), {"own_id": self._id, "most": most, "skip": skip, **given}
        )
        return tuple(rows.scalars())

    async def exercises(self) -> tuple[str, ...]:
        """Name the exercises of the log, each once, in the order of the alphabet."""
        rows = await self._connection.execute(EXERCISES, {"own_id": self._id})
        return tuple(rows.scalars())

    async def bests(
        self, exercise: str, *, reps_up_to: int, besides: Iterable[int] = ()
    ) -> tuple[Best, ...]:
        """Give the most repetitions, or the longest hold, at each weight; no warm-ups.

        Where that is more than `reps_up_to` repetitions, the most up to this bound is given too.
        `besides` are ids of sets that are left out.
        """
        ids = list(besides)
        # Filled up to a power of two with a set that there is not: so few queries are built.
        ids += [0] * ((1 << (len(ids) - 1).bit_length()) - len(ids)) if ids else []
        left_out = {f"beside_{number}": id_ for number, id_ in enumerate(ids)}
        wanted = {"user": self._id, "named": exercise, "reps_up_to": reps_up_to, **left_out}
        rows = await self._connection.execute(bests_query(len(left_out)), wanted)
        return tuple(best for row in rows for best in bests_from(*row))

    async def tops(
        self, exercise: str, *, reps_up_to: int, since: date | None = None
    ) -> tuple[Best, ...]:
        """Give the same for each day, oldest first."""
        bounded = sa.case((sets.c.amount <= reps_up_to, sets.c.amount))
        query = sa.select(
            sets.c.load, sa.func.max(sets.c.amount), sa.func.max(bounded), sets.c.day, sets.c.day
        ).where(sets.c.user_id == self._id, sets.c.exercise == exercise, sets.c.load.is_not(None))
        if since is not None:
            query = query.where(sets.c.day >= since)
        rows = await self._connection.execute(
            query.group_by(sets.c.day, sets.c.load).order_by(sets.c.day)
        )
        return tuple(best for row in rows for best in bests_from(*row))

    async def totals(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        exercises: Iterable[str] | None = None,
        by_day: bool = False,
    ) -> tuple[Total, ...]:
        """Add up the working sets by exercise and unit, by day too where asked; newest first."""
        query = sa.select(
            sets.c.exercise,
            sets.c.load,
            sa.func.count(),
            sa.func.sum(sets.c.amount),
            sa.func.max(sets.c.day),
        ).where(sets.c.user_id == self._id, sets.c.load.is_not(None))
        if since is not None:
            query = query.where(sets.c.day >= since)
        if until is not None:
            query = query.where(sets.c.day <= until)
        if exercises is not None:
            query = query.where(sets.c.exercise.in_(list(exercises)))
        groups: tuple[sa.Column[Any], ...] = (sets.c.exercise, sets.c.load)
        if by_day or since is not None:
            # The day first: so a week of a long log is found by the index over days.
            groups = (sets.c.day, *groups)
        rows = await self._connection.execute(query.group_by(*groups))
        return totals_from(rows, by_day=by_day)

    # --- the user's own names ---

    async def name(self, own: str) -> None:
        """Remember a name of the user's own."""
        await self._set_alias(own, own)

    async def _set_alias(self, alias: str, exercise: str | None) -> None:
        names = {**self.names}
        names.pop(alias, None)
        if exercise is not None:
            names[alias] = exercise
        self.names = names
        await self._update_user(names=names)


async def user_data(connection: Connection, name: str) -> UserData:
    """Find a user's data, or begin with somebody new."""
    found = (await connection.execute(USER, {"own_name": name})).first()
    if found is not None:
        *own, last, has_undone = found
        return UserData(connection, *own, last_position=last or 0, has_undone=has_undone)
    new = {"name": name, "session": {}, "preferences": {}, "names": {}}
    made = await connection.execute(ADD_USER, new)
    return UserData(connection, made.scalar(), {}, {}, {}, last_position=0)


def _one_or_several(
    exercise: str | None, exercises: Iterable[str] | None
) -> tuple[str | None, list[str] | None]:
    """Give one exercise as such, which needs no list in the statement."""
    names = None if exercises is None else list(exercises)
    if exercise is None and names is not None and len(names) == 1:
        return names[0], None
    return exercise, names
