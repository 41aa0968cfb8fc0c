"""The matcher: intents with phrases in, intent and confidence for a text out. Knows no domain.

A text's words are repaired against the phrases' vocabulary; its words, pairs, letter groups and
static word vectors go to a linear head; and a small regression over several signals (how likely,
how far ahead, how near to a phrase, how many known words) tells how far to trust the outcome.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from msgspec import Struct
from rapidfuzz import fuzz, process

from bot.questions.matching.calibration import Calibration
from bot.questions.matching.features import MOST_CACHED, Floats, Ints, Vocabulary, tokens
from bot.questions.matching.head import FeatureHead, softmax
from bot.questions.matching.lessons import OUTSIDE
from bot.questions.matching.spelling import Spelling
from bot.questions.matching.sums import Sums
from bot.questions.matching.vectors import Vectors, shared_vectors

T = TypeVar("T")
TOP = 5
LOOKED_AT = 3
"""Likeliest intents whose phrases are compared one by one."""
MOST_COMPARED = 250
"""Phrases of an intent that a text is compared with letter by letter."""
MEANING = 1.1
"""Length of a text in word vectors, beside its lengths in features."""
UNSEEN = 5.0
"""Rarity of a word that no phrase has."""


class Candidate(Struct, frozen=True):
    """An intent that a text may have."""

    intent: str
    probability: float


class Ranking(Struct, frozen=True):
    """What a text may mean, likeliest first."""

    candidates: tuple[Candidate, ...]
    confidence: float
    """Probability, 0 to 1, that the first candidate is right and the text within scope."""
    either: float
    """The same for the first two: that one of them is right."""
    known: float
    """Share of the words that some phrase has."""
    repaired: str
    """The text as compared: lower case, slips repaired."""
    outside: float = 0.0
    """Probability that the text is like those that no intent answers, rather than like any."""


NOTHING = Ranking((), 0.0, 0.0, 0.0, "")


class Lexicon:
    """The words that the intents' phrases use, and how far others are from them in meaning."""

    def __init__(self, words: Sequence[str], directions: Floats) -> None:
        self.words = words
        self.directions = directions
        """The vector of each word, at length 1."""
        self._inside = frozenset(words)
        self._distances: dict[str, float] = {}

    @classmethod
    def of(cls, words: Collection[str], vectors: Vectors) -> "Lexicon":
        """Look up the directions of words."""
        ordered = sorted(words)
        if not ordered:
            return cls((), np.zeros((0, 1), dtype=np.float32))
        table = np.stack([vectors.of(word) for word in ordered])
        return cls(ordered, table / np.linalg.norm(table, axis=1, keepdims=True))

    def strangeness(self, spoken: Sequence[str], vectors: Vectors) -> tuple[float, float]:
        """Give the share of words that no phrase has, and the distance of the strangest, 0 to 1."""
        strange = [word for word in spoken if word not in self._inside]
        farthest = max(
            (self._distances[word] for word in self._placed(strange, vectors)), default=0.0
        )
        return len(strange) / max(1, len(spoken)), farthest

    def _placed(self, strange: Sequence[str], vectors: Vectors) -> Sequence[str]:
        """See to it that the distance of each word is known; all new ones in one product."""
        new = [word for word in dict.fromkeys(strange) if word not in self._distances]
        if new:
            if len(self._distances) > MOST_CACHED:  # words come from users: bounded
                self._distances.clear()
                new = list(dict.fromkeys(strange))
            table = np.stack([vectors.of(word) for word in new])
            lengths = np.maximum(np.linalg.norm(table, axis=1), 1e-9)
            nearest = (self.directions @ (table / lengths[:, None]).T).max(axis=0, initial=-1.0)
            self._distances.update(zip(new, (1 - nearest).tolist(), strict=True))
        return strange


