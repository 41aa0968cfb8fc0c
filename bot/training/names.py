"""Typed name -> exercise: exact by every spelling that means the same, else guarded by letters."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.training.words import fold
from knowledge.model import Catalogue, Exercise

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_SHORTEST_JOINED = 7
"""Names written as one word are repaired from here on: "throw" is no slip of "t-row"."""
_COMMON = 12
_RARE = 2
_INITIALS = re.compile(r"[^\W\d_]{1,2}s")
_MOST_SPELLINGS = 8
_LONGEST = 7
"""Words in the longest name looked for."""


class Named(Struct, frozen=True):
    """What a typed name stands for."""

    name: str
    """Catalogue name, or the user's own name for it; for a word with several meanings the word."""
    exercise: Exercise | None
    """None: the user's own exercise, or a word with several meanings."""
    sure: bool
    """False: a spelling was repaired, or several meanings remain."""
    options: tuple[str, ...] = ()
    """Catalogue names that an ambiguous word may mean."""


class Span(Struct, frozen=True):
    """A name in running text."""

    start: int
    """Position of its first word."""
    end: int
    """Position past its last word."""
    named: Named


def words_of(text: str) -> list[str]:
    """Split a text into the words that names are made of.

    >>> words_of("Bench-press, 1 arm Rows!")
    ['bench', 'press', '1', 'arm', 'rows']
    """
    return _WORD.findall(
        fold(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("&", " and "))
    )


def singular(word: str) -> str:
    """Fold a plain plural; only for comparing, so it need not be a word.

    >>> [singular(w) for w in ("dips", "presses", "press", "lunges", "triceps")]
    ['dip', 'press', 'press', 'lunge', 'tricep']
    """
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


