"""One user's data at a time: open, migrate, read, write. SQL stands nowhere else.

A store is opened once and asked for one user; only what that gives can read or write, and all of
it lies in one transaction, which ends with the block. SQLite admits one writer, so its
transactions take turns in the order in which they were asked for; any other database has a pool.
"""

import asyncio
import json
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from bot.training.sets import TrainingSet, Unit

HEAD = "0002"
"""The newest migration; a test holds it against the folder of migrations."""

metadata = sa.MetaData()


def _owner(*, primary_key: bool = False) -> sa.Column[int]:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Integer, user, nullable=False, primary_key=primary_key)


# The migrations make the same; a test compares the two.
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("session", sa.JSON, nullable=False),
    sa.Column("preferences", sa.JSON, nullable=False),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("inactive", sa.BigInteger),
)
sets = sa.Table(
    "sets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner(),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("exercise", sa.String(80), nullable=False),
    sa.Column("weight", sa.Float, nullable=False),
    sa.Column("unit", sa.String(2), nullable=False),
    sa.Column("reps", sa.Integer),
    sa.Column("seconds", sa.Integer),
    sa.Column("added", sa.Float),
    sa.Column("each_side", sa.Boolean, nullable=False),
    sa.Column("rpe", sa.Float),
    sa.Column("rir", sa.Boolean, nullable=False),
    sa.Column("warmup", sa.Boolean, nullable=False),
    sa.Column("note", sa.String(300), nullable=False),
    sa.Column("load", sa.String(100)),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Index("sets_by_entry", "user_id", "id"),
    sa.Index("sets_by_day", "user_id", "day", "position"),
    sa.Index("sets_by_exercise", "user_id", "exercise", "day", "position"),
    sa.Index("sets_for_records", "user_id", "exercise", "load", "amount", "day"),
    sqlite_autoincrement=True,
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
    sa.Column("message_id", sa.String(200)),
    sa.Column("steps", sa.JSON, nullable=False),
    sa.Index("changes_by_user", "user_id", "undone", "id"),
    sqlite_autoincrement=True,
)
taken = sa.Table(
    "taken",
    metadata,
    _owner(primary_key=True),
    sa.Column("message_id", sa.String(200), primary_key=True),
    sa.Column("reply", sa.JSON, nullable=False),
)
_WAITING = sa.text("raw IS NOT NULL")
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.Text),
    sa.Column("trace", sa.Text),
    sa.Index("inbox_waiting", "bot", "id", sqlite_where=_WAITING),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("chat", sa.BigInteger, nullable=False),
    sa.Column("user", sa.String(200), nullable=False),
    sa.Column("call", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)
_PERFORMED = (sets.c.day, sets.c.position, sets.c.id)
"""The order in which sets were performed."""
# What each message needs is put together once: that takes longer than carrying it out.
_USER = sa.select(users.c.id, users.c.session, users.c.preferences, users.c.names).where(
    users.c.name == sa.bindparam("own_name")
)
_SAVE_SESSION = (
    sa.update(users)
    .where(users.c.id == sa.bindparam("own_id"))
    .values(session=sa.bindparam("new_session"))
)
_TOLD = sa.select(taken.c.reply).where(
    taken.c.user_id == sa.bindparam("own_id"), taken.c.message_id == sa.bindparam("message")
)
_TAKE = sa.insert(taken)
_ADD_USER = sa.insert(users).returning(users.c.id)
_ADD_SETS = sa.insert(sets).returning(sets.c.id, sort_by_parameter_order=True)
_NOTE_CHANGE = sa.insert(changes)
_FORGET_UNDONE = sa.delete(changes).where(
    changes.c.user_id == sa.bindparam("own_id"), changes.c.undone
)
# A set that a correction adds shares the position of the one it follows, so the newest rows need
# not hold the greatest position; no correction adds as many as are looked at.
MOST_ADDED = 64
"""Sets that one correction may add."""
_LAST_POSITION = sa.select(
    sa.func.max(
        sa.select(sets.c.position)
        .where(sets.c.user_id == sa.bindparam("own_id"))
        .order_by(sets.c.id.desc())
        .limit(MOST_ADDED)
        .subquery()
        .c.position
    )
)
_SETTLE = (
    sa.update(inbox)
    .where(inbox.c.bot == sa.bindparam("this_bot"), inbox.c.id == sa.bindparam("this_update"))
    .values(raw=None, trace=sa.bindparam("new_trace"))
)
_POST = sa.insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
OWNED = (sets, changes, taken)
"""Tables with rows of a user; erasing empties each of them."""


