"""SVG marks in the one style of all pictures: a light card that dark and light chats both show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

Point = tuple[float, float]
"""x to the right and y up, in pixels."""

SIZE = 1080
GROUND, INK, FAINT = "#fbfbf9", "#1f2430", "#d9dbe0"
RIGHT, WRONG, HINT = "#17803d", "#b3261e", "#0b6bcb"
SHIRT, SKIN, SHORTS, SHOE = "#0b6bcb", "#d9a07c", "#33405a", "#1f2430"
STEEL, PAD = "#9aa3b1", "#5b6472"
TEXT, SMALL = 52, 42
"""Pixels; a phone shows them at a third."""


@dataclass(slots=True)
class Canvas:
    """Collects marks; y goes up from the lower edge."""

    title: str
    height: int = SIZE
    marks: list[str] = field(default_factory=list)

    def line(
        self, points: Sequence[Point], colour: str, width: float, *, dash: str = "", halo: float = 0
    ) -> None:
        """Draw a line with round ends; a halo of the ground keeps it apart from what is below."""
        path = " ".join(f"{_n(x)},{_n(self.height - y)}" for x, y in points)
        shape = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        if halo:
            wide = _n(width + 2 * halo)
            self.marks.append(
                f'<polyline points="{path}" {shape} stroke="{GROUND}" stroke-width="{wide}"/>'
            )
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(
            f'<polyline points="{path}" {shape} stroke="{colour}"'
            f' stroke-width="{_n(width)}"{dashes}/>'
        )

    def dot(self, at: Point, radius: float, colour: str, *, halo: float = 0) -> None:
        """Draw a filled circle."""
        x, y = _n(at[0]), _n(self.height - at[1])
        if halo:
            self.marks.append(
                f'<circle cx="{x}" cy="{y}" r="{_n(radius + halo)}" fill="{GROUND}"/>'
            )
        self.marks.append(f'<circle cx="{x}" cy="{y}" r="{_n(radius)}" fill="{colour}"/>')

    def ring(self, at: Point, radius: float, *, colour: str = HINT) -> None:
        """Draw a ring around the spot that matters."""
        x, y = _n(at[0]), _n(self.height - at[1])
        for shade, width in ((GROUND, 17), (colour, 9)):
            self.marks.append(
                f'<circle cx="{x}" cy="{y}" r="{_n(radius)}" fill="none" stroke="{shade}"'
                f' stroke-width="{width}"/>'
            )

    def shape(self, points: Sequence[Point], colour: str, *, edge: float = 0) -> None:
        """Draw a filled outline; an edge of the same colour rounds its corners."""
        path = " ".join(f"{_n(x)},{_n(self.height - y)}" for x, y in points)
        self.marks.append(
            f'<polygon points="{path}" fill="{colour}" stroke="{colour}"'
            f' stroke-width="{_n(edge)}" stroke-linejoin="round"/>'
        )

    def text(
        self, at: Point, words: str, *, size: int = TEXT, colour: str = INK, anchor: str = "middle",
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Write one line; `at` is the middle, start or end of its base line."""
        weight = ' font-weight="bold"' if bold else ""
        self.marks.append(
            f'<text x="{_n(at[0])}" y="{_n(self.height - at[1])}" font-family="DejaVu Sans"'
            f' font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
            f"{escape(words)}</text>"
        )

    def arrow(self, start: Point, end: Point, *, colour: str = HINT, both: bool = False) -> None:
        """Draw an arrow, with a head at both ends where asked."""
        self.line([start, end], colour, 9)
        self._head(start, end, colour)
        if both:
            self._head(end, start, colour)

    def _head(self, start: Point, end: Point, colour: str) -> None:
        angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        sides = [along(end, angle + turn, 34) for turn in (150, -150)]
        self.line([sides[0], end, sides[1]], colour, 9)

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


def along(start: Point, angle: float, length: float) -> Point:
    """Give the point at a length from another, in a direction in degrees; 0 is to the right.

    >>> along((1.0, 1.0), 90, 2)
    (1.0, 3.0)
    """
    turn = math.radians(angle)
    return round(start[0] + length * math.cos(turn), 6), round(
        start[1] + length * math.sin(turn), 6
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
