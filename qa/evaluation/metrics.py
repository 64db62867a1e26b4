"""The figures of question answering: plain arithmetic on arrays."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_BINS = 10


def normalised(answer: str) -> str:
    """Return an answer as SQuAD compares it (Rajpurkar et al., 2016).

    Lower case, then without ASCII punctuation, then without articles and extra space.
    """
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_NO_PUNCTUATION)).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """Return 1 if the answer equals one of the golds after normalising, else 0."""
    return float(any(normalised(answer) == normalised(gold) for gold in golds))


def f1(answer: str, golds: Sequence[str]) -> float:
    """Return the best F1 of the answer's words against one of the golds'."""
    return max(_f1(normalised(answer).split(), normalised(gold).split()) for gold in golds)


def _f1(answer: list[str], gold: list[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    shared = (Counter(answer) & Counter(gold)).total()
    return 2 * shared / (len(answer) + len(gold))


def auroc(scores: Floats, positive: Flags) -> float:
    """Return how often a positive scores above a negative, ties counting half.

    scores, positive: (n,). NaN without both kinds.
    """
    if positive.all() or not positive.any():
        return float("nan")
    order = np.sort(scores[~positive])
    below = np.searchsorted(order, scores[positive], "left")
    up_to = np.searchsorted(order, scores[positive], "right")
    return float(np.mean((below + up_to) / 2) / len(order))


def risk_coverage(confidence: Floats, right: Flags) -> tuple[Floats, Floats]:
    """Return the share answered and the share wrong among it, from the surest answer down.

    confidence, right: (n,). Shapes: (n,), (n,). El-Yaniv and Wiener (2010).
    """
    ordered = right[np.argsort(-confidence, kind="stable")]
    counts = np.arange(1, len(ordered) + 1)
    return counts / len(ordered), 1 - np.cumsum(ordered) / counts


def area_under_risk_coverage(confidence: Floats, right: Flags) -> float:
    """Return the mean risk over all coverages: 0 is best."""
    return float(risk_coverage(confidence, right)[1].mean())


def coverage_at(confidence: Floats, right: Flags, *, precision: float) -> float:
    """Return the largest share that can be answered with at least such a share right."""
    covered, risk = risk_coverage(confidence, right)
    return float(covered[risk <= 1 - precision].max(initial=0.0))


def reliability(confidence: Floats, right: Flags) -> list[tuple[float, float, int]]:
    """Return for each of ten bins with answers: mean confidence, share right, count."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        (float(confidence[bins == each].mean()), float(right[bins == each].mean()), int(count))
        for each, count in zip(*np.unique(bins, return_counts=True), strict=True)
    ]


def calibration_error(confidence: Floats, right: Flags) -> float:
    """Return the expected calibration error over ten bins (Guo et al., 2017)."""
    total = len(confidence)
    return sum(
        abs(sure - share) * count / total for sure, share, count in reliability(confidence, right)
    )