_LOCKED_PAUSE = 0.02
_QUICK = 0.003
"""Seconds below which a commit is not worth a thread."""
_TRIES = 500
"""Pauses, in seconds, and how many of them, while another process writes to the same file."""


class StoreError(Exception):
    """The store cannot be opened or used; the text says what to do."""


Rows: TypeAlias = sa.CursorResult[*tuple[Any, ...]]


class Connection(Protocol):
    """What statements are given to, inside a transaction."""

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        """Carry a statement out and give its rows, all of them read."""


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set of the log, with what identifies it."""

    id: int
    position: int
    """Order of entry; within a day the order performed."""
    set: TrainingSet


@dataclass(frozen=True, slots=True)
class Step:
    """One row before and after a change: added (no before), removed (no after) or altered."""

    before: StoredSet | None
    after: StoredSet | None


@dataclass(frozen=True, slots=True)
class AliasStep:
    """What a name of the user's stood for before and after a change."""

    alias: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One undoable change of the log."""

    id: int
    kind: str
    steps: tuple[Step | AliasStep, ...]
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The most that was done of one exercise at one weight, in one working set."""

    weight: float
    unit: Unit
    added: float | None
    reps: int | None
    seconds: int | None
    day: date
    """The first day on which it was done."""
    each_side: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """What the working sets of one exercise add up to, for each unit that they were said in."""

    exercise: str
    unit: Unit
    sets: int
    reps: int
    volume: float
    """Weight times repetitions, in `unit`; added weight counts, assistance counts as 0."""
    day: date
    """The day, or the newest one where days are taken together."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came in, kept until it is worked off."""

    id: int
    """Unique among the updates of one bot."""
    at: int
    """When it came, in milliseconds since 1970 (UTC)."""
    raw: str
    """The update as JSON, in ASCII."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One call that tells a user something, kept until it is carried out."""

    chat: int
    call: Mapping[str, Any]
    """What is to be called, as its sender understands it."""
    user: str = ""
    """Who is marked inactive where the chat is gone."""
    id: int = 0
    """In the order in which letters go out in a chat; 0 until it is stored."""


class Store:
    """All users' data; hands out one user's at a time."""

    def __init__(self, database: "_File | _Server") -> None:
        self._database = database

    @classmethod
    async def open(cls, url_or_path: str) -> "Store":
        """Open and bring up to date; a database URL, a file's path or ":memory:"."""
        try:
            database = _database(url_or_path)
        except (sa.exc.ArgumentError, ImportError, ValueError) as error:
            raise StoreError(f"The data store is not named rightly: {error}") from error
        try:
            await database.migrate()
        except StoreError:
            await database.close()
            raise
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
            await database.close()
            reason = str(getattr(error, "orig", error))
            raise StoreError(f"The data store cannot be opened: {reason}") from error
        return cls(database)

    async def close(self) -> None:
        """Close all connections; nothing acknowledged is lost."""
        await self._database.close()

    @asynccontextmanager
    async def user(self, name: str) -> AsyncIterator["UserData"]:
        """Give one user's data within a transaction, which an exception rolls back."""
        async with self._database.begin() as connection:
            yield await _user_data(connection, name)

    async def erase(self, name: str) -> int:
        """Delete every row of a user; return how many rows that were."""
        async with self.user(name) as data:
            return await data.erase()

    async def names(self) -> tuple[str, ...]:
        """Name all users, for the operator's tools."""
        async with self._database.begin() as connection:
            rows = await connection.execute(sa.select(users.c.name).order_by(users.c.name))
            return tuple(rows.scalars())

    # --- what came in and what is to go out, of all users ---

    async def exchange(
        self, bot: int, received: Sequence[Received], sent: Sequence[int]
    ) -> frozenset[int]:
        """Keep updates and forget letters in one transaction; return the ids that are new."""
        new: set[int] = set()
        # Ahead of the messages that wait: the less is sent and not struck out, the better.
        async with self._database.begin(first=True) as connection:
            if sent:
                await connection.execute(sa.delete(outbox).where(outbox.c.id.in_(list(sent))))
            if received:
                ids = [one.id for one in received]
                known = await connection.execute(
                    sa.select(inbox.c.id).where(inbox.c.bot == bot, inbox.c.id.in_(ids))
                )
                old = set(known.scalars())
                rows = {one.id: _received(bot, one) for one in received if one.id not in old}
                if rows:
                    await connection.execute(sa.insert(inbox), list(rows.values()))
                new = set(rows)
        return frozenset(new)

    async def pending(self, bot: int, *, above: int = 0, most: int = 1000) -> tuple[Received, ...]:
        """Give updates that are not worked off, by their ids."""
        async with self._database.begin() as connection:
            rows = await connection.execute(
                sa.select(inbox.c.id, inbox.c.received, inbox.c.raw)
                .where(inbox.c.bot == bot, inbox.c.raw.is_not(None), inbox.c.id > above)
                .order_by(inbox.c.id)
                .limit(most)
            )
            return tuple(Received(*row) for row in rows)

    async def settle(
        self, bot: int, update: int, letters: Sequence[Letter] = (), *, trace: str | None = None
    ) -> tuple[Letter, ...]:
        """Mark an update as worked off, or with a trace as set aside; keep what answers it."""
        async with self._database.begin() as connection:
            return await _settle(connection, bot, update, letters, trace)

    async def post(self, letters: Sequence[Letter]) -> tuple[Letter, ...]:
        """Keep letters that answer no update."""
        async with self._database.begin() as connection:
            return await _post(connection, letters)

    async def unsent(self) -> tuple[Letter, ...]:
        """Give the letters to be sent, in their order."""
        async with self._database.begin() as connection:
            rows = await connection.execute(sa.select(outbox).order_by(outbox.c.id))
            return tuple(Letter(row.chat, row.call, row.user, row.id) for row in rows)

    async def readdress(self, chat: int, to: int) -> None:
        """Send what waits for a chat to the chat that it became."""
        async with self._database.begin() as connection:
            await connection.execute(sa.update(outbox).where(outbox.c.chat == chat).values(chat=to))

    async def mark_inactive(self, name: str, at: int | None) -> None:
        """Note that a user cannot be written to since `at`; None: he can again."""
        async with self._database.begin() as connection:
            await connection.execute(
                sa.update(users).where(users.c.name == name).values(inactive=at)
            )

    async def inactive(self) -> frozenset[str]:
        """Name the users who cannot be written to."""
        async with self._database.begin() as connection:
            rows = await connection.execute(
                sa.select(users.c.name).where(users.c.inactive.is_not(None))
            )
            return frozenset(rows.scalars())

    async def tidy(self, before: int) -> int:
        """Forget the ids of updates that were worked off and came before a time."""
        async with self._database.begin() as connection:
            result = await connection.execute(
                sa.delete(inbox).where(inbox.c.raw.is_(None), inbox.c.received < before)
            )
            return result.rowcount


