"""The pictures of the leg press, each by its name."""

from collections.abc import Callable, Mapping

from knowledge.drawing.canvas import (
    FAINT,
    HINT,
    SHIRT,
    SHOE,
    SHORTS,
    SIZE,
    SKIN,
    SMALL,
    STEEL,
    TEXT,
    Canvas,
    Point,
    along,
)  # fmt: skip
from knowledge.drawing.figure import Pose, draw, handle

LOW, TOP, LOCKED = 250.0, 425.0, 449.9
"""From hip to ankle: at the lowest point, at the top, and with the knee locked straight."""


def _title(canvas: Canvas, words: str) -> None:
    canvas.text((SIZE / 2, canvas.height - 84), words, bold=True)


def _one(title: str, pose: Pose, *, hands: str = "handle") -> tuple[Canvas, dict[str, Point]]:
    canvas = Canvas(title, 960)
    at = draw(canvas, pose, hands=hands)
    _title(canvas, title)
    return canvas, at


def _two(title: str, good: Pose, bad: Pose) -> tuple[Canvas, dict[str, Point], dict[str, Point]]:
    """Put the right pose above the wrong one."""
    canvas = Canvas(title, 1500)
    right = draw(canvas, good)
    wrong = draw(canvas, bad)
    _title(canvas, title)
    canvas.verdict((90, 1310), good=True)
    canvas.verdict((90, 640), good=False)
    canvas.line([(60, 712), (SIZE - 60, 712)], FAINT, 5)
    return canvas, right, wrong


def _upper(**pose: float) -> Pose:
    return Pose(hip=(420.0, 890.0), scale=0.88, **pose)


def _lower(**pose: float) -> Pose:
    return Pose(hip=(420.0, 180.0), scale=0.88, **pose)


def _told(canvas: Canvas, spot: Point, at: Point, *lines: str) -> None:
    """Ring the spot that matters and say in a few words what it shows."""
    canvas.ring(spot, 62)
    for number, words in enumerate(lines):
        canvas.text((at[0], at[1] - 54 * number), words, size=SMALL, anchor="end")


_SIDE = SIZE - 50.0
_ABOVE, _BELOW = 900.0, 200.0
"""Where the words of the upper and of the lower half stand: right, beside the seat."""


def feet() -> Canvas:
    """Feet about one shoulder width apart, toes slightly out."""
    canvas = Canvas("Feet: one shoulder width apart", 1180)
    _title(canvas, canvas.title)
    left, right = 360.0, 720.0
    canvas.dot((540, 960), 62, SKIN)
    canvas.line([(left + 44, 845), (right - 44, 845)], SHIRT, 100)
    for x in (left, right):
        canvas.line([(x, 790), (x, 690)], HINT, 6, dash="4 18")
    canvas.arrow((left + 8, 735), (right - 8, 735), both=True)
    canvas.text((540, 660), "about one shoulder width", size=SMALL)
    canvas.shape([(170, 110), (910, 110), (910, 600), (170, 600)], FAINT, edge=40)
    for x, turn in ((left, 10.0), (right, -10.0)):
        _print(canvas, (x, 330), 90 + turn)
        canvas.line([(x, 560), (x, 130)], HINT, 6, dash="4 18")
    canvas.text((540, 52), "toes slightly out", size=SMALL)
    return canvas


def _print(canvas: Canvas, at: Point, direction: float) -> None:
    """Draw a shoe from below: heel, middle and ball."""
    heel, ball = along(at, direction, -105), along(at, direction, 85)
    canvas.line([heel, along(at, direction, -60)], SHOE, 92)
    canvas.line([heel, ball], SHOE, 78)
    canvas.line([along(at, direction, 45), along(at, direction, 100)], SHOE, 112)


