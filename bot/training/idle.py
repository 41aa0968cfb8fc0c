"""Words with numbers or set words in them that say nothing of a set: programmes, sighs. Pure.

They are blanked out of a line before it is lexed, so that positions in the line stay true.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_SCHEME = re.compile(r"\b\d{1,2}\s?x\s?\d{1,2}\s+(?=(?:program(?:me)?|routine|template)\b)")
"""5x5 program, day 3: ..."""
_LABEL = re.compile(r"\b(?:exercise|lift|movement|station)\s+\d{1,2}\s*[:.)-]")
_AMOUNT = r"\d+(?:[.,]\d+)?\s*(?:kg|kgs|kilos?|lbs?|pounds?|reps?)?"
_ANOTHER = (
    r"(?:last\s+\w+|yesterday|before|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
_TOLD = re.compile(r"\d|\b(?:sets?|reps?|kilos?|for|by)\b")
_GAINS = re.compile(
    rf"\b(?:pr|pb|record)\s+by\s+{_AMOUNT}\b"
    rf"|\b(?:{_AMOUNT}(?<=[a-z])\s+)?(?:more|less|heavier|lighter|better)\s+than\s+"
    rf"{_ANOTHER}|\b(?:up|down)\s+from\s+{_ANOTHER}"
)
"""How much more it was than another time: beside sets it says nothing, alone it is a change."""
_SIGHED = re.compile(
    r"(?:^|(?<=[.!?]\s))(?:(?:my|the|last)\s+)?(?:set|round)(?:\s+\d{1,2})?"
    r"\s+(?:was|is|felt|went)\b[^.!?\d]*[.!?](?=\s)"
)
"""Set 4 was war."""
_COUNTED = re.compile(r"\b([2-9])\s*sets?\b(?:\s+of\b)?(?:\s+to\s+failure\b)?")
_LISTED = re.compile(
    r"(?<![\d.,])(?:\d{1,4}(?:[.,]\d{1,3})?\s?(?:kg|kgs|kilos?|lbs?|pounds?)?\s?[:,;-]?\s?(?:for\s)?"
    r"(\d{1,2}(?:(?:\s?(?:,|/|and)\s?|\s)\d{1,2}){1,8})\s?(?:reps?)?\W{0,3}$"
    r"|(\d{1,4}(?:\.\d{1,3})?(?:\s?(?:kg|lb)?\s?(?:,|/|and)\s?\d{1,4}(?:\.\d{1,3})?){1,8})\s?(?:kg|lb)?,?"
    r"(?:\sall)?\s(?:for|x)\s?\d{1,3}\s?(?:reps?)?(?:\seach)?\W{0,3}$)"
)
"""The repetitions of each set, or its weight, told one by one."""
_LONGEST_TOLD = 300
_SECOND = re.compile(r"(?<=\w )second(?= set\b)")
_NUMBERED = re.compile(r"(?<![\d.,])\b(\d)\)(?=\s*\d)")
"""1) 50x10 2) 55x8: from the second on, so that "(8) 5" stays."""


class Idle:
    """The idle words of one language, compiled once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._phrases = re.compile(rf"(?<![\w/]){_any(data['phrases'])}(?![\w/])")
        heads, tails = _any(data["numbered_programmes"]), _any(data["programme_words"])
        self._programme = re.compile(
            rf"^\W*(?:{_any(data['programme_words'])}\s*)?{heads}(?=\s*:|\s+[a-z])"
            rf"|(?<![\w/]){heads}(?=\s+{tails}\b|\s*:\s*\d+(?:[.,]\d+)?\s*(?:kg|lbs?)?\s*x)"
        )

    def blanked(self, line: str) -> str:
        """Give the line with spaces where it says nothing.

        >>> Idle({"phrases": ["never again"], "numbered_programmes": ["5/3/1"],
        ...       "programme_words": ["week"]}).blanked("squat 5/3/1 week: 100x5. never again!")
        'squat       week: 100x5.            !'
        """
        lowered = line.lower()
        if len(lowered) != len(line):
            return line
        for match in _SECOND.finditer(lowered) if "first" in lowered else ():
            start, end = match.span()  # the second set, and no seconds
            line = line[:start] + "2nd   " + line[end:]
        gains = [m.span() for m in _GAINS.finditer(lowered) if _TOLD.search(lowered, 0, m.start())]
        spans = [*gains, *(m.span() for m in _LABEL.finditer(lowered))]
        spans += [m.span() for p in (self._phrases, self._programme, _SCHEME, _SIGHED)
                 for m in p.finditer(lowered)]  # fmt: skip
        spans += _numbering(lowered)
        spans += _counted_twice(lowered)
        for start, end in spans:
            line = line[:start] + " " * (end - start) + line[end:]
        return line


def _numbering(line: str) -> list[tuple[int, int]]:
    """Find the numbers of a list that is written in one line; they count up from one."""
    found = list(_NUMBERED.finditer(line))
    if len(found) < 2 or [int(m[1]) for m in found] != list(range(1, len(found) + 1)):
        return []
    return [m.span() for m in found]


def _counted_twice(line: str) -> list[tuple[int, int]]:
    """Find the number of sets where each is told besides: "3 sets of squats 100 kg 8, 8, 7".

    >>> _counted_twice("3 sets squat 100kg: 8 8 7"), _counted_twice("3 sets squat 100kg: 8 8")
    ([(0, 6)], [])
    """
    counted = _COUNTED.search(line) if len(line) <= _LONGEST_TOLD else None
    listed = _LISTED.search(line, counted.end()) if counted else None
    if counted is None or listed is None:
        return []
    told = re.findall(r"\d+(?:\.\d+)?", listed[1] or listed[2])
    return [counted.span()] if len(told) == int(counted[1]) else []


def _any(words: Iterable[Any]) -> str:
    ranked = sorted(map(str, words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ranked) + ")"
