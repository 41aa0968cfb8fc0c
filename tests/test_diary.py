"""Logging by plain message: what Spotter prints, Spotter reads; names, buttons, what is asked."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Kind, Reply
from bot.wiring import Parts
from tests.conftest import Say
from tests.test_assistant import Talk, talk

__all__ = ["talk"]

# --- what Spotter prints, Spotter reads ----------------------------------------------------------

LOADED = ("leg press", "squat", "bench press", "deadlift", "romanian deadlift", "barbell row")
BODY = ("pull-up", "dip", "push-up", "chin-up")
DAYS = st.sampled_from(("", "", "", "yesterday: ", "on Friday: ", "2026-10-05: "))
RATED = st.sampled_from(("", "", "", " rpe 8", " rpe 8.5", " 2 rir"))
NUMBERS = st.integers(1, 60)
LOADS = st.one_of(
    st.integers(20, 400).map(lambda n: f"{n}kg"),
    st.integers(40, 800).map(lambda n: f"{n} lb"),
    st.integers(8, 160).map(lambda n: f"{n * 2.5:g} kg"),
    st.integers(80, 900).map(lambda n: f"{n / 4:g}kg"),
)


@st.composite
def messages(draw: st.DrawFn) -> str:
    """A log message in one of many forms; each is clear."""
    sets, reps = draw(st.integers(1, 6)), draw(st.integers(1, 30))
    name = draw(st.sampled_from(LOADED))
    load = draw(LOADS)
    form = draw(st.integers(0, 6))
    day, rated = draw(DAYS), draw(RATED)
    counts = ", ".join(map(str, draw(st.lists(st.integers(1, 20), min_size=2, max_size=5))))
    if form == 0:
        return f"{day}{name} {counts} at {load}{rated}"
    if form == 1:
        extra = draw(st.sampled_from(("", "+10kg ", "-20kg ", "+45 lb ")))
        return f"{day}{draw(st.sampled_from(BODY))} {extra}{sets}x{reps}{rated}"
    if form == 2:
        return f"{day}plank {sets}x{draw(st.integers(10, 300))}s"
    if form == 3:
        return f"{day}dumbbell curl {draw(st.integers(5, 40))}kg each side {sets}x{reps}"
    if form == 4:
        return f"{day}{name} warm-up {load} x {reps}"
    return f"{day}{name} {load} {sets}x{reps}{rated}"


def summary(reply: Reply) -> str:
    """Give the lines of a log reply that spell the sets."""
    first = reply.text.split("\n")[0]
    assert first.startswith("Logged ")
    return first.removeprefix("Logged ")


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(text=messages())
def test_the_summary_sent_back_logs_the_same_sets(talk: Talk, text: str) -> None:
    talk.begin()
    reply = talk.say(text)
    if reply.kind is not Kind.LOGGED or len(reply.text.split("\n")) > 5:
        pytest.fail(f"{text!r}: {reply}")
    again = talk.say(summary(reply))
    assert again.kind is Kind.LOGGED, (text, summary(reply), again)
    assert again.sets == reply.sets, (text, summary(reply))
    assert summary(again) == summary(reply)
    assert talk.say("same again" if len(reply.sets) == 1 else "undo").kind in {
        Kind.LOGGED,
        Kind.DELETED,
    }


@pytest.mark.parametrize(
    "text",
    [
        "leg press 100kg 5x5, squat 80kg 3x8",
        "leg press 100kg 5x5\nsquat 80kg 3x8\nbench 60kg 3x10\npull-ups 3x8\nplank 60s",
        "squat 100kg 5,5,4 felt easy",
        "leg press 100 5x5 rpe 8 warm-up",
        "pull-ups +20kg 3x5; pull-ups -10kg 2x8",
        "sled shove 40kg 3x10",
        "yesterday: squat 80kg 2x5\nbench 60kg 2x5",
    ],
)
async def test_several_exercises_are_spelled_in_lines_that_can_be_sent_back(
    say: Say, text: str
) -> None:
    reply = await say(text)
    assert reply.kind is Kind.LOGGED
    lines = reply.text.removeprefix("Logged ").split("\n")
    names = {str(one["exercise"]) for one in reply.sets}
    own = [line for line in lines if any(line.startswith(f"{name}: ") for name in names)]
    again = await say("\n".join(line for line in own if "record" not in line.lower()))
    assert again.sets == reply.sets, own


async def test_a_reply_to_a_clear_log_has_at_most_five_lines(say: Say) -> None:
    await say("my goal is strength")
    text = "\n".join(f"{name} 100kg 5x5" for name in (*LOADED, "leg curl", "leg extension"))
    assert len((await say(text)).text.split("\n")) <= 5
    for weight in (100, 105, 110):
        reply = await say(f"leg press {weight}kg 5x5", after=timedelta(days=1))
        assert len(reply.text.split("\n")) <= 5


# --- names ---------------------------------------------------------------------------------------


async def test_a_name_of_ones_own_is_kept_and_known_from_then_on(say: Say) -> None:
    reply = await say("sled shove 40kg 3x10")
    assert {one["exercise"] for one in reply.sets} == {"sled shove"}
    again = await say("sled shove 45kg 3x10")
    assert "Last time" in again.text or "record" in again.text
    assert len((await say("delete all sled shove today")).sets) == 6


async def test_a_renamed_exercise_is_logged_under_its_new_name_until_that_is_undone(
    say: Say,
) -> None:
    await say("leg press 100kg x 5")
    await say("rename leg press to sled shove")
    assert (await say("leg press 100kg x 5")).sets[0]["exercise"] == "sled shove"
    await say("undo 2")
    assert (await say("leg press 100kg x 5")).sets[0]["exercise"] == "leg press"


async def test_two_names_merge_and_part_again(say: Say) -> None:
    await say("sled shove 40kg x 10")
    await say("hill drag 50kg x 10")
    merged = await say("merge sled shove into hill drag")
    assert merged.kind is Kind.EDITED
    assert [one["exercise"] for one in merged.log or ()] == ["hill drag"] * 2
    parted = await say("undo")
    assert [one["exercise"] for one in parted.log or ()] == ["sled shove", "hill drag"]


# --- what is asked, what is refused -----------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answers", "weight", "reps"),
    [
        ("leg press 5x5", ["100kg"], 100, [5] * 5),
        ("leg press 5x5", ["100"], 100, [5] * 5),
        ("leg press 100kg", ["8"], 100, [8]),
        ("100kg 5x5", ["leg press"], 100, [5] * 5),
    ],
)
async def test_a_bare_answer_fills_what_was_asked(
    say: Say, said: str, answers: list[str], weight: float, reps: list[int]
) -> None:
    asked = await say(said)
    assert asked.kind is Kind.CLARIFY
    assert asked.log == ()
    assert asked.text.count("\n") == 0
    for answer in answers:
        reply = await say(answer)
    assert reply.kind is Kind.LOGGED, reply
    assert [one["weight"] for one in reply.sets] == [weight] * len(reps)
    assert [one["reps"] for one in reply.sets] == reps
    assert {one["exercise"] for one in reply.sets} == {"leg press"}


async def test_a_question_that_faded_is_not_answered_by_a_number(say: Say) -> None:
    await say("leg press 5x5")
    reply = await say("100kg", after=timedelta(hours=2))
    assert reply.log == ()


async def test_one_bad_line_never_stops_the_good_ones(say: Say) -> None:
    reply = await say("leg press 100kg 5x5\nsquat 5000kg 3x5\nbench 60kg 0x5\ndips 3x8")
    assert reply.kind is Kind.LOGGED
    assert {one["exercise"] for one in reply.log or ()} == {"leg press", "dip"}
    assert '"squat 5000kg 3x5"' in reply.text
    assert '"bench 60kg 0x5"' in reply.text


async def test_a_bare_weight_keeps_the_unit_said_for_the_set_before(say: Say) -> None:
    await say("deadlift 275 lb x5")
    assert "at 295 lb" in (await say("295x3")).text
    assert "at 60 kg" in (await say("bench 60x5")).text  # another exercise


async def test_what_a_remark_follows_is_still_a_correction(say: Say) -> None:
    await say("leg press 100kg 3x5")
    assert (await say("that was yesterday before my late shift, not today")).kind is Kind.EDITED
    assert (await say("one of them was 95 actually")).kind is Kind.CLARIFY
    assert (await say("set 2")).kind is Kind.EDITED
    await say("squat 80kg 2x5")
    assert (await say("delete that one, my belt slipped")).kind is Kind.DELETED


@pytest.mark.parametrize(
    "text", ["last time chin ups?", "heaviest squat so far?", "how many dips this week"]
)
async def test_the_log_is_asked_about_any_exercise(say: Say, text: str) -> None:
    assert (await say(text)).kind is Kind.HISTORY


@pytest.mark.parametrize(
    "text",
    [
        "something slid in my hip and my foot goes to sleep",
        "my heart flips over and the floor sways",
        "leg press 100x5 and a bolt went through my hip, it will not hold me",
    ],
)
async def test_danger_told_in_words_that_no_rule_knows_is_stopped(say: Say, text: str) -> None:
    assert (await say(text)).kind is Kind.STOP


async def test_a_unit_that_was_chosen_is_that_of_every_bare_weight(say: Say) -> None:
    await say("/units lb")
    await say("leg press 100kg 3x10")
    assert "at 250 lb" in (await say("250 3x10")).text


@pytest.mark.parametrize(
    "text",
    [
        "we've got a flat one and a 45. which one is the usual?",
        "leg press gives you the same testosterone as squats, doesn't it",
        "i mean is the leg press just an easier squat",
    ],
)
async def test_a_question_that_sounds_like_a_log_or_a_correction_is_answered(
    say: Say, text: str
) -> None:
    assert (await say(text)).kind is Kind.ANSWER


async def test_the_other_reading_takes_the_place_of_the_first_and_back(say: Say) -> None:
    reply = await say("leg press 60x8x3")
    first = reply.log
    labels = [one.label for one in reply.choices if one.sends == "/other"]
    if reply.kind is Kind.LOGGED and labels:
        other = await say(labels[0])
        assert other.kind is Kind.EDITED
        assert other.log != first
        assert (await say("undo")).log == first


async def test_danger_and_a_log_in_one_message_are_both_taken(say: Say) -> None:
    reply = await say("leg press 100kg 5x5 and now my knee hurts badly")
    assert reply.kind is Kind.STOP
    assert len(reply.log or ()) == 5
    assert "5 x 5 at 100 kg" in reply.text
    assert (await say("undo")).log == ()


@pytest.mark.parametrize(
    "text",
    [
        "how many sets of 5x5 should I do?",
        "tomorrow I will squat 100kg 5x5",
        "my brother did leg press 200kg 3x5",
        "couldn't squat 100kg x 5 today",
        "I weigh 80 kg",
        "I train at 18:30",
        "don't log squat 100kg 5x5",
        "can I do leg press 100kg 5x5?",
    ],
)
async def test_what_is_no_log_is_not_logged(say: Say, text: str) -> None:
    reply = await say(text)
    assert reply.log == ()
    assert reply.kind is not Kind.LOGGED


def test_parts_are_shared_and_hold_nothing_of_a_user(parts: Parts) -> None:
    assert parts.tools.names is parts.tools.reader.names
