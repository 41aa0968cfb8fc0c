"""Corrections put in a roundabout way do what the plain ones do, and are told as briefly."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Kind
from bot.training.parse import LogContext
from bot.training.restating import Restater
from bot.training.sets import TrainingSet, Unit
from bot.wiring import Parts
from tests.conftest import START
from tests.test_assistant import Talk, talk

__all__ = ["talk"]

ONE = "leg press 100kg 5x5"
FIVE = ["leg press 100 kg x 5"] * 5
TWO = ("squat 100kg 5x5", "bench press 80kg 3x8")
SQUATS, BENCHES = ["squat 100 kg x 5"] * 5, ["bench press 80 kg x 8"] * 3


def logged(talk: Talk) -> list[str]:
    """Give the user's sets in few words."""
    sets = talk.say("today").log or ()
    return [f"{one['exercise']} {one['weight']:g} {one['unit']} x {one['reps']}" for one in sets]


@pytest.mark.parametrize(
    ("says", "weights", "reps"),
    [
        # how much it was off
        ("oops 10kg too much", [90] * 5, [5] * 5),
        ("that was 2,5 kilos too light", [102.5] * 5, [5] * 5),
        ("2.5 kg more than i wrote", [102.5] * 5, [5] * 5),
        ("add 5 kg to all of them", [105] * 5, [5] * 5),
        ("take 5 kg off all of them", [95] * 5, [5] * 5),
        ("add 10 lb to all of them", [104.54] * 5, [5] * 5),
        # what was written and what was meant
        ("i wrote 5x5 but it was 3x5", [100] * 3, [5] * 3),
        ("5 reps was wrong, it was 8", [100] * 5, [8] * 5),
        # some of the sets
        ("last set i only got 3", [100] * 5, [5, 5, 5, 5, 3]),
        ("i only managed 4 in the last set", [100] * 5, [5, 5, 5, 5, 4]),
        ("2 reps on the last one", [100] * 5, [5, 5, 5, 5, 2]),
        ("last two were 4 and 3", [100] * 5, [5, 5, 5, 4, 3]),
        ("all of them 8 reps", [100] * 5, [8] * 5),
        ("every set had 6", [100] * 5, [6] * 5),
        # how many sets
        ("one set less", [100] * 4, [5] * 4),
        ("two sets too many", [100] * 3, [5] * 3),
        ("remove last", [100] * 4, [5] * 4),
        ("-1 set", [100] * 4, [5] * 4),
        ("only did three", [100] * 3, [5] * 3),
        ("there were 4 sets", [100] * 4, [5] * 4),
        # each set, and not each side
        ("actually 6 each", [100] * 5, [6] * 5),
        ("got 6 on all of them", [100] * 5, [6] * 5),
        ("did 6 not 5", [100] * 5, [6] * 5),
        ("wrong weight, 95", [95] * 5, [5] * 5),
        ("that's supposed to be 95", [95] * 5, [5] * 5),
        ("didn't finish the last set", [100] * 4, [5] * 4),
    ],
)
def test_one_exercise(talk: Talk, says: str, weights: list[float], reps: list[int]) -> None:
    talk.begin()
    talk.say(ONE)
    assert talk.say(says).kind in (Kind.EDITED, Kind.DELETED)
    wanted = [f"leg press {w:g} kg x {r}" for w, r in zip(weights, reps, strict=True)]
    assert logged(talk) == wanted
    talk.say("undo")
    assert logged(talk) == FIVE


