"""SVG marks in the one style of all pictures: a light card that dark and light chats both show.

Places are in pixels, x to the right and y up from the lower edge. Within a `view` they are in the
units of what is drawn, around its own origin.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

Point = tuple[float, float]
"""x to the right and y up."""

SIZE = 1080
GROUND, INK, FAINT = "#fbfbf9", "#1f2430", "#d9dbe0"
RIGHT, WRONG, HINT = "#17803d", "#b3261e", "#0b6bcb"
RIGHT_TILE, WRONG_TILE, TILE = "#e9f3ec", "#f9ebea", "#eef0f3"
"""Faint grounds of the parts of a card; ink on each of them reads as well as on the card."""
SHIRT, SKIN, SHADE, SHORTS, SHOE = "#0b6bcb", "#d9a07c", "#bd8260", "#33405a", "#1f2430"
SLEEVE, SOLE, DISC = "#0a58a6", "#f0b429", "#333a4a"
STEEL, FRAME, PAD = "#9aa3b1", "#c3c9d2", "#5b6472"
TEXT, SMALL = 52, 44
"""Pixels; a phone shows them at a third."""
STROKE = 11.0
"""Width of arrows and rings."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its left lower corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Give the x halfway across."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Give the y of the upper edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class View:
    """Where the origin of something drawn lies on the card, and its size there."""

    origin: Point
    scale: float = 1.0

    def place(self, point: Point) -> Point:
        """Give the place on the card of a point of what is drawn."""
        return self.origin[0] + self.scale * point[0], self.origin[1] + self.scale * point[1]


