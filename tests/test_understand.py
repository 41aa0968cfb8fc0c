"""What a sentence asks, wishes or leans on, apart from the entry that it is about."""

import pytest

from bot.wiring import Parts


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is the seat too low", True),
        ("so does it matter", True),
        ("i sit down, then what", True),
        ("lowered it too fast?", True),
        ("tell me how you would do it", True),
        ("knees wide is fine, isn't it", True),
        ("i mean is the seat too low", True),
        ("the seat is too low", False),
        ("what a set", False),
        ("it was fine and my legs are done", False),
        ("those don't bother me", False),
    ],
)
def test_a_question_is_told_from_a_statement(parts: Parts, text: str, asks: bool) -> None:
    assert parts.tools.understanding.asks(text) is asks


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("all i want is more stamina", "endurance"),
        ("just trying to get thicker thighs over here", "size"),
        ("i don't want to get bulky", ""),
        ("i do not care about size", ""),
        ("not sure whether i want size or strength", ""),
        ("my cousin is a runner", ""),
    ],
)
def test_a_goal_is_wished_for_or_only_named(parts: Parts, text: str, goal: str) -> None:
    understanding = parts.tools.understanding
    assert understanding.wishes(understanding.hear(text)) == goal


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("but why exactly", "why", True),
        ("why the heels", "why", False),
        ("what comes next", "next", True),
        ("is the next machine free tomorrow", "next", False),
    ],
)
def test_a_cue_asks_only_where_nothing_else_is_named(
    parts: Parts, text: str, name: str, meant: bool
) -> None:
    assert parts.tools.understanding.means(text, name) is meant


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("my hips never hurt on this one", True),
        ("two years ago my ankle was broken, long healed", True),
        ("the parking here is a pain in the ass", True),
        ("my hip hurts", False),
        ("the seat is comfortable", False),
    ],
)
def test_pain_that_is_over_denied_or_an_idiom_is_played_down(
    parts: Parts, text: str, calm: bool
) -> None:
    assert parts.safety.plays_down(text) is calm
