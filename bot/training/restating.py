"""Corrections put in a roundabout way -> the plain way to say them. Pure.

The ways are data (log.yaml: `restated`): what a whole message may be, and what it then says.
There, `{reps +2}` stands for the repetitions of the last set, two more, `{last 4 3}` for those of
all sets that were logged, of which the last ones were these, `{day}` for their day and `{exercise}`
for what was done. What begins with `{body}` only fits sets with the weight of the body.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.training.sets import TrainingSet

_LONGEST = 120
_LAST = re.compile(r"\{last ([^}]*)\}")
_REPS = re.compile(r"\{reps ([+-]\d+)\}")
_DAY = "{day}"
_BODY = "{body}"
_EXERCISE = "{exercise}"
_END = " .!"


class Restater:
    """The ways of one language, compiled once."""

    def __init__(self, ways: Iterable[Sequence[str]], leads: Iterable[str]) -> None:
        opens = "|".join(map(re.escape, leads))
        self._lead = re.compile(rf"(?:(?:{opens})\b[,.!:]*\s+)+", re.IGNORECASE)
        self._ways = [(re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in ways]
        self._said = lru_cache(maxsize=64)(self._fitting)  # corrections and the log ask in turn

    def plainly(self, text: str, group: Sequence[TrainingSet]) -> str:
        """Give the plain way to say a message; itself, where it is none of ours.

        `group` are the sets of the last log message, which are corrected.
        """
        said = " ".join(text.split()).strip(_END)
        if not group or len(said) > _LONGEST:
            return text
        mine = [one for one in group if one.exercise == group[-1].exercise]
        filled = (_filled(meant, mine) for meant in self._said(said))
        return next((plain for plain in filled if plain is not None), text)

    def _fitting(self, said: str) -> tuple[str, ...]:
        """Give what a message may stand for, in the order of the ways; nothing is put in yet."""
        lead = self._lead.match(said)
        return tuple(
            found.expand(meant)
            for told in dict.fromkeys((said, said[lead.end() :] if lead else said))
            for pattern, meant in self._ways
            if (found := pattern.fullmatch(told))
        )


def _filled(meant: str, group: Sequence[TrainingSet]) -> str | None:
    """Put in what was logged; None: it does not fit the sets."""
    if meant.startswith(_BODY) and any(one.weight for one in group):
        return None
    reps = [one.reps or 0 for one in group]
    if listed := _LAST.search(meant):
        new = re.findall(r"\d+", listed[1])
        if len(new) > len(group):
            return None
        kept = map(str, reps[: len(group) - len(new)])
        meant = meant.replace(listed[0], " ".join((*kept, *new)))
    meant = _REPS.sub(lambda by: str(max(0, reps[-1] + int(by[1]))), meant)
    meant = meant.replace(_EXERCISE, group[-1].exercise)
    return meant.removeprefix(_BODY).replace(_DAY, group[-1].date.isoformat())