@dataclass(slots=True)
class Canvas:
    """Collects marks."""

    title: str
    height: int = SIZE
    marks: list[str] = field(default_factory=list)
    base: float = field(init=False)
    """The SVG's y of what is y = 0 here."""

    def __post_init__(self) -> None:
        self.base = self.height

    @contextmanager
    def view(self, view: View) -> Iterator[None]:
        """Draw what follows around the view's origin and at its scale."""
        x, y, scale = _n(view.origin[0]), _n(self.base - view.origin[1]), f"{view.scale:.3f}"
        self.marks.append(f'<g transform="translate({x} {y}) scale({scale})">')
        outer, self.base = self.base, 0
        yield
        self.base = outer
        self.marks.append("</g>")

    @contextmanager
    def tile(self, box: Box, colour: str = TILE) -> Iterator[None]:
        """Draw a part of the card; what follows ends at its edges."""
        name = f"tile{sum(mark.startswith('<clipPath') for mark in self.marks) + 1}"
        edges = (
            f'<rect x="{_n(box.x)}" y="{_n(self.base - box.top)}" width="{_n(box.width)}"'
            f' height="{_n(box.height)}" rx="28"'
        )
        self.marks.append(f'<clipPath id="{name}">{edges}/></clipPath>')
        self.marks.append(f'{edges} fill="{colour}"/>')
        self.marks.append(f'<g clip-path="url(#{name})">')
        yield
        self.marks.append("</g>")

    def line(
        self, points: Sequence[Point], colour: str, width: float, *, dash: str = "", halo: float = 0
    ) -> None:
        """Draw a line with round ends; a halo of the ground keeps it apart from what is below."""
        path = " ".join(self._xy(point) for point in points)
        shape = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        strokes = [(GROUND, width + 2 * halo, "")] if halo else []
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        for shade, wide, dashed in [*strokes, (colour, width, dashes)]:
            self.marks.append(
                f'<polyline points="{path}" {shape} stroke="{shade}"'
                f' stroke-width="{_n(wide)}"{dashed}/>'
            )

    def dot(self, at: Point, radius: float, colour: str, *, halo: float = 0) -> None:
        """Draw a filled circle."""
        x, y = self._xy(at).split(",")
        rings = [(GROUND, radius + halo)] if halo else []
        for shade, size in [*rings, (colour, radius)]:
            self.marks.append(f'<circle cx="{x}" cy="{y}" r="{_n(size)}" fill="{shade}"/>')

    def ring(self, at: Point, radius: float, *, colour: str = INK) -> None:
        """Draw a ring around the spot that matters."""
        x, y = self._xy(at).split(",")
        for shade, width in ((GROUND, STROKE + 8), (colour, STROKE - 2)):
            self.marks.append(
                f'<circle cx="{x}" cy="{y}" r="{_n(radius)}" fill="none" stroke="{shade}"'
                f' stroke-width="{_n(width)}"/>'
            )

    def shape(self, points: Sequence[Point], colour: str, *, edge: float = 0) -> None:
        """Draw a filled outline; an edge of the same colour rounds its corners."""
        path = " ".join(self._xy(point) for point in points)
        self.marks.append(
            f'<polygon points="{path}" fill="{colour}" stroke="{colour}"'
            f' stroke-width="{_n(edge)}" stroke-linejoin="round"/>'
        )

    def blob(self, points: Sequence[Point], colour: str, *, halo: float = 0) -> None:
        """Draw a filled outline that runs smoothly through the points (Catmull-Rom)."""
        count = len(points)
        path = [f"M{self._xy(points[0])}"]
        for number in range(count):
            before, start, end, after = (points[(number + step) % count] for step in (-1, 0, 1, 2))
            first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
            second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
            path.append(f"C{self._xy(first)} {self._xy(second)} {self._xy(end)}")
        self._path("".join(path) + "Z", colour, halo)

    def limb(self, parts: Sequence[tuple[Point, float]], colour: str, *, halo: float = 0) -> None:
        """Draw a limb through places with their radii, as wide at each as it says."""
        pairs = pairwise(parts)
        self._path("".join(self._cone(*one, *two) for one, two in pairs), colour, halo)

    def _cone(self, start: Point, wide: float, end: Point, narrow: float) -> str:
        """Give the hull of two circles."""
        length = math.dist(start, end)
        turn = math.degrees(math.acos(max(-1.0, min(1.0, (wide - narrow) / length))))
        way = direction(start, end)
        corners = [along(start, way + turn, wide), along(end, way + turn, narrow),
                   along(end, way - turn, narrow), along(start, way - turn, wide)]  # fmt: skip
        one, two, three, four = (self._xy(corner) for corner in corners)
        far, near = int(turn > 90), int(turn < 90)
        return (
            f"M{one}L{two}A{_n(narrow)} {_n(narrow)} 0 {far} 1 {three}"
            f"L{four}A{_n(wide)} {_n(wide)} 0 {near} 1 {one}Z"
        )

    def _path(self, path: str, colour: str, halo: float) -> None:
        if halo:
            self.marks.append(
                f'<path d="{path}" fill="{GROUND}" stroke="{GROUND}" stroke-width="{_n(2 * halo)}"'
                ' stroke-linejoin="round"/>'
            )
        self.marks.append(f'<path d="{path}" fill="{colour}"/>')

    def text(
        self, at: Point, words: str, *, size: int = TEXT, colour: str = INK, anchor: str = "middle",
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Write one line; `at` is the middle, start or end of its base line."""
        weight = ' font-weight="bold"' if bold else ""
        x, y = self._xy(at).split(",")
        self.marks.append(
            f'<text x="{x}" y="{y}" font-family="DejaVu Sans"'
            f' font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
            f"{escape(words)}</text>"
        )

    def arrow(
        self, *points: Point, colour: str = HINT, both: bool = False, width: float = STROKE,
        halo: float = 5,
    ) -> None:  # fmt: skip
        """Draw an arrow through points, with a head at both ends where asked."""
        ends = [(points[-2], points[-1]), *([(points[1], points[0])] if both else [])]
        heads = [_head(tail, tip, width) for tail, tip in ends]
        for head in heads:
            self.shape(head, GROUND, edge=2 * halo)
        # The line stops within the head, so that its round end does not blunt the tip.
        inner = list(points)
        inner[-1] = along(points[-1], direction(points[-1], points[-2]), 2 * width)
        if both:
            inner[0] = along(points[0], direction(points[0], points[1]), 2 * width)
        self.line(inner, colour, width, halo=halo)
        for head in heads:
            self.shape(head, colour, edge=width / 3)

    def verdict(self, at: Point, *, good: bool) -> None:
        """Say whether it is right: a tick and "Do", or a cross and "Don't"; never colour alone."""
        x, y = at
        colour = RIGHT if good else WRONG
        self.dot((x, y), 34, colour)
        if good:
            self.line([(x - 15, y), (x - 4, y - 13), (x + 17, y + 13)], GROUND, 9)
        else:
            self.line([(x - 13, y - 13), (x + 13, y + 13)], GROUND, 9)
            self.line([(x - 13, y + 13), (x + 13, y - 13)], GROUND, 9)
        words = "Do" if good else "Don't"
        self.text((x + 52, y - 18), words, anchor="start", colour=colour, bold=True)

    def padlock(self, at: Point, *, closed: bool) -> None:
        """Draw a padlock around a place, 150 pixels high; an open one has its bow swung aside."""
        x, y = at
        lean = 0 if closed else -54
        bow = [along((x + lean, y + 40), turn, 36) for turn in range(180, -1, -15)]
        left = (x + lean - 36, y if closed else y + 14)
        self.line([left, *bow, (x + lean + 36, y)], INK, 17)
        self.shape([(x - 48, y - 66), (x + 48, y - 66), (x + 48, y), (x - 48, y)], INK, edge=22)
        self.dot((x, y - 28), 13, GROUND)

    def svg(self) -> str:
        """Give the whole picture."""
        card = f'<rect width="{SIZE}" height="{self.height}" rx="36" fill="{GROUND}"/>'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {self.height}"'
            f' width="{SIZE}" height="{self.height}">'
        )
        return "\n".join(
            [head, f"<title>{escape(self.title)}</title>", card, *self.marks, "</svg>\n"]
        )

    def _xy(self, point: Point) -> str:
        return f"{_n(point[0])},{_n(self.base - point[1])}"


def along(start: Point, angle: float, length: float) -> Point:
    """Give the point at a length from another, in a direction in degrees; 0 is to the right.

    >>> along((1.0, 1.0), 90, 2)
    (1.0, 3.0)
    """
    turn = math.radians(angle)
    return round(start[0] + length * math.cos(turn), 6), round(
        start[1] + length * math.sin(turn), 6
    )


def direction(start: Point, end: Point) -> float:
    """Give the direction from one point to another in degrees; 90 is up.

    >>> direction((0.0, 0.0), (0.0, 3.0))
    90.0
    """
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _head(tail: Point, tip: Point, width: float) -> list[Point]:
    way = direction(tail, tip)
    return [tip, *(along(tip, way + turn, 3.6 * width) for turn in (152, -152))]


def _n(value: float) -> str:
    """Write a number with one decimal at most, and never a minus before zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
