"""Vectors to nearest neighbours: the protocol, and the exact search in numpy."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors


class Neighbours(NamedTuple):
    """The rows nearest to a query, best first.

    rows: (k,) int64, scores: (k,) float32, inner products.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class VectorIndex(Protocol):
    """What finds the vectors nearest to one."""

    def search(self, query: Vectors, *, k: int) -> Neighbours:
        """Return the `k` rows with the largest inner products; fewer if there are fewer.

        query: (dimension,) float32.
        """


class NumpyIndex:
    """Exact search: one product of the matrix with the query."""

    def __init__(self, vectors: Vectors) -> None:
        """Take the vectors to search; they are not copied.

        vectors: (n, dimension) float32. Raises ValueError for any other shape or dtype.
        """
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise ValueError(
                "an index takes a float32 array of shape (n, dimension), "
                f"found {vectors.dtype} of shape {vectors.shape}"
            )
        self._vectors = vectors

    def search(self, query: Vectors, *, k: int) -> Neighbours:
        """Return the `k` rows with the largest inner products; ties go to the lower row.

        query: (dimension,) float32. Raises ValueError for another shape.
        """
        if query.shape != self._vectors.shape[1:]:
            raise ValueError(
                f"a query has the shape {self._vectors.shape[1:]}, found {query.shape}"
            )
        return top_k(self._vectors @ query, k=k)


def top_k(scores: NDArray[np.float32], *, k: int) -> Neighbours:
    """Return the `k` largest of `scores`, best first; ties go to the lower row.

    scores: (n,) float32.
    """
    k = min(k, len(scores))
    if k == 0:
        return Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
    # All that tie with the k-th are candidates, so that the lower row wins at the border too.
    border = np.partition(scores, len(scores) - k)[len(scores) - k]
    candidates = np.flatnonzero(scores >= border)
    rows = candidates[np.argsort(-scores[candidates], kind="stable")][:k]
    return Neighbours(rows.astype(np.int64), scores[rows])
