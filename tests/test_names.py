"""Typed name -> exercise: bent to the right one, never to a wrong one."""

import pytest

from bot.training.names import ExerciseNames
from knowledge.load import load

KNOWLEDGE = load()
NAMES = ExerciseNames(KNOWLEDGE.catalogue, KNOWLEDGE.lexicon.log)

SAME = [
    ("leg press", "leg press"),
    ("Leg-Presses", "leg press"),
    ("legpress", "leg press"),
    ("LP", "leg press"),
    ("beinpresse", "leg press"),
    ("prensa", "leg press"),
    ("leg pres", "leg press"),
    ("lge press", "leg press"),
    ("bnech press", "bench press"),
    ("sqauts", "squat"),
    ("dead lift", "deadlift"),
    ("pullups", "pull-up"),
    ("latteral raises", "lateral raise"),
    ("romainian deadlfit", "romanian deadlift"),
    ("single arm dumbbell rows", "dumbbell row"),
    ("benching", "bench press"),
]
STRANGE = ["leg throw", "locker", "knee pain", "dog", "the", "", "12", "viking thunder rows"]


@pytest.mark.parametrize(("typed", "name"), SAME)
def test_finds_the_exercise(typed: str, name: str) -> None:
    found = NAMES.find(typed)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("typed", STRANGE)
def test_is_not_bent_into_a_wrong_one(typed: str) -> None:
    assert NAMES.find(typed) is None


def test_every_name_of_the_catalogue_finds_its_own_exercise() -> None:
    wrong = {}
    for exercise in KNOWLEDGE.catalogue.exercises.values():
        for name in (exercise.name, *exercise.aliases):
            found = NAMES.find(name)
            if found is None or found.name != exercise.name:
                wrong[name] = found
    assert not wrong


def test_the_users_own_names_come_first() -> None:
    found = NAMES.find("Leg Throws", own=("leg throw",))
    assert found is not None
    assert (found.name, found.sure, found.exercise) == ("leg throw", True, None)
    own = NAMES.find("bench", own=("bench",))
    assert own is not None
    assert own.name == "bench"


def test_a_word_with_several_meanings_gives_options() -> None:
    found = NAMES.find("press")
    assert found is not None
    assert not found.sure
    assert "leg press" in found.options


def test_spots_names_in_running_text() -> None:
    spans = NAMES.spot("did the leg press and then Bench-Press today")
    assert [(s.start, s.end, s.named.name) for s in spans] == [
        (2, 4, "leg press"),
        (6, 8, "bench press"),
    ]
