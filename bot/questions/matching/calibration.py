"""Signals to confidence: a small logistic regression that learns "the first candidate is right"."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
RIDGE = 0.3
"""Strong, because the signals say much the same: each gets its share of the weight, and none a
great one that another of the opposite sign undoes."""
STEPS = 40


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signals, scaled."""

    centre: Doubles
    scale: Doubles
    weights: Doubles
    bias: float

    def confidence(self, signals: Sequence[float]) -> float:
        """Give the probability that the first candidate is right and the text within scope."""
        scaled = (np.asarray(signals) - self.centre) / self.scale
        return 1 / (1 + math.exp(-max(-700.0, float(scaled @ self.weights) + self.bias)))


def even(groups: Sequence[Doubles]) -> Doubles:
    """Weigh the rows of groups of outcomes, each 1 or 0, for `fit`.

    Right and wrong weigh the same in all, so that 0.5 is the even choice; among the wrong, those
    of each group weigh the same, however many there are.
    """
    right = sum(float(group.sum()) for group in groups) or 1.0
    shares = [
        np.where(group < 0.5, 0.5 / len(groups) / max(1.0, float((group < 0.5).sum())), 0.5 / right)
        for group in groups
    ]
    return np.concatenate(shares)


def fit(signals: Doubles, right: Doubles, weighing: Doubles) -> Calibration:
    """Fit by Newton's method; `right` is 1 or 0 for each row of `signals`, `weighing` sums to 1."""
    centre = signals.mean(axis=0)
    scale = signals.std(axis=0) + 1e-9
    rows = np.hstack([(signals - centre) / scale, np.ones((len(signals), 1))])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (weighing * (right - likely)) - RIDGE * weights
        bend = (rows * (weighing * likely * (1 - likely))[:, None]).T @ rows
        step = np.linalg.solve(bend + RIDGE * np.eye(len(weights)), slope)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Calibration(centre, scale, weights[:-1], float(weights[-1]))
