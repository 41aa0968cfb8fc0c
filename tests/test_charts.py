"""Charts: their size, their ground, and that no name breaks them."""

import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.charts import GROUND, INK, WIDTH, Bars, Line, draw_over_time, draw_weeks

FIRST = date(2026, 6, 1)


def line(count: int, step: int = 3) -> Line:
    days = [FIRST + timedelta(days=step * number) for number in range(count)]
    return Line("Top weight", tuple((day, 100.0 + n) for n, day in enumerate(days)))


def weeks(count: int, parts: int = 1) -> Bars:
    mondays = tuple(FIRST + timedelta(days=7 * number) for number in range(count))
    return Bars("Sets", mondays, {f"part {one}": (3.0,) * count for one in range(parts)})


def size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.mark.parametrize("count", [1, 2, 30, 400])
def test_a_chart_of_an_exercise_is_as_wide_as_a_phone(tmp_path: Path, count: int) -> None:
    path = draw_over_time(tmp_path / "a" / "one.png", "Squat", "kg", [line(count)], weeks(4))
    assert size(path)[0] == WIDTH


@pytest.mark.parametrize("name", ["$x^{", "卧推 💪", "a_b \\frac", "x" * 80])
def test_any_name_can_be_drawn(tmp_path: Path, name: str) -> None:
    assert draw_over_time(tmp_path / "one.png", name, "kg", [line(3)], None).is_file()


def test_weeks_are_drawn_by_muscle(tmp_path: Path) -> None:
    path = draw_weeks(tmp_path / "weeks.png", [weeks(12, parts=8), weeks(1)])
    assert size(path)[0] == WIDTH


def test_many_are_drawn_at_once(tmp_path: Path) -> None:
    """Replies are drawn in threads."""
    with ThreadPoolExecutor(4) as pool:
        paths = [tmp_path / f"{number}.png" for number in range(8)]
        drawn = pool.map(lambda path: draw_weeks(path, [weeks(3)]), paths)
        assert all(path.stat().st_size > 1000 for path in drawn)


def test_ink_stands_out_from_the_ground() -> None:
    """By the contrast of WCAG 2, and so whatever the colour of the chat around the picture."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert (light(GROUND) + 0.05) / (light(INK) + 0.05) > 12


def test_a_start_does_not_pay_for_the_drawing_library() -> None:
    code = "import sys, bot.charts, bot.training.history; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
