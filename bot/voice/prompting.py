"""What the engine is told to expect: names and units, never a number, which it would then hear."""

from collections.abc import Iterable

LONGEST = 600
"""Characters; the engine reads no more than about 200 words."""
UNITS = ("kilos", "kilograms", "pounds", "sets", "reps", "R P E", "warm-up")


def prompt(names: Iterable[str]) -> str:
    """Give one plain sentence of exercises and units.

    >>> prompt(["leg press", "5x5 squats", "squat"])
    'Gym log: leg press, squat, kilos, kilograms, pounds, sets, reps, R P E, warm-up.'
    """
    units = ", ".join(UNITS)
    told: list[str] = []
    room = LONGEST - len(units)
    for name in dict.fromkeys(names):
        if any(char.isdigit() for char in name):
            continue
        if room < len(name) + 2:
            break
        room -= len(name) + 2
        told.append(name)
    return f"Gym log: {', '.join((*told, units))}."