@pytest.mark.parametrize(
    ("says", "squats", "benches"),
    [
        ("the bench sets were 85", SQUATS, ["bench press 85 kg x 8"] * 3),
        ("bump the bench to 82.5", SQUATS, ["bench press 82.5 kg x 8"] * 3),
        ("make the squats lb", ["squat 100 lb x 5"] * 5, BENCHES),
        ("squats were in lbs", ["squat 100 lb x 5"] * 5, BENCHES),
        ("change squat to front squat", ["front squat 100 kg x 5"] * 5, BENCHES),
        ("i only did 2 sets of bench", SQUATS, BENCHES[:2]),
        ("oops i didn't do the bench", SQUATS, []),
        ("delete the last exercise", SQUATS, []),
        ("the last bench set didn't count", SQUATS, BENCHES[:2]),
        ("squat set 3 was 95x4", [*SQUATS[:2], "squat 95 kg x 4", *SQUATS[:2]], BENCHES),
        ("i forgot one set of bench", SQUATS, [*BENCHES, BENCHES[0]]),
        ("i missed a set of squats at 100x5", [*SQUATS, SQUATS[0]], BENCHES),
        # of the exercise that was not the last
        ("4 reps on the final set of bench", SQUATS, [*BENCHES[:2], "bench press 80 kg x 4"]),
        ("third set of bench 6 reps", SQUATS, [*BENCHES[:2], "bench press 80 kg x 6"]),
        ("bench reps were 8 8 6", SQUATS, [*BENCHES[:2], "bench press 80 kg x 6"]),
        ("bench was 5x8", SQUATS, ["bench press 80 kg x 8"] * 5),
        ("bench 3x10 not 3x8", SQUATS, ["bench press 80 kg x 10"] * 3),
        ("squat was front squat", ["front squat 100 kg x 5"] * 5, BENCHES),
        ("swap squat for leg press", ["leg press 100 kg x 5"] * 5, BENCHES),
        ("squats in lb", ["squat 100 lb x 5"] * 5, BENCHES),
        ("squat again", [*SQUATS, SQUATS[0]], BENCHES),
        ("one more set of squats same weight", [*SQUATS, SQUATS[0]], BENCHES),
        ("add a set to squats", [*SQUATS, SQUATS[0]], BENCHES),
        ("one set less on squats", SQUATS[:4], BENCHES),
        ("take one set off squats", SQUATS[:4], BENCHES),
        # found by what it was
        ("105 not 100", ["squat 105 kg x 5"] * 5, BENCHES),
        ("100 -> 105", ["squat 105 kg x 5"] * 5, BENCHES),
        ("100 should be 105", ["squat 105 kg x 5"] * 5, BENCHES),
        ("squats 100 -> 105", ["squat 105 kg x 5"] * 5, BENCHES),
    ],
)
def test_one_of_two_exercises(talk: Talk, says: str, squats: list[str], benches: list[str]) -> None:
    talk.begin()
    for message in TWO:
        talk.say(message)
    talk.say(says)
    assert sorted(logged(talk)) == sorted(squats + benches)


@pytest.mark.parametrize(
    ("says", "wanted"),
    [
        ("the 70 was 72.5", ["60 kg x 10", "72.5 kg x 8", "80 kg x 6"]),
        ("80 set was only 5", ["60 kg x 10", "70 kg x 8", "80 kg x 5"]),
        ("the set at 80 was 5 reps", ["60 kg x 10", "70 kg x 8", "80 kg x 5"]),
        ("remove the 60kg set", ["70 kg x 8", "80 kg x 6"]),
        ("drop the 60", ["70 kg x 8", "80 kg x 6"]),
        ("second was 9", ["60 kg x 10", "70 kg x 9", "80 kg x 6"]),
        ("the first one doesn't count", ["70 kg x 8", "80 kg x 6"]),
        ("one rep less on the last set", ["60 kg x 10", "70 kg x 8", "80 kg x 5"]),
        ("add 85x4", ["60 kg x 10", "70 kg x 8", "80 kg x 6", "85 kg x 4"]),
        ("udno", []),
        # each set keeps what is not said of it
        ("add 5 kg to all of them", ["65 kg x 10", "75 kg x 8", "85 kg x 6"]),
        ("all of them were 2.5kg lighter", ["57.5 kg x 10", "67.5 kg x 8", "77.5 kg x 6"]),
        ("all of them 8 reps", ["60 kg x 8", "70 kg x 8", "80 kg x 8"]),
        ("last two were 4 and 3", ["60 kg x 10", "70 kg x 4", "80 kg x 3"]),
        ("reps were 9 8 7", ["60 kg x 9", "70 kg x 8", "80 kg x 7"]),
        ("5 kg too much", ["60 kg x 10", "70 kg x 8", "75 kg x 6"]),
        # only the sets that had what was wrong
        ("9 not 8", ["60 kg x 10", "70 kg x 9", "80 kg x 6"]),
        ("the 6 should be 7", ["60 kg x 10", "70 kg x 8", "80 kg x 7"]),
        ("72.5 not 70", ["60 kg x 10", "72.5 kg x 8", "80 kg x 6"]),
        ("that didn't happen", []),
        ("nvm the last one", []),
    ],
)
def test_sets_that_differ(talk: Talk, says: str, wanted: list[str]) -> None:
    talk.begin()
    talk.say("bench 60x10, 70x8, 80x6")
    talk.say(says)
    assert logged(talk) == [f"bench press {one}" for one in wanted]


@pytest.mark.parametrize(
    "says", ["it was 7 and 5 reps", "no, 7, 5", "reps were 7 5", "last two were 7 and 5"]
)
def test_two_numbers_for_two_sets_are_their_repetitions(talk: Talk, says: str) -> None:
    talk.begin()
    talk.say("squat 60x8, 70x6")
    talk.say(says)
    assert logged(talk) == ["squat 60 kg x 7", "squat 70 kg x 5"]


