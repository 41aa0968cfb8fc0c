"""The pictures of the leg press, each by its name."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.drawing.canvas import (
    HINT,
    PAD,
    RIGHT_TILE,
    SIZE,
    SMALL,
    WRONG_TILE,
    Box,
    Canvas,
    Point,
    View,
    along,
)  # fmt: skip
from knowledge.drawing.figure import GRIPS, Pose, mouth, show_leg, show_spine
from knowledge.drawing.front import footprint, legs, shoulders
from knowledge.drawing.machine import (
    BACK_REST,
    BELOW,
    corner,
    horizontal,
    incline,
    plate_ends,
    vertical,
)

LOW, TOP, LOCKED = 290.0, 425.0, 441.8
"""From hip to ankle: at the lowest point, at the top, and with the knee locked straight."""
DEEP = Pose(reach=325.0, height=50.0)
TOO_DEEP = Pose(reach=185.0, height=50.0, roll=30.0)
"""Just before the thighs touch the belly; and where they press on it and roll the hips up."""
DOTS = "2 22"
"""Dashes of guide lines; with round ends they are dots."""
WHOLE = View((432.0, 350.0), 1.04)
"""A machine that fills a card."""
LEFT, RIGHT = Box(30, 30, 500, 730), Box(550, 30, 500, 730)
"""Right and wrong, side by side."""
SIDE = 900
"""Height of a card with two tiles."""
HEAD, FOOT = 100.0, 136.0
"""Heights in a tile: of the verdict above the picture, and of the words below it."""


@dataclass(frozen=True, slots=True)
class Case:
    """What one of two tiles shows, and the words below it."""

    pose: Pose
    words: tuple[str, str]
    show: Callable[[Canvas, Pose], None] | None = None
    """What is drawn over the figure, to show what matters."""


def _card(title: str, height: int) -> Canvas:
    canvas = Canvas(title, height)
    canvas.text((SIZE / 2, height - 84), title, bold=True)
    return canvas


def _step(title: str, pose: Pose, words: str, *, hands: str = "handle") -> Canvas:
    """Draw one step of the walk-through: the whole machine, and words below it."""
    canvas = _card(title, 1010)
    with canvas.view(WHOLE):
        incline(canvas, pose, hands=hands)
    canvas.text((SIZE / 2, 40), words, size=SMALL)
    return canvas


def _compare(
    title: str,
    good: Case,
    bad: Case,
    *,
    look: Point,
    zoom: float,
    spot: Callable[[Pose], Point],
    radius: float = 66,
) -> Canvas:
    """Put right and wrong side by side: what is around `look`, with a ring at `spot`.

    `look` and `spot` are places in the figure; `radius` is in pixels.
    """
    canvas = _card(title, SIDE)
    for box, case in ((LEFT, good), (RIGHT, bad)):
        right = case is good
        middle = (box.y + FOOT + box.top - HEAD) / 2
        view = View((box.middle - zoom * look[0], middle - zoom * look[1]), zoom)
        colour = RIGHT_TILE if right else WRONG_TILE
        with canvas.tile(box, colour):
            with canvas.view(view):
                incline(canvas, case.pose)
                if case.show:
                    case.show(canvas, case.pose)
            canvas.ring(view.place(spot(case.pose)), radius)
            _below(canvas, box, case.words, colour)
        canvas.verdict((box.x + 64, box.top - 62), good=right)
    return canvas


def _below(canvas: Canvas, box: Box, words: tuple[str, str], colour: str) -> None:
    """Write the words at the foot of a tile, on its colour."""
    edges = (box.x, box.y), (box.x + box.width, box.y)
    canvas.shape([*edges, (edges[1][0], box.y + FOOT), (box.x, box.y + FOOT)], colour)
    for number, line in enumerate(words):
        canvas.text((box.middle, box.y + 76 - 50 * number), line, size=SMALL - 2)


def feet() -> Canvas:
    """Feet about one shoulder width apart, toes slightly out."""
    canvas = _card("Feet: one shoulder width apart", 1080)
    left, right = 325.0, 755.0
    with canvas.tile(Box(110, 480, 860, 470)):
        for x, turn in ((left, 10.0), (right, -10.0)):
            footprint(canvas, (x, 690), 90 + turn, 1.15)
    shoulders(canvas, (540, 150), right - left)
    for x in (left, right):
        canvas.line([(x, 225), (x, 505)], HINT, 9, dash=DOTS)
    canvas.arrow((left + 8, 420), (right - 8, 420), both=True)
    canvas.text((540, 348), "shoulder width", size=SMALL)
    canvas.text((540, 880), "toes a bit out", size=SMALL)
    return canvas


def toes() -> Canvas:
    """Toes point slightly out; the whole sole stays on the plate."""
    canvas = _card("Toes point slightly out", 1010)
    with canvas.tile(Box(60, 110, 960, 770)):
        for x, side in ((290.0, 1), (790.0, -1)):
            heel = along((x, 450), 90 + 12 * side, -150)
            canvas.line([heel, (heel[0], 840)], PAD, 8, dash=DOTS)
            footprint(canvas, (x, 450), 90 + 12 * side, 1.5)
            canvas.arrow(*(along((x, 450), 90 + 12 * side, far) for far in (262, 390)))
    for y, words in ((520.0, "ball"), (312.0, "heel")):
        canvas.text((540, y - 15), words, size=SMALL)
        for side in (-1, 1):
            canvas.arrow((540 + side * 68, y), (540 + side * 138, y))
    canvas.text((540, 42), "both stay flat on the plate", size=SMALL)
    return canvas


def depth() -> Canvas:
    """Stop shortly before the thighs rest on the abdomen."""
    return _compare(
        "How deep to go",
        Case(DEEP, ("stop just before", "thighs touch belly")),
        Case(TOO_DEEP, ("thighs on belly,", "hips roll up")),
        look=(-40, 150), zoom=0.8, spot=_belly,
    )  # fmt: skip


def _belly(pose: Pose) -> Point:
    """Give the place between the belly and the middle of the thigh."""
    at = pose.joints()
    corners = (at["hip"], at["knee"], at["shoulder"])
    return sum(x for x, _ in corners) / 3 + 14, sum(y for _, y in corners) / 3 + 6


def back() -> Canvas:
    """Back and hips stay on the pad."""
    return _compare(
        "Back and hips stay down",
        Case(Pose(reach=LOW), ("back flat,", "hips on the seat"), show_spine),
        Case(Pose(reach=225.0, roll=55.0), ("hips come up,", "lower back round"), show_spine),
        look=(-40, 130), zoom=0.8, spot=_seated,
    )  # fmt: skip


def _seated(_: Pose) -> Point:
    """Give the place where the hips rest in the seat."""
    return 0.0, -62.0


def knees() -> Canvas:
    """Knees stay parallel, as far apart as the feet."""
    canvas = _card("Keep your legs parallel", 1060)
    tiles = (Box(30, 30, 500, 890), Box(550, 30, 500, 890))
    cases = (
        (108.0, ("knees in line with", "hips and feet")),
        (40.0, ("knees fall in,", "not in line")),
    )
    for box, (apart, words) in zip(tiles, cases, strict=True):
        good = apart > 100
        colour = RIGHT_TILE if good else WRONG_TILE
        with canvas.tile(box, colour):
            with canvas.view(View((box.middle, 262), 0.87)):
                legs(canvas, knees=apart, good=good)
            _below(canvas, box, words, colour)
        canvas.verdict((box.x + 64, box.top - 62), good=good)
    return canvas


def locked() -> Canvas:
    """With a lot of weight the knees stay a little bent at the top."""
    return _compare(
        "Knees at the top",
        Case(Pose(reach=TOP), ("heavy weight:", "knees a bit bent"), show_leg),
        Case(Pose(reach=LOCKED), ("knees locked", "straight"), show_leg),
        look=(45, 165), zoom=0.7, spot=_knee,
    )  # fmt: skip


def _knee(pose: Pose) -> Point:
    return pose.joints()["knee"]


def heels() -> Canvas:
    """Heels stay flat on the plate."""
    return _compare(
        "Heels stay on the plate",
        Case(Pose(reach=LOW), ("heels flat", "on the plate")),
        Case(Pose(reach=LOW, heel_up=32.0), ("heels lift off", "the plate")),
        look=(10, 165), zoom=0.78, spot=_heel, radius=80,
    )  # fmt: skip


def _heel(pose: Pose) -> Point:
    return along(along(pose.stand, pose.plate, -8), pose.plate + 90, 22)


def machines() -> Canvas:
    """The three kinds of machine: incline, vertical, horizontal."""
    canvas = _card("Three kinds of leg press", 1240)
    wide, left, right = Box(30, 590, 1020, 530), Box(30, 30, 500, 540), Box(550, 30, 500, 540)
    with canvas.tile(wide), canvas.view(View((290, 770), 0.64)):
        incline(canvas, Pose(reach=380.0))
        canvas.arrow((300, 0), (430, 130), width=18)
    with canvas.tile(left), canvas.view(View((150, 305), 0.48)):
        horizontal(canvas, Pose(rail=0.0, trunk=112.0, plate=80.0, reach=380.0))
        canvas.arrow((340, 300), (520, 300), width=22)
    with canvas.tile(right), canvas.view(View((800, 240), 0.47)):
        vertical(canvas, Pose(rail=78.0, trunk=180.0, plate=174.0, reach=375.0))
        canvas.arrow((260, 180), (260, 360), width=22)
    names = (
        ((846, 850), "Incline", "45°, in most gyms"),
        ((280, 108), "Horizontal", "push forward"),
        ((800, 108), "Vertical", "push straight up"),
    )
    for (x, y), name, words in names:
        canvas.text((x, y), name, bold=True)
        canvas.text((x, y - 56), words, size=SMALL - 4)
    return canvas


def high_feet() -> Canvas:
    """Plate parallel to the back rest: feet a bit higher."""
    pose = Pose(reach=345.0, plate=145.0, height=62.0)
    canvas = _step(
        "Plate parallel to the back rest?", pose, "then put your feet a bit higher on it"
    )
    low, high = plate_ends(pose)
    with canvas.view(WHOLE):
        pad = corner(pose)
        for end in (low, pad):
            length = math.dist(low, high) if end == low else BACK_REST
            canvas.line([end, along(end, pose.trunk, length)], HINT, 9, halo=5)
        start = along(low, pose.plate + 90, 52)
        canvas.arrow(along(start, pose.plate, -30), along(start, pose.plate, 96), width=14)
    return canvas


def sit() -> Canvas:
    """Sit down, feet on the plate."""
    canvas = _step("Sit down", Pose(reach=360.0), "back on the pad, feet on the plate")
    canvas.padlock((870, 300), closed=True)
    return canvas


def unlock() -> Canvas:
    """Legs stretched out; breathe out and turn the grips to the sides."""
    pose = Pose(reach=TOP)
    canvas = _step("Unlock", pose, "extend legs, turn grips to the sides", hands="grip")
    spot = WHOLE.place(GRIPS["grip"])
    canvas.arrow(*(along(spot, turn, 66) for turn in range(-60, 71, 10)))
    canvas.padlock((870, 300), closed=False)
    _breath(canvas, pose, "breathe out")
    return canvas


def _breath(canvas: Canvas, pose: Pose, words: str, *, inwards: bool = False) -> None:
    """Show air that goes into or out of the mouth."""
    near, ahead = mouth(pose)
    with canvas.view(WHOLE):
        ends = [near, along(near, ahead, 110)]
        canvas.arrow(*(ends[::-1] if inwards else ends))
    canvas.text((310, 800), words, size=SMALL, colour=HINT, bold=True)


def pull() -> Canvas:
    """Hips as low as possible."""
    canvas = _step("Pull yourself down", Pose(reach=TOP), "hold the handles, hips low, back flat")
    with canvas.view(WHOLE):
        canvas.arrow((-62, 268), (-20, 96), width=16)
    return canvas


def lower() -> Canvas:
    """The plate comes down while you breathe in."""
    pose = Pose(reach=LOW)
    canvas = _step("Lower the weight", pose, "keep hips down and heels flat")
    _breath(canvas, pose, "breathe in", inwards=True)
    _drive(canvas, 470, 230)
    return canvas


def press() -> Canvas:
    """The plate goes up while you breathe out."""
    pose = Pose(reach=TOP - 15)
    canvas = _step("Press", pose, "legs parallel, a bit faster than down")
    _breath(canvas, pose, "breathe out slowly")
    _drive(canvas, 230, 470)
    return canvas


def _drive(canvas: Canvas, start: float, end: float) -> None:
    """Show which way the weight goes, in the open space below the rails."""
    line = along((0.0, 0.0), -45, BELOW + 92)
    with canvas.view(WHOLE):
        canvas.arrow(along(line, 45, start), along(line, 45, end), width=20)


SCENES: Mapping[str, Callable[[], Canvas]] = {
    "feet": feet,
    "toes": toes,
    "depth": depth,
    "back": back,
    "knees": knees,
    "locked": locked,
    "machines": machines,
    "high-feet": high_feet,
    "heels": heels,
    "sit": sit,
    "unlock": unlock,
    "pull": pull,
    "lower": lower,
    "press": press,
}