@dataclass(frozen=True, slots=True)
class Model:
    """What training leaves; arrays only, so that it can be kept in a file."""

    intents: Mapping[str, tuple[str, ...]]
    """Intent to its phrases, as compared; texts that no intent answers stand last, under ""."""
    vocabulary: Vocabulary
    feature_head: FeatureHead
    vector_head: Floats
    bias: Floats
    centre: Floats
    """Mean vector of the phrases."""
    row_columns: Ints
    """The phrases' words and pairs end to end, in the order of `intents`; each of length 1."""
    row_values: Floats
    row_starts: Ints
    lexicon: Lexicon
    correct: Sums
    """Words that are no slips, though no phrase has them."""
    calibrations: tuple[Calibration, Calibration]
    """For the first candidate, and for the first two together."""
    notes: Mapping[str, Sequence[str]]
    """Kept for whoever gave the lessons."""


class Matcher:
    """A trained matcher. What it keeps of texts are bounded caches of single words."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.intents = tuple(intent for intent in model.intents if intent != OUTSIDE)
        self._vectors = shared_vectors()
        self._spelling = Spelling(model.vocabulary.by_use, self._is_word)
        self._numbers = {intent: number for number, intent in enumerate(self.intents)}
        self._phrases = Phrases.all(model)
        self._space = np.zeros(model.vocabulary.spoken, dtype=np.float32)

    def _is_word(self, word: str) -> bool:
        return word in self.model.correct or self._vectors.is_word(word)

    def mend(self, word: str) -> tuple[str, ...]:
        """Repair one word; a word run together from two known ones is split."""
        return self._spelling.word(word)

    def repair(self, text: str) -> str:
        """Repair the slips of a text against the phrases' vocabulary."""
        return " ".join(self._spelling.repair(tokens(text)))

    def rank(self, text: str, prior: Mapping[str, float] | None = None) -> Ranking:
        """Rank the intents for a text of any length; `prior` makes some likelier by a factor."""
        spoken = self._spelling.repair(tokens(text))
        if not spoken or not self.intents:
            return NOTHING
        top, chances, signals, strange, outside = self._look(spoken, prior)
        candidates = tuple(
            Candidate(self.intents[number], chance)
            for number, chance in zip(top, chances, strict=True)
        )
        first, either = (one.confidence(signals) for one in self.model.calibrations)
        repaired = " ".join(spoken)
        return Ranking(candidates, first, max(first, either), 1 - strange, repaired, outside)

    def signals(self, text: str) -> list[float]:
        """Give the signals by which the confidence of a text that has words is judged."""
        return self._look(self._spelling.repair(tokens(text)), None)[2]

    def _look(
        self, spoken: Sequence[str], prior: Mapping[str, float] | None
    ) -> tuple[list[int], list[float], list[float], float, float]:
        """Give the likeliest intents by number, their probabilities, the signals, strangeness.

        That is the share of the words that no phrase has. Last: how likely the text is outside.
        """
        model = self.model
        columns, values = model.vocabulary.row(spoken)
        meaning = meaning_of(spoken, model.vocabulary, self._vectors, model.centre)
        scores = model.feature_head.scores(columns, values)
        scores += meaning @ model.vector_head
        scores += model.bias
        for intent, factor in (prior or {}).items():
            if intent in self._numbers:
                scores[self._numbers[intent]] += math.log(factor)
        inside = scores[: len(self.intents)]
        leading = np.argsort(-inside)[:TOP]
        chances = softmax(inside)[leading].tolist()
        best = inside[leading].tolist()
        top = leading.tolist()
        near = [self._phrases[number] for number in top[:LOOKED_AT]]
        likeness = (
            self._cosine(columns, values, near),
            letters(sorted_words(spoken), [text for one in near for text in one.sorted]),
        )
        strange = model.lexicon.strangeness(spoken, self._vectors)
        lead = best[0] - float(scores[-1]) if len(scores) > len(inside) else 0.0
        signals = signals_of(best, chances, lead, likeness, strange, len(spoken))
        outside = float(softmax(scores)[-1]) if len(scores) > len(inside) else 0.0
        return top, chances, signals, strange[0], outside

    def _cosine(self, columns: Ints, values: Floats, near: Sequence["Phrases"]) -> float:
        """Give the cosine, by words and pairs, of the nearest phrase."""
        end = int(columns.searchsorted(self.model.vocabulary.spoken))
        columns, values = columns[:end], values[:end]
        self._space[columns] = values
        found = max(one.cosine(self._space) for one in near)
        self._space[columns] = 0
        return found / math.sqrt(float(values @ values) or 1.0)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one intent as rows of words and pairs, end to end, each of length 1."""

    sorted: Sequence[str]
    """The words of some of them, spread over all, in order of the alphabet."""
    columns: Ints
    values: Floats
    starts: Ints
    """Where each phrase's row begins."""

    @classmethod
    def all(cls, model: "Model") -> list["Phrases"]:
        """Cut the model's rows into those of each intent."""
        result = []
        row = 0
        edges = np.append(model.row_starts, len(model.row_columns))
        for texts in model.intents.values():
            first, last = edges[row], edges[row + len(texts)]
            starts = model.row_starts[row : row + len(texts)] - first
            result.append(
                cls(
                    [sorted_words(text.split()) for text in spread(texts)],
                    model.row_columns[first:last],
                    model.row_values[first:last],
                    starts,
                )
            )
            row += len(texts)
        return result

    def cosine(self, space: Floats) -> float:
        """Give the greatest product of a phrase with a text laid out over all columns."""
        if not len(self.columns):
            return 0.0
        # "clip" only saves the check of each column
        products = space.take(self.columns, mode="clip") * self.values
        return float(np.add.reduceat(products, self.starts).max())


