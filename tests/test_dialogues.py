"""Whole dialogues as people have them between sets: what the log holds in the end."""

from datetime import timedelta

import pytest

from bot.messages import Kind
from tests.test_assistant import Talk, talk

__all__ = ["talk"]


def held(talk: Talk) -> list[str]:
    """Give the sets of the log, each in few words."""
    told = []
    for one in talk.say("today").log or ():
        load = f"{one['weight']:g}{one['unit']}" if one["weight"] else "bw"
        load += f"{one['added']:+g}" if one.get("added") else ""
        done = f"x{one['reps']}" if one.get("reps") is not None else f" {one['seconds']}s"
        marks = [str(key) for key in ("warmup", "side") if one.get(key)]
        rated = [f"rpe {one['rpe']:g}"] if one.get("rpe") else []
        told.append(" ".join([one["exercise"], load + done, *marks, *rated]))
    return told


def sets(name: str, *loads: str) -> list[str]:
    """Write out sets of one exercise."""
    return [f"{name} {load}" for load in loads]


@pytest.mark.parametrize(
    ("says", "wanted"),
    [
        # remarks around what is right, and words that mean no set
        (("bench 60kg 3x10", "lol fat thumbs. 65kg"), sets("bench press", *["65kgx10"] * 3)),
        (("bench 50kg x 12", "bruh it was 11 i cant count"), ["bench press 50kgx11"]),
        (
            ("bench 80kg 8,8,8,8", "make the last two 6"),
            sets("bench press", "80kgx8", "80kgx8", "80kgx6", "80kgx6"),
        ),
        (("leg press 60kg x12", "lost again", "say again"), ["leg press 60kgx12"]),
        (("leg press 60kg x12", "saem again"), sets("leg press", "60kgx12", "60kgx12")),
        (("bench 90kg 5,5", "on the last set 95"), sets("bench press", "90kgx5", "90kgx5")),
        (("10 pull ups", "12 pull ups"), sets("pull-up", "bwx10", "bwx12")),
        (("deadlift 100kg x5", "it was 225lb", "then 245 x 3"),
         sets("deadlift", "225lbx5", "245lbx3")),
        (
            ("bench 60 3x10", "rows 50 3x10", "the rows were 55", "bench was 62.5 too"),
            sets("bench press", *["62.5kgx10"] * 3) + sets("barbell row", *["55kgx10"] * 3),
        ),
        (("chest press 35kg 2x12", "es waren 37,5 Kilo"), sets("chest press", *["37.5kgx12"] * 2)),
        # the same of other sets
        (
            ("squat 60x10", "squat 80x8", "squat 100x5", "the 60 was warm up", "80 too"),
            sets("squat", "60kgx10 warmup", "80kgx8 warmup", "100kgx5"),
        ),
        (
            ("squat 100x5", "bench 80x5", "row 60x8", "squat was in lb", "bench too", "and row"),
            ["squat 100lbx5", "bench press 80lbx5", "barbell row 60kgx8"],
        ),
        (
            ("leg press 100kg 3x10", "first one only 8", "second one too", "same for the third"),
            sets("leg press", *["100kgx8"] * 3),
        ),
        (
            ("leg press 100kg 3x10", "bench 60kg 3x10", "leg press was 4 sets", "same for bench"),
            sets("leg press", *["100kgx10"] * 4) + sets("bench press", *["60kgx10"] * 4),
        ),
        (
            ("ohp 40kg 3x8", "rpe 8 for the last", "and the one before"),
            sets("overhead press", "40kgx8", "40kgx8 rpe 8", "40kgx8 rpe 8"),
        ),
        # one thing after another
        (
            ("deadlift 140x5", "bench 80x8", "deadlift was 145", "and 4 reps", "and bench 82.5"),
            ["deadlift 145kgx4", "bench press 82.5kgx8"],
        ),
        (
            ("bench 60kg 10, 8, 8", "make the 10 a 12", "and the first 8 a 9"),
            sets("bench press", "60kgx12", "60kgx8", "60kgx8"),
        ),
        (("lat pulldown 50kg x 12", "wrong, 55", "wrong again, 52.5"), ["lat pulldown 52.5kgx12"]),
        # places
        (("squat 100x5", "100x4", "the one before was 6"), sets("squat", "100kgx6", "100kgx4")),
        (
            ("ohp 40kg 5,5,4", "the middle one was 6"),
            sets("overhead press", "40kgx5", "40kgx6", "40kgx4"),
        ),
        (
            ("bench 80kg 3x5", "only managed 3 in the last set", "and 4 in the one before"),
            sets("bench press", "80kgx5", "80kgx4", "80kgx3"),
        ),
        (("squat 100x5, 110x3, 120x1", "remove the heaviest"), sets("squat", "100kgx5", "110kgx3")),
        (
            ("squat 100x5, 110x3, 120x1", "lower the 120 to 115"),
            sets("squat", "100kgx5", "110kgx3", "115kgx1"),
        ),
        (("dips 12, 10", "add 10kg to the first set"), sets("dip", "bw+10x12", "bwx10")),
        # what it was, and what it was not
        (("bench 80kg x 5 rpe 8", "delete the rpe"), ["bench press 80kgx5"]),
        (("squat 60x10 warmup", "first one isn't a warmup"), ["squat 60kgx10"]),
        (("incline bench 50kg x 10", "flat not incline"), ["bench press 50kgx10"]),
        (("leg press 100kg x 10", "no not leg press hack squat"), ["hack squat 100kgx10"]),
        (("leg press 200lb x 10", "i mean the leg press was in kilos"), ["leg press 200kgx10"]),
        (("leg press 200lb x 10", "kg"), ["leg press 200kgx10"]),
        (("leg curl 45kg 2x12", "reps 10"), sets("leg curl", "45kgx10", "45kgx10")),
        (("bench 80kg 5x5", "i lied 4x5"), sets("bench press", *["80kgx5"] * 4)),
        (("lunges 20kg x 10", "3 sets of those"), sets("lunge", *["20kgx10"] * 3)),
        (("calf raise 60kg x 15", "60 each leg"), ["calf raise 60kgx15 side"]),
        (("treadmill 20 min", "25 actually"), ["treadmill bw 1500s"]),
        (("squat 60kg x5, 80kg x5, 100kg x5", "first two were warmups"),
         sets("squat", "60kgx5 warmup", "80kgx5 warmup", "100kgx5")),
        (("leg curl 40kg 4x12", "last two 10"),
         sets("leg curl", "40kgx12", "40kgx12", "40kgx10", "40kgx10")),
        (("leg press 100x10", "110x8", "oh the 110 one was 9 reps", "100 was 12", "delete one"),
         sets("leg press", "100kgx12")),
        (("leg press 100kg x 10", "leg extension 50kg x 12", "extension weight was 55"),
         ["leg press 100kgx10", "leg extension 55kgx12"]),
        (("shrug 40kg 2x20", "lateral raise 8kg x 15", "shrug set 2 was 18"),
         ["shrug 40kgx20", "shrug 40kgx18", "lateral raise 8kgx15"]),
        (("bench 3x5 70kg", "make it 72.5 for the last two"),
         sets("bench press", "70kgx5", "72.5kgx5", "72.5kgx5")),
        (("squat 100kg 5,5,5,4", "first three were 6"),
         sets("squat", "100kgx6", "100kgx6", "100kgx6", "100kgx4")),
        (("hip thrust 100kg 3x10", "the second set i only did 8 and the third 7"),
         sets("hip thrust", "100kgx10", "100kgx8", "100kgx7")),
        (("deadlift 100kg x 8", "sorry, not 8, 6", "and the weight was 105"), ["deadlift 105kgx6"]),
        (("pull up 8", "minus 2 reps on that", "next set 7"), sets("pull-up", "bwx6", "bwx7")),
        (("dips 12", "10 more", "with 5kg the last one"), sets("dip", "bwx12", "bw+5x10")),
        (("squat 80kg x 8", "i'd rather log that as goblet squat"), ["goblet squat 80kgx8"]),
        # named as in the session, and with what was behind it
        (("bench 70kg x 8", "incline db press 24kg x 10", "delete the incline press"),
         ["bench press 70kgx8"]),
        (("dips 2x10", "forgot to say, that was with 10 kg on the belt"),
         sets("dip", "bw+10x10", "bw+10x10")),
        (("squat 100x5", "squat 100x4", "undo, pressed that by acident"), ["squat 100kgx5"]),
        (("squat 100x5", "squat 100x4", "undo sorry wrong button"), ["squat 100kgx5"]),
        (("ok first one then: squat 60kg 2x8",), sets("squat", "60kgx8", "60kgx8")),
        # in number words
        (("squat 70 kg ten reps", "squat 80 kg eight reps", "squat 90 kg six reps",
          "wait the eighty was nine", "that last one was seven"),
         sets("squat", "70kgx10", "80kgx9", "90kgx7")),
        (("bench press sixty kilos ten reps", "it was sixty two and a half kilos"),
         ["bench press 62.5kgx10"]),
        # slips, several places, days
        (("leg press 100kg 3x10", "the thrid set was 9"),
         sets("leg press", "100kgx10", "100kgx10", "100kgx9")),
        (("leg press 100kg 3x10", "the first two were 8 reps and the last was 7"),
         sets("leg press", "100kgx8", "100kgx8", "100kgx7")),
        (("leg press 100kg 2x10", "they where all at 60 kilos"),
         sets("leg press", "60kgx10", "60kgx10")),
        (("leg press 100kg 3x10", "only manged 2 of the 3 sets"),
         sets("leg press", "100kgx10", "100kgx10")),
        # a name of one's own and a word one letter away are no slips
        (("frost 60kg x 5", "frost 70kg x 5", "frost was 80"), sets("frost", "60kgx5", "80kgx5")),
        # several places that are not understood change nothing
        (("leg press 100kg 4x10", "the first three were 8 and the last was 7"),
         sets("leg press", *["100kgx10"] * 4)),
        # dictated, in rows, asked to be put down
        (("leg press 100kg 5", "put down a hundred and sixty for five"),
         sets("leg press", "100kgx5", "160kgx5")),
        (("leg press 90-12 100-10 110-8",), sets("leg press", "90kgx12", "100kgx10", "110kgx8")),
        (("write down leg press 150kg 5 reps",), sets("leg press", "150kgx5")),
        (("did 20 reps at 80 on the leg press, cooked",), sets("leg press", "80kgx20")),
        # in other languages
        (("Beinpresse 120kg 2x10", "letzter Satz nur 8"), sets("leg press", "120kgx10", "120kgx8")),
        (("press de banca 60kg 2x8", "borra la última serie"), ["bench press 60kgx8"]),
        # both of two
        (("leg press 100kg 3x10", "bench 60kg 3x10", "remove both"), []),
        (("squat 100x5", "bench 80x8, 80x7", "remove both"), ["squat 100kgx5"]),
        # an exercise named before its sets
        (
            ("squat 100kg x 5", "bench now", "80kg x 8", "ok deadlifts", "140x5"),
            ["squat 100kgx5", "bench press 80kgx8", "deadlift 140kgx5"],
        ),
        (("bench", "80kg x 8", "moving on to rows", "60 x 10", "back to bench", "70x5"),
         ["bench press 80kgx8", "barbell row 60kgx10", "bench press 70kgx5"]),
        # and what goes on
        (("leg extension 45kg 15", "second set 12", "third 10"),
         sets("leg extension", "45kgx15", "45kgx12", "45kgx10")),
        (("chin up 8", "chin up 7 then 6 with band"), sets("chin-up", "bwx8", "bwx7", "bwx6")),
        (("ok starting with squats", "warmup 60 x 8", "then 100 for 5"),
         sets("squat", "60kgx8 warmup", "100kgx5")),
        (("plank 60s", "45 this time, wobbly"), sets("plank", "bw 60s", "bw 45s")),
    ],
)  # fmt: skip
def test_the_log_is_right_in_the_end(talk: Talk, says: tuple[str, ...], wanted: list[str]) -> None:
    talk.begin()
    for one in says:
        talk.say(one)
    assert held(talk) == wanted


