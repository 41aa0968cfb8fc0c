"""The linear head: multinomial logistic regression, solved in the space of the phrases.

With fewer phrases than features it is cheap to work on their likeness to each other (the kernel):
each step moves the phrases' weights against the error that remains, with Nesterov's momentum.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.questions.matching.features import Floats, Ints

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


def centred(kernel: Floats) -> Floats:
    """Take out what all phrases share, which an intercept would learn."""
    rows = kernel.mean(axis=1, keepdims=True)
    return np.asarray(kernel - rows - rows.T + kernel.mean(), dtype=np.float32)


def solve(kernel: Floats, owner: Ints, kinds: int, persistence: float = PERSISTENCE) -> Floats:
    """Give each phrase's weight for each intent.

    `kernel` is the centred likeness of the phrases, `owner` the number of each one's intent.
    """
    number = len(owner)
    targets = np.zeros((number, kinds), dtype=np.float32)
    targets[np.arange(number), owner] = 1
    pace = np.float32(1 / (BEND * _largest(kernel) + RIDGE))
    ridge = np.float32(RIDGE)
    ahead: Floats = np.zeros_like(targets)
    before: Floats = ahead
    for step in range(max(1, round(persistence * math.sqrt(number)))):
        error: Floats = softmax(kernel @ ahead) - targets
        now: Floats = np.subtract(ahead, pace * (error + ridge * ahead), dtype=np.float32)
        momentum = np.float32(step / (step + 3))
        ahead = np.add(now, momentum * (now - before), dtype=np.float32)
        before = now
    return before


def softmax(scores: Floats) -> Floats:
    """Turn scores into probabilities, row by row."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def _largest(kernel: Floats) -> float:
    """Estimate the largest eigenvalue by power iteration, from a fixed start."""
    vector = np.cos(np.arange(len(kernel), dtype=np.float32) * 1.7 + 0.3)
    size = 1.0
    for _ in range(12):
        vector = kernel @ vector
        size = float(np.sqrt(vector @ vector)) or 1.0
        vector /= np.float32(size)
    return 1.05 * size
