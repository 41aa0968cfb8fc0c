"""Phrases by intent to a trained model, calibrated on the phrases alone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from bot.questions.matching.calibration import Calibration, Doubles, even, fit
from bot.questions.matching.features import Floats, Ints, Vocabulary, tokens
from bot.questions.matching.head import FeatureHead, Likeness, softmax, solve
from bot.questions.matching.lessons import OUTSIDE, Lessons
from bot.questions.matching.matcher import (
    LOOKED_AT,
    TOP,
    Lexicon,
    Matcher,
    Model,
    letters,
    meaning_of,
    rarities,
    signals_of,
    sorted_words,
    spread,
)
from bot.questions.matching.spelling import Spelling, correct_words
from bot.questions.matching.vectors import shared_vectors

FAMILIAR = 4
"""Uses in the phrases from which a word that no list knows is no slip of theirs."""
FOLDS = 3
FOLD_PERSISTENCE = 0.22
"""Of a head that only calibrates; its first steps already settle the ranking."""
NONE = Calibration(np.zeros(1), np.ones(1), np.zeros(1), 0.0)
"""That of a model which is not yet calibrated."""


def train(lessons: Lessons) -> Matcher:
    """Train a matcher; some seconds for three thousand phrases, on one core."""
    return Matcher(_Training(lessons).model())


class _Training:
    """The phrases as arrays; goes when the model is made."""

    def __init__(self, lessons: Lessons) -> None:
        names = tuple(lessons.intents)
        self.notes = lessons.notes
        self.kinds = len(names)
        self.alike = np.eye(self.kinds + 1, dtype=bool)
        self.alike[-1, -1] = False
        # To a text outside no answer is right, but for those that say as much.
        self.alike[-1, [names.index(other) for other in lessons.kin.get(OUTSIDE, ())]] = True
        for number, name in enumerate(names):
            kin = lessons.kin.get(name, ())
            self.alike[number, [names.index(other) for other in kin]] = True
        """Whether the answer of one intent serves for another."""
        taught = {
            intent: [tokens(one) for one in phrases]
            for intent, phrases in (*lessons.intents.items(), (OUTSIDE, lessons.outside))
            if phrases
        }
        vectors = self.vectors = shared_vectors()
        self.correct = correct_words()
        repair = self._spelling(word for rows in taught.values() for row in rows for word in row)
        self.intents = {
            intent: tuple(dict.fromkeys(text for row in rows if (text := " ".join(repair(row)))))
            for intent, rows in taught.items()
        }
        pairs = [
            (number, text) for number, texts in enumerate(self.intents.values()) for text in texts
        ]
        self.owner: Ints = np.array([number for number, _ in pairs], dtype=np.int64)
        self.texts = [text for _, text in pairs]
        self.sorted = [sorted_words(text.split()) for text in self.texts]
        spoken = [text.split() for text in self.texts]
        self.vocabulary = Vocabulary.learn(spoken)
        rows = [self.vocabulary.row(one) for one in spoken]
        width = len(self.vocabulary)
        self.features = _table(rows, width)
        self.units = _table([self._spoken(*row) for row in rows], width)
        """The same in words and pairs alone, each row of length 1."""
        means = [
            vectors.mean(text.split(), rarities(text.split(), self.vocabulary))
            for text in self.texts
        ]
        self.centre: Floats = np.mean(means, axis=0)
        self.meanings: Floats = np.array(
            [meaning_of(text.split(), self.vocabulary, vectors, self.centre) for text in self.texts]
        )

    def _spoken(self, columns: Ints, values: Floats) -> tuple[Ints, Floats]:
        end = int(columns.searchsorted(self.vocabulary.spoken))
        return columns[:end], _unit(values[:end])

    def _spelling(self, words: Iterable[str]) -> Callable[[Sequence[str]], list[str]]:
        """Make what repairs the phrases' own slips, so that none of them counts as a word."""
        uses = Counter(words)

        def is_word(word: str) -> bool:
            return word in self.correct or self.vectors.is_word(word)

        known = [word for word, count in uses.most_common() if count >= FAMILIAR or is_word(word)]
        return Spelling(known, is_word).repair

    def model(self) -> Model:
        """Solve for the head, then calibrate on what heads say that did not see a text."""
        likeness = Likeness(self.features, self.meanings)
        kinds = len(self.intents)  # one more than self.kinds where there are texts outside
        weights = solve(likeness, self.owner, kinds)
        weights -= weights.mean(axis=0)  # the likeness' centring, moved onto the weights
        model = Model(
            intents=self.intents,
            vocabulary=self.vocabulary,
            feature_head=FeatureHead.of(self.features.T @ weights),
            vector_head=self.meanings.T @ weights,
            bias=-(likeness.mean @ weights),
            centre=self.centre,
            row_columns=self.units.indices.astype(np.int64),
            row_values=self.units.data,
            row_starts=self.units.indptr[:-1].astype(np.int64),
            lexicon=self._lexicon(np.arange(len(self.texts))),
            correct=self.correct,
            calibrations=(NONE, NONE),
            notes=self.notes,
        )
        groups = [*self._left_out(likeness), self._hidden(likeness)]
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

    def _left_out(self, likeness: Likeness) -> Iterator[tuple[Doubles, Doubles]]:
        """Give the signals of texts that a head did not see, and how right it was.

        How right: whether its first intent was, and whether one of its first two was. The texts
        that no intent answers come as a group of their own.
        """
        signals: list[list[float]] = []
        right: list[tuple[bool, bool]] = []
        outside: list[bool] = []
        folds = np.arange(len(self.owner)) % FOLDS
        for fold in range(FOLDS):
            out, seen = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            known = self._known(seen)
            for row, scores in zip(out, self._scores(likeness, seen, out), strict=True):
                signals.append(self._signals(int(row), scores, known))
                serves = self.alike[self.owner[row]][np.argsort(-scores[: self.kinds])[:2]]
                right.append((bool(serves[0]), bool(serves.any())))
                outside.append(bool(self.owner[row] == self.kinds))
        for part in (~np.array(outside), np.array(outside)):
            yield np.array(signals)[part], np.array(right, dtype=np.float64)[part]

    def _hidden(self, likeness: Likeness) -> tuple[Doubles, Doubles]:
        """Give the signals of phrases whose intent and its kin a head did not know.

        Every answer to them is wrong, as it is to a text out of scope.
        """
        signals: list[list[float]] = []
        folds = np.append(np.arange(self.kinds) % FOLDS, -1)
        for fold in range(FOLDS):
            gone = (folds == fold) | self.alike[folds == fold].any(axis=0)
            out = np.flatnonzero((folds == fold)[self.owner])
            seen = np.flatnonzero(~gone[self.owner])
            if not len(seen):
                continue
            known = self._known(seen)
            for row, scores in zip(out, self._scores(likeness, seen, out), strict=True):
                scores[gone[: len(scores)]] = -1e3
                signals.append(self._signals(int(row), scores, known))
        return np.array(signals), np.zeros((len(signals), 2))

    def _scores(self, likeness: Likeness, seen: Ints, out: Ints) -> Floats:
        inner = likeness.of(seen)
        weights = solve(inner, self.owner[seen], len(self.intents), FOLD_PERSISTENCE)
        weights -= weights.mean(axis=0)
        return likeness.of(out).to(inner, weights) - inner.mean @ weights

    def _known(self, seen: Ints) -> "_Known":
        """Gather what is compared with, of the phrases that a head has seen."""
        of = [seen[self.owner[seen] == number] for number in range(self.kinds)]
        return _Known(
            units=[self.units[rows] for rows in of],
            sorted=[[self.sorted[row] for row in spread(rows.tolist())] for rows in of],
            lexicon=self._lexicon(seen),
        )

    def _signals(self, row: int, scores: Floats, known: "_Known") -> list[float]:
        inside = scores[: self.kinds]
        top = np.argsort(-inside)[:TOP]
        near = [one for one in top[:LOOKED_AT].tolist() if known.sorted[one]]
        space = self.units[[row]].toarray()[0]
        likeness = (
            max((float((known.units[one] @ space).max()) for one in near), default=0.0),
            letters(self.sorted[row], [text for one in near for text in known.sorted[one]]),
        )
        words = self.texts[row].split()
        strange = known.lexicon.strangeness(words, self.vectors)
        lead = float(inside[top[0]] - scores[-1]) if len(scores) > self.kinds else 0.0
        chances = softmax(inside)[top].tolist()
        return signals_of(scores[top].tolist(), chances, lead, likeness, strange, len(words))

    def _lexicon(self, rows: Ints) -> Lexicon:
        inside = [self.texts[row] for row in rows if self.owner[row] < self.kinds]
        return Lexicon.of({word for text in inside for word in text.split()}, self.vectors)


@dataclass(frozen=True, slots=True)
class _Known:
    """The phrases that one head has seen, by the number of their intent."""

    units: Sequence[sparse.csr_array]
    """As rows of length 1."""
    sorted: Sequence[Sequence[str]]
    lexicon: Lexicon


def _table(rows: Sequence[tuple[Ints, Floats]], width: int) -> sparse.csr_array:
    """Put rows of (columns, values) under each other."""
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    return sparse.csr_array((values, columns, starts), shape=(len(rows), width))


def _unit(values: Floats) -> Floats:
    return np.asarray(values / np.sqrt(max(float(values @ values), 1e-9)), dtype=np.float32)
