"""Corrections put in a roundabout way -> the plain way to say them. Pure.

The ways are data (log.yaml: `restated`): what a whole message may be, and what it then says.
There, `{reps +2}` stands for the repetitions of the last set, two more, `{last 4 3}` for those of
all sets that were logged, of which the last ones were these, `{first 8}` for the place of the first
one with eight, counted from the end, `{heaviest}` for that of the heaviest, `{day}` for their day,
`{put 2nd 8 last 7}` for those of all sets with these in their places, `{exercise}` for what was
done, `{swap flat > incline}` for the same with one word for the other.
What a way begins with says when it fits: `{body}` only sets with the weight of the body, `{edited}`
only after another correction, `{alone}` only a single set, `{two}` only two sets or two exercises.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.training.sets import TrainingSet

_LONGEST = 120
_LAST = re.compile(r"\{last ([^}]*)\}")
_PLACE = re.compile(r"\{(first|last) (\d+)\}")
_EXTREME = re.compile(r"\{(heaviest|lightest)\}")
_PUT = re.compile(r"\{put (\w+) (\d+) (\w+) (\d+)\}")
_SWAP = re.compile(r"\{swap ([^}]*?) > ([^}]*)\}")
_REPS = re.compile(r"\{reps ([+-]\d+)\}")
_DAY = "{day}"
_BODY = "{body}"
_EDITED = "{edited}"
_ALONE = "{alone}"
_TWO = "{two}"
_EXERCISE = "{exercise}"
_PLACES = {"last": -1} | {
    name: place
    for place, names in enumerate(
        (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"))
    )
    for name in names
}
_ORDINALS = {2: "2nd", 3: "3rd"}
_END = " .!"


class Restater:
    """The ways of one language, compiled once."""

    def __init__(self, ways: Iterable[Sequence[str]], leads: Iterable[str]) -> None:
        opens = "|".join(map(re.escape, leads))
        self._lead = re.compile(rf"(?:(?:{opens})\b[,.!:]*\s+)+", re.IGNORECASE)
        self._ways = [(re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in ways]
        self._said = lru_cache(maxsize=64)(self._fitting)  # corrections and the log ask in turn

    def plainly(self, text: str, group: Sequence[TrainingSet], *, corrected: bool = False) -> str:
        """Give the plain way to say a message; itself, where it is none of ours.

        `group` are the sets of the last log message, which are corrected; `corrected`: the message
        before was a correction as well.
        """
        said = " ".join(text.split()).strip(_END)
        if not group or len(said) > _LONGEST:
            return text
        mine = [one for one in group if one.exercise == group[-1].exercise]
        two = 2 in (len(group), len({one.exercise for one in group}))
        fits = {_EDITED: corrected, _ALONE: len(mine) == 1, _TWO: two}
        ways = (_if_it_fits(meant, fits) for meant in self._said(said))
        filled = (_filled(meant, mine) for meant in ways if meant is not None)
        return next((plain for plain in filled if plain is not None), text)

    def without_lead(self, text: str) -> str:
        """Take off what may stand before a correction and says nothing; not the whole text."""
        lead = self._lead.match(text)
        return text[lead.end() :] if lead and lead.end() < len(text) else text

    def _fitting(self, said: str) -> tuple[str, ...]:
        """Give what a message may stand for, in the order of the ways; nothing is put in yet."""
        lead = self._lead.match(said)
        return tuple(
            found.expand(meant)
            for told in dict.fromkeys((said, said[lead.end() :] if lead else said))
            for pattern, meant in self._ways
            if (found := pattern.fullmatch(told))
        )


def _if_it_fits(meant: str, fits: Mapping[str, bool]) -> str | None:
    """Take the condition off that a plain way begins with; None: it does not hold."""
    for condition, holds in fits.items():
        if meant.startswith(condition):
            return meant.removeprefix(condition) if holds else None
    return meant


def _filled(meant: str, group: Sequence[TrainingSet]) -> str | None:
    """Put in what was logged; None: it does not fit the sets."""
    if meant.startswith(_BODY) and any(one.weight for one in group):
        return None
    reps = [one.reps or 0 for one in group]
    if listed := _LAST.search(meant):
        told = re.findall(r"\d+", listed[1])
        if len(told) > len(group):
            return None
        kept = map(str, reps[: len(group) - len(told)])
        meant = meant.replace(listed[0], " ".join((*kept, *told)))
    if place := _PLACE.search(meant):
        among = [n for n, one in enumerate(reps) if one == int(place[2])]
        if not among:
            return None
        at = among[0 if place[1] == "first" else -1]
        meant = meant.replace(place[0], _from_behind(len(reps) - at))
    if put := _PUT.search(meant):
        dealt = list(reps)
        for name, count in ((put[1], put[2]), (put[3], put[4])):
            if (at := _PLACES.get(name.lower(), 0)) >= len(dealt):
                return None
            dealt[at] = int(count)
        meant = meant.replace(put[0], " ".join(map(str, dealt)))
    if extreme := _EXTREME.search(meant):
        loads = [one.weight or one.added or 0.0 for one in group]
        found = max(loads) if extreme[1] == "heaviest" else min(loads)
        if loads.count(found) > 1:
            return None
        meant = meant.replace(extreme[0], _from_behind(len(loads) - loads.index(found)))
    if swap := _SWAP.search(meant):
        done, old, new = group[-1].exercise, swap[1].lower(), swap[2].lower()
        if new in done:
            return None
        renamed = done.replace(old, new) if old in done else f"{new} {done}"
        meant = meant.replace(swap[0], renamed)
    meant = _REPS.sub(lambda by: str(max(0, reps[-1] + int(by[1]))), meant)
    meant = meant.replace(_EXERCISE, group[-1].exercise)
    return meant.removeprefix(_BODY).replace(_DAY, group[-1].date.isoformat())


def _from_behind(place: int) -> str:
    """Say which set is meant, counted from the last one: "2nd last"."""
    return "last" if place == 1 else f"{_ORDINALS.get(place, f'{place}th')} last"