@pytest.mark.parametrize("says", ["cancel", "nevermind", "forget it", "no", "nope", "skip it"])
def test_what_was_asked_can_be_left_out(talk: Talk, says: str) -> None:
    talk.begin()
    assert talk.say("bench 80kg").kind is Kind.CLARIFY
    assert talk.say(says).kind is Kind.CHAT
    talk.say("8")
    assert logged(talk) == []


def test_an_exercise_of_another_day_is_no_part_of_this_session(talk: Talk) -> None:
    talk.begin()
    talk.say("bench 80kg 3x8")
    talk.clock += timedelta(days=2)
    talk.say("squat 100kg 5x5")
    assert talk.say("bench again").kind is Kind.CLARIFY


def test_sets_told_one_by_one_are_all_of_them(talk: Talk) -> None:
    talk.begin()
    for message in ("bench 80x8", "80x8", "80x8"):
        talk.say(message)
    talk.say("add 5 kg to all of them")
    assert logged(talk) == ["bench press 85 kg x 8"] * 3


def test_only_the_last_exercise_is_meant(talk: Talk) -> None:
    talk.begin()
    talk.say("squat 100 5x5, bench 80 3x8")
    talk.say("last two were 4 and 3")
    benches = [f"bench press 80 kg x {reps}" for reps in (8, 4, 3)]
    assert logged(talk) == [*SQUATS, *benches]


def test_weight_added_to_the_body(talk: Talk) -> None:
    talk.begin()
    talk.say("pull ups 3x10")
    assert {one["added"] for one in talk.say("i had 10kg on").sets} == {10}
    talk.begin()
    talk.say(ONE)
    talk.say("with 10 kg added")
    assert logged(talk) == FIVE


@pytest.mark.parametrize("says", ["both were yesterday", "everything was yesterday"])
def test_a_whole_day_moves(talk: Talk, says: str) -> None:
    talk.begin()
    for message in TWO:
        talk.say(message)
    reply = talk.say(says)
    assert {one["date"] for one in reply.sets} == {"2026-11-22"}
    assert len(reply.sets) == len(SQUATS) + len(BENCHES)


@pytest.mark.parametrize("says", ["no", "nope", "that's wrong", "that is not right"])
def test_a_bare_no_asks_what_is_wrong(talk: Talk, says: str) -> None:
    talk.begin()
    talk.say(ONE)
    reply = talk.say(says)
    assert reply.kind is Kind.CLARIFY
    assert "no, 95" in reply.text
    assert logged(talk) == FIVE


@pytest.mark.parametrize(
    "says", ["Ronnie Coleman squatted 800 lb for 2 reps", "my uncle benched 140 for 3"]
)
def test_the_sets_of_others_are_not_logged(talk: Talk, says: str) -> None:
    talk.begin()
    assert talk.say(says).kind is not Kind.LOGGED


WAYS = Restater(
    [
        ("last (.*)", "reps were {last \\1}"),
        ("one less", "{reps -1} reps"),
        ("bin it", "delete {day}"),
        ("with (\\d+)", "{body}it was +\\1"),
    ],
    ["no", "sorry"],
    {"first": 1, "second": 2},
    ["last"],
)
SQUAT = TrainingSet("squat", 100.0, Unit.KG, START.date(), reps=5)
GROUP = (TrainingSet("bench press", 80.0, Unit.KG, START.date(), reps=8), *[SQUAT] * 3)


@given(text=st.text(max_size=300))
def test_what_is_no_such_way_stays_as_it_is(text: str) -> None:
    assert WAYS.plainly("§" + text, GROUP) == "§" + text
    assert WAYS.plainly(text, ()) == text


@pytest.mark.parametrize(
    ("says", "plain"),
    [
        ("Last 3!", "reps were 5 5 3"),
        ("last 4 and 3", "reps were 5 4 3"),  # the bench press is none of them
        ("last 4 3 2 1", "last 4 3 2 1"),  # more than there were
        ("one less", "4 reps"),
        ("bin it.", f"delete {START.date()}"),
        ("with 10", "with 10"),  # no set of the body's weight
    ],
)
def test_what_was_logged_is_put_in(says: str, plain: str) -> None:
    assert WAYS.plainly(says, GROUP) == plain


def test_weight_added_goes_with_the_weight_of_the_body() -> None:
    assert WAYS.plainly("with 10", [TrainingSet("dip", 0.0, Unit.KG, START.date(), reps=5)]) == (
        "it was +10"
    )


