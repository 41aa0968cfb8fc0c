"""Corrections put in a roundabout way -> the plain way to say them. Pure.

The ways are data (log.yaml: `restated`): what a whole message may be, and what it then says.
There, `{+10 kg}` and `{-10}` stand for the weight that was logged, changed by so much, `{reps +2}`
for the repetitions of the last set, and `{last 4 3}` for those that were logged, of which the last
ones were these. What begins with `{body}` only fits sets with the weight of the body.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from bot.training.sets import TrainingSet, Unit, kilograms
from bot.training.spell import number

_LONGEST = 120
_BY = re.compile(r"\{([+-])(\d+(?:[.,]\d+)?) ?(\w*)\}")
_LAST = re.compile(r"\{last ([^}]*)\}")
_REPS = re.compile(r"\{reps ([+-]) ?(\d+)\}")
_BODY = "{body}"
_END = " .!"


class Restater:
    """The ways of one language, compiled once."""

    def __init__(self, ways: Iterable[Sequence[str]], units: Mapping[str, Unit]) -> None:
        self._units = units
        self._ways = [(re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in ways]

    def plainly(self, text: str, group: Sequence[TrainingSet]) -> str:
        """Give the plain way to say a message; itself, where it is none of ours.

        `group` are the sets of the last log message, which are corrected.
        """
        said = " ".join(text.split()).strip(_END)
        if not group or len(said) > _LONGEST:
            return text
        for pattern, meant in self._ways:
            if (found := pattern.fullmatch(said)) and _fits(meant, group):
                meant = meant.removeprefix(_BODY)  # noqa: PLW2901
                plain = _BY.sub(partial(self._changed, group[-1]), found.expand(meant))
                plain = _REPS.sub(partial(_more_reps, group[-1]), plain)
                return _LAST.sub(partial(_with_last, group), plain)
        return text

    def _changed(self, logged: TrainingSet, match: re.Match[str]) -> str:
        unit = self._units.get(match[3].lower(), logged.unit)
        by = float(match[2].replace(",", "."))
        if unit is not logged.unit:
            by = round(kilograms(by, unit) / kilograms(1.0, logged.unit), 2)
        weight = logged.weight + (by if match[1] == "+" else -by)
        return f"{number(weight)} {logged.unit.value}"


def _fits(meant: str, group: Sequence[TrainingSet]) -> bool:
    return not meant.startswith(_BODY) or not any(one.weight for one in group)


def _more_reps(logged: TrainingSet, match: re.Match[str]) -> str:
    by = int(match[2])
    return str(max(0, (logged.reps or 0) + (by if match[1] == "+" else -by)))


def _with_last(group: Sequence[TrainingSet], match: re.Match[str]) -> str:
    """Give the repetitions of some sets, the last ones as they were said."""
    new = re.findall(r"\d+", match[1])
    kept = [str(one.reps or 0) for one in group[: max(0, len(group) - len(new))]]
    return " ".join((*kept, *new))
