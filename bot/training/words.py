"""The words of the log language, compiled once from log.yaml for fast lookup. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bot.training.sets import Unit

_RAMBLING = 25
"""Words from which a message without a figure that names no unit, set or repetition is talk."""
_TELLING = ("bodyweight", "again", "same_weight", "same_reps", "more", "single", "double", "triple")
"""Kinds that tell of sets without a number."""
_ONE = "one"
KINDS = {
    "cross": "x",
    "at": "@",
    "for": "f",
    "of": "o",
    "and": "&",
    "then": ";",
    "sets": "S",
    "reps": "R",
    "seconds": "T",
    "minutes": "M",
    "hours": "H",
    "rpe": "P",
    "rir": "I",
    "bodyweight": "b",
    "assisted": "i",
    "added": "l",
    "warmup": "u",
    "work": "k",
    "drop": "D",
    "amrap": "A",
    "each": "e",
    "last_set": "L",
    "again": "Y",
    "same_weight": "V",
    "same_reps": "W",
    "but": "B",
    "more": "m",
    "up": "^",
    "down": "_",
    "plates": "q",
    "approx": "v",
    "or": "O",
    "range": "~",
    "ordinal": "g",
    "rest": "Z",
    "percent": "%",
    "distance": "d",
    "money": "$",
    "other_measure": "d",
    "stack": "K",
    "label": "h",
    "single": "1",
    "double": "2",
    "triple": "3",
    "max": "X",
    "total": "J",
    "tempo": "Q",
    "note": "N",
    "superset": "G",
}
"""Kind of log.yaml to the one letter that stands for it in a shape; see tokens.py."""

_NO_MODIFIERS = frozenset(("one", "leg", "arm", "body", "bar", "cross", "over", "flat", "low",
                           "high", "band"))  # fmt: skip
"""Words of modifiers of several words that modify nothing alone."""
CHATTER = "c"
UNKNOWN = "z"
_SPLIT = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s'-]")

Phrase = tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents, as all words are compared.

    >>> fold("Búlgara")
    'bulgara'
    """
    text = text.lower()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def phrase(text: str) -> Phrase:
    """Split a phrase of the word lists as the lexer splits a message."""
    return tuple(_SPLIT.findall(fold(text)))


class Phrases:
    """A set of phrases, found longest first in a row of words."""

    __slots__ = ("_by_first",)

    def __init__(self, phrases: Iterable[tuple[str, Any]]) -> None:
        by_first: dict[str, list[tuple[Phrase, Any]]] = {}
        for text, value in phrases:
            words = phrase(str(text))
            if words:
                by_first.setdefault(words[0], []).append((words, value))
        for group in by_first.values():
            group.sort(key=lambda item: -len(item[0]))
        self._by_first = by_first

    def at(self, words: tuple[str, ...] | list[str], start: int) -> tuple[int, Any] | None:
        """Give (length, value) of the longest phrase that starts at this word, if any."""
        for candidate, value in self._by_first.get(words[start], ()):
            size = len(candidate)
            if size == 1 or tuple(words[start : start + size]) == candidate:
                return size, value
        return None

    def find(
        self, words: tuple[str, ...] | list[str], start: int = 0
    ) -> tuple[int, int, Any] | None:
        """Give (start, end, value) of the first phrase at or after `start`."""
        for position in range(start, len(words)):
            if words[position] in self._by_first and (found := self.at(words, position)):
                return position, position + found[0], found[1]
        return None

    @property
    def firsts(self) -> Iterable[str]:
        """The words with which a phrase begins."""
        return self._by_first.keys()

    def has(self, word: str) -> bool:
        """Whether the one word is a phrase of its own."""
        return any(len(words) == 1 for words, _ in self._by_first.get(word, ()))


def listed(words: Iterable[Any]) -> Phrases:
    """Compile a plain list of phrases."""
    return Phrases((str(word), True) for word in words)