@pytest.mark.parametrize(
    ("says", "wanted"), [("7", "bench press 75 kg x 7"), ("12", "bench press 75 kg x 12")]
)
def test_a_number_alone_is_asked_about_after_a_set(talk: Talk, says: str, wanted: str) -> None:
    talk.begin()
    talk.say("bench 75x8")
    assert talk.say(says).kind is Kind.CLARIFY
    talk.say("yes")
    assert logged(talk) == ["bench press 75 kg x 8", wanted]


@pytest.mark.parametrize(
    ("messages", "wanted"),
    [
        # which set: by place, by value, by one word of its name
        (("bench 80 8,8,8", "third set was 7", "no the second was 7 too"), [8, 7, 7]),
        (("bench 80 8,8,8", "and 6 on the second"), [8, 6, 8]),
        (("10 pull ups", "12 pull ups", "8 pull ups", "the 12 was 11"), [10, 11, 8]),
        (("10 pull ups", "12 pull ups", "8 pull ups", "delete the 8"), [10, 12]),
        (("leg curl 40 3x12", "curls were 4 sets"), [12] * 4),
        (("row 60 2x10", "same but 65", "same but 8 reps", "delete the 65 ones"), [10, 10]),
        (("bench 80x8", "85x8", "90x6", "second one was 7", "change last to 5 reps"), [8, 7, 5]),
        (("bench 80 8,8,8", "last one was 6", "3x8 should be 4x5"), [5] * 4),
        (("bench 80 8,8,8", "and the first set to 9"), [9, 8, 8]),
        (("push-ups 3x20", "the last only 15"), [20, 20, 15]),
        (("bench 80 2x8", "add 1 set of 6"), [8, 8, 6]),
        (("bench 80 2x8", "now delete one set"), [8]),
        # the same again, in few signs
        (("lat pulldown 50x12", "x10", "x8"), [12, 10, 8]),
        (("leg press 100 2x10", "leg press 100 2x10", "i logged it twice"), [10, 10]),
    ],
)
def test_sets_are_found_in_the_words_of_a_session(
    talk: Talk, messages: tuple[str, ...], wanted: list[int]
) -> None:
    talk.begin()
    for message in messages:
        talk.say(message)
    assert [one["reps"] for one in talk.say("today").log or ()] == wanted


def test_a_new_name_is_for_all_that_was_logged_together(talk: Talk) -> None:
    talk.begin()
    for message in ("hip thrust 120kg 4x8", "rpe was 9 on the last one", "that was rdl actually"):
        talk.say(message)
    assert logged(talk) == ["romanian deadlift 120 kg x 8"] * 4


def test_each_side_can_be_taken_back(talk: Talk) -> None:
    talk.begin()
    talk.say("lunges 20kg 3x10 each leg")
    talk.say("not each leg")
    assert all("side" not in one for one in talk.say("today").log or ())


def at(name: str, weight: float, *reps: int) -> tuple[TrainingSet, ...]:
    """Write out sets at one weight in kilograms."""
    return tuple(TrainingSet(name, weight, Unit.KG, START.date(), reps=one) for one in reps)


LOGGED = (
    at("squat", 100, 12, 10, 8),
    at("squat", 100, 5),
    at("squat", 80, 5) + at("squat", 110, 7) + at("squat", 120, 8),
    at("biceps curl", 12, 12, 8, 6),
    at("incline bench press", 82.5, 10) + at("incline bench press", 80, 8),
    at("dip", 0, 12, 8),
)
"""What may have been logged before an example."""


def lifted(group: Sequence[TrainingSet]) -> tuple[str, ...]:
    """Name the exercises of a session that ended with these sets."""
    return tuple({"bench press", "leg curl", "biceps curl", "squat", group[-1].exercise})


def test_the_plain_way_of_each_example_is_understood(parts: Parts) -> None:
    reader, amendments = parts.tools.reader, parts.tools.amendments
    contexts = [
        LogContext(START.date(), Unit.KG, group[-1], group, lifted(group), corrected=corrected)
        for group in LOGGED
        for corrected in (False, True)
    ]

    def understood(example: str, context: LogContext) -> bool:
        plain = amendments.plainly(example, context)
        corrects = amendments.read(example, context) is not None
        return plain != example and (corrects or reader.read(plain, context).is_log)

    examples = [way[2] for way in reader.words.restated]
    assert [e for e in examples if not any(understood(e, one) for one in contexts)] == []


def test_no_way_hides_another(parts: Parts) -> None:
    ways = [
        (re.compile(way[0], re.IGNORECASE), *way[1:]) for way in parts.tools.reader.words.restated
    ]
    hidden = [
        example
        for number, (pattern, _, example) in enumerate(ways)
        if not pattern.fullmatch(example)
        or any(
            earlier.fullmatch(example) and not meant.startswith("{")
            for earlier, meant, _ in ways[:number]
        )
    ]
    assert hidden == []