def test_the_day_of_what_was_logged(talk: Talk) -> None:
    talk.begin()
    talk.say("bench 80kg 3x5")
    reply = talk.say("i did that on saturday")
    assert reply.kind is Kind.EDITED
    assert {one["date"] for one in talk.say("records").log or ()} == {"2026-11-21"}


def test_a_deletion_is_no_answer_to_what_was_asked(talk: Talk) -> None:
    talk.begin()
    talk.say("bench 80kg x 8")
    assert talk.say("10 reps").kind is Kind.CLARIFY
    assert talk.say("delete the 9").kind is Kind.REJECTED
    assert held(talk) == ["bench press 80kgx8"]


@pytest.mark.parametrize(
    "says", ["the triple was 132.5", "weird 9 the second", "set four not this"]
)
def test_who_is_not_understood_after_a_set_hears_how_to_correct_it(talk: Talk, says: str) -> None:
    talk.begin()
    talk.say("bench 80kg x 8")
    reply = talk.say(says)
    assert reply.kind is Kind.CLARIFY
    assert "last set 8 reps" in reply.text
    assert held(talk) == ["bench press 80kgx8"]


@pytest.mark.parametrize("says", ["bench?", "how about the bench", "bench is full", "no bench"])
def test_what_says_more_than_a_name_announces_nothing(talk: Talk, says: str) -> None:
    talk.begin()
    talk.say("squat 100kg x 5")
    talk.say(says)
    talk.say("100kg x 4")
    assert held(talk) == ["squat 100kgx5", "squat 100kgx4"]


