"""Scores to the probability that a sentence answers: logistic regression on six features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from qa.answer_type import is_wrong_type
from qa.reading.candidates import Candidate
from qa.search.tokens import content_terms

FEATURES = (
    "search",
    "margin",
    "gap to the best other",
    "lead over the mean of the others",
    "words shared",
    "another form than asked for",
)
FORM = FEATURES.index("another form than asked for")

# The dev set has too few questions to show that anything is surer than this.
_MOST = 0.99

# A candidate is compared with the others among this many best.
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted numbers; they are made by `python -m training.calibrate`.

    means, scales, weights: one number a feature, in the order of `FEATURES`. another_form: the
    share of right quotes among those whose answer has another form than is asked for.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    another_form: float
    threshold: float

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that each sentence answers.

        features: (n, len(FEATURES)), NaN where there is nothing to tell, which counts as the mean.
        Shape: (n,).
        """
        standard = np.nan_to_num((features - self.means) / self.scales)
        logits = standard @ np.asarray(self.weights) + self.intercept
        probabilities = 1.0 / (1.0 + np.exp(-logits))
        # However sure the rest is of the sentence: its words are no answer.
        at_most = np.where(features[:, FORM] == 1, self.another_form, _MOST)
        return np.asarray(np.clip(probabilities, 1 - _MOST, at_most))


@cache
def load_calibration(name: str) -> Calibration:
    """Return what was fitted for "reader" or for "retrieval", each with its default model."""
    text = (files("qa") / "models" / name / "calibration.json").read_text("utf-8")
    fitted = json.loads(text)
    return Calibration(
        means=tuple(fitted["means"]),
        scales=tuple(fitted["scales"]),
        weights=tuple(fitted["weights"]),
        intercept=fitted["intercept"],
        another_form=fitted["another_form"],
        threshold=fitted["threshold"],
    )


def features(question: str, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the features of the best candidates.

    candidates: the `COMPARED` best or fewer, best first. Shape: (len(candidates),
    len(FEATURES)); NaN for the two comparisons of one that stands alone.
    """
    scores = np.array([candidate.score for candidate in candidates])
    asked = set(content_terms(question))
    table = np.zeros((len(candidates), len(FEATURES)))
    for number, candidate in enumerate(candidates):
        others = np.delete(scores, number)
        shared = asked & set(content_terms(candidate.row.text))
        text = candidate.row.document.text
        table[number] = (
            candidate.search,
            candidate.margin,
            candidate.score - others.max() if len(others) else np.nan,
            candidate.score - others.mean() if len(others) else np.nan,
            len(shared) / len(asked) if asked else 0.0,
            is_wrong_type(question, candidate.span.of(text), candidate.quote.of(text)),
        )
    return table
