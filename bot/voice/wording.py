"""A reply as it is shown -> as it is said aloud. Pure."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

_UNITS = {
    "kg": "kilo", "kgs": "kilo", "lb": "pound", "lbs": "pound", "min": "minute", "s": "second",
    "sec": "second", "cm": "centimetre",
}  # fmt: skip
_LETTERS = {"rpe": "R P E", "rir": "R I R", "1rm": "one rep max", "e1rm": "estimated one rep max"}
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "May": "May",
    "Jun": "June", "Jul": "July", "Aug": "August", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
_UNSPOKEN = re.compile(r"^(?:Source: |/\w+ - ).*$", re.MULTILINE)
_PICTURES = re.compile(r"[^\w\s.,;:!?'\"()%/+×*x°&-]")
MOST_DIGITS = 12
"""A longer number is none of training, and takes minutes to say."""
_NUMBER = r"\d+(?:[.,]\d+)*"


def spoken(text: str) -> str:
    """Write a reply as it is said: numbers and units in words, nothing that cannot be said.

    The line that names the source is left out; it stands in the text beside the voice note.

    >>> spoken("Logged leg press: 5 x 5 at 102.5 kg")
    'Logged leg press: five by five at one hundred and two point five kilos'
    >>> spoken("Rest: 1:30 min. RPE 9!")
    'Rest: one minute thirty. R P E nine!'
    """
    said = _UNSPOKEN.sub("", text)
    said = re.sub(r"(?m)^\s*- ", "", said)
    for pattern, told in _RULES:
        said = pattern.sub(told, said)
    said = _PICTURES.sub(" ", said)
    said = re.sub(r"\n+", "\n", said.strip())
    said = re.sub(r"(?<![.!?:,;])\n", ".\n", said)
    return re.sub(r"[ \t]+", " ", said).strip()


def _number(written: str) -> str:
    """Say a number; a comma parts thousands."""
    plain = written.replace(",", "")
    if len(plain) > MOST_DIGITS:
        return "a long number"
    try:
        value = float(plain) if "." in plain else int(plain)
    except ValueError:
        return written
    words: Any = import_module("num2words")
    return str(words.num2words(value)).replace("-", " ").replace(",", "")


def _with_unit(match: re.Match[str]) -> str:
    unit = _UNITS[match[2]]
    one = match[1] in {"1", "1.0"}
    return f"{_number(match[1])} {unit}{'' if one else 's'}"


def _length(match: re.Match[str]) -> str:
    minutes = "one minute" if match[1] == "1" else f"{_number(match[1])} minutes"
    return f"{minutes} {_number(str(int(match[2])))}"


def _clock(match: re.Match[str]) -> str:
    oh = "oh " if match[2].startswith("0") else ""
    return f"{_number(match[1])} {oh}{_number(str(int(match[2])))}"


def _by(match: re.Match[str]) -> str:
    more = " or more" if match[3] else ""
    unit = f" {_UNITS[match[4]]}s" if match[4] else ""
    return f"{_number(match[1])} by {_number(match[2])}{more}{unit}"


def _date(match: re.Match[str]) -> str:
    year = f" {_year(match[3])}" if match[3] else ""
    return f"the {_ordinal(match[1])} of {_MONTHS[match[2]]}{year}"


def _iso_date(match: re.Match[str]) -> str:
    month = [*_MONTHS.values()][int(match[2]) - 1]
    return f"the {_ordinal(match[3])} of {month} {_year(match[1])}"


def _ordinal(written: str) -> str:
    if len(written) > MOST_DIGITS:
        return "a long number"
    words: Any = import_module("num2words")
    return str(words.num2words(int(written), to="ordinal")).replace("-", " ")


def _year(written: str) -> str:
    words: Any = import_module("num2words")
    return str(words.num2words(int(written), to="year")).replace("-", " ")


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?i)\b(e1rm|1rm|rpe|rir)\b"), lambda m: _LETTERS[m[1].lower()]),
    (re.compile(rf"\b({'|'.join(_DAYS)})\b(?=[ ,.)])"), lambda m: _DAYS[m[1]]),
    (re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b(?: (\d{{4}})\b)?"), _date),
    (re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-(\d{2})\b"), _iso_date),
    (re.compile(r"(?<![\w-])/(?=[a-z])"), ""),
    (re.compile(r"(?<=\d)\s?[-–]\s?(?=\d)"), " to "),
    (re.compile(r"(?<![\w)])\+(?=\d)"), "plus "),
    (re.compile(r"(?<![\w)])[-−](?=\d)"), "minus "),
    (re.compile(r"(?<=\d)/(?=\d)"), " "),
    (re.compile(r"\b(\d{1,2}):(\d{2}) min\b"), _length),
    (re.compile(rf"({_NUMBER})\s?[x×]\s?({_NUMBER})(\+)?(?:\s?(s)\b)?"), _by),
    (re.compile(rf"({_NUMBER})\s?({'|'.join(_UNITS)})\b"), _with_unit),
    (re.compile(rf"(?<![^\W_]) ?[x×] ?({_NUMBER})"), lambda m: f" times {_number(m[1])}"),
    (re.compile(r"\b(\d+)(?:st|nd|rd|th)\b"), lambda m: _ordinal(m[1])),
    (re.compile(rf"({_NUMBER})°"), lambda m: f"{_number(m[1])} degrees"),
    (re.compile(rf"({_NUMBER})\s?%"), lambda m: f"{_number(m[1])} percent"),
    (re.compile(rf"(?<=bodyweight) ([+-]) (?={_NUMBER}|\w)"),
     lambda m: " plus " if m[1] == "+" else " minus "),
    (re.compile(r"\b(\d{1,2}):00\b"), lambda m: f"{_number(m[1])} o'clock"),
    (re.compile(r"\b(\d{1,2}):(\d{2})\b"), _clock),
    (re.compile(rf"(?<![\w.])({_NUMBER})(?![\w])"), lambda m: _number(m[1])),
    (re.compile(r"(?<=\w) [+] "), " plus "),
)  # fmt: skip
"""Tried in this order, the longer forms before what they are made of."""
