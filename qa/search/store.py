"""Where documents are kept and searched: the seam, and the documents in memory behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol, runtime_checkable

from corpus import Document, Span
from embeddings import Encoder, NumpyIndex, VectorCache
from qa.search.bm25 import Postings
from qa.search.retriever import DenseRetriever, HybridRetriever, LexicalRetriever, Retriever
from qa.search.sentences import Match, Row, collect


@runtime_checkable
class Store(Protocol):
    """Documents and the search over their sentences: what an `Assistant` asks.

    One in memory stands below, one on disk is `qa.library.Library`; one on other machines
    needs nothing but these five. `Row.number` must name a row within its store, the numbers
    of one document's rows must rise with their place in it, and the same row's document
    must be the same object within one question. `search` and `neighbours` are called by many
    threads at once, always after `prepare`.
    """

    @property
    def documents(self) -> Sequence[Document]:
        """The documents in order, equal texts once; one may be made when it is looked at."""

    @property
    def encoder_name(self) -> str | None:
        """The encoder's name, where vectors are kept and it was named; None for the default."""

    def __len__(self) -> int:
        """Return the number of rows: sentences that can be found."""

    def prepare(self, encoder: Encoder) -> None:
        """Get ready for questions that `encoder` encodes; called once, before the first.

        Embeds what has no vector yet. Raises embeddings.EmbeddingError where the encoder
        cannot be loaded, or is not the one that the kept vectors were made with.
        """

    def search(self, question: str, *, k: int) -> list[Match]:
        """Return the `k` rows that match best by meaning and words, best first.

        Scores are cosine + 0.45 x the BM25 score, scaled so that the best is 1: confidence
        is calibrated for these (see `qa.search.retriever`). Fewer where there are fewer rows.
        """

    def neighbours(self, row: Row, *, radius: int) -> tuple[Row, ...]:
        """Return the row and at most `radius` on either side of it, of its document, in order."""


class MemoryStore:
    """Documents in memory: split at once, embedded when they are first asked."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        cache: VectorCache | None = None,
        within: Span | None = None,
    ) -> None:
        """Split the documents; vectors are kept in `cache`, the user's own if None.

        within: only the sentences of this stretch are rows; their vectors are not kept.
        """
        unique: dict[str, Document] = {}
        for document in documents:
            unique.setdefault(document.id, document)
        self._documents = tuple(unique.values())
        self._cache = cache or VectorCache()
        self._is_part = within is not None
        self._rows = collect(self._documents)
        if within is not None:
            inside = (row for row in self._rows if row.sentence.overlaps(within))
            self._rows = [replace(row, number=number) for number, row in enumerate(inside)]
        self._retriever: Retriever | None = None

    @property
    def documents(self) -> Sequence[Document]:
        """The documents in order, equal texts once."""
        return self._documents

    @property
    def encoder_name(self) -> str | None:
        """None: these are embedded by whichever encoder asks."""
        return None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def prepare(self, encoder: Encoder) -> None:
        """Embed the rows, or take their vectors from the cache, and index their words."""
        texts = [row.text for row in self._rows]
        encode = encoder.encode if self._is_part else partial(self._cache.encode, encoder=encoder)
        dense = DenseRetriever(NumpyIndex(encode(texts)), encoder)
        self._retriever = HybridRetriever(dense, LexicalRetriever(Postings.of(texts)))

    def search(self, question: str, *, k: int) -> list[Match]:
        """Return the `k` rows that match best, best first."""
        if self._retriever is None:
            raise RuntimeError("a store is prepared before it is searched")
        return matches(self._retriever, self._rows, question, k=k)

    def neighbours(self, row: Row, *, radius: int) -> tuple[Row, ...]:
        """Return the row and its neighbours in its document."""
        return neighbours(self._rows, row, radius=radius)


def matches(retriever: Retriever, rows: Sequence[Row], question: str, *, k: int) -> list[Match]:
    """Return what a retriever finds, with the rows that its numbers stand for."""
    numbers, scores = retriever.search(question, k=k)
    return [
        Match(rows[number], score)
        for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)
    ]


def neighbours(rows: Sequence[Row], row: Row, *, radius: int) -> tuple[Row, ...]:
    """Return the rows beside one whose number is its place in `rows`, of its document alone."""
    near = rows[max(row.number - radius, 0) : row.number + radius + 1]
    return tuple(each for each in near if each.document is row.document)
