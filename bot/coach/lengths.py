"""Said lengths of time -> seconds, and seconds -> words. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST = 3600
"""Seconds of the longest rest."""
_BARE_MINUTES = 10
"""A bare number below it is minutes: "rest 3"; "rest 90" is seconds."""
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?: (\w+))?")
_JOINED = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]+)|(?<=[a-z])(?=\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Lengths:
    """Reads lengths in one language.

    `data` has the words for seconds and minutes, half, and, one, and number words.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._units = dict.fromkeys(data["seconds"], 1) | dict.fromkeys(data["minutes"], 60)
        self._half = frozenset(data["half"])
        self._and = frozenset(data["and"])
        self._one = frozenset(data["one"])
        self._numbers = {tuple(key.split()): value for key, value in data["words"].items()}

    def seconds(self, text: str) -> int | None:
        """Read a length; None: it is none, or not between 1 second and an hour.

        A bare number below ten is minutes.
        """
        clock = _CLOCK.fullmatch(text.strip())
        if clock and self._units.get(clock[3] or "m") == 60:
            return _bounded(int(clock[1]) * 60 + int(clock[2]))
        spoken = _JOINED.sub(r" \1 \2 ", text.lower()).split()
        found = self._read(spoken)
        return None if found is None else _bounded(found)

    def names_unit(self, text: str) -> bool:
        """Tell whether a length names its unit, so that it is no other number."""
        return any(word in self._units for word in _JOINED.sub(r" \1 \2 ", text.lower()).split())

    def _read(self, spoken: Sequence[str]) -> float | None:
        total, at, last = 0.0, 0, 0
        while at < len(spoken):
            if spoken[at] in self._and:
                at += 1
                continue
            value, at = self._value(spoken, at)
            if value is None:
                return None
            unit = self._units.get(spoken[at]) if at < len(spoken) else None
            if unit is not None:
                at += 1
                if self._half_follows(spoken, at):  # "a minute and a half"
                    value, at = value + 0.5, len(spoken)
            elif last == 60:
                unit = 1  # "one minute thirty"
            else:
                unit = 60 if value < _BARE_MINUTES and not total else 1
            total, last = total + value * unit, unit
        return total or None

    def _value(self, spoken: Sequence[str], at: int) -> tuple[float | None, int]:
        if _NUMBER.fullmatch(spoken[at]):
            value, at = float(spoken[at].replace(",", ".")), at + 1
        else:
            value, at = self._in_words(spoken, at)
            if value is None:
                return None, at
        if self._half_follows(spoken, at):  # "two and a half minutes"
            return value + 0.5, at + 3
        return value, at

    def _in_words(self, spoken: Sequence[str], at: int) -> tuple[Any, int]:
        for length in (4, 3, 2, 1):
            value = self._numbers.get(tuple(spoken[at : at + length]))
            if value is not None:
                return float(value), min(at + length, len(spoken))
        if spoken[at] in self._half:
            behind = at + 1
            return 0.5, behind + (spoken[behind : behind + 1] != [] and spoken[behind] in self._one)
        if spoken[at] in self._one:
            return 1.0, at + 1
        return None, at

    def _half_follows(self, spoken: Sequence[str], at: int) -> bool:
        three = spoken[at : at + 3]
        return (
            len(three) == 3
            and three[0] in self._and
            and three[1] in self._one
            and three[2] in self._half
        )


def _bounded(seconds: float) -> int | None:
    return round(seconds) if 1 <= seconds <= LONGEST else None


def shown(seconds: int) -> str:
    """Write a length.

    >>> shown(180), shown(90), shown(45)
    ('3 min', '1:30 min', '45 s')
    """
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes}:{rest:02} min" if rest else f"{minutes} min"
