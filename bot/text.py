"""Typed or spoken text to comparable words. Pure; the words themselves are data."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

LONGEST = 4096
"""Characters read of a message, Telegram's own bound; what follows is not looked at."""

_NOT_SHOWN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
_PLAIN = dict.fromkeys((*range(32), 127)) | {
    ord("\n"): "\n",
    ord("`"): "'",
    **dict.fromkeys(map(ord, "\t\r\v\f"), " "),
}
"""What becomes of the characters of a text of plain letters; the rest stays."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GLUED = re.compile(r"(?<=\d)(?=(?:kgs?|kilos?|lbs?)\b)")
_SENTENCE_END = re.compile(r"(?<=[?!.;])\s+|\n+|[?!]+(?=\w)")


def clean(text: str) -> str:
    r"""Bring any text into a form that is safe to read, store and print.

    Surrogates without a partner, control characters, invisible marks and stacked accents go; line
    breaks stay; what is over the bound is cut.

    >>> clean("how\u200b far\x00\tapart\ud800?")
    'how far apart?'
    """
    if text.isascii():
        return text[:LONGEST].translate(_PLAIN).strip()
    cut = text[:LONGEST].translate(_APOSTROPHES)
    cut = unicodedata.normalize("NFKC", cut)[:LONGEST]
    cut = _NOT_SHOWN.sub("", cut)
    kept = []
    marks = 0
    for char in cut:
        category = unicodedata.category(char)
        marks = marks + 1 if category == "Mn" else 0
        if char == "\n":
            kept.append(char)
        elif category == "Zs" or char in "\t\r\v\f":
            kept.append(" ")
        elif category not in {"Cc", "Cs", "Co", "Cn"} and marks <= 2:
            kept.append(char)
    return "".join(kept).strip()


def words(text: str) -> list[str]:
    """Split into lower-case words; an apostrophe inside a word stays.

    >>> words("My heels WON'T stay down at 70kg!")
    ['my', 'heels', "won't", 'stay', 'down', 'at', '70', 'kg']
    """
    return list(_words(text))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    # One message is split by everybody who looks at it.
    return tuple(_WORD.findall(_GLUED.sub(" ", text.lower())))


def bare(text: str) -> str:
    """Reduce a text to its words, so that two ways to write it compare equal.

    >>> bare("How far APART?!") == bare("how far apart")
    True
    """
    return " ".join(words(text))


def sentences(text: str) -> list[str]:
    """Split a message at the ends of its sentences; what ends with "?" keeps it.

    >>> sentences("I just started. how deep? and toes?")
    ['I just started.', 'how deep?', 'and toes?']
    """
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


class Mention(Struct, frozen=True):
    """A listed phrase found in a text."""

    value: str
    """What the phrase stands for."""
    start: int
    """Position of its first word."""
    end: int
    """Position after its last word."""


class Phrasebook:
    """Finds listed phrases in running words, the longest first; built once.

    >>> book = Phrasebook({"plate": ["foot plate", "platform"], "heels": ["heels"]})
    >>> book.replace("heels off the platform".split())
    ['heels', 'off', 'the', 'plate']
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._values: dict[tuple[str, ...], str] = {}
        for value, ways in phrases.items():
            for way in ways:
                key = tuple(words(way))
                if key:
                    self._values.setdefault(key, value)
        self._longest: dict[str, int] = {}
        for key in self._values:
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    @classmethod
    def of_pairs(cls, pairs: Mapping[str, str]) -> "Phrasebook":
        """Make one of phrases each with what it stands for."""
        phrases: dict[str, list[str]] = {}
        for way, value in pairs.items():
            phrases.setdefault(value, []).append(way)
        return cls(phrases)

    def mentions(self, spoken: Sequence[str]) -> list[Mention]:
        """Find the phrases, left to right, none overlapping another."""
        found: list[Mention] = []
        if self._longest.keys().isdisjoint(spoken):
            return found
        at = 0
        while at < len(spoken):
            for length in range(self._longest.get(spoken[at], 0), 0, -1):
                value = self._values.get(tuple(spoken[at : at + length]))
                if value is not None:
                    found.append(Mention(value, at, min(at + length, len(spoken))))
                    at += length
                    break
            else:
                at += 1
        return found

    def at_start(self, spoken: Sequence[str]) -> int:
        """Give the number of words of the phrase that stands at the start; 0: none does."""
        if spoken:
            for length in range(self._longest.get(spoken[0], 0), 0, -1):
                if tuple(spoken[:length]) in self._values:
                    return min(length, len(spoken))
        return 0

    def replace(self, spoken: Sequence[str]) -> list[str]:
        """Put each phrase's value in its place."""
        mentions = self.mentions(spoken)
        if not mentions:
            return list(spoken)
        result: list[str] = []
        at = 0
        for mention in mentions:
            result.extend(spoken[at : mention.start])
            result.extend(mention.value.split())
            at = mention.end
        result.extend(spoken[at:])
        return result
