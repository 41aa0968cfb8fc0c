"""A store is opened once and asked for one user; only what that gives can read or write.

All of it lies in one transaction, which ends with the block.
"""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import sqlalchemy as sa

from bot.store.database import Server, SqliteFile, StoreError, database_of
from bot.store.mail import post, received_row, settle
from bot.store.rows import Letter, Received, Timer
from bot.store.statements import NEXT_TIMERS, RECEIVE, STRIKE_OUT
from bot.store.tables import inbox, outbox, timers, users
from bot.store.user import UserData, user_data


class Store:
    """All users' data; hands out one user's at a time."""

    def __init__(self, database: SqliteFile | Server) -> None:
        self._database = database

    @classmethod
    async def open(cls, url_or_path: str) -> "Store":
        """Open and bring up to date; a database URL, a file's path or ":memory:"."""
        try:
            database = database_of(url_or_path)
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
    async def user(self, name: str, *, again: bool = False) -> AsyncIterator[UserData]:
        """Give one user's data within a transaction, which an exception rolls back.

        `again`: whatever it does would be done again after a power cut, as what asks for it was
        kept before; so it need not wait for the disk.
        """
        async with self._database.begin(again=again) as connection:
            yield await user_data(connection, name)

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
        # Ahead of the messages that wait: the less is sent and not struck out, the better.
        # Who waits for the disk is who tells Telegram that an update was kept.
        async with self._database.begin(first=True, again=not received) as connection:
            if sent:
                await connection.execute(STRIKE_OUT, [{"sent": id_} for id_ in sent])
            new: set[int] = set()
            for one in received:
                new.update((await connection.execute(RECEIVE, received_row(bot, one))).scalars())
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
        async with self._database.begin(again=True) as connection:
            return await settle(connection, bot, update, letters, trace)

    async def post(self, letters: Sequence[Letter]) -> tuple[Letter, ...]:
        """Keep letters that answer no update."""
        async with self._database.begin() as connection:
            return await post(connection, letters)

    async def due(self, until: int, *, whose: str = "") -> tuple[Timer, ...]:
        """Give the timers that are due by a time, the earliest first.

        `whose` is how the names of the users begin: a chat in a terminal and a bot may share a
        store, and each can tell only its own.
        """
        # Ahead of the messages that wait: who rests counts the seconds.
        async with self._database.begin(first=True) as connection:
            rows = await connection.execute(NEXT_TIMERS, {"until": until, "whose": f"{whose}%"})
            return tuple(
                Timer(row.kind, row.due, row.place, row.data, row.id, row.name) for row in rows
            )

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
        """Note that a user cannot be written to since `at`, and stop his timers; None: he can."""
        async with self._database.begin() as connection:
            await connection.execute(
                sa.update(users).where(users.c.name == name).values(inactive=at)
            )
            if at is not None:
                own = sa.select(users.c.id).where(users.c.name == name)
                await connection.execute(
                    sa.delete(timers).where(timers.c.user_id == own.scalar_subquery())
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
