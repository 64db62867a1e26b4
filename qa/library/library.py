"""A library that is open to be asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from corpus import Document
from embeddings import Encoder, NumpyIndex
from qa.errors import LibraryError
from qa.library.lazy import StoredDocuments, StoredRows
from qa.library.manifest import tokens_fingerprint
from qa.library.snapshot import VECTORS, open_snapshot
from qa.search.retriever import DenseRetriever, HybridRetriever, LexicalRetriever, Retriever
from qa.search.sentences import Match, Row
from qa.search.store import matches, neighbours


class Library:
    """The documents of a folder that `quoth index` made, as a `qa.Store`.

    It stays what it was at opening, whatever is done to the folder meanwhile.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Open a library; nothing is read but its small files.

        Raises LibraryError where there is none, or it is damaged or of another version.
        """
        self.folder = Path(folder)
        self._snapshot = open_snapshot(self.folder)
        if self._snapshot.manifest.words != tokens_fingerprint():
            raise LibraryError(
                f"{folder}: found a library of another version of Quoth, whose words are made in "
                f"another way, expected this one's; run: quoth index --library {folder}"
            )
        self._documents = StoredDocuments(self._snapshot)
        self._rows = StoredRows(self._snapshot, self._documents)
        self._retriever: Retriever | None = None

    @property
    def documents(self) -> Sequence[Document]:
        """The documents in order, equal texts once; their texts are read when looked at."""
        return self._documents

    @property
    def encoder_name(self) -> str | None:
        """The encoder that the library was made with, as it was named; None for the default."""
        return self._snapshot.manifest.model

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def prepare(self, encoder: Encoder) -> None:
        """Get ready for questions that `encoder` encodes.

        Raises LibraryError where the library was made with another encoder.
        """
        manifest = self._snapshot.manifest
        if encoder.fingerprint != manifest.fingerprint:
            made_with = manifest.model or "the default encoder"
            raise LibraryError(
                f"{self.folder}: found vectors of {made_with} ({manifest.fingerprint[:12]}), "
                f"expected those of the encoder that was named ({encoder.fingerprint[:12]}); "
                "name the other, or make the library again"
            )
        vectors = NumpyIndex(self._snapshot.tables[VECTORS])
        self._retriever = HybridRetriever(
            DenseRetriever(vectors, encoder), LexicalRetriever(self._snapshot.postings)
        )

    def search(self, question: str, *, k: int) -> list[Match]:
        """Return the `k` rows that match best, best first."""
        if self._retriever is None:
            raise RuntimeError("a store is prepared before it is searched")
        return matches(self._retriever, self._rows, question, k=k)

    def neighbours(self, row: Row, *, radius: int) -> tuple[Row, ...]:
        """Return the row and its neighbours in its document."""
        return neighbours(self._rows, row, radius=radius)