class ExerciseNames:
    """All names of the catalogue, built once."""

    def __init__(self, catalogue: Catalogue, words: Mapping[str, Any] | None = None) -> None:
        data = words or {}
        spellings = {str(k): str(v) for k, v in data.get("name_words", {}).items()}
        self._spellings = spellings
        self._canon: dict[str, str] = {}
        self._catalogue = catalogue
        self._known = frozenset(map(str, data.get("known", ())))
        self._index: dict[str, Named] = {}
        self._typed: dict[str, Named] = {}
        """Names as they are listed, which win over folded ones: kbs is not "kettlebells"."""
        self._vocabulary: set[str] = set()
        counts = self._add_all(catalogue)
        for phrase, name in data.get("verbs", {}).items():
            if name in catalogue.exercises:
                self._add(str(phrase), Named(name, catalogue.exercises[name], True))
        self._beginnings = _beginnings((*self._index, *self._typed))
        self._correct = self._vocabulary - _slips(counts)
        self.vocabulary = frozenset(self._vocabulary)
        """All words that stand in a name of the catalogue."""
        self._choices = lru_cache(maxsize=32)(self._near_in_length)
        self._own = lru_cache(maxsize=256)(self._own_index)
        self._begins = lru_cache(maxsize=64)(
            lambda own: self._beginnings | _beginnings(self._own(own))
        )
        self._repaired = lru_cache(maxsize=4096)(self._repair_word)

    def find(self, words: str, own: Collection[str] = ()) -> Named | None:
        """Read a whole typed name; None if it is nothing like an exercise.

        The user's own names come first, then the catalogue's in any spelling, then repaired ones.
        """
        parts = words_of(words)
        if not parts:
            return None
        exact = self._exact(parts, self._own(tuple(own)))
        if exact:
            return exact
        tried = [self._repaired(part) for part in parts]
        named = self._respelled(tried, self._own(tuple(own)))
        return Named(named.name, named.exercise, False, named.options) if named else None

    def spot(self, text: str) -> tuple[Span, ...]:
        """Find all exact mentions in running text, longest first where they overlap."""
        return self.spans(words_of(text))

    def spans(
        self, words: Sequence[str], own: Collection[str] = (), *, repair: bool = False
    ) -> tuple[Span, ...]:
        """Find the mentions in a row of words, in order; with `repair` misspelt ones too."""
        extra = self._own(tuple(own))
        begins = self._begins(tuple(own)) if own else self._beginnings
        tried = [self._repaired(word) if repair else (word,) for word in words]
        found: list[Span] = []
        position = 0
        while position < len(words):
            may = any(word in begins or self._canonical(word) in begins for word in tried[position])
            span = self._span_at(tried, position, extra, begins) if may else None
            if span is None:
                position += 1
                continue
            found.append(span)
            position = span.end
        return tuple(found)

    def _span_at(
        self,
        tried: Sequence[tuple[str, ...]],
        start: int,
        extra: Mapping[str, Named],
        begins: Collection[str],
    ) -> Span | None:
        """Find the longest name that begins at this word.

        Goes on word by word as long as what is read so far begins a name at all.
        """
        rows: list[tuple[tuple[str, ...], str, str]] = [((), "", "")]
        best: Span | None = None
        for end in range(start, min(len(tried), start + _LONGEST)):
            rows = [
                (words, typed, key)
                for row in rows
                for word in tried[end]
                for words, typed, key in [self._longer(row, word)]
                if key in begins or typed in begins
            ][:_MOST_SPELLINGS]
            if not rows:
                break
            best = self._named_here(rows, tried, (start, end + 1), extra) or best
        return best

    def _longer(
        self, row: tuple[tuple[str, ...], str, str], word: str
    ) -> tuple[tuple[str, ...], str, str]:
        words, typed, key = row
        return (*words, word), typed + word, key + self._canonical(word)

    def _named_here(
        self,
        rows: Sequence[tuple[tuple[str, ...], str, str]],
        tried: Sequence[tuple[str, ...]],
        span: tuple[int, int],
        extra: Mapping[str, Named],
    ) -> Span | None:
        """Give the name that one of the spellings is; the one that was typed comes first."""
        start, end = span
        for words, typed, key in rows:
            named = self._keyed(typed, key, extra)
            if named is None:
                continue
            if all(word == spellings[0] for word, spellings in zip(words, tried[start:end],
                                                                   strict=True)):  # fmt: skip
                return Span(start, end, named)
            if not named.options:
                return Span(start, end, Named(named.name, named.exercise, False))
        return None

    def _respelled(
        self, tried: Sequence[tuple[str, ...]], extra: Mapping[str, Named]
    ) -> Named | None:
        """Try the repaired spellings of some words together."""
        if all(len(spellings) == 1 for spellings in tried):
            return None
        for spelling in islice(product(*tried), 1, 9):  # the first is what was typed
            named = self._exact(spelling, extra)
            if named:
                return named
        return None

    def _exact(self, words: Sequence[str], extra: Mapping[str, Named]) -> Named | None:
        return self._keyed("".join(words), "".join(map(self._canonical, words)), extra)

    def _keyed(self, typed: str, key: str, extra: Mapping[str, Named]) -> Named | None:
        named = self._typed.get(typed)
        if named is not None and not extra:
            return named
        return extra.get(key) or named or self._index.get(key)

    def _canonical(self, word: str) -> str:
        known = self._canon.get(word)
        if known is not None:
            return known
        single = singular(self._spellings.get(word, word))
        single = singular(self._spellings.get(single, single))
        if len(self._canon) < 20_000:  # words come from users: bounded
            self._canon[word] = single
        return single

    def _add_all(self, catalogue: Catalogue) -> Counter[str]:
        """Add the catalogue's names; give how often each word stands in the English ones."""
        english: list[str] = []
        for exercise in catalogue.exercises.values():
            named = Named(exercise.name, exercise, True)
            for name in (exercise.name, *exercise.aliases):
                english += self._add(name, named)
            for name in exercise.foreign:
                self._add(name, named)
        taken = set(map(self._key, catalogue.exercises))
        for word, options in catalogue.ambiguous.items():
            key = self._key(word)
            if key not in taken:
                named = Named(word, None, False, tuple(options))
                self._index[key] = self._typed["".join(words_of(word))] = named
        return Counter(english)

    def _add(self, name: str, named: Named) -> list[str]:
        """Add a name; give its words."""
        parts = words_of(name)
        typed = "".join(parts)
        self._typed.setdefault(typed, named)
        if len(parts) > 1 or not _INITIALS.fullmatch(parts[0]):  # OHS is no plural of "oh"
            self._index.setdefault("".join(map(self._canonical, parts)), named)
        self._vocabulary.update(part for part in parts if not part.isdigit())
        if len(parts) > 1 and len(typed) >= _SHORTEST_JOINED:
            self._vocabulary.add(typed)
        return parts

    def _key(self, name: str) -> str:
        return "".join(map(self._canonical, words_of(name)))

    def _own_index(self, own: Iterable[str]) -> Mapping[str, Named]:
        return {
            "".join(map(self._canonical, words_of(name))): Named(
                name, self._catalogue.exercises.get(name), True
            )
            for name in own
        }

    def _near_in_length(self, length: int, slips: int) -> tuple[str, ...]:
        """Give the words that so many slips can make of one of this length."""
        near = (word for word in self._correct if abs(len(word) - length) <= slips)
        return tuple(sorted(word for word in near if len(word) > 2))

    def _repair_word(self, word: str) -> tuple[str, ...]:
        """Give the word itself, and the catalogue words that it may be a slip of."""
        if len(word) < 3 or word in self._known or word.isdigit():
            return (word,)
        if word in self._correct or singular(word) in self._correct:
            return (word,)
        slips = _allowed(len(word) + 2)
        choices = self._choices(len(word), slips)
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=6)
        good = [(d, w) for w, d, _ in near if _close(word, w, int(d))]
        if not good:
            return (word,)
        best = min(d for d, _ in good)
        winners = {self._canonical(w): w for d, w in good if d == best}
        return (word, *list(winners.values())[:3])


