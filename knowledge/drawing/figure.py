"""A person on a leg press, from the side: posed by where the plate is, limbs of fixed length."""

import math
from dataclasses import dataclass, replace

from knowledge.drawing.canvas import (
    FAINT,
    PAD,
    SHIRT,
    SHOE,
    SHORTS,
    SKIN,
    STEEL,
    Canvas,
    Point,
    along,
)  # fmt: skip

TRUNK, THIGH, SHIN, UPPER_ARM, FOREARM = 290.0, 225.0, 225.0, 150.0, 135.0
"""Pixels at scale 1, from joint to joint; thigh and shin are about as long as each other."""
ANKLE = 46.0
"""From the sole up to the ankle."""
HEEL, TOE = 42.0, 92.0
"""From below the ankle along the sole."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How somebody sits in a machine. Angles in degrees, 0 to the right, 90 up."""

    hip: Point = (330.0, 330.0)
    rail: float = 45.0
    """Direction in which the plate moves away."""
    trunk: float = 138.0
    """Direction from hip to shoulder, and of the back rest."""
    plate: float = 122.0
    """Direction of the plate, from its lower edge up."""
    reach: float = 425.0
    """From hip to ankle, as far as the legs are stretched."""
    height: float = 0.0
    """How much higher than the hip's line the feet stand on the plate."""
    lift: float = 0.0
    """How far the hips have come off the seat."""
    heel_up: float = 0.0
    """Degrees by which the heels have come off the plate."""
    scale: float = 1.0

    @property
    def seat(self) -> Point:
        """Where the hip would be, flat on the pad."""
        return self.hip

    def joints(self) -> dict[str, Point]:
        """Give the places of the joints.

        Raises ValueError where the legs do not reach so far.
        """
        size = self.scale
        hip = along(self.hip, self.rail + 50, self.lift * size)
        shoulder = along(self.hip, self.trunk, TRUNK * size)
        target = along(
            along(self.hip, self.rail, self.reach * size), self.plate, self.height * size
        )
        return {
            "hip": hip,
            "shoulder": shoulder,
            "knee": _knee(hip, target, THIGH * size, SHIN * size),
            "ankle": target,
            "head": along(shoulder, self.trunk - 6, 88 * size),
        }

    def knee_angle(self) -> float:
        """Give the angle of the knee; 180 is locked straight."""
        at = self.joints()
        reach = math.dist(at["hip"], at["ankle"]) / self.scale
        cosine = (THIGH**2 + SHIN**2 - reach**2) / (2 * THIGH * SHIN)
        return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _knee(hip: Point, ankle: Point, thigh: float, shin: float) -> Point:
    """Find the knee above the line from hip to ankle, on the side of the head."""
    reach = math.dist(hip, ankle)
    if not abs(thigh - shin) < reach <= thigh + shin + 1e-9:
        raise ValueError("the legs do not reach so far")
    direction = math.degrees(math.atan2(ankle[1] - hip[1], ankle[0] - hip[0]))
    cosine = (thigh**2 + reach**2 - shin**2) / (2 * thigh * reach)
    return along(hip, direction + math.degrees(math.acos(min(1.0, cosine))), thigh)


def draw(canvas: Canvas, pose: Pose, *, hands: str = "handle") -> dict[str, Point]:
    """Draw the machine and the person in it; `hands` on the "handle", the "grip" or the "knee".

    Gives the places of the joints, for arrows and labels.
    """
    at = pose.joints()
    _machine(canvas, pose, at)
    _person(canvas, pose, at, hands)
    return at


