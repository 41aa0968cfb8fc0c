"""Pictures: drawn by the project's own code, right in their geometry, legible on a phone."""

import math
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import png
from knowledge.drawing.__main__ import FOLDER
from knowledge.drawing.canvas import along, direction
from knowledge.drawing.figure import SHIN, STATURE, THIGH, TRUNK, Pose
from knowledge.drawing.leg_press import DEEP, LOCKED, LOW, SCENES, TOO_DEEP, TOP
from knowledge.drawing.machine import plate_ends

SMALLEST = 38
"""Pixels of text in a picture of 1080; a phone shows it at a third."""


@pytest.mark.parametrize("name", SCENES)
def test_the_picture_kept_is_the_one_that_the_code_draws(name: str) -> None:
    assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8") == SCENES[name]().svg()


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_has_a_title_and_text_that_a_phone_can_show(name: str) -> None:
    root = ElementTree.fromstring(SCENES[name]().svg())  # noqa: S314 - our own text
    marks = list(root.iter())
    assert next(one.text for one in marks if one.tag.endswith("title"))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for text in (one for one in marks if one.tag.endswith("text")):
        size = float(text.attrib["font-size"])
        assert size >= SMALLEST
        assert size < float(text.attrib["y"]) < height
        wide = 0.58 * size * len(text.text or "")  # a mean letter of the font
        x = float(text.attrib["x"])
        start = {"middle": x - wide / 2, "start": x, "end": x - wide}[text.attrib["text-anchor"]]
        assert start > 0, text.text
        assert start + wide < width + 20, text.text


@given(
    reach=st.floats(min_value=180, max_value=405),
    rail=st.floats(min_value=0, max_value=90),
    plate=st.floats(min_value=115, max_value=145),
    height=st.floats(min_value=0, max_value=60),
    roll=st.floats(min_value=0, max_value=60),
    heel_up=st.floats(min_value=0, max_value=35),
)
def test_limbs_keep_their_length_wherever_the_plate_is(
    reach: float, rail: float, plate: float, height: float, roll: float, heel_up: float
) -> None:
    turned = rail - 45  # the seat turns with the rails, as it does between kinds of machine
    pose = Pose(rail, 145 + turned, plate + turned, reach, height, roll, heel_up)
    at = pose.joints()
    assert math.dist(at["hip"], at["knee"]) == pytest.approx(THIGH, abs=0.01)
    assert math.dist(at["knee"], at["ankle"]) == pytest.approx(SHIN, abs=0.01)
    spine = pose.spine()
    assert sum(map(math.dist, spine, spine[1:])) == pytest.approx(TRUNK, abs=0.01)
    straight = math.dist(at["hip"], at["shoulder"])
    assert straight == pytest.approx(TRUNK, abs=0.01) if roll == 0 else straight < TRUNK + 0.01


@given(reach=st.floats(min_value=180, max_value=LOCKED), height=st.floats(0, 40))
def test_a_flat_foot_stands_on_the_plate(reach: float, height: float) -> None:
    """Its ankle is as far from the plate as the ankle is from the sole, wherever it stands."""
    pose = Pose(reach=min(reach, 430.0), height=height)
    low, high = plate_ends(pose)
    ankle = pose.joints()["ankle"]
    across = (high[0] - low[0]) * (ankle[1] - low[1]) - (high[1] - low[1]) * (ankle[0] - low[0])
    far = across / math.dist(low, high)
    assert far == pytest.approx(0.039 * STATURE + 17, abs=0.01)


def test_thighs_stop_short_of_the_belly_only_where_that_is_shown_as_right() -> None:
    def gap(pose: Pose) -> float:
        """How far the belly's front is from the front of the thigh; less than 0 is pressed in."""
        at, spine = pose.joints(), pose.spine()
        waist = len(spine) // 2
        belly = along(spine[waist], direction(spine[waist - 1], spine[waist + 1]) - 90, 50)
        reach = math.dist(at["hip"], belly)
        apart = direction(at["hip"], belly) - direction(at["hip"], at["knee"])
        return reach * math.sin(math.radians(apart)) - 47  # about the thigh's radius there

    assert 0 < gap(DEEP) < 40
    assert gap(TOO_DEEP) < -10


def test_hips_come_off_the_seat_only_where_that_is_shown_as_wrong() -> None:
    assert Pose().joints()["hip"] == pytest.approx((0, 0), abs=0.01)
    assert math.dist((0, 0), Pose(roll=55.0).joints()["hip"]) > 40


def test_the_knee_is_bent_at_the_top_and_straight_only_where_that_is_shown_as_wrong() -> None:
    assert 130 < Pose(reach=TOP).knee_angle() < 160
    assert Pose(reach=LOCKED).knee_angle() > 175
    assert 75 < Pose(reach=LOW).knee_angle() < 95


def test_a_plate_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="reach"):
        Pose(reach=THIGH + SHIN + 10).joints()


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_is_rendered_once_and_whole(name: str, tmp_path: Path) -> None:
    target = png(FOLDER / f"{name}.svg", tmp_path / "made" / f"{name}.png", width=270)
    data = target.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 270
    before = target.stat().st_mtime_ns
    assert png(FOLDER / f"{name}.svg", target).stat().st_mtime_ns == before
    assert [one.name for one in target.parent.iterdir()] == [f"{name}.png"]


def test_nothing_is_told_by_colour_alone() -> None:
    """Where right stands beside wrong, words and signs say which is which."""
    for name in ("depth", "back", "knees", "locked", "heels"):
        words = re.findall(r">([^<>]+)</text>", SCENES[name]().svg())
        assert {"Do", "Don&#x27;t"} <= set(words), name


def test_no_coordinate_of_the_card_itself_lies_outside_it() -> None:
    """What is outside of a tile or of a machine's own view is placed on the card directly."""
    for name, scene in SCENES.items():
        root = ElementTree.fromstring(scene().svg())  # noqa: S314 - our own text
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for line in (one for one in root if one.tag.endswith(("polyline", "rect"))):
            points = line.attrib.get("points", "0,0").split()
            for x, y in (map(float, point.split(",")) for point in points):
                assert 0 <= x <= width, name
                assert 0 <= y <= height, name


def test_a_picture_of_the_operator_takes_the_place_of_ours_though_it_is_older(
    tmp_path: Path,
) -> None:
    target = png(FOLDER / "feet.svg", tmp_path / "feet.png", width=270)
    own = tmp_path / "own" / "feet.png"
    own.parent.mkdir()
    own.write_bytes(b"\x89PNG of the operator")
    os.utime(own, (1_000_000_000, 1_000_000_000))
    assert png(own, target).read_bytes() == own.read_bytes()


def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.svg"
    broken.write_text("<svg", encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        png(broken, tmp_path / "made" / "broken.png")
    assert not list((tmp_path / "made").iterdir())


def test_threads_may_draw_the_same_picture_at_once(tmp_path: Path) -> None:
    target = tmp_path / "toes.png"
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: png(FOLDER / "toes.svg", target, width=200), range(8)))
    assert made == [target] * 8
    assert [one.name for one in tmp_path.iterdir()] == ["toes.png"]
