"""The words of a text that name a training day -> the day. Pure: today is an argument."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from bot.training.sets import Problem

_COMPARED = re.compile(r"\b(?:like|as|than|vs\.?|versus|since|unlike)\s+(?:on\s+)?$", re.IGNORECASE)
"""Before a day that something is compared with."""
_SMALL_TALK = re.compile(
    r"^(?:(?:oh|and|also|so|ok|okay|btw|then|um|uh|ah|forgot|from|for|missed|log)\b[\s,:]*)+$"
)
_FILLER = re.compile(
    r"\b(?:so|um+|uh+|erm?|and|ok(?:ay)?|yeah|well|was|i mean),?\s+like,?\s+(?:on\s+)?$",
    re.IGNORECASE,
)
"""Speech in which "like" compares nothing: "so like yesterday i did"."""
_YEARS_BACK = 60
_LAST_DAY = 31
_HALF_YEAR = 183


class Dated(Struct, frozen=True):
    """A day named in a text."""

    day: date
    start: int
    """Position of the first character of the words that name it."""
    end: int


def read_date(
    text: str, today: date, *, month_first: bool, words: "DateWords"
) -> Dated | Problem | None:
    """Find the first day that a text names, with the words that name it.

    A day that does not exist, lies ahead or stays unclear ("last week") is a Problem. A weekday is
    the latest one before today. `month_first` reads 11/20 as November 20.
    """
    return words.read(text, today, month_first=month_first)


class DateWords:
    """Patterns for the days of one language, compiled once from the `dates` section of log.yaml."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._weekday = {
            str(name): number for number, names in enumerate(data["weekdays"]) for name in names
        }
        self._month = {
            str(name): number for number, names in enumerate(data["months"], 1) for name in names
        }
        self._ago = {str(words): int(days) for words, days in data["ago"].items()}
        doubtful = {str(name) for name in data["doubtful"]}
        self._pattern = _compile(self._weekday, self._month, self._ago, doubtful, data["unclear"])
        self._hint = _hint([*self._weekday, *self._month, *self._ago, *map(str, data["unclear"])])

    def read(self, text: str, today: date, *, month_first: bool) -> Dated | Problem | None:
        """Find the first day named in the text; see `read_date`."""
        if not self._hint.search(text):
            return None
        for match in self._pattern.finditer(text):
            if _COMPARED.search(text, 0, match.start()) and not _FILLER.search(
                text, 0, match.start()
            ):
                continue
            found = self._day(match, today, month_first)
            if isinstance(found, Problem):
                return found
            if found is not None:
                return _checked(found, match, today)
        return None

    def _day(self, match: re.Match[str], today: date, month_first: bool) -> date | Problem | None:
        group = match.groupdict()
        said = match.group().strip()
        if group["iso"]:
            return _made(group["y1"], group["m1"], group["d1"], said)
        heads = _heads_line(match)
        if group["dotted"] and not (heads or match.group().endswith(".") or group["y2"]):
            return None
        if (
            group["dotted"]
            and not (heads or group["y2"])
            and (len(group["m2"]) == 1 or int(group["d2"]) > _LAST_DAY)
        ):  # "3x8 at 22.5."
            return None
        if group["dotted"]:
            return _without_year(group["y2"], group["m2"], group["d2"], said, today)
        if group["slashed"] and not _slash_date(match, heads, today):
            return None
        if group["slashed"]:
            day, month = (group["s2"], group["s1"]) if month_first else (group["s1"], group["s2"])
            if int(month) > 12 >= int(day):  # only one order exists
                day, month = month, day
            return _without_year(group["s3"], month, day, said, today)
        if group["named"]:
            name = (group["mo1"] or group["mo2"]).lower()
            day = group["da1"] or group["da2"]
            year = group["ye1"] or group["ye2"]
            return _without_year(year, str(self._month[name]), day, said, today)
        if group["days"]:
            return today - timedelta(days=_count(group["count"]) * _unit_days(group["of"]))
        if group["ago"]:
            return today - timedelta(days=self._ago[group["ago"].lower()])
        if group["weekday"]:
            return self._latest(group["weekday"].lower(), today)
        return Problem(said, "log.which_day")

    def _latest(self, name: str, today: date) -> date:
        """Give the latest such weekday before today."""
        back = (today.weekday() - self._weekday[name]) % 7
        return today - timedelta(days=back or 7)


