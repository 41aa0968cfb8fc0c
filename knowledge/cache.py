"""Files that can be made anew at any time: written whole or not at all, and only a few kept."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO


def keep(path: Path, write: Callable[[IO[bytes]], object], *, like: str, newest: int) -> None:
    """Write beside the place and move there, so that a reader never meets half a file.

    Of the files in the folder whose names are `like` this one, only the newest are left. A folder
    that cannot be written is no error: what would have been kept is made again next time.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            write(file)
        part.replace(path)
        kept = sorted(path.parent.glob(like), key=lambda one: one.stat().st_mtime)
        for old in kept[:-newest]:
            old.unlink(missing_ok=True)
    except OSError:
        if part is not None:  # on a full disk half a file would stay
            with suppress(OSError):
                part.unlink(missing_ok=True)
