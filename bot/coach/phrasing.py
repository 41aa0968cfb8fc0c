"""Requests said as whole messages -> what they name. Pure; the templates are data.

A template is words, `(one|another way)`, `[may be left out]` and `{slot}`. Punctuation is passed
over, so that "Rest, 3 min!" and "rest 3 min" are one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

LONGEST = 160
"""Characters of a request; a longer message is none."""
REMEMBERED = 64
_TOKEN = re.compile(r"\d+(?:[:.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*\.?(?=\W|$)|[^\W_]+|\+")
_PARTS = re.compile(r"(\([^()]*\)|\[[^\[\]]*\])")
_NAME = re.compile(r"\(\?P<\w+>")
_PIECE = re.compile(r"\{(\w+)\}|[^\s{}]+")
_SLOTS: Mapping[str, str] = {
    "time": r"[\w:.]+(?: [\w:.]+){0,5}?",
    "exercise": r"[\w']+(?: [\w']+){0,4}?",
    "name": r"[\w']+(?: [\w']+)?",
    "text": r"\S+(?: \S+){0,20}?",
    "days": r"[\w']+(?: [\w']+){0,8}?",
    "clock": r"[\w:.]+(?: [\w:.]+)?",
}
"""Slot to what it may hold, besides those that a theme has of its own."""


class Said(Struct, frozen=True):
    """A request that was found: which one, and its slots."""

    request: str
    slots: Mapping[str, str]


class Requests:
    """The requests of one theme. Built once.

    >>> asked = Requests({"begin": ["rest [for] {time}"], "skip": ["skip [rest|it]"]})
    >>> asked.find("Rest for 3 min!")[0].slots
    {'time': '3 min'}
    >>> [said.request for said in asked.find("skip it")]
    ['skip']
    """

    def __init__(
        self,
        templates: Mapping[str, Sequence[str]],
        slots: Mapping[str, str] | None = None,
    ) -> None:
        """Take templates by request, and what further slots may hold, as `any_of` writes it."""
        held = {**_SLOTS, **(slots or {})}
        written = [
            (request, _pattern(template, held))
            for request, lines in templates.items()
            for template in lines
        ]
        self._patterns = [(request, re.compile(pattern)) for request, pattern in written]
        # Nearly every message is none of them: one pattern without names tells so at once.
        every = "|".join(_NAME.sub("(?:", pattern) for _, pattern in written)
        self._any = re.compile(f"(?:{every})")
        self._found = lru_cache(maxsize=REMEMBERED)(lambda said: tuple(self._find(said)))

    def find(self, text: str) -> Sequence[Said]:
        """Give each way to read a whole message as a request, the first template first."""
        return () if len(text) > LONGEST else self._found(f"{plain(text)} ")

    def _find(self, said: str) -> Iterator[Said]:
        if not self._any.fullmatch(said):
            return
        for request, pattern in self._patterns:
            match = pattern.fullmatch(said)
            if match:
                slots = {
                    name.rstrip("0123456789_"): value.strip()
                    for name, value in match.groupdict().items()
                    if value
                }
                yield Said(request, slots)


def any_of(ways: Iterable[str]) -> str:
    """Write a pattern of words of which one is said, the longest first."""
    longest_first = sorted({plain(way) for way in ways}, key=lambda way: (-len(way), way))
    return "|".join(re.escape(way) for way in longest_first)


@lru_cache(maxsize=REMEMBERED)
def plain(text: str) -> str:
    """Give the words and numbers of a text, lower case, one space between them.

    >>> plain("Rest: 2:30, please!"), plain("+30s"), plain("6 p.m.")
    ('rest 2:30 please', '+ 30 s', '6 p.m.')
    """
    return " ".join(_tokens(text.lower()))


def _tokens(text: str) -> Iterator[str]:
    for word in re.findall(r"\S+", text.replace("+", " + ")):
        if word in {"p.m.", "a.m."}:
            yield word
            continue
        yield from (token.rstrip(".") for token in _TOKEN.findall(word))


def _pattern(template: str, slots: Mapping[str, str]) -> str:
    """Write a template as a regular expression over words that each end with a space."""
    count = 0

    def piece(match: re.Match[str]) -> str:
        nonlocal count
        name = match[1]
        if name is None:
            return "".join(re.escape(f"{word} ") for word in plain(match[0]).split())
        count += 1
        return f"(?P<{name}_{count}>(?:{slots[name]}) )"

    def way(text: str) -> str:
        return "".join(piece(match) for match in _PIECE.finditer(text))

    written = ""
    for part in _PARTS.split(template):
        if part[:1] in {"(", "["}:
            ways = [made for one in part[1:-1].split("|") if (made := way(one))]
            written += f"(?:{'|'.join(ways)})" + ("?" if part[0] == "[" else "")
        else:
            written += way(part)
    return written
