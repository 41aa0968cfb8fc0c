"""The data store: migrations, copies, users kept apart, nothing left of who is erased."""

import asyncio
import re
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot import migrations
from bot.__main__ import main
from bot.store import (
    HEAD,
    OWNED,
    Letter,
    Received,
    Store,
    StoreError,
    Timer,
    backup,
    file_of,
    metadata,
    restore,
)
from bot.store.database import Server, SqliteFile
from bot.training.sets import TrainingSet, Unit

VERSIONS = Path(migrations.__file__).parent / "versions"
DAY = date(2026, 11, 23)


def one_set(weight: float = 100, **fields: object) -> TrainingSet:
    values: dict[str, object] = {"reps": 5, **fields}
    return TrainingSet("leg press", weight, Unit.KG, DAY, **values)  # type: ignore[arg-type]


async def filled(path: Path, *, users: int = 2, sets: int = 3) -> Store:
    store = await Store.open(str(path))
    for number in range(users):
        async with store.user(f"u{number}") as data:
            await data.add([one_set(100 + number)] * sets, at=0)
    return store


async def weights(store: Store, user: str) -> list[float]:
    async with store.user(user) as data:
        return [one.set.weight for one in await data.log()]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPOTTER_DATA", str(tmp_path / "log.sqlite"))
    monkeypatch.setattr("bot.logs.set_up", lambda: None)


# --- migrations ---------------------------------------------------------------------------------


def test_head_is_the_newest_revision_and_revisions_are_one_chain() -> None:
    texts = [path.read_text() for path in sorted(VERSIONS.glob("v*.py"))]
    chain = [
        re.findall(r'^(?:down_)?revision = (?:"(\w+)"|None)$', text, re.MULTILINE) for text in texts
    ]
    revisions = [pair[0] for pair in chain]
    assert [pair[1] for pair in chain] == ["", *revisions[:-1]]
    assert revisions[-1] == HEAD


async def test_the_tables_are_those_that_the_migrations_make(tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "log.sqlite"))
    await store.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'log.sqlite'}")
    made = sa.inspect(engine)
    assert set(made.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        columns = {one["name"]: type(one["type"]) for one in made.get_columns(name)}
        assert set(columns) == {one.name for one in table.columns}, name
        for column in table.columns:
            kind = columns[column.name]
            assert issubclass(kind, column.type._type_affinity or object), (name, column.name)
    owned = {table.name for table in OWNED}
    keyed = {name for name in metadata.tables if made.get_foreign_keys(name)}
    assert owned == keyed == {n for n, t in metadata.tables.items() if "user_id" in t.columns}
    engine.dispose()


async def test_a_new_store_is_as_the_migrations_would_have_made_it(tmp_path: Path) -> None:
    new, migrated = tmp_path / "new.sqlite", tmp_path / "migrated.sqlite"
    await (await Store.open(str(new))).close()
    engine = sa.create_engine(f"sqlite:///{migrated}")
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    assert schema(new) == schema(migrated)


def schema(path: Path) -> dict[str, object]:
    """Tell all that SQLite knows of the tables, however they were declared."""
    connection = sqlite3.connect(path)
    kinds = "SELECT name, type, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    told: dict[str, object] = {}
    for name, kind, table in connection.execute(kinds).fetchall():
        pragmas = ("index_xinfo",) if kind == "index" else ("table_xinfo", "foreign_key_list")
        told[f"{kind} {name} of {table}"] = [
            connection.execute(f"PRAGMA {pragma}({name})").fetchall() for pragma in pragmas
        ]
    told["partial"] = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE raw IS NOT NULL%'"
    ).fetchall()
    told["counted"] = connection.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
    ).fetchall()
    told["revision"] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    return told


async def test_a_store_is_durable_and_checks_its_keys(tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "log.sqlite"))
    async with store.user("ann") as data:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            rows = await data._connection.execute(sa.text(f"PRAGMA {pragma}"))
            assert rows.scalar() == value
    await store.close()


async def test_what_was_taken_waits_for_the_disk_and_what_it_would_repeat_does_not(
    tmp_path: Path,
) -> None:
    store = await filled(tmp_path / "log.sqlite")
    assert isinstance(store._database, SqliteFile)
    assert store._database._connection is not None
    said: list[str] = []
    store._database._connection.driver.set_trace_callback(said.append)
    await store.exchange(1, [Received(7, 0, "{}")], [])
    async with store.user("u0", again=True) as data:
        letters = await data.settle(1, 7, [Letter(1, {"method": "sendMessage"}, "u0")])
    await store.exchange(1, [], [one.id for one in letters])
    async with store.user("u0") as data:
        await data.add([one_set()], at=0)
    store._database._connection.driver.set_trace_callback(None)
    waits, found = True, []
    for statement in said:
        if statement.startswith("PRAGMA synchronous="):
            waits = statement.endswith("FULL")
        elif statement == "COMMIT":
            found.append(waits)
    assert found == [True, False, False, True]
    await store.close()


