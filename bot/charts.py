"""Numbers over time to a picture that is read on a phone: 1080 pixels wide, on its own ground.

The drawing library is imported with the first chart, so that a start does not pay for it, and is
used without its global state, so that two threads can draw at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1080, 1200
"""Size in pixels, of a picture with two panels."""
DPI = 150
GROUND, INK, FAINT = "#fbfbf9", "#1f2430", "#d9dbe0"
"""A light card with dark ink stands out in dark chats and rests in light ones."""
COLOURS = ("#0b6bcb", "#d1570b", "#17803d", "#8f3fbf", "#b3261e", "#6b6f1a", "#00707a", "#5b6472")
"""Each at least 4.5 : 1 against the ground, and told apart by the colour-blind in this order."""
MARKERS = ("o", "s", "^", "D")
FONT = 13
"""Points; about 27 pixels, which a phone shows as small print."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time."""

    label: str
    points: tuple[tuple[date, float], ...]
    """By day, oldest first."""
    marks: bool = False
    """Single days that are marked, with no line between them."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Sums for each week, split by kind and stacked."""

    title: str
    weeks: tuple[date, ...]
    """The Mondays, in order, without gaps."""
    parts: Mapping[str, tuple[float, ...]]
    """Kind to its number in each week."""


def draw_over_time(
    path: Path, title: str, unit: str, lines: Sequence[Line], weekly: Bars | None
) -> Path:
    """Draw lines over days and, below them, bars by week; write a PNG to `path` and return it."""
    rows = 2 if weekly else 1
    figure = _figure(rows)
    top: Any = figure.add_subplot(rows, 1, 1)
    _dress(top, title, unit)
    for number, line in enumerate(lines):
        days, values = zip(*line.points, strict=True)
        if line.marks:
            top.scatter(
                days, values, s=220, marker="*", color=COLOURS[2], label=line.label, zorder=4
            )
            continue
        marker = MARKERS[number % len(MARKERS)] if len(days) <= 40 else ""
        top.plot(
            days, values, color=COLOURS[number], marker=marker, linewidth=2.5, label=line.label
        )
    _dates(top, [day for line in lines for day, _ in line.points], least=14)
    _legend(top, columns=2)
    if weekly:
        _bars(figure.add_subplot(rows, 1, 2), weekly)
    return _save(figure, path)


def draw_weeks(path: Path, charts: Sequence[Bars]) -> Path:
    """Draw one panel of bars for each chart; write a PNG to `path` and return it."""
    figure = _figure(len(charts))
    for number, bars in enumerate(charts, 1):
        _bars(figure.add_subplot(len(charts), 1, number), bars)
    return _save(figure, path)


def _figure(panels: int) -> Any:
    height = HEIGHT if panels > 1 else HEIGHT * 6 // 10
    size = (WIDTH / DPI, height / DPI)
    figure = _library("figure").Figure(
        figsize=size, dpi=DPI, facecolor=GROUND, layout="constrained"
    )
    figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15)
    return figure


def _library(part: str) -> Any:
    return import_module(f"matplotlib.{part}")


def _save(figure: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _library("backends.backend_agg").FigureCanvasAgg(figure).print_png(str(path))
    return path


def _dress(axes: Any, title: str, unit: str = "") -> None:
    axes.set_facecolor(GROUND)
    axes.set_title(
        printable(title), fontsize=FONT + 4, color=INK, loc="left", weight="bold", parse_math=False
    )
    axes.set_ylabel(unit, fontsize=FONT, color=INK)
    axes.tick_params(labelsize=FONT, colors=INK, length=0)
    axes.grid(visible=True, axis="y", color=FAINT, linewidth=1)
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(FAINT)


def _dates(axes: Any, days: Sequence[date], least: int) -> None:
    """Show these days and a little room, at least so many days in all, with few labels."""
    library = _library("dates")
    first, last = (float(library.date2num(day)) for day in (min(days), max(days)))
    room = max((last - first) * 0.04, (least - (last - first)) / 2)
    axes.set_xlim(first - room, last + room)
    locator = library.AutoDateLocator(minticks=2, maxticks=6, interval_multiples=False)
    formatter = library.DateFormatter("%d %b")
    if last - first > 120:
        locator = library.AutoDateLocator(minticks=3, maxticks=6)
        formatter = library.ConciseDateFormatter(locator)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(formatter)
    axes.xaxis.get_offset_text().set(fontsize=FONT, color=INK)


def _bars(axes: Any, bars: Bars) -> None:
    library = _library("ticker")
    _dress(axes, bars.title)
    below = [0.0] * len(bars.weeks)
    for number, (label, values) in enumerate(bars.parts.items()):
        colour = COLOURS[number % len(COLOURS)]
        axes.bar(bars.weeks, values, width=5.5, bottom=below, color=colour, label=label)
        below = [one + two for one, two in zip(below, values, strict=True)]
    _dates(axes, bars.weeks, least=7 * max(5, len(bars.weeks)))
    axes.yaxis.set_major_locator(library.MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(library.StrMethodFormatter("{x:,.0f}"))
    axes.set_ylim(0, max([*below, 1.0]) * 1.08)
    if len(bars.parts) > 1:
        _legend(axes, columns=4)


def _legend(axes: Any, columns: int) -> None:
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.11),
        ncols=columns,
        fontsize=FONT - 1,
        labelcolor=INK,
        frameon=False,
        columnspacing=1.2,
        handlelength=1.2,
    )


def printable(text: str) -> str:
    """Leave out characters that the font cannot draw; exercises may be named by users."""
    library = _library("font_manager")
    known = library.get_font(library.fontManager.findfont("DejaVu Sans")).get_charmap()
    return "".join(char for char in text if ord(char) in known)
