"""Message -> correction, as a value."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.training.amendments import AmendmentReader
from bot.training.changes import (
    Ambiguous,
    Amendment,
    Change,
    Changes,
    Delete,
    Merge,
    Redo,
    Rename,
    Scope,
    Target,
    Undo,
)
from bot.training.parse import LogContext, LogReader
from bot.training.sets import TrainingSet, Unit
from knowledge.load import load

KNOWLEDGE = load()
READER = AmendmentReader(LogReader(KNOWLEDGE.catalogue, KNOWLEDGE.lexicon.log))
TODAY = date(2026, 11, 23)
LAST = TrainingSet("leg press", 100, Unit.KG, TODAY, reps=5)
ENTRY = Target(Scope.LAST_ENTRY)
SET = Target(Scope.LAST_SET)
MESSAGE = Target(Scope.LAST_MESSAGE)
YESTERDAY = date(2026, 11, 22)


def read(text: str, last: TrainingSet | None = LAST) -> Amendment | None:
    group = (last,) * 5 if last else ()
    return READER.read(text, LogContext(TODAY, Unit.KG, last, group))


HISTORY = [
    ("undo", Undo()),
    ("undo that please", Undo()),
    ("undo 2", Undo(2)),
    ("undo twice", Undo(2)),
    ("redo", Redo()),
    ("rename leg throw to leg toss", Rename("leg throw", "leg toss")),
    ("merge leg throw into leg press", Merge("leg throw", "leg press")),
]
DELETED = [
    ("delete last set", SET),
    ("delete the last two sets", replace(SET, count=2)),
    ("remove the second set", Target(Scope.NUMBERED, numbers=(2,))),
    ("remove sets 2 and 3", Target(Scope.NUMBERED, numbers=(2, 3))),
    ("delete all leg press today", Target(Scope.ALL, "leg press", TODAY)),
    ("remove bench from yesterday", Target(Scope.ALL, "bench press", YESTERDAY)),
    ("delete today", Target(Scope.ALL, day=TODAY)),
]
CHANGED = [
    ("no, 95", ENTRY, Changes(weight=95)),
    ("*95", ENTRY, Changes(weight=95)),
    ("95 sorry", ENTRY, Changes(weight=95)),
    ("95 not 100", ENTRY, Changes(weight=95)),
    ("not 100, 95", ENTRY, Changes(weight=95)),
    ("actually it was 6", ENTRY, Changes(reps=6)),
    ("make that 8 reps", ENTRY, Changes(reps=8)),
    ("that was 4 sets", ENTRY, Changes(sets=4)),
    ("it was lb", MESSAGE, Changes(unit=Unit.LB)),
    ("that was yesterday", MESSAGE, Changes(day=YESTERDAY)),
    ("that was bench", ENTRY, Changes(exercise="bench press")),
    ("that was bench, not leg press", Target(Scope.LAST_ENTRY, "leg press"),
     Changes(exercise="bench press")),
    ("no, 3x8 at 60", ENTRY, Changes(weight=60, reps=8, sets=3)),
    ("last set was 4", SET, Changes(reps=4)),
    ("set 2 should be 95kg", Target(Scope.NUMBERED, numbers=(2,)),
     Changes(weight=95, unit=Unit.KG)),
    ("leg press was 95", Target(Scope.LAST_ENTRY, "leg press"), Changes(weight=95)),
    ("that was rpe 8", ENTRY, Changes(rpe=8)),
    ("that was not a warmup", SET, Changes(warmup=False)),
    ("add note: knee hurt", ENTRY, Changes(note="knee hurt")),
]  # fmt: skip
NONE = [
    "no pain today",
    "sorry im late",
    "actually, how deep should I go",
    "wait 2 min",
    "100x5",
    "another 5",
    "drop set 80x8",
    "leg press 100kg 5x5",
    "is 95 ok?",
]


@pytest.mark.parametrize(("text", "expected"), HISTORY)
def test_reads_undo_and_names(text: str, expected: Amendment) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "target"), DELETED)
def test_reads_deletions(text: str, target: Target) -> None:
    assert read(text) == Delete(target)


@pytest.mark.parametrize(("text", "target", "changes"), CHANGED)
def test_reads_corrections(text: str, target: Target, changes: Changes) -> None:
    assert read(text) == Change(target, changes)


@pytest.mark.parametrize("text", NONE)
def test_other_messages_correct_nothing(text: str) -> None:
    assert read(text) is None


def test_asks_where_a_number_fits_both() -> None:
    found = read("no, 12", TrainingSet("biceps curl", 12.5, Unit.KG, TODAY, reps=10))
    assert isinstance(found, Ambiguous)
    readings = [read(message) for _, message in found.options]
    changes = [reading.changes for reading in readings if isinstance(reading, Change)]
    assert changes == [Changes(weight=12, unit=Unit.KG), Changes(reps=12)]


def test_several_sets_stand_in_place_of_the_entry() -> None:
    found = read("no, 100x5, 105x4")
    assert isinstance(found, Change)
    assert found.changes.reading is not None
    assert [one.weight for one in found.changes.reading.sets] == [100, 105]


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "no ", "delete ", "that was ", "undo "]))
def test_any_text_is_read(text: str, opener: str) -> None:
    read(opener + text)
