"""A person on a leg press, from the side: posed by where the plate is, limbs of fixed length.

Lengths are in the figure's own units, around the place of the hip in the seat: 900 to a person.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.drawing.canvas import (
    GROUND,
    SHADE,
    SHIRT,
    SHOE,
    SHORTS,
    SKIN,
    SLEEVE,
    SOLE,
    STEEL,
    Canvas,
    Point,
    along,
    direction,
)  # fmt: skip

STATURE = 900.0
THIGH, SHIN = 0.245 * STATURE, 0.246 * STATURE
TRUNK, UPPER_ARM, FOREARM = 0.288 * STATURE, 0.186 * STATURE, 0.146 * STATURE
"""From joint to joint, in the shares of the stature that textbooks of biomechanics give."""
HAND, ANKLE = 0.039 * STATURE, 0.039 * STATURE
"""From the wrist to the middle of the fist, and from the sole up to the ankle."""
BALL = 66.0
"""From below the ankle along the sole to the ball of the foot, where a lifted foot bends."""
GRIPS: Mapping[str, Point] = {"handle": (74.0, -12.0), "grip": (82.0, 18.0)}
"""Where the hands hold on: beside the seat, and the grip of the safety lock."""
LUMBAR = 0.52
"""Share of the trunk, from the hip up, that bends when the pelvis rolls off the seat."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How somebody sits in a machine. Angles in degrees, 0 to the right, 90 up."""

    rail: float = 45.0
    """Direction in which the plate moves away."""
    trunk: float = 145.0
    """Direction from hip to shoulder, and of the back rest."""
    plate: float = 125.0
    """Direction of the plate, from its lower edge up."""
    reach: float = 400.0
    """From the hip in the seat to the ankle, as far as the legs are stretched."""
    height: float = 0.0
    """How much higher than in line with the hip the feet stand on the plate."""
    roll: float = 0.0
    """Degrees by which the pelvis has rolled off the seat, rounding the lower back."""
    heel_up: float = 0.0
    """Degrees by which the heels have come off the plate."""

    @property
    def stand(self) -> Point:
        """Give the place on the plate below the ankle of a flat foot."""
        flat = along(along((0.0, 0.0), self.rail, self.reach), self.plate, self.height)
        return along(flat, self.plate - 90, ANKLE)

    def joints(self) -> dict[str, Point]:
        """Give the places of the joints.

        Raises ValueError where the legs do not reach so far.
        """
        spine = self.spine()
        ball = along(self.stand, self.plate, BALL)
        below = along(ball, self.plate + 180 - self.heel_up, BALL)
        ankle = along(below, self.plate + 90 - self.heel_up, ANKLE)
        return {
            "hip": spine[0],
            "shoulder": spine[-1],
            "head": along(spine[-1], self.trunk - 14, 0.117 * STATURE),
            "knee": _knee(spine[0], ankle),
            "ankle": ankle,
        }

    def spine(self, pieces: int = 16) -> list[Point]:
        """Give points from hip to shoulder; the lower part bends evenly, and nothing stretches."""
        step = TRUNK / pieces
        bent = round(pieces * LUMBAR)
        points = [along((0.0, 0.0), self.trunk, TRUNK)]
        for number in range(pieces):
            turned = max(0.0, number - (pieces - bent) + 0.5) / bent
            points.append(along(points[-1], self.trunk + 180 + self.roll * turned, step))
        return points[::-1]

    def knee_angle(self) -> float:
        """Give the angle of the knee; 180 is locked straight."""
        at = self.joints()
        reach = math.dist(at["hip"], at["ankle"])
        cosine = (THIGH**2 + SHIN**2 - reach**2) / (2 * THIGH * SHIN)
        return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _knee(hip: Point, ankle: Point) -> Point:
    """Find the knee above the line from hip to ankle, on the side of the head."""
    reach = math.dist(hip, ankle)
    if not 1.0 < reach <= THIGH + SHIN + 1e-6:
        raise ValueError("the legs do not reach so far")
    cosine = (THIGH**2 + reach**2 - SHIN**2) / (2 * THIGH * reach)
    turn = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    return along(hip, direction(hip, ankle) + turn, THIGH)


def person(canvas: Canvas, pose: Pose, *, hands: str = "handle") -> None:
    """Draw the person; `hands` names one of the grips."""
    at = pose.joints()
    _head(canvas, pose, at)
    _trunk(canvas, pose)
    _shin(canvas, at)
    _shoe(canvas, pose)
    _thigh(canvas, pose, at)
    _arm(canvas, at["shoulder"], GRIPS[hands])


def _head(canvas: Canvas, pose: Pose, at: Mapping[str, Point]) -> None:
    """Draw the head from the side, looking at the plate."""
    up = pose.trunk - 14
    canvas.limb([(at["shoulder"], 30), (along(at["head"], up + 165, 30), 25)], SHADE)
    face = [(-47, 16), (-34, 48), (4, 62), (36, 50), (47, 18), (50, 4), (64, -9), (50, -17),
            (49, -32), (40, -54), (14, -60), (-18, -46), (-38, -24)]  # fmt: skip
    hair = [(-50, 14), (-42, 48), (-6, 70), (34, 62), (48, 34), (26, 36), (4, 26), (-4, 2),
            (-16, -8), (-20, -36), (-40, -32)]  # fmt: skip
    canvas.blob(_turned(face, at["head"], up - 90), SKIN)
    canvas.blob(_turned(hair, at["head"], up - 90), SHOE)
    canvas.dot(_turned([(-10, -8)], at["head"], up - 90)[0], 10, SHADE)


