"""Vectors to nearest neighbours: the protocol, and the exact search in numpy."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

# What one thread takes at a time: some 25 MB, long beside what handing it out costs.
_ROWS_AT_ONCE = 16_384


class SearchResult(NamedTuple):
    """The rows nearest to a query, best first.

    rows: (k,) int64, scores: (k,) float32, inner products.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class VectorIndex(Protocol):
    """What finds the vectors nearest to one."""

    def search(self, query: Vectors, *, k: int) -> SearchResult:
        """Return the `k` rows with the largest inner products; fewer if there are fewer.

        query: (dimension,) float32.
        """


class NumpyIndex:
    """Exact search: the query's inner product with every row, on all cores."""

    def __init__(self, vectors: Vectors) -> None:
        """Take the vectors to search; they are not copied, and may be mapped from a file.

        vectors: (n, dimension) float32. Raises ValueError for any other shape or dtype.
        """
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise ValueError(
                "an index takes a float32 array of shape (n, dimension), "
                f"found {vectors.dtype} of shape {vectors.shape}"
            )
        self._vectors = vectors

    def search(self, query: Vectors, *, k: int) -> SearchResult:
        """Return the `k` rows with the largest inner products; ties go to the lower row.

        query: (dimension,) float32. A row's score does not depend on where it stands.
        Raises ValueError for another shape.
        """
        if query.shape != self._vectors.shape[1:]:
            raise ValueError(
                f"a query has the shape {self._vectors.shape[1:]}, found {query.shape}"
            )
        return top_k(self._inner_products(query), k=k)

    def _inner_products(self, query: Vectors) -> NDArray[np.float32]:
        count = len(self._vectors)
        scores = np.empty(count, dtype=np.float32)

        def score(start: int) -> None:
            rows = slice(start, start + _ROWS_AT_ONCE)
            # Not the matrix product: it is up to twice as slow here (benchmarks/README.md),
            # and what it gives a row depends on the rows beside it.
            np.vecdot(self._vectors[rows], query, out=scores[rows])

        if count <= _ROWS_AT_ONCE:
            score(0)
        else:
            # numpy lets go of the interpreter meanwhile, so these run side by side.
            for _ in _workers().map(score, range(0, count, _ROWS_AT_ONCE)):
                pass
        return scores


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(available_threads(), thread_name_prefix="quoth-search")


def available_threads() -> int:
    """Return how many threads to compute with: OMP_NUM_THREADS, or this process's cores."""
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def top_k(scores: NDArray[np.float32], *, k: int) -> SearchResult:
    """Return the `k` largest of `scores`, best first; ties go to the lower row.

    scores: (n,) float32.
    """
    k = min(k, len(scores))
    if k == 0:
        return SearchResult(np.empty(0, np.int64), np.empty(0, np.float32))
    # All that tie with the k-th are candidates, so that the lower row wins at the border too.
    border = np.partition(scores, len(scores) - k)[len(scores) - k]
    candidates = np.flatnonzero(scores >= border)
    rows = candidates[np.argsort(-scores[candidates], kind="stable")][:k]
    return SearchResult(rows.astype(np.int64), scores[rows])
