"""A question to the sentences that match it: dense, lexical and both, with one signature."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from embeddings import Encoder, SearchResult, VectorIndex, top_k
from qa.search.bm25 import Postings
from qa.search.fusion import fuse
from qa.search.tokens import content_terms

# The weight of the lexical score, scaled to at most 1, against the cosine: from the dev set.
LEXICAL_WEIGHT = 0.45

# Each side is asked for this many before they are fused.
_CANDIDATES = 100


class Retriever(Protocol):
    """What ranks the rows of a collection by how well they match a question."""

    def search(self, question: str, *, k: int) -> SearchResult:
        """Return at most `k` rows, best first."""


class DenseRetriever:
    """Cosine of the question's vector with each row's."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        """Take an index of unit vectors and the encoder that made them."""
        self._index = index
        self._encoder = encoder

    def search(self, question: str, *, k: int) -> SearchResult:
        """Return at most `k` rows with their cosines, best first."""
        return self._index.search(self._encoder.encode([question])[0], k=k)


class LexicalRetriever:
    """BM25 over the words that a question and a text share."""

    def __init__(self, postings: Postings) -> None:
        """Take the words of the rows."""
        self._postings = postings

    def search(self, question: str, *, k: int) -> SearchResult:
        """Return at most `k` rows, best first, scored from 1 to 0 (no word shared).

        Scores are divided by the largest. Without a row that shares a word there are none.
        """
        rows, scores = top_k(self._postings.score(content_terms(question)), k=k)
        if not len(scores) or not scores[0]:
            return top_k(np.zeros(0, dtype=np.float32), k=k)
        return SearchResult(rows, scores / scores[0])


class HybridRetriever:
    """The weighted sum of the two: meaning and words."""

    def __init__(self, dense: Retriever, lexical: Retriever) -> None:
        """Take two retrievers over the same rows."""
        self._dense = dense
        self._lexical = lexical

    def search(self, question: str, *, k: int) -> SearchResult:
        """Return at most `k` rows with their fused scores, best first."""
        candidates = max(k, _CANDIDATES)
        rankings = [
            self._dense.search(question, k=candidates),
            self._lexical.search(question, k=candidates),
        ]
        return fuse(rankings, weights=(1.0, LEXICAL_WEIGHT), k=k)
