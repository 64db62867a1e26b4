"""The figures of honest refusal; exact match, F1 and AUROC are those of `qa.evaluation.metrics`."""

import numpy as np
from numpy.typing import NDArray

from qa.evaluation import metrics

Floats = NDArray[np.float64]


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the chance that a positive scores above a negative; ties count half."""
    kinds = np.repeat([True, False], [len(positive), len(negative)])
    return metrics.auroc(np.concatenate([positive, negative]), kinds)


def at_false_answers(
    positive: Floats, negative: Floats, right: NDArray[np.bool_], *, share: float = 0.10
) -> tuple[float, float, float]:
    """Return threshold, share answered and precision where `share` of the negatives pass."""
    threshold = float(np.quantile(negative, 1 - share))
    answered = positive > threshold
    return threshold, float(answered.mean()), float(right[answered].mean())
