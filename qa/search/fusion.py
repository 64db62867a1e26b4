"""Two rankings to one: a weighted sum of their scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings import SearchResult


def fuse(rankings: Sequence[SearchResult], *, weights: Sequence[float], k: int) -> SearchResult:
    """Return the `k` rows with the largest weighted sums of scores; ties go to the lower row.

    A row that one ranking leaves out gets that ranking's lowest score, which is the most
    it can have had there (0 from an empty ranking). With rankings of all rows this is
    the plain weighted sum.
    """
    rows = np.unique(np.concatenate([ranking.rows for ranking in rankings]))
    total = np.zeros(len(rows), dtype=np.float64)
    for ranking, weight in zip(rankings, weights, strict=True):
        lowest = ranking.scores.min() if len(ranking.scores) else 0.0
        scores = np.full(len(rows), lowest, dtype=np.float64)
        scores[np.searchsorted(rows, ranking.rows)] = ranking.scores
        total += weight * scores
    order = np.argsort(-total, kind="stable")[:k]
    return SearchResult(rows[order].astype(np.int64), total[order].astype(np.float32))