def spread(phrases: Sequence[T]) -> Sequence[T]:
    """Give at most so many of an intent's phrases as are compared letter by letter, evenly.

    >>> len(spread(range(250))), len(spread(range(251))), spread(range(1000))[:3]
    (250, 126, range(0, 12, 4))
    """
    return phrases[:: -(-len(phrases) // MOST_COMPARED) or 1]


def sorted_words(spoken: Sequence[str]) -> str:
    """Bring words into one order, so that only the letters count."""
    return " ".join(sorted(spoken))


def letters(text: str, phrases: Sequence[str]) -> float:
    """Give the likeness by letters of the nearest phrase, 0 to 1; all with their words sorted."""
    found = process.extractOne(text, phrases, scorer=fuzz.ratio)
    return found[1] / 100 if found else 0.0


def meaning_of(
    spoken: Sequence[str], vocabulary: Vocabulary, vectors: Vectors, centre: Floats
) -> Floats:
    """Give the vector of a text: centred, and of the length `MEANING`."""
    mean = vectors.mean(spoken, rarities(spoken, vocabulary)) - centre
    length = float(np.sqrt(mean @ mean))
    return mean * np.float32(MEANING / length) if length > 1e-6 else mean


def rarities(spoken: Sequence[str], vocabulary: Vocabulary) -> list[float]:
    """Weigh each word by its rarity among the phrases."""
    columns = vocabulary.words
    return [float(vocabulary.rarity[columns[w]]) if w in columns else UNSEEN for w in spoken]


def signals_of(
    scores: Sequence[float],
    chances: Sequence[float],
    outside: float,
    likeness: Sequence[float],
    strange: Sequence[float],
    words: int,
) -> list[float]:
    """Give the signals by which confidence is judged; the same in training and in use.

    `scores` and `chances` are those of the likeliest intents, best first. The lead and the odds
    are given for the first alone, and for the first two together; `outside` is the lead over the
    texts that no intent answers.
    """
    leads = [scores[0] - scores[min(rank, len(scores) - 1)] for rank in (1, 2)]
    odds = [_odds(sum(chances[:count])) for count in (1, 2)]
    return [scores[0], *leads, *odds, outside, *likeness, *strange, math.log1p(words)]


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