# --- a danger, and what follows -------------------------------------------------------------------


@pytest.mark.parametrize(
    "asks",
    [
        "can i finish the set?",
        "should i keep going",
        "can i just finish the set tho",
        "one more set?",
        "is it ok to carry on with less weight",
    ],
)
def test_who_asks_to_go_on_after_a_danger_is_stopped_again(talk: Talk, asks: str) -> None:
    talk.begin()
    assert talk.say("my left knee hurts").kind is Kind.STOP
    again = talk.say(asks)
    assert again.kind is Kind.STOP
    assert "safety.knee-pain" in again.facts


@pytest.mark.parametrize(
    "asks",
    [
        "how far apart should my feet be?",
        "how much weight should i start with",
        "one more set?",
        "thanks",
    ],
)
def test_a_danger_stops_nothing_else_and_nobody_for_ever(talk: Talk, asks: str) -> None:
    talk.begin()
    assert talk.say("my left knee hurts").kind is Kind.STOP
    if asks == "one more set?":
        talk.clock += timedelta(hours=1)
    assert talk.say(asks).kind is not Kind.STOP


def test_a_set_beside_a_danger_is_kept_and_so_is_the_danger(talk: Talk) -> None:
    talk.begin()
    told = talk.say("leg press 100kg 5x5 but my knee is killing me")
    assert told.kind is Kind.STOP
    assert held(talk) == ["leg press 100kgx5"] * 5
    assert talk.say("can i do another set?").kind is Kind.STOP


def test_what_is_left_of_the_time_is_no_hold(talk: Talk) -> None:
    """ "parking" was taken for a slip of "planking"."""
    talk.begin()
    talk.say("the parking here is a nightmare, got 20 min left")
    assert held(talk) == []
