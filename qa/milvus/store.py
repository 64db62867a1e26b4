"""An index on Milvus that is open to be asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import overload

from corpus import Document
from embeddings import Encoder
from qa.library.manifest import tokens_fingerprint
from qa.milvus.collection import Hit, MilvusIndex
from qa.milvus.connection import MilvusAddress
from qa.milvus.records import Kept, as_words, first_number, kept_of
from qa.search.retriever import LEXICAL_WEIGHT
from qa.search.sentences import Match, Row

# Documents are kept from one question to the next, until they have so many rows together.
_KEPT_ROWS = 200_000

# A search looks at the texts of no more documents than this, or than a third of the rows
# that are asked for: at 33 for a question, of which six are read.
_DOCUMENTS = 32


class MilvusStore:
    """The documents of an index on Milvus, as a `qa.Store`: any machine with its address asks.

    What is written meanwhile is found from then on.
    """

    def __init__(self, address: MilvusAddress | str) -> None:
        """Connect. Raises MilvusError where there is no index."""
        self.index = MilvusIndex(address)
        self._encoder: Encoder | None = None
        self._retained = _KeptDocuments(self.index)
        self._documents = _Documents(self.index, self._retained)

    @property
    def documents(self) -> Sequence[Document]:
        """The documents that are there at the first look, in the order of their sources."""
        return self._documents

    @property
    def encoder_name(self) -> str | None:
        """The encoder that the index was made with, as it was named; None for the default."""
        return self.index.meta.model

    def __len__(self) -> int:
        """Return the number of rows, of repeated sentences each."""
        return len(self.index)

    def prepare(self, encoder: Encoder) -> None:
        """Get ready for questions that `encoder` encodes.

        Raises MilvusError where the index was made with another encoder.
        """
        self.index.check(encoder.fingerprint, tokens_fingerprint())
        self._encoder = encoder

    def search(self, question: str, *, k: int) -> list[Match]:
        """Return the `k` rows that match best, best first; of equal sentences one.

        Fewer where there are fewer, where the first 2 k hold many equal ones, or where they
        stand in more documents than 32 and than k / 3.
        """
        if self._encoder is None:
            raise RuntimeError("a store is prepared before it is searched")
        [query] = self._encoder.encode([question])
        hits = self.index.find(query, as_words(question), k=2 * k, lexical_weight=LEXICAL_WEIGHT)
        different: dict[int, Hit] = {}
        for hit in hits:
            different.setdefault(hit.same, hit)
        best = list(different.values())[:k]
        documents = list(dict.fromkeys(hit.document for hit in best))
        documents = documents[: max(_DOCUMENTS, k // 3)]
        retained = self._retained.get(documents)
        return [
            Match(retained[hit.document].rows[hit.number], hit.score)
            for hit in best
            if hit.document in retained
        ]

    def neighbours(self, row: Row, *, radius: int) -> tuple[Row, ...]:
        """Return the row and its neighbours in its document."""
        retained = self._retained.get([row.document.id]).get(row.document.id)
        if retained is None:
            return (row,)  # deleted since it was found
        place = row.number - first_number(row.document.id)
        return retained.rows[max(place - radius, 0) : place + radius + 1]

    def close(self) -> None:
        """Let go of the server or the file."""
        self.index.close()


class _KeptDocuments:
    """The documents that were asked for lately."""

    def __init__(self, index: MilvusIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._retained: OrderedDict[str, Kept] = OrderedDict()
        self._rows = 0

    def get(self, ids: Sequence[str]) -> dict[str, Kept]:
        """Return those of these documents that are there, by their ids."""
        with self._lock:
            found = {each: self._retained[each] for each in ids if each in self._retained}
            for each in found:
                self._retained.move_to_end(each)
        missing = [each for each in ids if each not in found]
        if missing:
            fetched = self._index.documents.get(missing)
            with self._lock:
                for each, record in fetched.items():
                    # Another thread may have been faster: one object a document.
                    if each not in self._retained:
                        self._retained[each] = kept_of(record)
                        self._rows += len(self._retained[each].rows)
                    found[each] = self._retained[each]
                while self._rows > _KEPT_ROWS and len(self._retained) > len(found):
                    _, oldest = self._retained.popitem(last=False)
                    self._rows -= len(oldest.rows)
        return found


class _Documents(Sequence[Document]):
    """Documents that are listed, and fetched, when they are looked at."""

    def __init__(self, index: MilvusIndex, retained: _KeptDocuments) -> None:
        self._index = index
        self._retained = retained

    @cached_property
    def _ids(self) -> list[str]:
        known = sorted(self._index.documents.sources(), key=lambda each: (each[1], each[0]))
        return [document for document, _ in known]

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        identity = self._ids[place]
        retained = self._retained.get([identity])
        if identity not in retained:
            raise IndexError("the document was deleted since these were listed")
        return retained[identity].document
