"""The linear head: multinomial logistic regression, solved in the space of the phrases.

With fewer phrases than features it is cheap to work on their likeness to each other (the kernel):
each step moves the phrases' weights against the error that remains, with Nesterov's momentum.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.questions.matching.features import Floats, Ints

Rows = Any
"""A table of floats, a row for each phrase: an array, or a sparse one of scipy's."""

RIDGE = 0.1
BEND = 0.12
PERSISTENCE = 0.45
"""Steps for each root of the number of phrases. A step is the shorter the more phrases share what
they say, and with momentum the way gone grows with the square of the steps: so few phrases are not
learnt by heart, and many are learnt at all."""


@dataclass(frozen=True, slots=True)
class FeatureHead:
    """The weight of each feature for each intent: by far the largest part of a model.

    So each is kept in one byte, with a scale for each feature. That costs less than the phrases'
    own noise, and a byte is turned into a float much faster than half a float.
    """

    weights: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, weights: Floats) -> "FeatureHead":
        """Round weights, a row for each feature."""
        scales = np.maximum(np.abs(weights).max(axis=1), 1e-9) / np.float32(127)
        rounded = np.rint(weights / scales[:, None]).astype(np.int8)
        return cls(rounded, np.asarray(scales, dtype=np.float32))

    def scores(self, columns: Ints, values: Floats) -> Floats:
        """Give each intent's score for a text's features."""
        weights = self.weights.take(columns, axis=0).astype(np.float32)
        return np.asarray((values * self.scales[columns]) @ weights)


class Likeness:
    """How much the phrases are alike, feature by feature: the kernel, never written out.

    Two phrases' likeness is the product of their rows. A table of every two of some thousands
    would take gigabytes; multiplied by way of the features it takes what the rows take.
    """

    def __init__(self, *parts: Rows) -> None:
        self._parts = parts
        """Tables with a row for each phrase, sparse or dense; their likenesses add up."""

    def __len__(self) -> int:
        return int(self._parts[0].shape[0])

    def of(self, phrases: Ints) -> "Likeness":
        """Give that of some of the phrases."""
        return Likeness(*(part[phrases] for part in self._parts))

    def to(self, others: "Likeness", weights: Floats) -> Floats:
        """Multiply the likeness of these phrases to others with the others' weights."""
        total = np.zeros((len(self), weights.shape[1]), dtype=np.float32)
        for own, theirs in zip(self._parts, others._parts, strict=True):
            total += own @ (theirs.T @ weights)
        return total

    def centred(self, weights: Floats) -> Floats:
        """The same with themselves, without what all share, which an intercept would learn."""
        total = self.to(self, weights - weights.mean(axis=0))
        return np.asarray(total - total.mean(axis=0), dtype=np.float32)

    @cached_property
    def mean(self) -> Floats:
        """The likeness of each phrase to all of them, in the mean."""
        every = np.full((len(self), 1), 1 / len(self), dtype=np.float32)
        return np.asarray(self.to(self, every)[:, 0])


def solve(likeness: Likeness, owner: Ints, kinds: int, persistence: float = PERSISTENCE) -> Floats:
    """Give each phrase's weight for each intent; `owner` is the number of each one's intent."""
    number = len(owner)
    targets = np.zeros((number, kinds), dtype=np.float32)
    targets[np.arange(number), owner] = 1
    pace = np.float32(1 / (BEND * _largest(likeness) + RIDGE))
    ridge = np.float32(RIDGE)
    ahead: Floats = np.zeros_like(targets)
    before: Floats = ahead
    for step in range(max(1, round(persistence * math.sqrt(number)))):
        error: Floats = softmax(likeness.centred(ahead)) - targets
        now: Floats = np.subtract(ahead, pace * (error + ridge * ahead), dtype=np.float32)
        momentum = np.float32(step / (step + 3))
        ahead = np.add(now, momentum * (now - before), dtype=np.float32)
        before = now
    return before


def softmax(scores: Floats) -> Floats:
    """Turn scores into probabilities, row by row."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def _largest(likeness: Likeness) -> float:
    """Estimate the largest eigenvalue by power iteration, from a fixed start."""
    vector = np.cos(np.arange(len(likeness), dtype=np.float32) * 1.7 + 0.3)[:, None]
    size = 1.0
    for _ in range(12):
        vector = likeness.centred(vector)
        size = float(np.linalg.norm(vector)) or 1.0
        vector /= np.float32(size)
    return 1.05 * size
