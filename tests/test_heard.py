"""What speech engines write for what people say; typed text never goes this way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wiring import Parts


@pytest.mark.parametrize(
    ("heard", "meant", "guessed"),
    [
        ("Squat 80 kilos, three sets of 10.", "Squat 80 kilos, three sets of 10.", False),
        ("Triceps pushdown 25, kilos 3 by 12.", "Triceps pushdown 25 kilos 3 by 12.", False),
        ("bench 135 pounds, five sets, and five", "bench 135 pounds, five sets of five", False),
        ("leg press 110 kilos, freesets of 5", "leg press 110 kilos, three sets of 5", True),
        ("squat 100 kilos, five reps, R P E A", "squat 100 kilos, five reps, rpe 8", True),
        ("row 70 kilos for a set, some made", "row 70 kilos four sets of eight", True),
        ("Then lift 120 kilos for 5", "deadlift 120 kilos for 5", True),
        ("Dumbo curl, 12 kilos, 3 sets of 12", "dumbbell curl 12 kilos, 3 sets of 12", True),
        ("Open head press 40 kilos 3 by 10", "overhead press 40 kilos 3 by 10", True),
        ("Push-up 20 reps, push-up 20 reps.", "Push-up 20 reps", True),
        ("Dips, 2 sets of 30. Dips, 2 sets of 30. Dips, 2 sets of 30.", "Dips, 2 sets of 30", True),
        ("Clank 60 seconds", "plank 60 seconds", True),
    ],
)  # fmt: skip
def test_logs_as_they_are_heard(parts: Parts, heard: str, meant: str, guessed: bool) -> None:
    repaired = parts.tools.heard.repair(heard)
    assert (repaired.text, repaired.guessed) == (meant, guessed)


@pytest.mark.parametrize(
    "heard",
    [
        "How far apart should my feet be?",
        "Is it free?",
        "leg press 100 kilos five by five",
        "pull ups 3 sets of 8",
        "I did zebra lifts",
    ],
)
def test_what_is_well_is_left(parts: Parts, heard: str) -> None:
    assert parts.tools.heard.repair(heard).text.lower() == heard.lower()


def test_the_users_own_names_are_names(parts: Parts) -> None:
    assert parts.tools.heard.repair("clunk 60 kilos 3 sets of 8", ["clunk"]).text.startswith(
        "clunk"
    )


@given(st.text(max_size=300))
def test_any_transcript_is_repaired_or_left(parts: Parts, text: str) -> None:
    assert len(parts.tools.heard.repair(text).text) <= 3 * len(text) + 60
