"""Text to weighted features: words, pairs of words, and the letter groups inside words."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.questions.matching.sums import Sums

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
    [' a', 'a ', ' a ']
    """
    marked = f" {word} "
    return [
        marked[start : start + size] for size in GROUPS for start in range(len(marked) - size + 1)
    ]


def pairs_of(spoken: Sequence[str]) -> list[str]:
    """Name the pairs of neighbouring words."""
    return [f"{left} {right}" for left, right in pairwise(spoken)]


class Vocabulary:
    """Features to columns and their weights by rarity, learnt from the phrases.

    The words are kept as they are; of the pairs and letter groups, which are many, only sums.
    """

    def __init__(self, words: Sequence[str], pairs: Sums, groups: Sums, rarity: Floats) -> None:
        self.words = {word: column for column, word in enumerate(words)}
        """To their columns, which come first."""
        self.pairs = pairs
        """Their columns follow."""
        self.groups = groups
        """Theirs come last."""
        self.rarity = rarity
        """By column: the smoothed log of 1 / share of the phrases that have the feature, plus 1."""
        self.spoken = len(words) + len(pairs)
        """Columns of words and pairs; those of the letter groups follow."""
        self._edges = (len(words), self.spoken)
        self._groups: dict[str, Ints] = {}

    @classmethod
    def learn(cls, texts: Sequence[Sequence[str]]) -> "Vocabulary":
        """Learn from the phrases, each a row of words."""
        seen: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
        for spoken in texts:
            groups = [group for word in spoken for group in letter_groups(word)]
            for counter, features in zip(seen, (spoken, pairs_of(spoken), groups), strict=True):
                counter.update(list(dict.fromkeys(features)))
        words, pairs, groups = (
            [one for one, times in counter.items() if times >= fewest]
            for counter, fewest in zip(seen, (1, FEWEST, FEWEST), strict=True)
        )
        number = len(texts)
        rarity = [
            math.log((1 + number) / (1 + counter[feature])) + 1
            for counter, kept in zip(seen, (words, pairs, groups), strict=True)
            for feature in kept
        ]
        return cls(words, Sums.of(pairs), Sums.of(groups), np.array(rarity, dtype=np.float32))

    def __len__(self) -> int:
        return self.spoken + len(self.groups)

    @property
    def by_use(self) -> list[str]:
        """The words that the phrases use, those first that most phrases do."""
        return sorted(self.words, key=lambda word: float(self.rarity[self.words[word]]))

    def row(self, spoken: Sequence[str]) -> tuple[Ints, Floats]:
        """Give words as (columns, values), each column once; features never seen are left out.

        A value is the log of a feature's count times its rarity. Each kind of feature has its own
        length, so that long words do not drown the rest.
        """
        known = [column for word in spoken if (column := self.words.get(word)) is not None]
        pairs = self.pairs.places(pairs_of(spoken)) + len(self.words)
        whole: Ints = np.array(known, dtype=np.int64)
        self._look_up(spoken)
        columns = np.concatenate([whole, pairs, *(self._groups[word] for word in spoken)])
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

    def _look_up(self, words: Sequence[str]) -> None:
        """See to it that the columns of the words' letter groups are known; all in one go."""
        new = [word for word in dict.fromkeys(words) if word not in self._groups]
        if not new:
            return
        if len(self._groups) > MOST_CACHED:  # words come from users: bounded
            self._groups.clear()
            new = list(dict.fromkeys(words))
        cut = [letter_groups(word) for word in new]
        places = self.groups.find([group for groups in cut for group in groups])
        columns = places + self.spoken
        start = 0
        for word, groups in zip(new, cut, strict=True):
            end = start + len(groups)
            self._groups[word] = columns[start:end][places[start:end] >= 0]
            start = end