class UserData:
    """One user's rows, inside one transaction. Every statement names the user."""

    def __init__(
        self,
        connection: Connection,
        user_id: int,
        session: Mapping[str, Any],
        preferences: Mapping[str, str],
        names: Mapping[str, str],
    ) -> None:
        self._connection = connection
        self._id = user_id
        self.session = session
        """What is remembered between two messages, as JSON."""
        self.preferences = preferences
        self.names = names
        """The user's own names, and the exercise that each stands for."""
        self.erased = False

    # --- the user ---

    async def save_session(self, session: Mapping[str, Any]) -> None:
        """Replace what is remembered between two messages."""
        if session != self.session and not self.erased:
            self.session = session
            given = {"own_id": self._id, "new_session": dict(session)}
            await self._connection.execute(_SAVE_SESSION, given)

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
        found = await self._connection.execute(_TOLD, given)
        reply: Mapping[str, Any] | None = found.scalar()
        return reply

    async def take(self, message_id: str, reply: Mapping[str, Any]) -> None:
        """Mark a message as taken, with its reply."""
        if self.erased:
            return
        row = {"user_id": self._id, "message_id": message_id, "reply": dict(reply)}
        await self._connection.execute(_TAKE, row)

    async def settle(self, bot: int, update: int, letters: Sequence[Letter]) -> tuple[Letter, ...]:
        """Mark the update that brought a message as worked off, and keep what answers it."""
        return await _settle(self._connection, bot, update, letters, None)

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
        first = await self._next_position()
        stored = await self._insert([(one, first + number) for number, one in enumerate(new)])
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
        steps = [*steps, *(Step(None, one) for one in added)]
        await self._journal(kind, steps, at, message_id)
        return added

    async def _insert(self, new: Sequence[tuple[TrainingSet, int]]) -> tuple[StoredSet, ...]:
        rows = [_values(one, self._id, position) for one, position in new]
        result = await self._connection.execute(_ADD_SETS, rows)
        ids = result.scalars()
        return tuple(StoredSet(id_, at, one) for id_, (one, at) in zip(ids, new, strict=True))

    async def _journal(
        self, kind: str, steps: Sequence[Step | AliasStep], at: int, message_id: str | None
    ) -> None:
        # What was undone cannot be redone once something new was done.
        await self._connection.execute(_FORGET_UNDONE, {"own_id": self._id})
        row = {
            "user_id": self._id,
            "kind": kind,
            "at": at,
            "undone": False,
            "message_id": message_id,
            "steps": [_step_json(step) for step in steps],
        }
        await self._connection.execute(_NOTE_CHANGE, row)

    async def undoable(self) -> Change | None:
        """Give the newest change that stands."""
        return await self._edge_change(undone=False)

    async def redoable(self) -> Change | None:
        """Give the change that was undone last and can be done again."""
        return await self._edge_change(undone=True)

    async def undo(self, change: Change) -> None:
        """Take a change back; it can be redone until something new is done."""
        await self._carry_out([_inverse(step) for step in reversed(change.steps)])
        await self._mark(change, undone=True)

    async def redo(self, change: Change) -> None:
        """Carry out once more what was undone."""
        await self._carry_out(change.steps)
        await self._mark(change, undone=False)

    async def _mark(self, change: Change, *, undone: bool) -> None:
        await self._connection.execute(
            sa.update(changes)
            .where(changes.c.user_id == self._id, changes.c.id == change.id)
            .values(undone=undone)
        )

    async def _edge_change(self, *, undone: bool) -> Change | None:
        order = changes.c.id.asc() if undone else changes.c.id.desc()
        found = await self._connection.execute(
            sa.select(changes.c.id, changes.c.kind, changes.c.steps, changes.c.message_id)
            .where(changes.c.user_id == self._id, changes.c.undone == sa.literal(undone))
            .order_by(order)
            .limit(1)
        )
        row = found.first()
        return None if row is None else _change(row)

    async def change_of(self, message_id: str) -> Change | None:
        """Give the change that a message made, if it still stands."""
        found = await self._connection.execute(
            sa.select(changes.c.id, changes.c.kind, changes.c.steps, changes.c.message_id)
            .where(
                changes.c.user_id == self._id,
                changes.c.message_id == message_id,
                ~changes.c.undone,
            )
            .order_by(changes.c.id.desc())
            .limit(1)
        )
        row = found.first()
        return None if row is None else _change(row)

    async def _carry_out(self, steps: Sequence[Step | AliasStep]) -> None:
        for step in steps:
            if isinstance(step, AliasStep):
                await self._set_alias(step.alias, step.after)
            elif step.after is None and step.before is not None:
                await self._remove(step.before.id)
            elif step.after is not None and step.before is None:
                values = _values(step.after.set, self._id, step.after.position)
                await self._connection.execute(sa.insert(sets).values(id=step.after.id, **values))
            elif step.after is not None:
                values = _values(step.after.set, self._id, step.after.position)
                await self._connection.execute(
                    sa.update(sets)
                    .where(sets.c.user_id == self._id, sets.c.id == step.after.id)
                    .values(**values)
                )

    async def _remove(self, set_id: int) -> None:
        await self._connection.execute(
            sa.delete(sets).where(sets.c.user_id == self._id, sets.c.id == set_id)
        )

    async def _next_position(self) -> int:
        found = await self._connection.execute(_LAST_POSITION, {"own_id": self._id})
        return int(found.scalar() or 0) + 1

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
        wanted = {
            "exercise": exercise,
            "exercises": None if exercises is None else list(exercises),
            "since": since,
            "until": until,
            "newest": newest,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        rows = await self._connection.execute(
            _log_query(frozenset(given)), {"own_id": self._id, **given}
        )
        found = [_stored(row) for row in rows]
        return tuple(found if newest is None else reversed(found))

    async def stored(self, ids: Iterable[int]) -> tuple[StoredSet, ...]:
        """Give those of some sets that still stand, in the order performed."""
        rows = await self._connection.execute(
            sa.select(sets)
            .where(sets.c.user_id == self._id, sets.c.id.in_(list(ids)))
            .order_by(*_PERFORMED)
        )
        return tuple(_stored(row) for row in rows)

    async def newest_entered(self, count: int = 1) -> tuple[StoredSet, ...]:
        """Give the sets entered last, whatever their day, oldest first."""
        rows = await self._connection.execute(
            sa.select(sets)
            .where(sets.c.user_id == self._id)
            .order_by(sets.c.id.desc())
            .limit(count)
        )
        return tuple(_stored(row) for row in reversed(rows.all()))

    async def recent(
        self, exercise: str, *, until: date, days: int = 2, most: int = 1000
    ) -> tuple[StoredSet, ...]:
        """Give the sets of an exercise on its newest days up to `until`, in order performed."""
        wanted = {"user": self._id, "named": exercise, "until": until, "days": days, "most": most}
        rows = await self._connection.execute(_RECENT, wanted)
        return tuple(_stored(row) for row in reversed(rows.all()))

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
        query = sa.select(sets.c.day).where(sets.c.user_id == self._id).distinct()
        if exercise is not None:
            query = query.where(sets.c.exercise == exercise)
        if exercises is not None:
            query = query.where(sets.c.exercise.in_(list(exercises)))
        if before is not None:
            query = query.where(sets.c.day < before)
        query = query.order_by(sets.c.day.desc()).limit(most).offset(skip)
        rows = await self._connection.execute(query)
        return tuple(rows.scalars())

    async def exercises(self) -> tuple[str, ...]:
        """Name the exercises of the log, each once, in the order of the alphabet."""
        leap = _each_value(sets.c.exercise, sets.c.user_id == self._id)
        rows = await self._connection.execute(
            sa.select(leap.c.value).where(leap.c.value.is_not(None)).order_by(leap.c.value)
        )
        return tuple(rows.scalars())

    async def bests(
        self, exercise: str, *, reps_up_to: int, besides: Iterable[int] = ()
    ) -> tuple[Best, ...]:
        """Give the most repetitions, or the longest hold, at each weight; no warm-ups.

        Where that is more than `reps_up_to` repetitions, the most up to this bound is given too.
        `besides` are ids of sets that are left out.
        """
        wanted = {
            "user": self._id,
            "named": exercise,
            "besides": list(besides),
            "reps_up_to": reps_up_to,
        }
        rows = await self._connection.execute(_BESTS, wanted)
        return tuple(best for row in rows for best in _bests(*row))

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
        return tuple(best for row in rows for best in _bests(*row))

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
        return _totals(rows, by_day=by_day)

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


# --- opening ------------------------------------------------------------------------------------


class _Inline:
    """A connection used where it is asked for.

    SQLite answers sooner than a statement is handed to another thread and back.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.sync = connection

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        return self.sync.execute(statement, parameters)


class _Turns:
    """A lock whose holders follow in the order asked for, behind those who asked to go first."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: tuple[deque[asyncio.Future[None]], ...] = (deque(), deque())

    @asynccontextmanager
    async def hold(self, *, first: bool = False) -> AsyncIterator[None]:
        if self._taken:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[not first].append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._pass_on()
                raise
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the next one that still waits; it stays taken meanwhile."""
        for waiting in self._waiting:
            while waiting:
                turn = waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False


class _File:
    """SQLite: one connection, and one transaction at a time, in the order asked for."""

    def __init__(self, url: sa.URL) -> None:
        # One connection is the database in memory; a second one would see another, empty one.
        self._engine = sa.create_engine(
            url.set(drivername="sqlite"),
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        _set_up_sqlite(self._engine)
        self._connection: _Inline | None = None
        self._turns = _Turns()
        self._commit_took = 0.0
        """Seconds that the last commit took."""

    async def migrate(self) -> None:
        self._connection = _Inline(self._engine.connect())
        async with self.begin():
            _migrate(self._connection.sync)

    async def close(self) -> None:
        async with self._turns.hold():
            if self._connection is not None:
                self._connection.sync.close()
            self._engine.dispose()

    @asynccontextmanager
    async def begin(self, *, first: bool = False) -> AsyncIterator[Connection]:
        if self._connection is None:
            raise StoreError("The data store is not open.")
        async with self._turns.hold(first=first):
            transaction = await self._claim(self._connection.sync)
            try:
                yield self._connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                await self._commit(transaction)
            except Exception:
                # What could not be committed stays open otherwise, and nothing else could begin.
                transaction.rollback()
                self._connection.sync.connection.rollback()
                raise

    async def _commit(self, transaction: sa.RootTransaction) -> None:
        """Commit, which waits for the disk: in a thread, but where the disk is quicker than that.

        Handing over to a thread and back takes longer than a commit to a good disk; on a slow one
        it keeps everybody else from waiting too.
        """
        begun = time.perf_counter()
        if self._commit_took < _QUICK:
            transaction.commit()
        else:
            await _whole(asyncio.to_thread(transaction.commit))
        self._commit_took = time.perf_counter() - begun

    async def _claim(self, connection: sa.Connection) -> sa.RootTransaction:
        """Begin to write; while another process does, wait without stopping everybody else."""
        for _ in range(_TRIES):
            try:
                return connection.begin()
            except sa.exc.OperationalError as error:
                if "locked" not in str(error.orig):
                    raise
                connection.rollback()
            await asyncio.sleep(_LOCKED_PAUSE)
        return connection.begin()


class _Server:
    """A database behind an address, with a pool of connections."""

    def __init__(self, url: sa.URL) -> None:
        # Imported here: the store in a file, which nearly everybody has, does without.
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

        self._engine = create_async_engine(url)

    async def migrate(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(_migrate)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def begin(self, *, first: bool = False) -> AsyncIterator[Connection]:  # noqa: ARG002 - no turns
        async with self._engine.begin() as connection:
            yield connection


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Finish work even when whoever waits for it is cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise


def _database(url_or_path: str) -> _File | _Server:
    if "://" in url_or_path:
        url = sa.make_url(url_or_path)
        return _File(url) if url.get_backend_name() == "sqlite" else _Server(url)
    if url_or_path == ":memory:":
        return _File(sa.make_url("sqlite://"))
    path = Path(url_or_path).expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder of the data store cannot be made: {error}") from error
    return _File(sa.URL.create("sqlite", database=str(path)))


def _set_up_sqlite(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, deferred: a writer could then fail midway.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=0",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: sa.Connection) -> None:
    revision = _revision(connection)
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise StoreError("The data store was made by a newer Spotter; update this one.")
    fresh = revision is None and connection.dialect.name == "sqlite"
    if fresh and not sa.inspect(connection).get_table_names():
        metadata.create_all(connection)
        _note_head(connection)
        return
    # Imported here: a start on a store that is new or up to date does not pay for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _note_head(connection: sa.Connection) -> None:
    """Note the revision where alembic looks for it, in the table as alembic makes it."""
    version = sa.Table(
        "alembic_version",
        sa.MetaData(),
        sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    version.create(connection)
    connection.execute(sa.insert(version).values(version_num=HEAD))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(
        sa.text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


async def _settle(
    connection: Connection,
    bot: int,
    update: int,
    letters: Sequence[Letter],
    trace: str | None,
) -> tuple[Letter, ...]:
    given = {"this_bot": bot, "this_update": update, "new_trace": trace}
    await connection.execute(_SETTLE, given)
    return await _post(connection, letters)


async def _post(connection: Connection, letters: Sequence[Letter]) -> tuple[Letter, ...]:
    if not letters:
        return ()
    rows = [{"chat": one.chat, "user": one.user, "call": dict(one.call)} for one in letters]
    result = await connection.execute(_POST, rows if len(rows) > 1 else rows[0])
    return tuple(replace(one, id=id_) for one, id_ in zip(letters, result.scalars(), strict=True))


def _received(bot: int, one: Received) -> dict[str, Any]:
    return {"bot": bot, "id": one.id, "received": one.at, "raw": one.raw, "trace": None}


async def _user_data(connection: Connection, name: str) -> UserData:
    found = (await connection.execute(_USER, {"own_name": name})).first()
    if found is not None:
        return UserData(connection, *found)
    new = {"name": name, "session": {}, "preferences": {}, "names": {}}
    made = await connection.execute(_ADD_USER, new)
    return UserData(connection, made.scalar_one(), {}, {}, {})


# --- rows and values ----------------------------------------------------------------------------


def _each_value(column: sa.Column[str], *where: sa.ColumnElement[bool]) -> sa.CTE:
    """Each value of a column once, then NULL: one leap along an index for each of them.

    DISTINCT and GROUP BY would read every set of the user instead.
    """
    leap = sa.select(sa.func.min(column).label("value")).where(*where).cte(recursive=True)
    following = sa.select(sa.func.min(column)).where(*where, column > leap.c.value)
    return leap.union_all(
        sa.select(following.correlate(leap).scalar_subquery()).where(leap.c.value.is_not(None))
    )


@cache
def _log_query(given: frozenset[str]) -> sa.Select[Any]:
    """Build the query for sets; once for each row of conditions."""
    conditions = {
        "exercise": sets.c.exercise == sa.bindparam("exercise"),
        "exercises": sets.c.exercise.in_(sa.bindparam("exercises", expanding=True)),
        "since": sets.c.day >= sa.bindparam("since"),
        "until": sets.c.day <= sa.bindparam("until"),
    }
    query = sa.select(sets).where(sets.c.user_id == sa.bindparam("own_id"))
    query = query.where(*(one for name, one in conditions.items() if name in given))
    if "newest" not in given:
        return query.order_by(*_PERFORMED)
    return query.order_by(*(one.desc() for one in _PERFORMED)).limit(sa.bindparam("newest"))


def _bests_query() -> sa.Select[Any]:
    """Build the query for bests; once, because building costs more than running it."""
    where = (
        sets.c.user_id == sa.bindparam("user"),
        sets.c.exercise == sa.bindparam("named"),
        sets.c.id.not_in(sa.bindparam("besides", expanding=True)),
    )
    each = _each_value(sets.c.load, *where)
    most = (
        sa.select(sa.func.max(sets.c.amount))
        .where(*where, sets.c.load == each.c.value)
        .correlate(each)
    )
    bounded = most.where(sets.c.amount <= sa.bindparam("reps_up_to"))
    amounts = (
        sa.select(
            each.c.value,
            most.scalar_subquery().label("most"),
            bounded.scalar_subquery().label("bounded"),
        )
        .where(each.c.value.is_not(None))
        .cte()
    )
    day = (
        sa.select(sa.func.min(sets.c.day))
        .where(*where, sets.c.load == amounts.c.value)
        .correlate(amounts)
    )
    return sa.select(
        amounts,
        day.where(sets.c.amount == amounts.c.most).scalar_subquery(),
        day.where(sets.c.amount == amounts.c.bounded).scalar_subquery(),
    )


def _recent_query() -> sa.Select[Any]:
    mine = (
        sets.c.user_id == sa.bindparam("user"),
        sets.c.exercise == sa.bindparam("named"),
        sets.c.day <= sa.bindparam("until"),
    )
    newest = sa.select(sets.c.day).where(*mine).distinct().order_by(sets.c.day.desc())
    days = newest.limit(sa.bindparam("days")).subquery()
    first = sa.select(sa.func.min(days.c.day)).scalar_subquery()
    return (
        sa.select(sets)
        .where(*mine, sets.c.day >= first)
        .order_by(sets.c.day.desc(), sets.c.position.desc())
        .limit(sa.bindparam("most"))
    )


_BESTS = _bests_query()
_RECENT = _recent_query()


def _load(one: TrainingSet) -> str | None:
    """Give what a working set was done against as one value, by which the index is leapt along."""
    if one.warmup:
        return None
    kind = "seconds" if one.reps is None else "reps"
    return json.dumps((one.weight, one.unit.value, one.added, one.each_side, kind))


def _bests(
    load: str, most: int, bounded: int | None, day: date, bounded_day: date | None
) -> Iterator[Best]:
    weight, unit, added, each_side, kind = json.loads(load)
    yield _best(weight, unit, added, each_side, kind, most, day)
    if kind == "reps" and bounded is not None and bounded_day is not None and bounded != most:
        yield _best(weight, unit, added, each_side, kind, bounded, bounded_day)


def _best(
    weight: float,
    unit: str,
    added: float | None,
    each_side: bool,
    kind: str,
    amount: int,
    day: date,
) -> Best:
    reps, seconds = (amount, None) if kind == "reps" else (None, amount)
    return Best(weight, Unit(unit), added, reps, seconds, day, each_side)


def _totals(rows: Iterable[Any], *, by_day: bool) -> tuple[Total, ...]:
    sums: dict[tuple[str, str, date | None], Total] = {}
    for exercise, load, number, amount, day in rows:
        weight, unit, added, _, kind = json.loads(load)
        reps = amount if kind == "reps" else 0
        key = (exercise, unit, day if by_day else None)
        so_far = sums.get(key) or Total(exercise, Unit(unit), 0, 0, 0.0, day)
        sums[key] = Total(
            exercise,
            so_far.unit,
            so_far.sets + number,
            so_far.reps + reps,
            so_far.volume + max(0.0, weight + (added or 0.0)) * reps,
            max(so_far.day, day),
        )
    newest_first = sorted(sums.values(), key=lambda one: one.exercise)
    return tuple(sorted(newest_first, key=lambda one: one.day, reverse=True))


def _values(one: TrainingSet, user_id: int, position: int) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "position": position,
        "day": one.date,
        "exercise": one.exercise,
        "weight": one.weight,
        "unit": one.unit.value,
        "reps": one.reps,
        "seconds": one.seconds,
        "added": one.added,
        "each_side": one.each_side,
        "rpe": one.rpe,
        "rir": one.rir,
        "warmup": one.warmup,
        "note": one.note,
        "load": _load(one),
        "amount": one.seconds or 0 if one.reps is None else one.reps,
    }


def _stored(row: Any) -> StoredSet:
    return StoredSet(
        row.id,
        row.position,
        TrainingSet(
            exercise=row.exercise,
            weight=row.weight,
            unit=Unit(row.unit),
            date=row.day,
            reps=row.reps,
            seconds=row.seconds,
            added=row.added,
            each_side=row.each_side,
            rpe=row.rpe,
            rir=row.rir,
            warmup=row.warmup,
            note=row.note,
        ),
    )


def _change(row: Any) -> Change:
    return Change(row.id, row.kind, tuple(map(_step, row.steps)), row.message_id)


def _inverse(step: Step | AliasStep) -> Step | AliasStep:
    if isinstance(step, AliasStep):
        return AliasStep(step.alias, step.after, step.before)
    return Step(step.after, step.before)


def _step_json(step: Step | AliasStep) -> dict[str, Any]:
    if isinstance(step, AliasStep):
        return {"alias": step.alias, "before": step.before, "after": step.after}
    return {"before": _set_json(step.before), "after": _set_json(step.after)}


def _step(data: Mapping[str, Any]) -> Step | AliasStep:
    if "alias" in data:
        return AliasStep(data["alias"], data["before"], data["after"])
    return Step(_set(data["before"]), _set(data["after"]))


def _set_json(stored: StoredSet | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    values = _values(stored.set, 0, stored.position)
    del values["user_id"], values["load"], values["amount"]
    return {**values, "id": stored.id, "day": stored.set.date.isoformat()}


def _set(data: Mapping[str, Any] | None) -> StoredSet | None:
    if data is None:
        return None
    fields = {key: data[key] for key in data if key not in {"id", "position", "day", "unit"}}
    one = TrainingSet(unit=Unit(data["unit"]), date=date.fromisoformat(data["day"]), **fields)
    return StoredSet(data["id"], data["position"], one)


# --- files --------------------------------------------------------------------------------------


def file_of(url_or_path: str) -> Path:
    """Give the file of a SQLite store. Raises StoreError for any other store.

    >>> file_of("sqlite+aiosqlite:////srv/log.sqlite")
    PosixPath('/srv/log.sqlite')
    """
    path: str | None = url_or_path
    if "://" in url_or_path:
        url = sa.make_url(url_or_path)
        path = url.database if url.get_backend_name() == "sqlite" else None
    if not path or path == ":memory:":
        raise StoreError("Only a store in a file is copied here; a server has tools of its own.")
    return Path(path).expanduser()


def backup(source: Path, target: Path) -> None:
    """Copy a live SQLite store to a new file and verify the copy. Raises StoreError."""
    if not source.is_file():
        raise StoreError(f"There is no data store at {source}.")
    if target.exists():
        raise StoreError(f"{target} exists already; name a new file.")
    if not target.parent.is_dir():
        raise StoreError(f"There is no folder {target.parent}.")
    _copy(source, target)


def restore(source: Path, target: Path) -> Path | None:
    """Verify a backup, then put it in the place of a store, which may be in use.

    Gives the file beside it in which the old store is kept. Raises StoreError, and then nothing
    was changed.
    """
    if not source.is_file():
        raise StoreError(f"There is no backup at {source}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = _beside(target, ".restoring")
    _copy(source, fresh)
    try:
        if not target.exists():
            fresh.replace(target)
            return None
        return _exchange(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _exchange(fresh: Path, target: Path) -> Path:
    """Put a verified store in the place of one that exists, and keep that one."""
    kept = _beside(target, ".before-restore")
    try:
        _copy(target, kept)
    except StoreError:  # what is no store has no readers either, and is kept as it is
        target.replace(kept)
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        fresh.replace(target)
        return kept
    # One transaction of the store itself: a program that has it open goes on with what is new.
    reader, writer = sqlite3.connect(fresh), sqlite3.connect(target)
    try:
        reader.backup(writer)
    except sqlite3.Error as error:
        raise StoreError(f"{target} cannot be written: {error}") from error
    finally:
        writer.close()
        reader.close()
    return kept


def _beside(target: Path, ending: str) -> Path:
    """Name a file beside a store that does not exist yet."""
    for number in range(1, 10_000):
        found = target.with_name(f"{target.name}{ending}{number if number > 1 else ''}")
        if not found.exists():
            return found
    raise StoreError(f"There are too many files like {target}{ending}.")


def _copy(source: Path, target: Path) -> None:
    try:
        reader = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
        writer = sqlite3.connect(target)
        try:
            reader.backup(writer)
            verdict = writer.execute("PRAGMA integrity_check").fetchone()[0]
            writer.execute("SELECT count(*) FROM users").fetchone()
            writer.execute("PRAGMA journal_mode=DELETE")  # a copy is one file, whole by itself
        finally:
            writer.close()
            reader.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StoreError(f"{source} is no Spotter data store: {error}") from error
    if verdict != "ok":
        target.unlink(missing_ok=True)
        raise StoreError(f"The copy of {source} is damaged: {verdict}")
