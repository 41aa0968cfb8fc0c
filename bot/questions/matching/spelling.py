"""Repairs slips against the words that the phrases use, and only what is no word by itself."""

import gzip
import importlib.util
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.questions.matching.features import MOST_CACHED
from bot.questions.matching.sums import Sums

LONG = 8
"""Letters from which a word may have two slips."""
SHORTEST = 4
"""Letters below which a word is not repaired: too many short words are words."""
MOST_NEAR = 10
FEWEST_USES = 100
"""Occurrences in the word list from which a word counts as correct; rarer ones are half names."""
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
WORDS = "resources/en.json.gz"


def correct_words() -> Sums:
    """Read the words that are no slips, from the list that comes with pyspellchecker.

    Its own code is not imported: it repairs against all of English, and we against the phrases.
    """
    spec = importlib.util.find_spec("spellchecker")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package pyspellchecker is not installed")
    uses = json.loads(gzip.decompress((Path(spec.origin).parent / WORDS).read_bytes()))
    return Sums.of(w for w, n in uses.items() if n >= FEWEST_USES and len(w) >= SHORTEST)


class Spelling:
    """Repairs words; `is_word` guards the correct ones that the phrases happen not to use.

    Where two words are as near, the one that stands first in the vocabulary is meant.
    """

    def __init__(self, vocabulary: Sequence[str], is_word: Callable[[str], bool]) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._targets = [word for word in vocabulary if len(word) >= SHORTEST]
        self._is_word = is_word
        self._known: dict[str, tuple[str, ...]] = {}

    def repair(self, spoken: Sequence[str]) -> list[str]:
        """Repair a row of words; a word run together from two known ones is split."""
        return [part for word in spoken for part in self.word(word)]

    def word(self, word: str) -> tuple[str, ...]:
        """Give the word meant, or the word itself."""
        found = self._known.get(word)
        if found is None:
            found = self._repair(word)
            if len(self._known) < MOST_CACHED:
                self._known[word] = found
        return found

    def _repair(self, word: str) -> tuple[str, ...]:
        if word in self._vocabulary or len(word) < SHORTEST or not word.isalpha():
            return (word,)
        if self._is_word(word):
            return (word,)
        for kept in (r"\1\1", r"\1"):  # "heyyy", "goooood"
            plain = _DRAWN_OUT.sub(kept, word)
            if plain != word and (plain in self._vocabulary or self._is_word(plain)):
                return self._repair(plain)
        slips = 2 if len(word) >= LONG else 1
        near = process.extract(
            word, self._targets, scorer=OSA.distance, score_cutoff=slips, limit=MOST_NEAR
        )
        if near:
            best = near[0][1]
            ties = [target for target, distance, _ in near if distance == best]
            same_start = [target for target in ties if target[0] == word[0]]
            return ((same_start or ties)[0],)
        return self._split(word)

    def _split(self, word: str) -> tuple[str, ...]:
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if left in self._vocabulary and right in self._vocabulary:
                return (left, right)
        return (word,)
