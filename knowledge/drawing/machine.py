"""The leg press from the side, around the place of the hip in its seat: incline and its kin."""

import math

from knowledge.drawing.canvas import DISC, FRAME, PAD, STEEL, Canvas, Point, along
from knowledge.drawing.figure import TRUNK, Pose, handles, person

BEHIND = 72.0
"""From the middle of the trunk to the middle of the pads."""
THICK = 46.0
BELOW = 140.0
"""From the line between hip and feet to the rails."""
BACK_REST = TRUNK + 165.0
TRAVEL = 640.0
"""How far the rails reach from below the hip."""
FLOOR = -225.0
BAR = 26.0
"""Width of the tubes of the frame."""


def incline(canvas: Canvas, pose: Pose, *, hands: str = "handle") -> None:
    """Draw a person in a machine whose plate runs on slanted rails."""
    low = corner(pose)
    rest = along(low, pose.trunk, 250)
    near = along((0.0, 0.0), pose.rail - 90, BELOW)
    start = along(near, pose.rail, (FLOOR - near[1]) / math.sin(math.radians(pose.rail)))
    end = along(near, pose.rail, TRAVEL)
    for top in (rest, low, end):
        canvas.line([top, (top[0], FLOOR)], FRAME, BAR)
    canvas.line([(rest[0] - 60, FLOOR), (end[0] + 40, FLOOR)], FRAME, BAR)
    canvas.line([start, end], STEEL, 24)
    _sled(canvas, pose)
    _occupied(canvas, pose, hands)


def horizontal(canvas: Canvas, pose: Pose) -> None:
    """Draw a person in a machine whose plate runs level, with its stack of weights in front."""
    low = corner(pose)
    rest = along(low, pose.trunk, 150)
    end = pose.reach + 330
    for top in (rest, low):
        canvas.line([top, (top[0], FLOOR)], FRAME, BAR)
    canvas.line([(rest[0] - 40, FLOOR), (end + 40, FLOOR)], FRAME, BAR)
    canvas.line([(end - 110, FLOOR), (end - 110, 330), (end, 330), (end, FLOOR)], FRAME, BAR)
    canvas.line([(low[0], -150), (end, -150)], STEEL, 24)
    for number in range(7):
        y = FLOOR + 50 + 40 * number
        canvas.line([(end - 98, y), (end - 12, y)], DISC, 30)
    foot, head = plate_ends(pose)
    canvas.line([along(foot, pose.plate, 30), (foot[0] + 40, -150)], PAD, 30)
    canvas.line([(foot[0] - 30, -150), (foot[0] + 100, -150)], PAD, 44)
    canvas.line([foot, head], STEEL, 32)
    _occupied(canvas, pose, "handle")


def vertical(canvas: Canvas, pose: Pose) -> None:
    """Draw a person lying below a plate that runs straight up."""
    floor = -BEHIND - THICK
    low, high = plate_ends(pose)
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    for x in (middle[0] - 34, middle[0] + 34):
        canvas.line([(x, floor), (x, middle[1] + 230)], FRAME, BAR)
    canvas.line([(middle[0] - 34, middle[1] + 230), (middle[0] + 34, middle[1] + 230)], FRAME, BAR)
    canvas.line([(-440, floor), (middle[0] + 160, floor)], FRAME, BAR)
    disc(canvas, (middle[0], middle[1] + 112))
    canvas.line([low, high], STEEL, 32)
    canvas.line([(-430, -BEHIND), (20, -BEHIND)], PAD, THICK)
    person(canvas, pose)


def _occupied(canvas: Canvas, pose: Pose, hands: str) -> None:
    low = corner(pose)
    seat = along(low, _seat(pose), 92)
    canvas.line([along(low, pose.trunk, BACK_REST), low, seat], PAD, THICK)
    handles(canvas, hands)
    person(canvas, pose, hands=hands)


def corner(pose: Pose) -> Point:
    """Give the place where back rest and seat meet."""
    half = (_seat(pose) - 180 - pose.trunk) % 360 / 2
    return along((0.0, 0.0), pose.trunk + 90 + half, BEHIND / math.cos(math.radians(half)))


def _seat(pose: Pose) -> float:
    """Give the direction of the seat, from where it meets the back rest."""
    return pose.trunk - 118


def _sled(canvas: Canvas, pose: Pose) -> None:
    """Draw the plate where the feet stand, its carriage on the rails, and the weight."""
    low, high = plate_ends(pose)
    middle = along(low, pose.plate, 150)
    below = along((0.0, 0.0), pose.rail - 90, BELOW)
    block = [along(below, pose.rail, pose.reach + way) for way in (40, 220)]
    canvas.shape([middle, along(low, pose.plate, 30), *block], PAD, edge=26)
    canvas.line(block, PAD, 44)
    disc(canvas, along(middle, pose.plate - 90, 112))
    canvas.line([low, high], STEEL, 32)


def plate_ends(pose: Pose) -> tuple[Point, Point]:
    """Give the lower and the upper end of the plate, which stays where it is for higher feet."""
    middle = along(along(pose.stand, pose.plate + 180, pose.height), pose.plate - 90, 17)
    return along(middle, pose.plate, -120), along(middle, pose.plate, 200)


def disc(canvas: Canvas, at: Point) -> None:
    """Draw a weight disc that faces the onlooker."""
    for radius, colour in ((92, DISC), (72, "#4a5162"), (24, STEEL), (10, DISC)):
        canvas.dot(at, radius, colour, halo=5 if radius == 92 else 0)
