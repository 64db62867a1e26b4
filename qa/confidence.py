"""Scores to the probability that a sentence answers: logistic regression on five features."""

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
)

# The dev set has too few questions to show that anything is surer than this.
_MOST = 0.99
LEAST = 1 - _MOST

# A candidate is compared with the others among this many best.
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted numbers; they are made by `python -m training.calibrate`.

    means, scales, weights: one number a feature, in the order of `FEATURES`. wrong_type: the
    share of right quotes among those whose answer is not of the type that is asked for.
    threshold: from this probability on a question is answered. possible_threshold: from this one on
    a quote is shown as one that may answer.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    wrong_type: float
    threshold: float
    possible_threshold: float

    def probabilities(
        self, features: NDArray[np.float64], wrong_types: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the probability that each sentence answers.

        features: (n, len(FEATURES)); NaN counts as the mean. wrong_types: (n,), whether the answer
        is not of the type that is asked for. Shape: (n,).
        """
        standard = np.nan_to_num((features - self.means) / self.scales)
        logits = standard @ np.asarray(self.weights) + self.intercept
        probabilities = 1.0 / (1.0 + np.exp(-logits))
        # However likely the sentence is by its scores, these words cannot answer.
        at_most = np.where(wrong_types, self.wrong_type, _MOST)
        return np.asarray(np.clip(probabilities, LEAST, at_most))


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
        wrong_type=fitted["wrong_type"],
        threshold=fitted["threshold"],
        possible_threshold=fitted["possible_threshold"],
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
        table[number] = (
            candidate.search,
            candidate.margin,
            candidate.score - others.max() if len(others) else np.nan,
            candidate.score - others.mean() if len(others) else np.nan,
            len(shared) / len(asked) if asked else 0.0,
        )
    return table


def wrong_types(question: str, candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Return for each candidate whether its words cannot answer such a question. Shape: (n,)."""
    found = []
    for candidate in candidates:
        text = candidate.row.document.text
        found.append(
            is_wrong_type(question, candidate.span.slice(text), candidate.quote.slice(text))
        )
    return np.array(found, dtype=np.bool_)