def toes() -> Canvas:
    """Toes point slightly out; the whole sole stays on the plate."""
    canvas = Canvas("Toes point slightly out", 1000)
    _title(canvas, canvas.title)
    canvas.shape([(130, 70), (950, 70), (950, 800), (130, 800)], FAINT, edge=40)
    for x, turn in ((350.0, 12.0), (730.0, -12.0)):
        start, end = (x, 190.0), (x, 760.0)
        canvas.line([start, end], STEEL, 6, dash="4 18")
        _print(canvas, (x, 400), 90 + turn)
        canvas.arrow(along((x, 400), 90 + turn, 190), along((x, 400), 90 + turn, 330))
    canvas.text((540, 120), "heels stay down", size=SMALL)
    return canvas


def depth() -> Canvas:
    """Stop shortly before the thighs rest on the belly."""
    canvas, right, wrong = _two("How deep", _upper(reach=270.0), _lower(reach=172.0, lift=30.0))
    _told(canvas, _belly(right), (_SIDE, _ABOVE), "stop just before", "thighs touch belly")
    _told(canvas, _belly(wrong), (_SIDE, _BELOW), "too deep:", "thighs on belly")
    return canvas


def _belly(at: dict[str, Point]) -> Point:
    """Give the place between the belly and the middle of the thigh."""
    corners = (at["hip"], at["knee"], at["shoulder"])
    return sum(x for x, _ in corners) / 3 + 10, sum(y for _, y in corners) / 3 + 10


def back() -> Canvas:
    """Back and hips stay on the pad."""
    canvas, right, wrong = _two(
        "Back and hips", _upper(reach=300.0), _lower(reach=205.0, lift=78.0)
    )
    _told(canvas, along(right["hip"], -150, 30), (_SIDE, _ABOVE), "back flat,", "hips low")
    _told(
        canvas, along(wrong["hip"], -120, 66), (_SIDE, _BELOW), "hips come up,", "back gets round"
    )
    return canvas


def _legs(canvas: Canvas, middle: float, *, knees: float, good: bool) -> None:
    """Draw both legs from the front: hips below, feet on the plate above."""
    canvas.shape([(middle - 200, 660), (middle + 200, 660), (middle + 200, 700),
                  (middle - 200, 700)], STEEL, edge=20)  # fmt: skip
    for side in (-1, 1):
        hip, foot = (middle + side * 92, 240.0), (middle + side * 110, 640.0)
        knee = (middle + side * knees, 440.0)
        canvas.line([knee, foot], SKIN, 66, halo=5)
        canvas.line([hip, knee], SHORTS, 92, halo=5)
        canvas.dot(knee, 38, SKIN)
        canvas.line([foot, (foot[0] + side * 8, foot[1] + 12)], SHOE, 76)
        if good:
            canvas.line([(foot[0], 210), (foot[0], 600)], HINT, 6, dash="4 18")
        else:
            canvas.arrow((middle + side * 190, 440), (middle + side * 100, 440))
    canvas.line([(middle - 92, 210), (middle + 92, 210)], SHORTS, 100)
    canvas.line([(middle - 70, 130), (middle + 70, 130)], SHIRT, 120)


def knees() -> Canvas:
    """Knees stay parallel, as far apart as the feet."""
    canvas = Canvas("Knees stay parallel", 960)
    _title(canvas, canvas.title)
    _legs(canvas, 280, knees=108, good=True)
    _legs(canvas, 800, knees=48, good=False)
    canvas.verdict((180, 780), good=True)
    canvas.verdict((690, 780), good=False)
    canvas.line([(540, 60), (540, 830)], FAINT, 5)
    return canvas


def locked() -> Canvas:
    """With a lot of weight the knees stay a little bent at the top."""
    canvas, right, wrong = _two("Knees at the top", _upper(reach=405.0), _lower(reach=LOCKED))
    _told(canvas, right["knee"], (_SIDE, _ABOVE), "a little bent", "with a lot of weight")
    _told(canvas, wrong["knee"], (_SIDE, _BELOW), "locked straight")
    return canvas


