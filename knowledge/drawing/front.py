"""Marks for what is seen from behind the seat: feet on the plate, legs, shoulders."""

from knowledge.drawing.canvas import (
    GROUND,
    SHIRT,
    SHOE,
    SHORTS,
    SKIN,
    SOLE,
    STEEL,
    Canvas,
    Point,
    along,
)  # fmt: skip

_SOLE = ((-40, -92), (-34, -120), (0, -134), (34, -120), (40, -88), (34, -30), (46, 20), (52, 66),
         (40, 112), (10, 134), (-22, 124), (-46, 84), (-52, 44), (-42, -20))  # fmt: skip
"""Outline of a right shoe, toes up, by across and along; the inner edge is on the left."""


def footprint(canvas: Canvas, at: Point, way: float, size: float) -> None:
    """Draw the sole of a shoe whose toes point in a direction; left of 90 degrees it is the left.

    Heel and ball, which carry the weight, are marked.
    """
    side = -1 if way > 90 else 1

    def turned(across: float, ahead: float) -> Point:
        return along(along(at, way - 90, side * size * across), way, size * ahead)

    canvas.blob([turned(*point) for point in _SOLE], SHOE)
    canvas.limb([(turned(-12, 62), 30 * size), (turned(20, 50), 24 * size)], SOLE)
    canvas.limb([(turned(0, -96), 25 * size), (turned(0, -84), 25 * size)], SOLE)


def shoulders(canvas: Canvas, at: Point, width: float) -> None:
    """Draw head and shoulders from behind; `at` is the middle between the shoulders."""
    x, y = at
    half = width / 2
    canvas.limb([((x - half + 60, y - 20), 60), ((x + half - 60, y - 20), 60)], SHIRT)
    sides = [(side * (half - inset), low) for side, inset, low in
             ((-1, 40, -60.0), (1, 40, -60.0), (1, 10, y), (-1, 10, y))]  # fmt: skip
    canvas.shape([(x + across, low) for across, low in sides], SHIRT)
    canvas.limb([((x, y + 20), 40), ((x, y + 60), 36)], SKIN)
    canvas.dot((x, y + 100), 74, SHOE, halo=6)


def legs(canvas: Canvas, *, knees: float, good: bool) -> None:
    """Draw hips, legs and plate from behind the seat, around the middle of the hips.

    Knees are so far from the middle; hips and feet stay where they are.
    """
    canvas.shape([(-185, 460), (185, 460), (185, 600), (-185, 600)], STEEL, edge=30)
    for side in (-1, 1):
        hip, knee, foot = (side * 92.0, 40.0), (side * knees, 270.0), (side * 108.0, 470.0)
        canvas.limb([(foot, 32), (along(foot, 90 - 8 * side, 62), 42)], SHOE, halo=5)
        canvas.limb([(knee, 38), (foot, 24)], SKIN, halo=5)
        canvas.limb([(hip, 60), (knee, 43)], SKIN, halo=5)
        hem = (hip[0] * 0.3 + knee[0] * 0.7, hip[1] * 0.3 + knee[1] * 0.7)
        canvas.limb([(hip, 64), (hem, 50)], SHORTS)
        if good:
            canvas.line([(foot[0], 110), (foot[0], 470)], GROUND, 9, dash="2 22")
        else:
            canvas.line([hip, knee, foot], GROUND, 9, dash="2 22")
            canvas.arrow((side * 215, 270), (side * 104, 270), width=15)
    canvas.limb([((-84, 20), 73), ((84, 20), 73)], SHORTS)
    canvas.shape([(-120, -200), (120, -200), (128, -52), (-128, -52)], SHIRT, edge=40)
