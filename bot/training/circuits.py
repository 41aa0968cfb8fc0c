"""Rounds of several exercises -> the sets of each: "3 rounds: 10 push-ups, 20 sit-ups". Pure."""

import re
from collections.abc import Iterable

_JOINTS = re.compile(
    r"\s*(?:[,;+&\n]|\s/\s|\b(?:and|then|und|y)\b)\s*"
    r"|(?<=[a-z]{2})\s+(?=\d+\s+(?!reps|sec|min|kilo|each|and|then)[a-z]{3})"
)
_BARE = re.compile(r"(?<![\d.,x@+-])\d{1,3}(?![\d.,]*\s*(?:x|\*|%|\d|[.:]\d))", re.IGNORECASE)
_FEWEST = 2
"""Exercises that make a circuit; of one exercise a round is a set."""
_MOST_REPS = 100
_LIGHTEST = 20
"""A number from which it is a weight without its unit."""


class Circuits:
    """Deals the rounds of one language out to the exercises. Built once."""

    def __init__(
        self,
        rounds: Iterable[str],
        pairings: Iterable[str],
        units: Iterable[str],
        numbers: Iterable[str],
    ) -> None:
        paired = "|".join(map(re.escape, pairings))
        counts = "|".join(("[2-9]|[12][0-9]", *map(re.escape, numbers)))
        named = "|".join(map(re.escape, rounds))
        times = rf"(?:({counts})\s*(?:x\s*)?(?:{named})\b|\b(?:{paired})\s*x\s*({counts})\b)"
        ends = rf"(?:\s*(?:{paired}|of|with|each|de|à)\b)*\s*[:,-]*\s*"
        self._named = re.compile(rf"\b(?:{named}|{paired})\b", re.IGNORECASE)
        self._before = re.compile(rf"\W*(?:[a-z]+\W+){{0,3}}?{times}{ends}(.+)", re.I | re.S)
        self._behind = re.compile(
            rf"(.+?)[\s,:;-]*(?:\b(?:for|in)\s+|\bx\s*)?{times}\W*", re.I | re.S
        )
        unit = "|".join(map(re.escape, units))
        self._weighed = re.compile(rf"\s*(?:{unit})\b", re.IGNORECASE)
        self._weight_by = re.compile(
            rf"(.*?(\d+(?:[.,]\d+)?)\s*({unit})?)\s*[x×*]\s*(\d{{1,3}}(?:\s*reps?)?)", re.I
        )

    def dealt(self, text: str) -> str:
        """Write the rounds as sets of each exercise; the text itself where it is no circuit."""
        if not self._named.search(text):
            return text
        if found := self._before.fullmatch(text):
            first, second, rest = found.groups()
        elif found := self._behind.fullmatch(text):
            rest, first, second = found.groups()
        else:
            return text
        parts = [part for part in _JOINTS.split(rest.strip(" .")) if part.strip()]
        dealt = [self._part(part, first or second) for part in parts]
        if len(dealt) < _FEWEST or None in dealt:
            return text
        return ", ".join(part for part in dealt if part)

    def _part(self, part: str, rounds: str) -> str | None:
        """Put the rounds before the repetitions, or the hold, of one exercise."""
        if not re.search("[a-z]{2}", part, re.IGNORECASE):
            return None
        if by := self._weight_by.fullmatch(part):
            before, weight, unit, reps = by.groups()
            told = unit or float(weight.replace(",", ".")) >= _LIGHTEST
            return f"{before} {rounds} x {reps}" if told else None
        bare = [one for one in _BARE.finditer(part) if not self._weighed.match(part, one.end())]
        if not bare or len(bare) > 2 or int(bare[-1][0]) > _MOST_REPS:
            return None
        place = bare[-1].start()
        return f"{part[:place]}{rounds} x {part[place:]}"
