"""The database behind a store: connections, turns, transactions, migrations.

SQLite admits one writer, so its transactions take turns in the order in which they were asked for;
any other database has a pool.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from bot.store.prepared import Prepared, Rows
from bot.store.statements import make_ready
from bot.store.tables import HEAD, metadata

_LOCKED_PAUSE = 0.02
_QUICK = 0.003
"""Seconds below which a commit is not worth a thread."""
_TRIES = 500
"""Pauses, in seconds, and how many of them, while another process writes to the same file."""


class StoreError(Exception):
    """The store cannot be opened or used; the text says what to do."""


class Connection(Protocol):
    """What statements are given to, inside a transaction."""

    async def execute(
        self, statement: Prepared | sa.UpdateBase | sa.Executable, parameters: Any = None
    ) -> Rows:
        """Carry a statement out and give its rows, all of them read."""


class _Inline:
    """A connection used where it is asked for.

    SQLite answers sooner than a statement is handed to another thread and back.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.sync = connection
        self.driver = _driver_of(connection)
        self._waits = True

    async def execute(self, statement: Prepared | sa.Executable, parameters: Any = None) -> Rows:
        if isinstance(statement, Prepared):
            return statement.carry_out(self.driver, parameters)
        return self.sync.execute(statement, parameters)

    def wait_for_disk(self, *, wait: bool) -> None:
        """Say whether the next commit waits for the disk; not within a transaction."""
        if wait is not self._waits:
            self.driver.execute(f"PRAGMA synchronous={'FULL' if wait else 'NORMAL'}")
            self._waits = wait

    def begin(self) -> None:
        """Begin to write. SQLAlchemy, which would begin later, is not asked."""
        self.driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self.sync.in_transaction():  # a statement went through SQLAlchemy
            self.sync.commit()
        self.driver.commit()

    def roll_back(self) -> None:
        self.sync.rollback()
        self.driver.rollback()


def _driver_of(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise StoreError("The data store is no SQLite database.")
    return driver


class _Pooled:
    """A connection of a pool."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def execute(self, statement: Prepared | sa.Executable, parameters: Any = None) -> Rows:
        plain = statement.statement if isinstance(statement, Prepared) else statement
        rows: Rows = await self._connection.execute(plain, parameters)
        return rows


class _Turns:
    """A lock whose holders follow in the order asked for, behind those who asked to go first."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: tuple[deque[asyncio.Future[None]], ...] = (deque(), deque())

    async def take(self, *, first: bool = False) -> None:
        if self._taken:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[not first].append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.pass_on()
                raise
        self._taken = True

    def pass_on(self) -> None:
        """Give the turn to the next one that still waits; it stays taken meanwhile."""
        for waiting in self._waiting:
            while waiting:
                turn = waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False


class SqliteFile:
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
        """Bring the tables up to date."""
        self._connection = _Inline(self._engine.connect())
        async with self.begin():
            _migrate(self._connection.sync)
        make_ready()

    async def close(self) -> None:
        """Let go of the database."""
        await self._turns.take()
        try:
            if self._connection is not None:
                self._connection.sync.close()
            self._engine.dispose()
        finally:
            self._turns.pass_on()

    @asynccontextmanager
    async def begin(self, *, first: bool = False, again: bool = False) -> AsyncIterator[Connection]:
        """Give a connection within a transaction; `first` goes before others that wait.

        What would be done `again` need not wait for the disk. A kill of the program does not undo
        it; a power cut may undo the last of such transactions, none of them in part.
        """
        if self._connection is None:
            raise StoreError("The data store is not open.")
        connection = self._connection
        await self._turns.take(first=first)
        try:
            connection.wait_for_disk(wait=not again)
            await self._claim(connection)
            try:
                yield connection
                await self._commit(connection)
            except BaseException:
                # What could not be committed stays open otherwise, and nothing else could begin.
                connection.roll_back()
                raise
        finally:
            self._turns.pass_on()

    async def _commit(self, connection: _Inline) -> None:
        """Commit, which waits for the disk: in a thread, but where the disk is quicker than that.

        Handing over to a thread and back takes longer than a commit to a good disk; on a slow one
        it keeps everybody else from waiting too.
        """
        begun = time.perf_counter()
        if self._commit_took < _QUICK:
            connection.commit()
        else:
            await _whole(asyncio.to_thread(connection.commit))
        self._commit_took = time.perf_counter() - begun

    async def _claim(self, connection: _Inline) -> None:
        """Begin to write; while another process does, wait without stopping everybody else."""
        for _ in range(_TRIES):
            try:
                return connection.begin()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
            await asyncio.sleep(_LOCKED_PAUSE)
        return connection.begin()


class Server:
    """A database behind an address, with a pool of connections."""

    def __init__(self, url: sa.URL) -> None:
        # Imported here: the store in a file, which nearly everybody has, does without.
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

        self._engine = create_async_engine(url)

    async def migrate(self) -> None:
        """Bring the tables up to date."""
        async with self._engine.begin() as connection:
            await connection.run_sync(_migrate)

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    @asynccontextmanager
    async def begin(
        self,
        *,
        first: bool = False,  # noqa: ARG002 - no turns
        again: bool = False,  # noqa: ARG002 - up to the server
    ) -> AsyncIterator[Connection]:
        """Give a connection within a transaction; `first` goes before others that wait."""
        async with self._engine.begin() as connection:
            yield _Pooled(connection)


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Finish work even when whoever waits for it is cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise


def database_of(url_or_path: str) -> SqliteFile | Server:
    """Give the database that a setting names. Raises StoreError where it cannot be."""
    if "://" in url_or_path:
        url = sa.make_url(url_or_path)
        return SqliteFile(url) if url.get_backend_name() == "sqlite" else Server(url)
    if url_or_path == ":memory:":
        return SqliteFile(sa.make_url("sqlite://"))
    path = Path(url_or_path).expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder of the data store cannot be made: {error}") from error
    return SqliteFile(sa.URL.create("sqlite", database=str(path)))


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
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
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