def _turned(points: list[tuple[int, int]], at: Point, ahead: float) -> list[Point]:
    """Turn an outline, given by ahead and up, to where it looks."""
    return [along(along(at, ahead, x), ahead + 90, y) for x, y in points]


_BREADTH = ((0.14, 46, 52), (0.32, 45, 50), (0.5, 46, 50), (0.7, 48, 55), (0.88, 47, 50),
            (1.0, 38, 34))  # fmt: skip
"""At shares of the way from hip to shoulder: from the spine's line to the back and to the front."""


def _trunk(canvas: Canvas, pose: Pose) -> None:
    spine = pose.spine()
    last = len(spine) - 1
    back, front = [], []
    for share, behind, ahead in _BREADTH:
        place = round(share * last)
        way = direction(spine[max(0, place - 1)], spine[min(last, place + 1)])
        back.append(along(spine[place], way + 90, behind))
        front.append(along(spine[place], way - 90, ahead))
    top = along(spine[-1], pose.trunk - 6, 40)
    canvas.blob([*back, top, *front[::-1]], SHIRT)


def _thigh(canvas: Canvas, pose: Pose, at: Mapping[str, Point]) -> None:
    hip, knee = at["hip"], at["knee"]
    canvas.limb([(hip, 54), (knee, 37)], SKIN, halo=5)
    spine = pose.spine()
    waist = along(spine[2], direction(spine[0], spine[2]), 6)
    canvas.limb([(waist, 48), (hip, 55), (along(hip, direction(hip, knee), 0.72 * THIGH), 45)],
                SHORTS)  # fmt: skip


def _shin(canvas: Canvas, at: Mapping[str, Point]) -> None:
    way = direction(at["knee"], at["ankle"])
    calf = along(along(at["knee"], way, 0.3 * SHIN), way - 90, 9)
    canvas.limb([(at["knee"], 34), (calf, 37), (at["ankle"], 21)], SKIN, halo=5)


def _shoe(canvas: Canvas, pose: Pose) -> None:
    """Draw the shoe: it bends at the ball where the heel is lifted, and the toes stay down."""
    ball = along(pose.stand, pose.plate, BALL)

    def placed(points: list[tuple[int, int]], turn: float) -> list[Point]:
        ahead = pose.plate - turn
        return [along(along(ball, ahead, x), ahead + 90, y) for x, y in points]

    lift = pose.heel_up
    canvas.blob(
        [*placed([(-108, 12), (-110, 34), (-98, 66), (-66, 74), (-44, 66), (-26, 50)], lift),
         *placed([(14, 38), (34, 28), (40, 12), (2, 9)], 0.0),
         *placed([(-20, 9), (-70, 9)], lift)], SHOE, halo=4)  # fmt: skip
    canvas.line([*placed([(-104, 7), (-8, 7)], lift), *placed([(4, 7), (36, 7)], 0.0)],
                SOLE, 14)  # fmt: skip


def _arm(canvas: Canvas, shoulder: Point, grip: Point) -> None:
    elbow = _elbow(shoulder, grip)
    wrist = along(elbow, direction(elbow, grip), FOREARM)
    canvas.dot(grip, 27, SKIN, halo=5)
    canvas.limb([(shoulder, 30), (elbow, 25), (wrist, 19)], SKIN, halo=5)
    canvas.dot(grip, 27, SKIN)
    cuff = along(shoulder, direction(shoulder, elbow), 0.52 * UPPER_ARM)
    canvas.limb([(along(shoulder, direction(elbow, shoulder), 4), 36), (cuff, 33)], SLEEVE)


def _elbow(shoulder: Point, grip: Point) -> Point:
    """Find the elbow below the line from shoulder to grip; a grip too far off stretches the arm."""
    lower = FOREARM + HAND
    reach = min(math.dist(shoulder, grip), UPPER_ARM + lower)
    cosine = (UPPER_ARM**2 + reach**2 - lower**2) / (2 * UPPER_ARM * reach)
    turn = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    return along(shoulder, direction(shoulder, grip) - turn, UPPER_ARM)


def handles(canvas: Canvas, hands: str) -> None:
    """Draw the bar that the hands hold, from the seat's frame up."""
    grip = GRIPS[hands]
    canvas.line([along(grip, -62, 84), along(grip, 112, 40)], STEEL, 18)


def show_spine(canvas: Canvas, pose: Pose) -> None:
    """Mark the spine, so that one sees through arm and shirt whether it is straight."""
    places = [along(place, pose.trunk + 90, 12) for place in pose.spine(pieces=24)[1:24:3]]
    _beads(canvas, places)


def show_leg(canvas: Canvas, pose: Pose) -> None:
    """Mark the line from hip over knee to ankle, so that one sees how far it is bent."""
    at = pose.joints()
    _beads(canvas, [at["hip"], at["knee"], at["ankle"]])


def _beads(canvas: Canvas, places: list[Point]) -> None:
    canvas.line(places, GROUND, 7)
    for place in places:
        canvas.dot(place, 13, SHOE)
        canvas.dot(place, 8, GROUND)


def mouth(pose: Pose) -> tuple[Point, float]:
    """Give the place just before the mouth, and the direction of the face."""
    up = pose.trunk - 14
    return along(along(pose.joints()["head"], up - 90, 78), up, -26), up - 90
