"""Plates and warm-up loads."""

from itertools import product

import pytest

from bot.training.loading import BARS, PLATES, Equipment, _read_plates, load_plates, ramp
from bot.training.sets import Unit


def gear(unit: Unit = Unit.KG, plates: str | None = None, bar: float | None = None) -> Equipment:
    own = float(BARS[unit]) if bar is None else bar
    return Equipment(unit, own, _read_plates(plates or PLATES[unit]))


@pytest.mark.parametrize(
    ("weight", "unit", "side"),
    [
        (97.5, Unit.KG, (25, 10, 2.5, 1.25)),
        (20, Unit.KG, ()),
        (60, Unit.KG, (20,)),
        (22.5, Unit.KG, (1.25,)),
        (225, Unit.LB, (45, 45)),
        (185, Unit.LB, (45, 25)),
        (50, Unit.LB, (2.5,)),
    ],
)
def test_a_weight_that_can_be_loaded(weight: float, unit: Unit, side: tuple[float, ...]) -> None:
    (found,) = load_plates(weight, gear(unit))
    assert (found.weight, found.side) == (weight, side)


@pytest.mark.parametrize(
    ("weight", "plates", "expected"),
    [
        (98, None, [97.5, 100]),
        (98.3, None, [97.5, 100]),
        (15, None, [20]),
        (90, "20", [60, 100]),
        (120, "2x20 2x10", [80]),
        (75, "4x20 10 5", [70, 80]),
    ],
)
def test_a_weight_that_cannot_be_loaded_has_two_neighbours(
    weight: float, plates: str | None, expected: list[float]
) -> None:
    """Or one: the bar alone, or all plates together."""
    assert [one.weight for one in load_plates(weight, gear(plates=plates))] == expected


def test_the_plates_make_the_weight() -> None:
    """For every weight, whatever plates there are: each load given adds up and none lies nearer."""
    for plates, weight in product(("25 20 15 10 5 2.5 1.25", "4x20 2x15 7.5 1.1"), range(20, 200)):
        own = gear(plates=plates)
        for one in load_plates(weight, own):
            assert one.weight == pytest.approx(own.bar + 2 * sum(one.side))


@pytest.mark.parametrize(
    "size", ["0.1", "99.99", "50.01 49.99 33.33 17.77", " ".join(["1.11"] * 99)]
)
def test_odd_plates_take_no_time(size: str) -> None:
    assert load_plates(999.99, gear(plates=size))


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (120, [(20, 10), (47.5, 5), (70, 3), (95, 2)]),
        (30, [(20, 10), (22.5, 2)]),
        (20, []),
        (10, []),
    ],
)
def test_the_ladder_climbs_below_the_weight(
    weight: float, expected: list[tuple[float, int]]
) -> None:
    assert [(one.weight, reps) for one, reps in ramp(weight, gear())] == expected


def test_a_machine_has_no_bar() -> None:
    own = gear(bar=0)
    assert load_plates(100, own)[0].side == (25, 25)
    assert [one.weight for one, _ in ramp(200, own)] == [80, 120, 160]