def _machine(canvas: Canvas, pose: Pose, at: dict[str, Point]) -> None:
    size = pose.scale
    behind = pose.trunk + 90
    seat = along(pose.hip, behind, 78 * size)
    back = [along(seat, pose.trunk, -20 * size), along(seat, pose.trunk, 400 * size)]
    bottom = along(pose.hip, pose.rail - 100, 84 * size)
    canvas.line([along(bottom, pose.rail, -40 * size), along(bottom, pose.rail, 620 * size)], FAINT,
                22 * size)  # fmt: skip
    canvas.line(back, PAD, 46 * size)
    canvas.line([seat, bottom, along(bottom, pose.rail - 6, 95 * size)], PAD, 46 * size)
    # The plate stands where it stands, wherever on it the feet are.
    sole = along(_sole(pose, at["ankle"]), pose.plate + 180, pose.height * size)
    away = pose.plate - 90
    low, high = along(sole, pose.plate, -150 * size), along(sole, pose.plate, 210 * size)
    low, high = (along(one, away, 20 * size) for one in (low, high))
    middle = along(along(sole, pose.plate, -60 * size), away, 20 * size)
    canvas.line([middle, along(middle, pose.rail, 105 * size)], STEEL, 26 * size)
    for number in (0, 1):
        disc = along(middle, pose.rail, (70 + 44 * number) * size)
        ends = [along(disc, pose.rail + 90, turn * 86 * size) for turn in (-1, 1)]
        canvas.line(ends, PAD, 26 * size)
    canvas.line([low, high], STEEL, 30 * size)
    grip = handle(pose)
    canvas.line([along(grip, pose.rail - 90, 46 * size), along(grip, pose.rail + 90, 34 * size)],
                STEEL, 20 * size)  # fmt: skip


def _sole(pose: Pose, ankle: Point) -> Point:
    return along(ankle, pose.plate - 90, ANKLE * pose.scale)


def handle(pose: Pose) -> Point:
    """Give the handle beside the seat."""
    return along(along(pose.hip, pose.rail, 62 * pose.scale), pose.rail - 90, 26 * pose.scale)


def _person(canvas: Canvas, pose: Pose, at: dict[str, Point], hands: str) -> None:
    size = pose.scale
    halo = 5 * size
    canvas.line([at["shoulder"], along(at["shoulder"], pose.trunk - 6, 40 * size)], SKIN, 44 * size)
    canvas.dot(along(at["head"], pose.trunk - 96, 6 * size), 54 * size, SKIN)
    hair = [along(at["head"], pose.trunk + turn, 46 * size) for turn in (-58, -20, 20, 58, 96)]
    canvas.line(hair, SHOE, 26 * size)
    canvas.line([at["hip"], at["shoulder"]], SHIRT, 112 * size)
    canvas.line([at["knee"], at["ankle"]], SKIN, 62 * size, halo=halo)
    _foot(canvas, pose, at["ankle"])
    canvas.line([at["hip"], at["knee"]], SHORTS, 90 * size, halo=halo)
    canvas.dot(at["knee"], 36 * size, SKIN)
    target = {"handle": handle(pose), "knee": along(at["knee"], pose.rail + 180, 40 * size),
              "grip": along(handle(pose), pose.rail + 60, 90 * size)}[hands]  # fmt: skip
    arm = along(at["shoulder"], pose.trunk + 180, 26 * size)
    elbow = _elbow(arm, target, size)
    canvas.line([arm, elbow, target], SKIN, 46 * size, halo=halo)
    canvas.dot(target, 29 * size, SKIN)
    canvas.line([arm, along(arm, _direction(arm, elbow), 60 * size)], SHIRT, 56 * size)


def _direction(start: Point, end: Point) -> float:
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _elbow(shoulder: Point, hand: Point, size: float) -> Point:
    """Find the elbow below the line from shoulder to hand; a hand too far off stretches the arm."""
    upper, lower = UPPER_ARM * size, FOREARM * size
    reach = min(math.dist(shoulder, hand), upper + lower)
    cosine = (upper**2 + reach**2 - lower**2) / (2 * upper * max(reach, 1.0))
    turn = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    return along(shoulder, _direction(shoulder, hand) - turn, upper)


def _foot(canvas: Canvas, pose: Pose, ankle: Point) -> None:
    size = pose.scale
    sole = _sole(pose, ankle)
    toe = along(sole, pose.plate, TOE * size)
    heel = along(toe, pose.plate + 180 - pose.heel_up, (HEEL + TOE) * size)
    inner = along(toe, pose.plate + 90, 26 * size)
    canvas.shape([heel, toe, inner, along(ankle, pose.plate, 24 * size),
                  along(ankle, pose.plate, -30 * size)], SHOE, edge=22 * size)  # fmt: skip


def smaller(pose: Pose, scale: float, hip: Point) -> Pose:
    """Give the same pose at another size and place."""
    return replace(pose, scale=scale, hip=hip)
