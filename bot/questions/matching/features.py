"""Text to weighted features: words, pairs of words, and the letter groups inside words."""

import math
import re
import unicodedata
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

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def tokens(text: str) -> list[str]:
    """Split into lower-case words without accents.

    >>> tokens("Où est-ce? I've NO idea!")
    ['ou', 'est', 'ce', "i've", 'no', 'idea']
    """
    folded = unicodedata.normalize("NFKD", text[:LONGEST].lower().replace("\u2019", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)[:MOST_WORDS]]


def counted(spoken: Sequence[str]) -> tuple[Counter[str], ...]:
    """Count the features of a row of words: words, pairs, letter groups with word ends marked."""
    groups: Counter[str] = Counter()
    for word in spoken:
        marked = f" {word} "
        for size in GROUPS:
            groups.update(
                "#" + marked[start : start + size] for start in range(len(marked) - size + 1)
            )
    pairs = Counter(f"{left} {right}" for left, right in pairwise(spoken))
    return Counter(spoken), pairs, groups


class Vocabulary:
    """Features to columns and their weights by rarity, learnt from the phrases."""

    def __init__(self, columns: Mapping[str, int], rarity: Floats) -> None:
        self.columns = columns
        self.rarity = rarity
        """By column: the smoothed log of 1 / share of the phrases that have the feature, plus 1."""

    @classmethod
    def learn(cls, texts: Iterable[Sequence[Counter[str]]]) -> "Vocabulary":
        """Learn from the counted phrases."""
        seen: Counter[str] = Counter()
        number = 0
        for text in texts:
            for kind in text:
                seen.update(kind.keys())
            number += 1
        rarity = [math.log((1 + number) / (1 + count)) + 1 for count in seen.values()]
        columns = {feature: column for column, feature in enumerate(seen)}
        return cls(columns, np.array(rarity, dtype=np.float32))

    @property
    def by_use(self) -> list[str]:
        """The words that the phrases use, those first that most phrases do."""
        words = [feature for feature in self.columns if " " not in feature and feature[0] != "#"]
        return sorted(words, key=lambda word: float(self.rarity[self.columns[word]]))

    def row(self, counts: Sequence[Mapping[str, int]]) -> tuple[Ints, Floats]:
        """Give a text as (columns, values); features never seen are left out.

        Each kind of feature has its own length, so that long words do not drown the rest.
        """
        found = [self._part(kind, weight) for kind, weight in zip(counts, WEIGHTS, strict=True)]
        return np.concatenate([part[0] for part in found]), np.concatenate(
            [part[1] for part in found]
        )

    def _part(self, counts: Mapping[str, int], weight: float) -> tuple[Ints, Floats]:
        get = self.columns.get
        pairs = [
            (column, n) for feature, n in counts.items() if (column := get(feature)) is not None
        ]
        if not pairs:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        table = np.array(pairs, dtype=np.float32)
        columns = table[:, 0].astype(np.int64)
        values = (1 + np.log(table[:, 1])) * self.rarity[columns]
        return columns, values * np.float32(weight / math.sqrt(float(values @ values)))
