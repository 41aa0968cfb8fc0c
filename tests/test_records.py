"""Records: what a set is worth, compared right across units, sides and warm-ups."""

from datetime import date

import pytest

from bot.store import Best
from bot.training.records import (
    RecordKind,
    broken,
    heaviest,
    longest,
    most_reps,
    one_rep_max,
    performed,
    standing,
    strongest,
)
from bot.training.sets import TrainingSet, Unit

DAY = date(2026, 11, 25)
EARLIER = date(2026, 11, 18)


def best(weight: float, reps: int | None = 5, unit: str = "kg", **more: object) -> Best:
    fields: dict[str, object] = {"added": None, "seconds": None, "day": EARLIER, **more}
    return Best(weight=weight, unit=Unit(unit), reps=reps, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weight", "reps", "formula", "expected"),
    [
        (100, 5, "epley", 116.667),
        (100, 5, "brzycki", 112.5),
        (100, 1, "epley", 100),
        (100, 1, "brzycki", 100),
        (60, 12, "epley", 84),
        (100, 13, "epley", None),
        (100, 37, "brzycki", None),
        (0, 5, "epley", None),
    ],
)
def test_the_maximum_follows_its_formula(
    weight: float, reps: int, formula: str, expected: float | None
) -> None:
    """Above twelve repetitions and without a weight there is no estimate."""
    found = one_rep_max(weight, reps, formula)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.001))


@pytest.mark.parametrize(
    ("new", "others", "expected"),
    [
        ([best(110)], [best(100)], {"heaviest", "e1rm"}),
        ([best(100)], [best(100)], set()),
        ([best(100, 6)], [best(100, 5)], {"reps", "e1rm"}),
        ([best(100, 6)], [best(100, 5), best(110, 5)], {"reps"}),
        ([best(90, 20)], [best(100, 5)], set()),
        # units: 225 lb is 102.06 kg, 220 lb is 99.79 kg
        ([best(225, 5, "lb")], [best(102)], {"heaviest", "e1rm"}),
        ([best(220, 5, "lb")], [best(100)], set()),
        ([best(102)], [best(225, 5, "lb")], set()),
        # the first of all beats nothing
        ([best(100)], [], set()),
        # less help is more; bodyweight is more than help
        ([best(0, 8, added=-20.0)], [best(0, 8, added=-30.0)], {"heaviest"}),
        ([best(0, 8)], [best(0, 8, added=-30.0)], {"heaviest"}),
        ([best(0, 10)], [best(0, 8)], {"reps"}),
        ([best(0, 8, added=20.0)], [best(0, 8)], {"heaviest"}),
        # holds
        ([best(0, None, seconds=70)], [best(0, None, seconds=60)], {"hold"}),
        ([best(0, None, seconds=70)], [best(20, None, seconds=80)], set()),
        ([best(20, None, seconds=30)], [best(0, None, seconds=80)], {"heaviest"}),
        # each side is compared with its like
        ([best(50)], [best(40, each_side=True)], set()),
        ([best(50, each_side=True)], [best(40, each_side=True)], {"heaviest", "e1rm"}),
    ],
)
def test_a_record_beats_every_other_set(
    new: list[Best], others: list[Best], expected: set[str]
) -> None:
    """Of each kind, and only where there was something of the kind to beat."""
    found = broken(new, others, "epley")
    assert {one.kind.value for one in found} == expected


def test_what_is_always_per_side_is_compared_whether_or_not_it_was_said() -> None:
    found = broken([best(50)], [best(40, each_side=True)], "epley", per_side=True)
    assert RecordKind.HEAVIEST in {one.kind for one in found}


def test_warm_ups_are_no_records() -> None:
    warmup = TrainingSet("squat", 200, Unit.KG, DAY, reps=5, warmup=True)
    work = TrainingSet("squat", 100, Unit.KG, DAY, reps=5)
    assert [one.weight for one in performed([warmup, work])] == [100]


def test_records_name_the_set_they_come_from() -> None:
    bests = [best(100, 8), best(110, 3), best(80, 12)]
    top, strong = heaviest(bests), strongest(bests, "epley")
    assert top is not None
    assert strong is not None
    assert (top.best.weight, strong.best.weight) == (110, 100)
    assert [one.value for one in most_reps(bests)] == [3, 8, 12]
    assert longest(bests) is None
    assert [one.kind.value for one in standing(bests, "epley")][:2] == ["heaviest", "e1rm"]


def test_bodyweight_alone_has_no_heaviest() -> None:
    assert heaviest([best(0, 8), best(0, 12)]) is None
