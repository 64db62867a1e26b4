"""What a new snapshot takes over from the one before it, without reading a file again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.library.lazy import StoredDocuments
from qa.library.snapshot import Snapshot
from qa.library.vector_store import Keys
from qa.search.bm25 import TokenReuse


class Sentences(NamedTuple):
    """A document's sentences as the tables hold them, see `snapshot.TABLES`."""

    spans: NDArray[np.uint32]
    dedup_keys: Keys
    keys: Keys


class ReusedDocuments:
    """The documents of a snapshot, to be written again as they are."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Take the previous snapshot."""
        self._tables = snapshot.tables
        self._documents = StoredDocuments(snapshot)
        self.tokens = TokenReuse(snapshot.postings)
        self._numbers = {
            (line["id"], line["source"]): number
            for number, line in enumerate(snapshot.lines("documents"))
        }

    def place(self, identity: str, source: str | None) -> int | None:
        """Return the number of the document with an id and a source; None if it is not here."""
        return self._numbers.get((identity, source))

    def line(self, number: int) -> bytes:
        """Return what is known of a document but its text, as a line of JSON."""
        return self._documents.line(number)

    def data(self, number: int) -> bytes:
        """Return a document's text in UTF-8."""
        return self._documents.data(number)

    def sentences(self, number: int) -> Sentences:
        """Return the sentences of a document."""
        here = self._documents.sentences(number)
        table: dict[str, NDArray[Any]] = self._tables
        return Sentences(table["sentences"][here], table["sames"][here], table["keys"][here])

    def rows(self, number: int, sentences: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Return the rows that sentences of a document were; None if one of them was none."""
        rows = self._tables["rows"]
        wanted = sentences + self._documents.sentences(number).start
        found = np.searchsorted(rows, wanted)
        were = found < len(rows)
        were[were] = rows[found[were]] == wanted[were]
        return found if were.all() else None

    def texts(self, number: int, sentences: NDArray[np.int64]) -> Sequence[str]:
        """Return the texts of sentences of a document."""
        text = self.data(number).decode("utf-8", "surrogatepass")
        spans = self.sentences(number).spans[sentences]
        return [text[start:end] for start, end, _ in spans.tolist()]
