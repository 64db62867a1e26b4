"""The figures against published examples, and against other ways to count them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from qa.evaluation import metrics


@pytest.mark.parametrize(
    ("answer", "golds", "exact", "f1"),
    [
        ("the Denver Broncos", ["Denver Broncos", "The Denver Broncos!"], 1, 1),
        ("Saint Bernadette Soubirous", ["Bernadette Soubirous"], 0, 0.8),
        ("a copper statue of Christ", ["a golden statue of Christ"], 0, 0.75),
        ("in 1858", ["1858"], 0, 2 / 3),
        ("Paris", ["London", "Rome"], 0, 0),
        ("The", ["a"], 1, 1),
        ("10,000", ["10000"], 1, 1),
    ],
)
def test_exact_match_and_f1_are_those_of_squad(
    answer: str, golds: list[str], exact: float, f1: float
) -> None:
    assert metrics.exact_match(answer, golds) == exact
    assert metrics.f1(answer, golds) == pytest.approx(f1)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), max_size=30))
def test_auroc_is_sklearns(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs])
    positive = np.array([flag for _, flag in pairs], dtype=bool)
    found = metrics.auroc(scores, positive)
    if len(set(positive.tolist())) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(roc_auc_score(positive, scores))


def test_risk_and_coverage_by_hand() -> None:
    confidence = np.array([0.2, 0.9, 0.6, 0.4])
    right = np.array([False, True, True, False])
    coverage, risk = metrics.risk_coverage(confidence, right)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 0.5])
    area = metrics.area_under_risk_coverage(confidence, right)
    assert area == pytest.approx((1 / 3 + 0.5) / 4)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.15, 0.15, 1.0])
    right = np.array([True, False, False, False, True])
    # Three answers at 0.9667 on average, two of them right; two at 0.15, none right.
    expected = (abs(2.9 / 3 - 2 / 3) * 3 + 0.15 * 2) / 5
    assert metrics.calibration_error(confidence, right) == pytest.approx(expected)
