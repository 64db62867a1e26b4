"""Exact match, F1 and the figures of honest refusal."""

import re
import string
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def normalised(text: str) -> str:
    """Return the text as SQuAD's own script compares it."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact(text: str, answers: Iterable[str]) -> bool:
    """Tell whether the text is one of the answers."""
    return normalised(text) in {normalised(answer) for answer in answers}


def f1(text: str, answers: Iterable[str]) -> float:
    """Return the best F1 over words against any of the answers."""
    return max(_f1(normalised(text).split(), normalised(answer).split()) for answer in answers)


def _f1(one: list[str], other: list[str]) -> float:
    if not one or not other:
        return float(one == other)
    return 2 * sum((Counter(one) & Counter(other)).values()) / (len(one) + len(other))


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the chance that a positive scores above a negative; ties count half."""
    negative = np.sort(negative)
    below = np.searchsorted(negative, positive, side="left")
    equal = np.searchsorted(negative, positive, side="right") - below
    return float((below + equal / 2).sum() / (len(positive) * len(negative)))


def at_false_answers(
    positive: Floats, negative: Floats, right: NDArray[np.bool_], *, share: float = 0.10
) -> tuple[float, float, float]:
    """Return threshold, share answered and precision where `share` of the negatives pass."""
    threshold = float(np.quantile(negative, 1 - share))
    answered = positive > threshold
    return threshold, float(answered.mean()), float(right[answered].mean())
