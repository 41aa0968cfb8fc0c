"""A vector picture to the PNG that is sent."""

import os
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WIDTH = 1080
"""Pixels; a phone shows it at a third of that."""
SLOWEST = 30.0
"""Seconds that rendering may take."""


def folder(media: Path) -> Path:
    """Give the folder of rendered pictures; unlike other media they stay when they were sent."""
    return media / "pictures"


def is_current(source: Path, target: Path) -> bool:
    """Tell whether a picture was rendered since it last changed."""
    try:
        return target.stat().st_mtime_ns == source.stat().st_mtime_ns
    except FileNotFoundError:
        return False


def png(source: Path, target: Path, *, width: int = WIDTH) -> Path:
    """Write a picture as PNG, unless that was done since it last changed; return its path.

    A picture that is PNG already is copied. Moved into place whole, so that two threads may do it.
    The file takes the time of its source: a picture put in its place may well be an older one.
    Raises ValueError for a file that is no picture, and leaves nothing behind then.
    """
    if is_current(source, target):
        return target
    changed = source.stat().st_mtime_ns
    target.parent.mkdir(parents=True, exist_ok=True)
    data = _rendered(source, width) if source.suffix == ".svg" else source.read_bytes()
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        part.write(data)
    os.utime(part.name, ns=(changed, changed))
    return Path(part.name).replace(target)


def _rendered(source: Path, width: int) -> bytes:
    """Render in a process of its own: the renderer lets nothing else of ours run meanwhile.

    Each picture is rendered once, so that starting a process costs little.
    """
    command = [sys.executable, "-m", "bot.pictures", str(source), str(width)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=SLOWEST)  # noqa: S603
    if done.returncode:
        raise ValueError(f"{source.name} is no picture")
    return done.stdout


def rendered(source: Path, width: int) -> bytes:
    """Render a picture in this process. Raises ValueError for what is none."""
    renderer: Any = import_module("resvg_py")
    library = find_spec("matplotlib")
    fonts = Path(str(library.origin if library else "")).parent / "mpl-data" / "fonts" / "ttf"
    drawn = renderer.svg_to_bytes(
        svg_string=source.read_text(encoding="utf-8"),
        width=width,
        font_files=[str(fonts / "DejaVuSans.ttf"), str(fonts / "DejaVuSans-Bold.ttf")],
        skip_system_fonts=True,
    )
    return bytes(drawn)


if __name__ == "__main__":
    sys.stdout.buffer.write(rendered(Path(sys.argv[1]), int(sys.argv[2])))
