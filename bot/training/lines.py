"""Lines of a message that belong together: a weight and the repetitions below it. Pure."""

import re
from collections.abc import Sequence

_UNIT = r"\s*(?:kg|kgs|kilos?|lbs?|pounds?)"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_WEIGHT = re.compile(rf"\D*{_NUMBER}{_UNIT}\W*", re.IGNORECASE)
"""A line that says one weight and nothing more, perhaps with its exercise."""
_BARE_WEIGHT = re.compile(r"\W*[^\W\d_]\D*\s([2-9]\d|1\d\d)\s*[:-]?\s*")
"""A name with a bare number that may be the weight of what stands below."""
_SCHEME = re.compile(r"[\s*-]*\d{1,2}\s*[x×*]\s*\d{1,2}\s*(?:reps?)?[\s,.]*", re.IGNORECASE)
_LABELLED = re.compile(r"\W*(?:exercise|weight|load|sets?|reps?|rpe|rir)\s*[:=]", re.IGNORECASE)
_REPS = re.compile(r"[\s*-]*\d{1,2}(?:\s*[,/ ]\s*\d{1,2})*\s*(?:reps?)?[\s,.!]*", re.IGNORECASE)
_LAST = re.compile(r"\W*(?:the\s+)?(?:last|final)\s+(?:set|one)\b", re.IGNORECASE)
_SETS = re.compile(r"\W*\d{1,2}\s*(?:sets?|rounds?)\W*", re.IGNORECASE)
_FIELD = re.compile(rf"\W*{_NUMBER}(?:{_UNIT}|\s*reps?(?:\s+each)?)\W*", re.IGNORECASE)
_SET = re.compile(r"^[\s*-]*(?:set|satz|serie|#)\s*\d{1,2}\s*[:.)-]+\s*", re.IGNORECASE)
_OPEN = "\u2060"
"""Stands behind a line that takes more repetitions; cannot be typed into a cleaned line."""
_SHARE = 0.7
"""Of a bare weight: more repetitions than that share of it are no repetitions at this weight."""


def is_labelled(line: str) -> bool:
    """Tell whether a line is a field of a form: "weight: 60 kg"."""
    return _LABELLED.match(line) is not None


def joined(lines: list[str]) -> list[str]:
    """Join lines of repetitions to the weight above them, and the fields of a form.

    >>> joined(["bench 70", "8", "8", "7"])
    ['bench 70: 8, 8, 7']
    """
    if len(lines) < 2:
        return lines
    done: list[str] = []
    weight: float | None = None
    for line in lines:
        counts = _counts(line) if weight is not None else None
        if counts and done and all(count <= _SHARE * (weight or 0) for count in counts):
            sign = ", " if done[-1].endswith(_OPEN) else ": "
            done[-1] = done[-1].rstrip(_OPEN) + sign + ", ".join(map(str, counts)) + _OPEN
            continue
        if done and _follows(line, done[-1], weighed=weight is not None):
            done[-1] += " " if _SCHEME.fullmatch(line) or _SCHEME.fullmatch(done[-1]) else ", "
            done[-1] += line.strip()
            weight = None
            continue
        weight = _weight(line)
        done.append(line.rstrip(" :,-") if weight is not None else line)
    return [line.rstrip(_OPEN) for line in done]


def _follows(line: str, before: str, *, weighed: bool) -> bool:
    if weighed and not before.endswith(_OPEN) and _SCHEME.fullmatch(line):
        return True  # 80 kg, and 3x15 below it
    if _SCHEME.fullmatch(before) and _WEIGHT.fullmatch(line) and not re.search("[a-z]{4}", line):
        return True  # 3x15, and 80 kg below it
    if _LAST.match(line) or (_FIELD.fullmatch(line) and _SETS.match(before)):
        return True
    return is_labelled(line) and is_labelled(before)


def _counts(line: str) -> Sequence[int] | None:
    """Give the repetitions of a line that holds nothing else."""
    bare = _SET.sub("", line)
    if not bare.strip() or not _REPS.fullmatch(bare):
        return None
    return [int(count) for count in re.findall(r"\d+", bare)]


def _weight(line: str) -> float | None:
    """Give the weight of a line that says nothing more; with its unit it takes any repetitions."""
    if _WEIGHT.fullmatch(line):
        return float("inf")
    match = _BARE_WEIGHT.fullmatch(line)
    return float(match[1]) if match else None
