"""One running bot for one data store; the operating system frees the lock of one that died."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from bot.config import ConfigError


@contextmanager
def only_one(data: str) -> Iterator[None]:
    """Hold the data store for the time of the block. Raises ConfigError where another has it."""
    path = _lock_path(data)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError(
                "Another Spotter already works with this data store. Stop that one first,"
                " or give this one another SPOTTER_DATA."
            ) from error
        yield


def _lock_path(data: str) -> Path | None:
    """Give the lock beside a file; of a database with an address one of this machine."""
    if data == ":memory:":
        return None
    if "://" in data:
        name = sha256(data.encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir(), f"spotter-{name}.lock")
    return Path(f"{data}.lock").expanduser()
