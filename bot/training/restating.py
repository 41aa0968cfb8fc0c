"""Corrections put in a roundabout way -> the plain way to say them. Pure.

The ways are data (log.yaml: `restated`): what a whole message may be, and what it then says.
There, `{reps +2}` stands for the repetitions of the last set, two more, `{last 4 3}` for those of
all sets that were logged, of which the last ones were these, `{put 2nd 8 last 7}` for those of all
sets with these in their places; `{place first 8}` for the place of the first one with eight,
`{heaviest}` for that of the heaviest, both from the end; `{day}` for their day, `{exercise}`
for what was done, `{swap flat > incline}` for the same with one word for the other.
What a way begins with says when it fits: `{body}` only sets with the weight of the body, `{edited}`
only after another correction, `{alone}` only a single set, `{two}` only two sets or two exercises,
`{three}` only three sets.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from bot.training.sets import TrainingSet

_LONGEST = 120
_END = " .!"
_BODY, _EDITED, _ALONE = "{body}", "{edited}", "{alone}"
_TWO, _THREE = "{two}", "{three}"

Group = Sequence[TrainingSet]
Filling = Callable[[re.Match[str], Group], str | None]


class Restater:
    """The ways of one language, compiled once."""

    def __init__(
        self,
        ways: Iterable[Sequence[str]],
        leads: Iterable[str],
        ordinals: Mapping[str, int],
        lasts: Sequence[str],
    ) -> None:
        """Take the ways; what may stand before one; and words for a place, and for the last one."""
        opens = "|".join(map(re.escape, leads))
        self._lead = re.compile(rf"(?:(?:{opens})\b[,.!:]*\s+)+", re.IGNORECASE)
        self._ways = [(re.compile(way[0], re.IGNORECASE), way[1]) for way in ways]
        self._said = lru_cache(maxsize=64)(self._fitting)  # corrections and the log ask in turn
        self._last = lasts[0]
        self._names = {place: name for name, place in reversed([*ordinals.items()])}
        self._places = {name: place - 1 for name, place in ordinals.items() if place > 0}
        self._places |= dict.fromkeys(lasts, -1)
        fillings: Mapping[str, Filling] = {
            r"\{last ([^}]*)\}": _ended,
            r"\{place (first|last) (\d+)\}": self._one_of,
            r"\{put (\w+) (\d+) (\w+) (\d+)\}": self._put,
            r"\{(heaviest|lightest)\}": self._extreme,
            r"\{swap ([^}]*?) > ([^}]*)\}": _swapped,
            r"\{reps ([+-]\d+)\}": _changed,
            r"\{exercise\}": lambda _, group: group[-1].exercise,
            r"\{day\}": lambda _, group: group[-1].date.isoformat(),
        }
        self._fillings = [(re.compile(pattern), fill) for pattern, fill in fillings.items()]

    def plainly(self, text: str, group: Group, *, corrected: bool = False) -> str:
        """Give the plain way to say a message; itself, where it is none of ours.

        `group` are the sets of the last log message, which are corrected; `corrected`: they were
        corrected lately.
        """
        said = " ".join(text.split()).strip(_END)
        if not group or len(said) > _LONGEST:
            return text
        mine = [one for one in group if one.exercise == group[-1].exercise]
        fits = {
            _BODY: not any(one.weight for one in mine),
            _EDITED: corrected,
            _ALONE: len(mine) == 1,
            _THREE: len(mine) == 3,
            _TWO: 2 in (len(group), len({one.exercise for one in group})),
        }
        ways = (_if_it_fits(meant, fits) for meant in self._said(said))
        filled = (self._filled(meant, mine) for meant in ways if meant is not None)
        return next((plain for plain in filled if plain is not None), text)

    def without_lead(self, text: str) -> str:
        """Take off what may stand before a correction and says nothing; not the whole text."""
        lead = self._lead.match(text)
        return text[lead.end() :] if lead and lead.end() < len(text) else text

    def _fitting(self, said: str) -> tuple[str, ...]:
        """Give what a message may stand for, in the order of the ways; nothing is put in yet."""
        return tuple(
            found.expand(meant)
            for told in dict.fromkeys((said, self.without_lead(said)))
            for pattern, meant in self._ways
            if (found := pattern.fullmatch(told))
        )

    def _filled(self, meant: str, group: Group) -> str | None:
        """Put in what was logged; None: it does not fit the sets."""
        for pattern, fill in self._fillings:
            for found in pattern.finditer(meant):
                if (told := fill(found, group)) is None:
                    return None
                meant = meant.replace(found[0], told)
        return meant

    def _from_behind(self, place: int) -> str:
        """Say which set is meant, counted from the last one, 1: "second last"."""
        return self._last if place == 1 else f"{self._names.get(place, place)} {self._last}"

    def _one_of(self, found: re.Match[str], group: Group) -> str | None:
        among = [at for at, one in enumerate(group) if one.reps == int(found[2])]
        if not among:
            return None
        return self._from_behind(len(group) - among[0 if found[1] == "first" else -1])

    def _put(self, found: re.Match[str], group: Group) -> str | None:
        reps = [one.reps or 0 for one in group]
        for name, count in ((found[1], found[2]), (found[3], found[4])):
            if (at := self._places.get(name.lower(), len(reps))) >= len(reps):
                return None
            reps[at] = int(count)
        return " ".join(map(str, reps))

    def _extreme(self, found: re.Match[str], group: Group) -> str | None:
        loads = [one.weight or one.added or 0.0 for one in group]
        load = max(loads) if found[1] == "heaviest" else min(loads)
        if loads.count(load) > 1:
            return None
        return self._from_behind(len(loads) - loads.index(load))


def _if_it_fits(meant: str, fits: Mapping[str, bool]) -> str | None:
    """Take the condition off that a plain way begins with; None: it does not hold."""
    for condition, holds in fits.items():
        if meant.startswith(condition):
            return meant.removeprefix(condition) if holds else None
    return meant


def _ended(found: re.Match[str], group: Group) -> str | None:
    new = re.findall(r"\d+", found[1])
    if len(new) > len(group):
        return None
    kept = (str(one.reps or 0) for one in group[: len(group) - len(new)])
    return " ".join((*kept, *new))


def _changed(found: re.Match[str], group: Group) -> str:
    return str(max(0, (group[-1].reps or 0) + int(found[1])))


def _swapped(found: re.Match[str], group: Group) -> str | None:
    done, old, new = group[-1].exercise, found[1].lower(), found[2].lower()
    if new in done:
        return None
    return done.replace(old, new) if old in done else f"{new} {done}"