def _compile(
    weekday: Mapping[str, int],
    month: Mapping[str, int],
    ago: Mapping[str, int],
    doubtful: set[str],
    unclear: list[str],
) -> re.Pattern[str]:
    def any_of(words: object) -> str:
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]

    months = any_of(month)
    return re.compile(
        rf"""
        (?<![\w.,/-])(?:(?:{any_of(weekday)})\.?,?\s+(?=\d|(?:{months})\b))?(?:
          # 2026-11-20, 2026/11/20
          (?P<iso>(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}}))(?![\w-])
          # 20.11.2026  20.11.  20.11: (the month in two digits, or a dot behind it)
        | (?P<dotted>(?P<d2>\d{{1,2}})\.(?P<m2>
            \d{{1,2}}(?=\.\d{{2}}(?:\d\d)?\b) | \d{{1,2}}(?=\.(?!\d))
            | (?:0\d|1[0-2])(?=\s*:|\s+[a-z]{{3}}|\s*$)
          )(?:\.(?P<y2>\d{{4}}|\d\d)?)?)(?!\w)
          # 11/20/2026; without a year only in the place of a heading
        | (?P<slashed>(?P<s1>\d{{1,2}})/(?P<s2>\d{{1,2}})
            (?:/(?P<s3>\d{{4}}|\d\d)\b | (?=\s*:) | (?=\s+[a-z]{{3}}|\s*$)))
          # 20 Nov, 20th of November 2026, Nov 20
        | (?P<named>(?:(?P<da1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<mo1>{months})\b\.?
              (?:,?\s+(?P<ye1>20\d\d))?
          | (?P<mo2>{months})\.?\s+(?:the\s+)?(?P<da2>\d{{1,2}})(?:st|nd|rd|th)?
              (?![\w.]|,\d|\s*(?:x|kg|lb|reps|sets|by)\b)(?:,?\s+(?P<ye2>20\d\d))?))
        | (?P<days>(?P<count>\d{{1,3}}|a|an|one|two|three|four|five|six|seven)\s+
            (?P<of>days?|weeks?|months?)\s+ago)
        | (?P<ago>{any_of(ago)})(?![\w'])
        | (?P<unclear>{any_of(unclear)})\b
        | (?:(?:on|last|this|past)\s+)*(?P<weekday>
              (?:{any_of(set(weekday) - doubtful)})
            | (?<=on\s)(?:{any_of(doubtful)}) | (?<=last\s)(?:{any_of(doubtful)})
            | (?:{any_of(doubtful)})(?=\s*[:-]) | ^(?:{any_of(doubtful)})(?=\.?\s*$))\b
            (?:'s)?(?:\s+(?:morning|evening|night|afternoon))?
        )
        """,
        re.VERBOSE | re.IGNORECASE | re.MULTILINE,
    )


def _slash_date(match: re.Match[str], heads: bool, today: date) -> bool:
    """Whether 11/20 or 11/20/26 is a day and no list of repetitions such as 12/10/10."""
    one, other, year = int(match["s1"]), int(match["s2"]), match["s3"]
    if year and len(year) == 4:
        return True
    possible = 1 <= min(one, other) <= 12 and max(one, other) <= 31
    recent = not year or today.year - 2 <= 2000 + int(year) <= today.year + 1
    return heads and possible and recent


def _heads_line(match: re.Match[str]) -> bool:
    """Whether a bare 20.11 or 11/20 stands where only a day can: after "on", or first."""
    if match.group()[:1].isalpha():  # "Mon 16/11"
        return True
    before = match.string[: match.start()].rpartition("\n")[2].strip(" -*#(").lower()
    before = _SMALL_TALK.sub("", before)
    if before in ("on", "am") or before.endswith((" on", " am")):
        return True
    after = match.string[match.end() :].lstrip(" ")
    return not before and (after.startswith(":") or after[:1].isalpha())


def _hint(words: list[str]) -> re.Pattern[str]:
    """Whether it is worth looking at all: cheap, because nearly no message names a day."""
    names = "|".join(sorted({re.escape(word) for word in words}, key=len, reverse=True))
    return re.compile(rf"\d[-./]\d|\bago\b|\b(?:{names})\b", re.IGNORECASE)


def _made(year: str, month: str, day: str, said: str) -> date | Problem:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return Problem(said, "log.no_such_date", (("date", said),))


def _without_year(year: str | None, month: str, day: str, said: str, today: date) -> date | Problem:
    """Complete a date; one without a year that would lie ahead was meant half a year back at most.

    A leap day without a year is the latest one.
    """
    if year:
        return _made(year, month, day, said)
    found = _made(str(today.year), month, day, said)
    if isinstance(found, date) and found <= today:
        return found
    before = _made(str(today.year - 1), month, day, said)
    if isinstance(before, date) and (today - before).days <= _HALF_YEAR:
        return before
    return found


def _count(word: str) -> int:
    small = ("one", "two", "three", "four", "five", "six", "seven")
    if word.isdigit():
        return int(word)
    return small.index(word.lower()) + 1 if word.lower() in small else 1


def _unit_days(word: str) -> int:
    return {"d": 1, "w": 7, "m": 30}[word[0].lower()]


def _checked(day: date, match: re.Match[str], today: date) -> Dated | Problem:
    said = match.group().strip()
    if day > today:
        return Problem(said, "log.future", (("date", day.isoformat()),))
    if day.year < today.year - _YEARS_BACK:
        return Problem(said, "log.no_such_date", (("date", said),))
    start = match.start()
    prefix = re.search(r"(?:\b(?:on|from|for|am)\s+(?:the\s+)?)$", match.string[:start], re.I)
    return Dated(day, prefix.start() if prefix else start, match.end())