async def test_a_power_cut_at_any_moment_leaves_an_update_or_all_that_it_changed(
    tmp_path: Path,
) -> None:
    store = await filled(tmp_path / "log.sqlite", users=1, sets=0)
    await store.exchange(1, [Received(7, 0, "{}")], [])  # waits for the disk; what follows does not
    wal = tmp_path / "log.sqlite-wal"
    safe = wal.stat().st_size
    async with store.user("u0", again=True) as data:
        await data.add([one_set()], at=0)
        await data.settle(1, 7, [Letter(1, {"method": "sendMessage"}, "u0")])
    written = wal.read_bytes()
    assert len(written) > safe
    found = set()
    for number, cut in enumerate((*range(safe, len(written), 1500), len(written))):
        left = tmp_path / f"left{number}.sqlite"
        left.write_bytes((tmp_path / "log.sqlite").read_bytes())
        Path(f"{left}-wal").write_bytes(written[:cut])
        again = await Store.open(str(left))
        waiting = [one.id for one in await again.pending(1)]
        found.add((tuple(waiting), len(await weights(again, "u0")), len(await again.unsent())))
        await again.close()
    assert found == {((7,), 0, 0), ((), 1, 1)}
    await store.close()


async def test_a_store_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    store = await filled(path)
    await store.close()
    connection = sqlite3.connect(path)
    for table in ("inbox", "outbox", "timers"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP INDEX changes_by_message")
    connection.execute("ALTER TABLE users DROP inactive")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    store = await Store.open(str(path))
    assert await weights(store, "u1") == [101] * 3
    assert await store.unsent() == ()
    await store.close()


@pytest.mark.parametrize("broken", ["newer", "no database", "folder", "no folder", "driver", "url"])
async def test_a_store_that_cannot_be_opened_is_told_in_a_sentence(
    tmp_path: Path, broken: str
) -> None:
    path = tmp_path / "log.sqlite"
    data = str(path)
    if broken == "newer":
        await (await filled(path)).close()
        connection = sqlite3.connect(path)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.close()
    elif broken == "no database":
        path.write_bytes(b"no database" * 1000)
    elif broken == "folder":
        path.mkdir()
    elif broken == "no folder":
        path.write_text("")
        data = str(path / "deeper" / "log.sqlite")
    else:
        data = {"driver": "nosuch://host/name", "url": "sqlite+aiosqlite://:x:y/"}[broken]
    with pytest.raises(StoreError, match=r"\w+ \w+"):
        await Store.open(data)


def test_many_programs_open_a_new_store_at_once(tmp_path: Path) -> None:
    path, failed = tmp_path / "log.sqlite", []

    def use(number: int) -> None:
        async def work() -> None:
            store = await Store.open(str(path))
            for _ in range(5):
                async with store.user(f"u{number % 2}") as data:
                    await data.add([one_set()], at=0)
            await store.close()

        try:
            asyncio.run(work())
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert rows(path, "SELECT count(*) FROM sets") == [(30,)]
    assert rows(path, "SELECT count(*) FROM users") == [(2,)]


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


# --- one user at a time -------------------------------------------------------------------------


async def test_an_exception_rolls_everything_back(tmp_path: Path) -> None:
    store = await filled(tmp_path / "log.sqlite")
    with pytest.raises(ZeroDivisionError):
        async with store.user("u0") as data:
            await data.add([one_set(1)], at=0)
            await data.prefer("unit", "lb")
            raise ZeroDivisionError
    assert await weights(store, "u0") == [100] * 3
    await store.close()


async def test_a_commit_that_fails_does_not_stop_what_comes_after(tmp_path: Path) -> None:
    store = await filled(tmp_path / "log.sqlite")
    with pytest.raises(sa.exc.IntegrityError):
        async with store.user("u0") as data:
            await data._connection.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
            await data.add([one_set(1)], at=0)
            await data._connection.execute(sa.text("UPDATE sets SET user_id = 99 WHERE weight = 1"))
    async with store.user("u0") as data:
        await data.add([one_set(2)], at=0)
    assert await weights(store, "u0") == [100, 100, 100, 2]
    await store.close()


async def everything(store: Store) -> list[object]:
    """Use what a message uses, and tell all that it gave."""
    told: list[object] = []
    for at in (1, 2):
        async with store.user("ann") as data:
            told += [data.session, data.preferences, await data.reply_to("m1")]
            made = await data.add([one_set(100 + at), one_set(60, warmup=True, rpe=8.5)], at=at)
            hold = {"reps": None, "seconds": 45, "added": 2.5, "note": "é"}
            made += await data.add([one_set(0, **hold)], at=at, message_id=f"m{at}")
            told += [made, data.changed, await data.log(newest=2), await data.log(since=DAY)]
            for besides in ([], [made[0].id], [one.id for one in made]):
                told.append(await data.bests("leg press", reps_up_to=4, besides=besides))
            told += [await data.days(), await data.exercises(), await data.change_of("m1")]
            told.append(await data.days(exercises=["leg press"], before=DAY))
            told.append(await data.log(exercises=["leg press", "squat"]))
            told.append(await data.recent("leg press", until=DAY))
            await data.save_session({"seen": [at]})
            await data.take(f"m{at}", {"text": "done"})
            await data.set_timer(Timer("rest", 10 * at, {"chat": 7}, {"set": at}))
            told.append(await data.settle(5, at, [Letter(7, {"n": at}), Letter(8, {"m": None})]))
        both = [Received(number, at, f"raw {number}") for number in range(at, at + 3)]
        told += [sorted(await store.exchange(5, both, [])), await store.exchange(5, both, [1, 99])]
        told += [await store.unsent(), await store.due(15), await store.pending(5)]
    async with store.user("ann") as data:
        change = await data.undoable()
        assert change is not None
        await data.undo(change)
        told += [await data.add([one_set(5)], at=3), await data.redoable(), await data.log()]
    return told


async def test_a_database_with_a_pool_tells_what_sqlite_tells_by_itself(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'pool.sqlite'}"
    told = []
    for database in (SqliteFile(sa.make_url("sqlite://")), Server(sa.make_url(url))):
        await database.migrate()
        store = Store(database)
        told.append(await everything(store))
        await store.close()
    assert told[0] == told[1]


async def test_no_call_reaches_the_sets_of_another(tmp_path: Path) -> None:
    store = await filled(tmp_path / "log.sqlite")
    async with store.user("u0") as data:
        mine = await data.log()
        first = await data.undoable()
    assert first is not None
    async with store.user("u1") as data:
        assert await data.stored([one.id for one in mine]) == ()
        assert (await data.exercises(), await data.days()) == (("leg press",), (DAY,))
        await data.undo(first)
        assert [one.set.weight for one in await data.log()] == [101] * 3
        assert await data.redoable() is None
    assert await weights(store, "u0") == [100] * 3
    await store.close()


async def test_two_users_with_the_same_own_name_keep_each_their_own(tmp_path: Path) -> None:
    store = await filled(tmp_path / "log.sqlite")
    async with store.user("u0") as data:
        await data.name("sled")
    async with store.user("u1") as data:
        assert dict(data.names) == {}
        await data.name("sled")
    async with store.user("u0") as data:
        await data.erase()
    async with store.user("u1") as data:
        assert dict(data.names) == {"sled": "sled"}
    await store.close()


async def test_erasing_leaves_no_row_of_the_user_and_all_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    store = await filled(path)
    async with store.user("u0") as data:
        await data.take("m1", {"text": "hi"})
        await data.name("sled")
        await data.prefer("unit", "lb")
        await data.save_session({"at": 1})
    counted = await store.erase("u0")
    assert counted == 3 + 1 + 1 + 1
    assert await store.names() == ("u1",)
    await store.close()
    assert rows(path, "SELECT count(*), min(weight) FROM sets") == [(3, 101.0)]
    assert rows(path, "SELECT count(*) FROM changes") == [(1,)]
    assert rows(path, "SELECT count(*) FROM taken") == [(0,)]


async def test_a_user_who_comes_back_after_erasing_starts_anew(tmp_path: Path) -> None:
    store = await filled(tmp_path / "log.sqlite")
    async with store.user("u0") as data:
        await data.erase()
        await data.save_session({"at": 1})
        await data.take("m1", {})
    assert await weights(store, "u0") == []
    async with store.user("u0") as data:
        assert (dict(data.session), await data.undoable()) == ({}, None)
        assert await data.reply_to("m1") is None
    await store.close()


# --- copies -------------------------------------------------------------------------------------


async def test_a_backup_of_a_store_in_use_is_whole_and_can_be_restored(tmp_path: Path) -> None:
    path, copy = tmp_path / "log.sqlite", tmp_path / "copy.sqlite"
    store = await filled(path)
    backup(path, copy)
    assert sorted(one.name for one in tmp_path.glob("copy*")) == ["copy.sqlite"]
    async with store.user("u0") as data:
        await data.add([one_set(7)], at=0)
    kept = restore(copy, path)
    assert await weights(store, "u0") == [100] * 3, "a program that runs on sees what is restored"
    async with store.user("u0") as data:
        await data.add([one_set(8)], at=0)
    await store.close()
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "SELECT count(*) FROM sets") == [(7,)]
    assert kept is not None
    assert rows(kept, "SELECT max(id), min(weight) FROM sets") == [(7, 7.0)]
    again = restore(copy, path)
    assert again not in {None, kept}, "an older copy is not written over"
    assert rows(path, "SELECT count(*) FROM sets") == [(6,)]


