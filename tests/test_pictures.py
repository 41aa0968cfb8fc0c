"""Pictures: drawn by the project's own code, right in their geometry, legible on a phone."""

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import png
from knowledge.drawing.__main__ import FOLDER
from knowledge.drawing.figure import SHIN, THIGH, TRUNK, Pose
from knowledge.drawing.leg_press import LOCKED, LOW, SCENES, TOP

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
    reach=st.floats(min_value=LOW, max_value=LOCKED),
    rail=st.floats(min_value=0, max_value=90),
    scale=st.floats(min_value=0.3, max_value=1.5),
)
def test_limbs_keep_their_length_wherever_the_plate_is(
    reach: float, rail: float, scale: float
) -> None:
    at = Pose(reach=reach, rail=rail, scale=scale).joints()
    assert math.dist(at["hip"], at["knee"]) == pytest.approx(THIGH * scale, abs=0.01)
    assert math.dist(at["knee"], at["ankle"]) == pytest.approx(SHIN * scale, abs=0.01)
    assert math.dist(at["hip"], at["shoulder"]) == pytest.approx(TRUNK * scale, abs=0.01)


def test_the_knee_is_bent_at_the_top_and_straight_only_where_that_is_shown_as_wrong() -> None:
    assert 135 < Pose(reach=TOP).knee_angle() < 160
    assert Pose(reach=LOCKED).knee_angle() > 175
    assert Pose(reach=LOW).knee_angle() < 75


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
