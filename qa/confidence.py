"""Scores to the probability that a sentence answers: logistic regression on four features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from qa.collection import Match
from qa.words import content_stems

FEATURES = ("score", "gap to the best other", "lead over the mean of the others", "words shared")

# The dev set has too few questions to show that anything is surer than this.
_MOST = 0.99

# A sentence is compared with the others among this many best.
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted numbers; they are made by `python -m benchmarks.calibrate`.

    means, scales, weights: one number a feature, in the order of `FEATURES`.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that each sentence answers.

        features: (n, 4). Shape: (n,).
        """
        standard = (features - self.means) / self.scales
        logits = standard @ np.asarray(self.weights) + self.intercept
        return np.asarray(np.clip(1.0 / (1.0 + np.exp(-logits)), 1 - _MOST, _MOST))


@cache
def default_calibration() -> Calibration:
    """Return the calibration of the default encoder's search, fitted on the dev set."""
    text = (files("qa") / "models" / "retrieval" / "calibration.json").read_text("utf-8")
    fitted = json.loads(text)
    return Calibration(
        means=tuple(fitted["means"]),
        scales=tuple(fitted["scales"]),
        weights=tuple(fitted["weights"]),
        intercept=fitted["intercept"],
        threshold=fitted["threshold"],
    )


def features(question: str, matches: Sequence[Match]) -> NDArray[np.float64]:
    """Return the features of the best sentences that a search found.

    matches: the `COMPARED` best or fewer, best first. Shape: (len(matches), 4). A sentence
    that stands alone stands out from nothing: its two comparisons are 0.
    """
    scores = np.array([match.score for match in matches])
    asked = set(content_stems(question))
    table = np.zeros((len(matches), len(FEATURES)))
    for row, match in enumerate(matches):
        others = np.delete(scores, row)
        if len(others):
            table[row, 1:3] = match.score - others.max(), match.score - others.mean()
        shared = asked & set(content_stems(match.row.text))
        table[row, 0] = match.score
        table[row, 3] = len(shared) / len(asked) if asked else 0.0
    return table
