"""What a message means beside the one before it, and what of a long message counts."""

import pytest

from bot.messages import Kind
from tests.test_assistant import Talk, talk

__all__ = ["talk"]


@pytest.mark.parametrize(
    ("first", "then", "fact"),
    [
        # told once more
        ("how far apart should my feet be", "sorry say that again", "setup.feet-distance"),
        ("how deep do i go", "come again please", "lower.depth"),
        # the whole of the topic
        ("my heels wont stay down", "anything else i could try", "lower.heels-lift"),
        ("my knees fall in when i push", "is that bad", "press.knees-parallel"),
        # the same phase, asked of something else
        ("how do i unlock the sled", "breathe in or out for that?", "setup.unlock-breath"),
        ("how do i lower the weight", "do i inhale then?", "lower.inhale"),
        # a goal instead of the one before
        ("how many reps for endurance", "sorry i meant size", "reps.size"),
        ("how many reps for size", "and if i was going for strength", "reps.strength"),
    ],
)
def test_a_follow_up_keeps_what_was_talked_of(talk: Talk, first: str, then: str, fact: str) -> None:
    talk.begin()
    assert talk.say(first).kind is Kind.ANSWER
    reply = talk.say(then)
    assert reply.kind is Kind.ANSWER
    assert fact in reply.facts


def test_next_goes_on_behind_any_answer_with_the_steps(talk: Talk) -> None:
    talk.begin()
    talk.say("how do i sit in it")
    assert "setup.unlock" in talk.say("next").facts
    assert "setup.pull-down" in talk.say("next").facts


@pytest.mark.parametrize(
    ("says", "scheme"),
    [
        ("my goal was endurance but make it strength", "reps.strength"),
        ("switch my goal from strength to size", "reps.size"),
        ("goal: endurance, not size", "reps.endurance"),
    ],
)
def test_the_goal_is_the_one_a_message_ends_up_with(talk: Talk, says: str, scheme: str) -> None:
    talk.begin()
    assert talk.say(says).kind is Kind.SETTINGS
    assert scheme in talk.say("reps?").facts


RAMBLE = (
    "right so i finally joined because my cousin got married and i looked like a fridge in the "
    "photos, then my car broke down so i walk here now which is a workout by itself, and the lad "
    "at the desk is sweet but useless, anyway i am sitting in this leg press thing and what i "
    "want to know is {}"
)


@pytest.mark.parametrize(
    ("says", "fact"),
    [
        # much is told before it
        (RAMBLE.format("which way should my toes point"), "setup.toes"),
        (RAMBLE.format("how low am i meant to let it come"), "lower.depth"),
        (RAMBLE.format("do i breathe out when i push"), "press.exhale"),
        # talk stands before it
        ("good session so far, the gym is empty and the music is nice. "
         "how do I open the lock again?", "setup.unlock"),
        ("nice weather today! do I breathe out on the way up?", "press.exhale"),
        # a word of danger in another sense: "brace" is also worn, "dead" is also numb
        ("can i hold my breath and brace on the heavy reps", "safety.breath"),
        ("the foot plate is dead parallel to the backrest, where do my feet go",
         "setup.plate-parallel"),
    ],
)  # fmt: skip
def test_what_is_asked_is_answered_whatever_stands_beside_it(
    talk: Talk, says: str, fact: str
) -> None:
    talk.begin()
    reply = talk.say(says)
    assert reply.kind is Kind.ANSWER
    assert fact in reply.facts


@pytest.mark.parametrize(
    "tells",
    [
        "why my left knee gave way with a crack on the last one and won't bend now",
        "whether i should worry that my chest has gone tight and my arm is tingling",
    ],
)
def test_a_danger_in_a_long_message_is_told(talk: Talk, tells: str) -> None:
    talk.begin()
    assert talk.say(RAMBLE.format(tells)).kind is Kind.STOP


@pytest.mark.parametrize(
    "says",
    ["the second set i only did 8", "bp 135 10, 155 8, 175 5", "thumb slipped, 8 not 88",
     "uh bench sixty kilos first set ten second set nine third set seven"],
)  # fmt: skip
def test_a_log_is_no_danger_for_its_numbers(talk: Talk, says: str) -> None:
    talk.begin()
    talk.say("bench press 60kg 3x10")
    assert talk.say(says).kind is not Kind.STOP