class NumberWords(Struct, frozen=True):
    """Number words by their part in a number."""

    digits: Mapping[str, int]
    teens: Mapping[str, int]
    tens: Mapping[str, int]
    hundred: frozenset[str]
    dozen: frozenset[str]
    oh: frozenset[str]
    point: frozenset[str]
    half: frozenset[str]
    quarter: frozenset[str]
    article: frozenset[str]
    plurals: Mapping[str, int]
    homophones: Mapping[str, int]
    foreign: Phrases
    """Whole numbers of other languages, as they are said."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "NumberWords":
        """Read the `numbers` section."""
        return cls(
            dict(data["digits"]),
            dict(data["teens"]),
            dict(data["tens"]),
            frozenset(data["hundred"]),
            frozenset(data["dozen"]),
            frozenset(data["oh"]),
            frozenset(data["point"]),
            frozenset(data["half"]),
            frozenset(data["quarter"]),
            frozenset(data["a"]),
            dict(data["plurals"]),
            dict(data["homophones"]),
            Phrases((*_german(data["german"]), *_spanish(data["spanish"]))),
        )


def _german(parts: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, int]]:
    """Give the numbers up to 399 in one word: fünfundachtzig, hundertzwanzig."""
    small = {**parts["digits"], **parts["teens"], **parts["tens"]}
    for digit, one in parts["digits"].items():
        small |= {f"{digit}und{ten}": value + one for ten, value in parts["tens"].items()}
    small.pop("ein", None)  # an article, where it stands alone
    hundreds = parts["hundreds"]
    joined = {f"{h}{sep}{s}": hundreds[h] + small[s]
              for h in hundreds for sep in ("", "und", " ") for s in small}  # fmt: skip
    return {**small, **hundreds, **joined}.items()


def _spanish(parts: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, int]]:
    """Give the numbers up to 399: treinta y cinco, ciento veinte."""
    small = {**parts["digits"], **parts["teens"], **parts["tens"]}
    for ten, value in parts["tens"].items():
        small |= {f"{ten} y {digit}": value + one for digit, one in parts["digits"].items()}
    hundreds = parts["hundreds"]
    joined = {f"{h} {s}": hundreds[h] + small[s] for h in hundreds for s in small}
    return {**small, **hundreds, **joined}.items()


class LogWords:
    """Everything log.yaml says, ready for lookup."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.units: Mapping[str, Unit] = {
            fold(str(word)): Unit(unit) for unit, words in data["units"].items() for word in words
        }
        self.kinds = Phrases(
            (word, KINDS[kind]) for kind, words in data["kinds"].items() for word in words
        )
        self.numbers = NumberWords.of(data["numbers"])
        self.chatter = frozenset(
            word
            for entry in (*data["chatter"], *data["schemes"])
            for word in phrase(str(entry))
            if word
        )
        modifiers = {w for entry in data["modifiers"] for w in phrase(str(entry))}
        self.modifiers = frozenset(modifiers - _NO_MODIFIERS)
        self.note_words = frozenset(map(str, data["note_words"]))
        self.name_heads = frozenset(map(str, data["name_heads"]))
        self.name_tails = frozenset(map(str, data["name_tails"]))
        self.verbs: Mapping[Phrase, str] = {phrase(k): v for k, v in data["verbs"].items()}
        self.acts = frozenset(str(k).split()[0] for k in data["verbs"]) | {"did"}
        """Verbs with which a new clause of the writer's begins: "i weigh 80 and benched 60"."""
        self.bests = frozenset(map(str, data["bests"]))
        self.compared = tuple(map(str, data["compared"]))
        self.no_log = {key: listed(words) for key, words in data["not_log"].items()}
        self.amend = data["amend"]
        self.restated = data["restated"]
        self.leads = tuple(map(str, data["leads"]))
        self.announce = frozenset(map(str, data["announce"]))
        self.dates = data["dates"]
        self.light = frozenset(map(str, data["light"]))
        self.weak_again = frozenset(map(str, data["weak_again"]))
        """Words that alone ask for the last set once more, and among others mean anything."""
        again = (word for way in data["kinds"]["again"] for word in phrase(str(way)))
        self.again_letters = frozenset("".join(sorted(word)) for word in again)
        """The letters of the words of which such requests are made; swapped ones are a slip."""
        self.name_vocabulary: frozenset[str] = frozenset()
        """Words of the catalogue's names; set by the reader that joins both."""
        self.known = self._known(data)
        self._number_words = self._numbers()
        of_sets = (w for kind in ("sets", "reps", "cross") for w in data["kinds"][kind])
        self._of_sets = frozenset((*of_sets, *(w for ways in data["units"].values() for w in ways)))
        self._without_number = Phrases(
            (way, kind) for kind in _TELLING for way in data["kinds"][kind]
        )

    def tells(self, texts: Sequence[str]) -> bool:
        """Tell whether the words of a line may tell of sets, though none of them is a figure."""
        if len(texts) > _RAMBLING and self._of_sets.isdisjoint(texts):
            return False
        found = not self._number_words.isdisjoint(texts)
        return found or self._without_number.find(list(texts)) is not None

    def _numbers(self) -> frozenset[str]:
        """Words that may be, or begin, a number; not those that tell of sets only beside others.

        These are "for" and "to", and "one", which is seldom the number that is meant.
        """
        number = self.numbers
        words = {*number.digits, *number.teens, *number.tens, *number.plurals, *number.hundred}
        words |= {*number.dozen, *number.half, *number.foreign.firsts}
        heard = {one for one in number.homophones if self.kinds.at([one], 0) is None}
        return frozenset((words | (heard - self.chatter)) - {_ONE})

    def _known(self, data: Mapping[str, Any]) -> frozenset[str]:
        """All single words that mean something here, and so are never taken for a typo."""
        words = set(self.chatter) | set(self.units)
        for group in (*data["kinds"].values(), *data["not_log"].values()):
            words.update(w for entry in group for w in phrase(str(entry)))
        for part in data["numbers"].values():
            words.update(map(str, part))
        words.update(self.numbers.foreign.firsts)
        for group in data["dates"]["weekdays"] + data["dates"]["months"]:
            words.update(map(str, group))
        return frozenset(words)