def damaged(kind: str, folder: Path) -> Path:
    """Make a file that is no sound store."""
    path = folder / f"{kind}.sqlite"
    if kind == "absent":
        return path
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_bytes(b"no database at all\n" * 1000)
    elif kind == "other":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE birds (name)")
        connection.commit()
        connection.close()
    else:
        raw = bytearray((folder / "copy.sqlite").read_bytes())
        if kind == "cut":
            raw = raw[: len(raw) // 2]
        for at in range(4096 * 2, len(raw), 4096) if kind == "torn" else ():
            raw[at : at + 200] = b"\xff" * 200
        path.write_bytes(raw)
    return path


@pytest.mark.parametrize("kind", ["absent", "empty", "text", "other", "cut", "torn"])
async def test_restore_refuses_a_broken_file_and_changes_nothing(tmp_path: Path, kind: str) -> None:
    path, copy = tmp_path / "log.sqlite", tmp_path / "copy.sqlite"
    store = await filled(path, sets=50)
    backup(path, copy)
    broken = damaged(kind, tmp_path)
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(StoreError):
        restore(broken, path)
    assert sorted(one.name for one in tmp_path.iterdir()) == before
    assert await weights(store, "u0") == [100] * 50
    await store.close()


async def test_restore_takes_the_place_of_a_store_that_is_damaged_or_gone(tmp_path: Path) -> None:
    path, copy = tmp_path / "log.sqlite", tmp_path / "copy.sqlite"
    await (await filled(path)).close()
    backup(path, copy)
    path.write_bytes(b"no database at all\n" * 1000)
    kept = restore(copy, path)
    assert kept is not None
    assert kept.read_bytes().startswith(b"no database")
    assert rows(path, "SELECT count(*) FROM sets") == [(6,)]
    elsewhere = tmp_path / "deeper" / "new.sqlite"
    assert restore(copy, elsewhere) is None
    store = await Store.open(str(elsewhere))
    assert await weights(store, "u1") == [101] * 3
    await store.close()


async def test_backup_never_writes_over_a_file(tmp_path: Path) -> None:
    path, copy = tmp_path / "log.sqlite", tmp_path / "copy.sqlite"
    await (await filled(path)).close()
    copy.write_text("mine")
    with pytest.raises(StoreError, match="exists"):
        backup(path, copy)
    with pytest.raises(StoreError, match="no data store"):
        backup(tmp_path / "nothing", tmp_path / "other")
    with pytest.raises(StoreError, match="no folder"):
        backup(path, tmp_path / "no" / "folder")
    assert copy.read_text() == "mine"


def test_only_a_store_in_a_file_can_be_copied() -> None:
    assert file_of("~/log.sqlite") == Path("~/log.sqlite").expanduser()
    for other in (":memory:", "postgresql+asyncpg://host/name", "sqlite://", "sqlite+aiosqlite://"):
        with pytest.raises(StoreError):
            file_of(other)


# --- the operator's commands --------------------------------------------------------------------


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A store with two users, at the place that the settings name."""

    async def make() -> None:
        await (await filled(tmp_path / "log.sqlite")).close()

    asyncio.run(make())
    return tmp_path / "log.sqlite"


def test_backup_erase_restore_by_command(used: Path, capfd: pytest.CaptureFixture[str]) -> None:
    copy = used.with_name("copy.sqlite")
    assert main(["backup", str(copy)]) == 0
    assert main(["backup", str(copy)]) == 1
    assert "exists already" in capfd.readouterr().err
    assert main(["erase", "u0"]) == 2, "nobody can be asked here"
    assert rows(used, "SELECT count(*) FROM sets") == [(6,)]
    assert main(["erase", "u0", "--yes"]) == 0
    assert "3 sets" in capfd.readouterr().out
    assert rows(used, "SELECT count(*) FROM sets") == [(3,)]
    assert main(["erase", "u0", "--yes"]) == 1
    assert main(["restore", str(copy)]) == 0
    assert "before-restore" in capfd.readouterr().out
    assert rows(used, "SELECT count(*) FROM sets") == [(6,)]
    assert main(["restore", str(used.with_name("nothing"))]) == 1
    assert main(["backup", str(used.with_name("other")), "--data", ":memory:"]) == 1


def test_export_by_command(used: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "u1"]) == 0
    out = capfd.readouterr().out
    assert out.count('"leg press"') == 3
    assert main(["export", "nobody"]) == 1
    assert main(["export", "u1", "--data", str(used.with_name("typo.sqlite"))]) == 1
    assert not used.with_name("typo.sqlite").exists()
    assert rows(used, "SELECT count(*) FROM users") == [(2,)]
