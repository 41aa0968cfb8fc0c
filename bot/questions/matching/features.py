"""Text to weighted features: words, pairs of words, and the letter groups inside words."""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LONGEST = 600
"""Characters of a text that are compared; the matcher is for questions, not for documents."""
MOST_WORDS = 80
LONGEST_WORD = 30
GROUPS = (2, 3, 4, 5)
"""Sizes of the letter groups; they keep word forms, and what is left of a slip after repair."""
WEIGHTS = (1.0, 0.7, 1.0)
"""Length of a text in words, in pairs and in letter groups."""

FEWEST = 2
"""Phrases that must have a pair or a letter group for it to count: of one alone its words tell."""
MOST_CACHED = 20_000
"""Words of which something is kept."""
LOG_COUNTS: Floats = 1 + np.log(np.arange(MOST_WORDS * LONGEST_WORD * 4).clip(1)).astype(np.float32)
"""By how often a text has a feature: 1 + its log."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def tokens(text: str) -> list[str]:
    """Split into lower-case words without accents.

    >>> tokens("Où est-ce? I've NO idea!")
    ['ou', 'est', 'ce', "i've", 'no', 'idea']
    """
    folded = unicodedata.normalize("NFKD", text[:LONGEST].lower().replace("\u2019", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)[:MOST_WORDS]]


def letter_groups(word: str) -> list[str]:
    """Cut a word into its letter groups, its ends marked by spaces.

    >>> letter_groups("a")
    ['# a', '#a ', '# a ']
    """
    marked = f" {word} "
    return [
        "#" + marked[start : start + size]
        for size in GROUPS
        for start in range(len(marked) - size + 1)
    ]


def pairs_of(spoken: Sequence[str]) -> list[str]:
    """Name the pairs of neighbouring words."""
    return [f"{left} {right}" for left, right in pairwise(spoken)]


class Vocabulary:
    """Features to columns and their weights by rarity, learnt from the phrases."""

    def __init__(self, columns: Mapping[str, int], rarity: Floats) -> None:
        self.columns = columns
        """In order: those of the words, then of the pairs, then of the letter groups."""
        self.rarity = rarity
        """By column: the smoothed log of 1 / share of the phrases that have the feature, plus 1."""
        features = list(columns)
        self._edges = np.array([bisect_left(features, kind, key=_kind) for kind in (1, 2)])
        self.spoken = int(self._edges[1])
        """Columns of words and pairs; those of the letter groups follow."""
        self._groups: dict[str, Ints] = {}

    @classmethod
    def learn(cls, texts: Sequence[Sequence[str]]) -> "Vocabulary":
        """Learn from the phrases, each a row of words."""
        seen: Counter[str] = Counter()
        for spoken in texts:
            groups = [group for word in spoken for group in letter_groups(word)]
            seen.update(list(dict.fromkeys((*spoken, *pairs_of(spoken), *groups))))
        kept = [one for one, times in seen.items() if times >= FEWEST or _kind(one) == 0]
        columns = {feature: column for column, feature in enumerate(sorted(kept, key=_kind))}
        number = len(texts)
        rarity = [math.log((1 + number) / (1 + seen[feature])) + 1 for feature in columns]
        return cls(columns, np.array(rarity, dtype=np.float32))

    @property
    def by_use(self) -> list[str]:
        """The words that the phrases use, those first that most phrases do."""
        words = list(self.columns)[: self._edges[0]]
        return sorted(words, key=lambda word: float(self.rarity[self.columns[word]]))

    def row(self, spoken: Sequence[str]) -> tuple[Ints, Floats]:
        """Give words as (columns, values), each column once; features never seen are left out.

        A value is the log of a feature's count times its rarity. Each kind of feature has its own
        length, so that long words do not drown the rest.
        """
        whole = self._columns_of((*spoken, *pairs_of(spoken)))
        columns = np.concatenate([whole, *map(self._groups_of, spoken)])
        if not len(columns):
            return columns, np.zeros(0, dtype=np.float32)
        columns.sort()
        last = np.append(np.flatnonzero(columns[1:] != columns[:-1]), len(columns) - 1)
        counts = last.copy()
        counts[0] += 1
        counts[1:] -= last[:-1]
        columns = columns[last]
        values: Floats = LOG_COUNTS[counts] * self.rarity[columns]
        first = 0
        for end, weight in zip((*columns.searchsorted(self._edges), None), WEIGHTS, strict=True):
            part = values[first:end]
            part *= np.float32(weight / (math.sqrt(float(part @ part)) or 1.0))
            first = end
        return columns, values

    def _columns_of(self, features: Iterable[str]) -> Ints:
        get = self.columns.get
        found = [column for feature in features if (column := get(feature)) is not None]
        return np.array(found, dtype=np.int64)

    def _groups_of(self, word: str) -> Ints:
        found = self._groups.get(word)
        if found is None:
            found = self._columns_of(letter_groups(word))
            if len(self._groups) < MOST_CACHED:  # words come from users: bounded
                self._groups[word] = found
        return found


def _kind(feature: str) -> int:
    """Tell a word (0), a pair (1) and a letter group (2) apart."""
    return 2 if feature[0] == "#" else 1 if " " in feature else 0