def machines() -> Canvas:
    """The three kinds of machine: incline, vertical, horizontal."""
    canvas = Canvas("Three kinds of leg press", 1560)
    _title(canvas, canvas.title)
    size = 0.56
    rows = (
        ("Incline, 45°", "the most common", Pose(hip=(240.0, 1110.0), reach=330.0, scale=size)),
        ("Horizontal", "you push forward", Pose(
            hip=(240.0, 660.0), rail=4.0, trunk=112.0, plate=88.0, reach=330.0, scale=size)),
        ("Vertical", "you push straight up", Pose(
            hip=(330.0, 150.0), rail=90.0, trunk=180.0, plate=172.0, reach=330.0, scale=size)),
    )  # fmt: skip
    for name, words, pose in rows:
        draw(canvas, pose)
        y = pose.hip[1] + 120
        canvas.text((610, y), name, size=TEXT, anchor="start", bold=True)
        canvas.text((610, y - 62), words, size=SMALL - 2, anchor="start")
    for y in (1000, 540):
        canvas.line([(60, y), (SIZE - 60, y)], FAINT, 5)
    return canvas


def high_feet() -> Canvas:
    """Plate parallel to the back rest: feet a bit higher."""
    pose = Pose(hip=(400.0, 250.0), reach=330.0, plate=138.0, height=75.0, scale=0.9)
    canvas, at = _one("Plate parallel to the back rest", pose)
    for start in (along(pose.hip, pose.trunk + 90, 128), along(at["ankle"], pose.rail, 190)):
        canvas.line([along(start, pose.trunk, -60), along(start, pose.trunk, 240)], HINT, 7,
                    dash="4 20")  # fmt: skip
    canvas.text((_SIDE, 250), "feet a bit higher", size=SMALL, anchor="end")
    canvas.text((_SIDE, 196), "on the plate", size=SMALL, anchor="end")
    canvas.ring(along(at["ankle"], pose.rail, 30), 78)
    return canvas


def heels() -> Canvas:
    """Heels stay flat on the plate."""
    canvas, right, wrong = _two(
        "Heels stay down", _upper(reach=300.0), _lower(reach=300.0, heel_up=26.0)
    )
    _told(canvas, along(right["ankle"], -40, 40), (_SIDE, _ABOVE), "whole sole", "on the plate")
    _told(canvas, along(wrong["ankle"], -40, 40), (_SIDE, _BELOW), "heels lift")
    return canvas


def _step(title: str, words: str, reach: float) -> Canvas:
    canvas, _ = _one(title, Pose(hip=(400.0, 270.0), reach=reach))
    canvas.text((SIZE / 2, 44), words, size=SMALL)
    return canvas


def sit() -> Canvas:
    """Sit down, feet on the plate."""
    return _step("Sit down", "feet on the plate, back on the pad", 360.0)


def unlock() -> Canvas:
    """Legs carry the weight; turn the grips to the sides."""
    pose = Pose(hip=(400.0, 270.0), reach=TOP)
    canvas, _ = _one("Unlock", pose, hands="grip")
    canvas.text((SIZE / 2, 44), "legs out, breathe out, open the lock", size=SMALL)
    return canvas


def pull() -> Canvas:
    """Hips as low as possible."""
    pose = Pose(hip=(400.0, 270.0), reach=TOP)
    canvas, _ = _one("Pull yourself down", pose)
    grip = handle(pose)
    canvas.arrow(along(grip, 100, 230), along(grip, 100, 60))
    canvas.text((SIZE / 2, 44), "hold the handles, hips low, back flat", size=SMALL)
    return canvas


def lower() -> Canvas:
    """The plate comes down while you breathe in."""
    canvas = _step("Lower the weight", "breathe in", 300.0)
    canvas.arrow((990, 800), (890, 700))
    return canvas


def press() -> Canvas:
    """The plate goes up while you breathe out."""
    canvas = _step("Press", "breathe out slowly, legs parallel", 370.0)
    canvas.arrow((910, 480), (1010, 580))
    return canvas


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
