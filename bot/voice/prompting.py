"""What the engine is told to expect: names and units, never a number, which it would then hear."""

import re
from collections.abc import Iterable

LONGEST = 600
"""Characters; the engine reads no more than about 200 words."""
LONGEST_NAME = 60
"""Characters of one name; a longer one, of a user's own, would leave no room for the others."""
UNITS = ("kilos", "kilograms", "pounds", "sets", "reps", "R P E", "warm-up")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’&-]+[^\W\d_]+)*")
"""Words alone: what has a digit, a line end or a full stop could be more than a name."""
_NUMBER_WORD = re.compile(
    r"(?i)\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|"
    r"halves|hundred|thousand|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)t(?:y|ies))s?\b"
)


def prompt(names: Iterable[str]) -> str:
    """Give one plain sentence of exercises and units, of LONGEST characters and a few.

    >>> prompt(["leg press", "5x5 squats", "one arm row", "squat"])
    'Gym log: leg press, squat, kilos, kilograms, pounds, sets, reps, R P E, warm-up.'
    """
    units = ", ".join(UNITS)
    told: list[str] = []
    room = LONGEST - len(units)
    for name in filter(_is_name, dict.fromkeys(names)):
        if room < len(name) + 2:
            break
        room -= len(name) + 2
        told.append(name)
    return f"Gym log: {', '.join((*told, units))}."


def _is_name(text: str) -> bool:
    if len(text) > LONGEST_NAME or not _NAME.fullmatch(text):
        return False
    return not _NUMBER_WORD.search(text) and not any(char.isnumeric() for char in text)
