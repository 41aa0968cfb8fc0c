"""Phrases by intent to a trained model, calibrated on the phrases alone."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.questions.matching.calibration import Calibration, Doubles, even, fit
from bot.questions.matching.features import Floats, Ints, Vocabulary, tokens
from bot.questions.matching.head import FeatureHead, centred, softmax, solve
from bot.questions.matching.matcher import (
    LOOKED_AT,
    OUTSIDE,
    TOP,
    Lexicon,
    Matcher,
    Model,
    letters,
    meaning_of,
    rarities,
    signals_of,
    sorted_words,
)
from bot.questions.matching.spelling import correct_words
from bot.questions.matching.vectors import shared_vectors

COMMON = 150
"""Phrases from which a feature is common."""
FOLDS = 3
FOLD_PERSISTENCE = 0.22
"""Of a head that only calibrates; its first steps already settle the ranking."""
NONE = Calibration(np.zeros(1), np.ones(1), np.zeros(1), 0.0)
"""That of a model which is not yet calibrated."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a matcher learns from."""

    intents: Mapping[str, Sequence[str]]
    """Intent to its phrases."""
    kin: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Intent to others whose answer is as good: taking one for the other is no mistake. For
    OUTSIDE: the intents whose answer is that there is none."""
    outside: Sequence[str] = ()
    """Texts that no intent answers; they only calibrate."""


def train(lessons: Lessons) -> Matcher:
    """Train a matcher; some seconds for three thousand phrases, on one core."""
    return Matcher(_Training(lessons).model())


class _Training:
    """The phrases as arrays; goes when the model is made."""

    def __init__(self, lessons: Lessons) -> None:
        names = tuple(lessons.intents)
        self.kinds = len(names)
        self.alike = np.eye(self.kinds + 1, dtype=bool)
        self.alike[-1, -1] = False
        # To a text outside no answer is right, but for those that say as much.
        self.alike[-1, [names.index(other) for other in lessons.kin.get(OUTSIDE, ())]] = True
        for number, name in enumerate(names):
            kin = lessons.kin.get(name, ())
            self.alike[number, [names.index(other) for other in kin]] = True
        """Whether the answer of one intent serves for another."""
        self.intents = {
            intent: tuple(dict.fromkeys(text for one in phrases if (text := " ".join(tokens(one)))))
            for intent, phrases in (*lessons.intents.items(), (OUTSIDE, lessons.outside))
            if phrases
        }
        pairs = [
            (number, text) for number, texts in enumerate(self.intents.values()) for text in texts
        ]
        self.owner: Ints = np.array([number for number, _ in pairs], dtype=np.int64)
        self.texts = [text for _, text in pairs]
        self.sorted = [sorted_words(text.split()) for text in self.texts]
        spoken = [text.split() for text in self.texts]
        self.vocabulary = Vocabulary.learn(spoken)
        self.rows = [self.vocabulary.row(one) for one in spoken]
        self._fold = b""
        vectors = self.vectors = shared_vectors()
        self._fold_words = Lexicon.of((), vectors)
        means = [
            vectors.mean(text.split(), rarities(text.split(), self.vocabulary))
            for text in self.texts
        ]
        self.centre: Floats = np.mean(means, axis=0)
        self.meanings: Floats = np.array(
            [meaning_of(text.split(), self.vocabulary, vectors, self.centre) for text in self.texts]
        )

    def model(self) -> Model:
        """Solve for the head, then calibrate on what heads say that did not see a text."""
        products = self._products()
        kernel = products + self.meanings @ self.meanings.T
        kinds = len(self.intents)  # one more than self.kinds where there are texts outside
        weights = solve(centred(kernel), self.owner, kinds)
        weights -= weights.mean(axis=0)  # the kernel's centring, moved onto the weights
        feature_head = np.zeros((len(self.vocabulary.columns), kinds), dtype=np.float32)
        for (columns, values), weight in zip(self.rows, weights, strict=True):
            feature_head[columns] += values[:, None] * weight
        model = Model(
            intents=self.intents,
            vocabulary=self.vocabulary,
            feature_head=FeatureHead.of(feature_head),
            vector_head=self.meanings.T @ weights,
            bias=-(kernel.mean(axis=0) @ weights),
            centre=self.centre,
            row_columns=np.concatenate([columns for columns, _ in self.rows]),
            row_values=np.concatenate([_unit(values) for _, values in self.rows]),
            row_starts=np.cumsum([0, *(len(columns) for columns, _ in self.rows[:-1])]),
            lexicon=self._lexicon(np.arange(len(self.texts))),
            correct=correct_words(),
            calibrations=(NONE, NONE),
        )
        groups = [*self._left_out(kernel, products), self._hidden(kernel, products)]
        groups = [group for group in groups if len(group[0])]
        signals = np.vstack([rows for rows, _ in groups])
        first, either = (
            fit(
                signals,
                np.concatenate([right[:, which] for _, right in groups]),
                even([right[:, which] for _, right in groups]),
            )
            for which in (0, 1)
        )
        return replace(model, calibrations=(first, either))

    def _products(self) -> Floats:
        """Multiply every two phrases' features."""
        having: dict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for row, (columns, values) in enumerate(self.rows):
            for column, value in zip(columns.tolist(), values.tolist(), strict=True):
                having[column][0].append(row)
                having[column][1].append(value)
        # Features that many phrases have are multiplied at once; the many rare ones each for the
        # few phrases that have them.
        common = [one for one in having.values() if len(one[0]) >= COMMON]
        table = np.zeros((len(self.rows), len(common)), dtype=np.float32)
        for column, (rows, held) in enumerate(common):
            table[rows, column] = held
        result: Floats = table @ table.T
        for rows, held in having.values():
            if len(rows) < COMMON:
                values = np.array(held, dtype=np.float32)
                result[np.ix_(rows, rows)] += np.outer(values, values)
        return result

    def _left_out(self, kernel: Floats, products: Floats) -> Iterator[tuple[Doubles, Doubles]]:
        """Give the signals of texts that a head did not see, and how right it was.

        How right: whether its first intent was, and whether one of its first two was. The texts
        that no intent answers come as a group of their own.
        """
        cosines = _cosines(products)
        signals: list[list[float]] = []
        right: list[tuple[bool, bool]] = []
        outside: list[bool] = []
        folds = np.arange(len(self.owner)) % FOLDS
        for fold in range(FOLDS):
            out, seen = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            for row, scores in zip(out, self._scores(kernel, seen, out), strict=True):
                signals.append(self._signals(int(row), scores, seen, cosines))
                serves = self.alike[self.owner[row]][np.argsort(-scores[: self.kinds])[:2]]
                right.append((bool(serves[0]), bool(serves.any())))
                outside.append(bool(self.owner[row] == self.kinds))
        for part in (~np.array(outside), np.array(outside)):
            yield np.array(signals)[part], np.array(right, dtype=np.float64)[part]

    def _hidden(self, kernel: Floats, products: Floats) -> tuple[Doubles, Doubles]:
        """Give the signals of phrases whose intent and its kin a head did not know.

        Every answer to them is wrong, as it is to a text out of scope.
        """
        cosines = _cosines(products)
        signals: list[list[float]] = []
        folds = np.append(np.arange(self.kinds) % FOLDS, -1)
        for fold in range(FOLDS):
            gone = (folds == fold) | self.alike[folds == fold].any(axis=0)
            out = np.flatnonzero((folds == fold)[self.owner])
            seen = np.flatnonzero(~gone[self.owner])
            if not len(seen):
                continue
            for row, scores in zip(out, self._scores(kernel, seen, out), strict=True):
                scores[gone[: len(scores)]] = -1e3
                signals.append(self._signals(int(row), scores, seen, cosines))
        return np.array(signals), np.zeros((len(signals), 2))

    def _scores(self, kernel: Floats, seen: Ints, out: Ints) -> Floats:
        inner = kernel[np.ix_(seen, seen)]
        weights = solve(centred(inner), self.owner[seen], len(self.intents), FOLD_PERSISTENCE)
        weights -= weights.mean(axis=0)
        between = kernel[np.ix_(out, seen)] - inner.mean(axis=0)
        return np.asarray(between @ weights, dtype=np.float32)

    def _signals(self, row: int, scores: Floats, seen: Ints, cosines: Floats) -> list[float]:
        inside = scores[: self.kinds]
        top = np.argsort(-inside)[:TOP]
        near = seen[np.isin(self.owner[seen], top[:LOOKED_AT])]
        likeness = (
            float(cosines[row, near].max(initial=0)),
            letters(self.sorted[row], [self.sorted[other] for other in near]),
        )
        words = self.texts[row].split()
        strange = self._seen(seen).strangeness(words, self.vectors)
        lead = float(inside[top[0]] - scores[-1]) if len(scores) > self.kinds else 0.0
        chances = softmax(inside)[top].tolist()
        return signals_of(scores[top].tolist(), chances, lead, likeness, strange, len(words))

    def _seen(self, seen: Ints) -> Lexicon:
        """Give the words of the phrases seen in one fold; kept until the next fold."""
        key = seen.tobytes()
        if key != self._fold:
            self._fold, self._fold_words = key, self._lexicon(seen)
        return self._fold_words

    def _lexicon(self, rows: Ints) -> Lexicon:
        inside = [self.texts[row] for row in rows if self.owner[row] < self.kinds]
        return Lexicon.of({word for text in inside for word in text.split()}, self.vectors)


def _cosines(products: Floats) -> Floats:
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-9))
    return np.asarray(products / np.outer(lengths, lengths), dtype=np.float32)


def _unit(values: Floats) -> Floats:
    return np.asarray(values / np.sqrt(max(float(values @ values), 1e-9)), dtype=np.float32)
