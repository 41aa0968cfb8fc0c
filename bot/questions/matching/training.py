"""Phrases by intent to a trained model, calibrated on the phrases alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from bot.questions.matching.calibration import Doubles, fit
from bot.questions.matching.features import Floats, Ints, Vocabulary, counted, tokens
from bot.questions.matching.head import centred, softmax, solve
from bot.questions.matching.matcher import (
    LOOKED_AT,
    TOP,
    Matcher,
    Model,
    letters,
    meaning_of,
    rarities,
    signals_of,
)
from bot.questions.matching.vectors import shared_vectors

FOLDS = 4


def train(intents: Mapping[str, Sequence[str]]) -> Matcher:
    """Train a matcher; some seconds for three thousand phrases, on one core."""
    return Matcher(_Training(intents).model())


class _Training:
    """The phrases as arrays; goes when the model is made."""

    def __init__(self, intents: Mapping[str, Sequence[str]]) -> None:
        self.intents = {
            intent: tuple(dict.fromkeys(text for one in phrases if (text := " ".join(tokens(one)))))
            for intent, phrases in intents.items()
        }
        pairs = [
            (number, text) for number, texts in enumerate(self.intents.values()) for text in texts
        ]
        self.owner: Ints = np.array([number for number, _ in pairs], dtype=np.int64)
        self.texts = [text for _, text in pairs]
        counts = [counted(text.split()) for text in self.texts]
        self.vocabulary = Vocabulary.learn(counts)
        self.rows = [self.vocabulary.row(one) for one in counts]
        self._fold = b""
        self._fold_words: set[str] = set()
        vectors = shared_vectors()
        means = [
            vectors.mean(text.split(), rarities(text.split(), self.vocabulary))
            for text in self.texts
        ]
        self.centre: Floats = np.mean(means, axis=0)
        self.meanings: Floats = np.array(
            [meaning_of(text.split(), self.vocabulary, vectors, self.centre) for text in self.texts]
        )

    def model(self) -> Model:
        """Solve for the head, then calibrate on what heads say that did not see a phrase."""
        products = self._products()
        kernel = products + self.meanings @ self.meanings.T
        kinds = len(self.intents)
        weights = solve(centred(kernel), self.owner, kinds)
        weights -= weights.mean(axis=0)  # the kernel's centring, moved onto the weights
        feature_head = np.zeros((len(self.vocabulary.columns), kinds), dtype=np.float32)
        for (columns, values), weight in zip(self.rows, weights, strict=True):
            feature_head[columns] += values[:, None] * weight
        return Model(
            intents=self.intents,
            vocabulary=self.vocabulary,
            feature_head=feature_head,
            vector_head=self.meanings.T @ weights,
            bias=-(kernel.mean(axis=0) @ weights),
            centre=self.centre,
            row_columns=np.concatenate([columns for columns, _ in self.rows]),
            row_values=np.concatenate([_unit(values) for _, values in self.rows]),
            row_starts=np.cumsum([0, *(len(columns) for columns, _ in self.rows[:-1])]),
            calibration=fit(*self._unseen(kernel, products)),
        )

    def _products(self) -> Floats:
        """Multiply every two phrases' features."""
        having: dict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for row, (columns, values) in enumerate(self.rows):
            for column, value in zip(columns.tolist(), values.tolist(), strict=True):
                having[column][0].append(row)
                having[column][1].append(value)
        result = np.zeros((len(self.rows), len(self.rows)), dtype=np.float32)
        for rows, held in having.values():
            values = np.array(held, dtype=np.float32)
            result[np.ix_(rows, rows)] += np.outer(values, values)
        return result

    def _unseen(self, kernel: Floats, products: Floats) -> tuple[Doubles, Doubles]:
        """Give the signals of phrases that a head did not see, and whether its first was right.

        Once some phrases of each intent are left out, once whole intents: of these every answer
        is wrong, as it is for a text out of scope.
        """
        lengths = np.sqrt(np.maximum(np.diag(products), 1e-9))
        cosines = products / np.outer(lengths, lengths)
        signals: list[list[float]] = []
        right: list[bool] = []
        for hidden, groups in (
            (False, np.arange(len(self.owner)) % FOLDS),
            (True, self.owner % FOLDS),
        ):
            for fold in range(FOLDS):
                out = np.flatnonzero(groups == fold)
                seen = np.flatnonzero(groups != fold)
                scores = self._scores(kernel, seen, out)
                if hidden:
                    scores[:, np.unique(self.owner[out])] = -1e3
                for row, given in zip(out, scores, strict=True):
                    signals.append(self._signals(int(row), given, seen, cosines))
                    right.append(not hidden and int(given.argmax()) == self.owner[row])
        return np.array(signals), np.array(right, dtype=np.float64)

    def _scores(self, kernel: Floats, seen: Ints, out: Ints) -> Floats:
        inner = kernel[np.ix_(seen, seen)]
        weights = solve(centred(inner), self.owner[seen], len(self.intents), steps=20)
        weights -= weights.mean(axis=0)
        between = kernel[np.ix_(out, seen)] - inner.mean(axis=0)
        return np.asarray(between @ weights, dtype=np.float32)

    def _signals(self, row: int, scores: Floats, seen: Ints, cosines: Floats) -> list[float]:
        top = np.argsort(-scores)[:TOP]
        near = seen[np.isin(self.owner[seen], top[:LOOKED_AT])]
        likeness = (
            float(cosines[row, near].max(initial=0)),
            letters(self.texts[row], [self.texts[other] for other in near]),
        )
        words = self.texts[row].split()
        known = self._known(words, seen)
        return signals_of(scores[top], softmax(scores)[top], likeness, known, len(words))

    def _known(self, words: Sequence[str], seen: Ints) -> float:
        """Give the share of words that the phrases seen have."""
        key = seen.tobytes()
        if key != self._fold:
            self._fold = key
            self._fold_words = {word for row in seen for word in self.texts[row].split()}
        return sum(word in self._fold_words for word in words) / len(words)


def _unit(values: Floats) -> Floats:
    return np.asarray(values / np.sqrt(max(float(values @ values), 1e-9)), dtype=np.float32)