def _slips(counts: Mapping[str, int]) -> set[str]:
    """Find the misspelt words among the aliases: rare, and a letter away from a common one."""
    common = [word for word, count in counts.items() if count >= _COMMON and len(word) > 3]
    return {
        word
        for word, count in counts.items()
        if count <= _RARE and len(word) > 3
        and any(distance == 1 and singular(word) != singular(other) for other, distance, _
                in process.extract(word, common, scorer=OSA.distance, score_cutoff=1, limit=None))
    }  # fmt: skip


def _beginnings(keys: Iterable[str]) -> frozenset[str]:
    """Give all that a key can begin with.

    >>> sorted(_beginnings(["dip"]))
    ['d', 'di', 'dip']
    """
    found: set[str] = set()
    for key in keys:
        for end in range(len(key), 0, -1):
            beginning = key[:end]
            if beginning in found:  # and so are all that are shorter
                break
            found.add(beginning)
    return frozenset(found)


def _allowed(length: int) -> int:
    """How many slips a word of this length may have."""
    if length < 4:
        return 1
    return 1 if length < 8 else 2


def _close(typed: str, word: str, distance: int) -> bool:
    """Whether the typed word is near enough to be a slip and not another word.

    >>> _close("pres", "press", 1), _close("throw", "thrust", 3), _close("lge", "leg", 1)
    (True, False, True)
    """
    if distance > _allowed(max(len(typed), len(word))):
        return False
    if len(word) < 4 or len(typed) < 4:  # only swapped letters: too many short words are words
        return distance == 1 and sorted(typed) == sorted(word)
    swapped = sorted(typed[:2]) == sorted(word[:2])
    return typed[0] == word[0] or swapped or len(word) > 6
