"""Copies of a store in a file: made while it is in use, verified, and put back."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from bot.store.database import StoreError


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
