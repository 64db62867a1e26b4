"""Documents and rows that are made from a library's tables when somebody looks at them."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, overload

import numpy as np

from corpus import Document, Passage, Span
from qa.errors import LibraryError
from qa.library.snapshot import Snapshot
from qa.search.sentences import Row

# Texts are kept from one look to the next until they have this many characters together.
_KEPT_CHARACTERS = 50_000_000


class StoredDocument(Document):
    """A document whose text is read from the library when it is looked at."""

    def __init__(self, known: dict[str, Any], read: Callable[[], str]) -> None:
        """Take all but the text, `id` with it, and what reads the text."""
        self.__dict__.update(known, _read=read)

    @property
    def text(self) -> str:
        """The text as it was loaded."""
        read: Callable[[], str] = self.__dict__["_read"]
        return read()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredDocument) and self._named == other._named

    def __hash__(self) -> int:
        return hash(self._named)

    def __deepcopy__(self, memo: object) -> StoredDocument:
        return self  # it does not change, and the files behind it cannot be copied

    def __reduce__(self) -> tuple[Callable[..., Document], tuple[dict[str, Any]]]:
        return _plain, ({field.name: getattr(self, field.name) for field in fields(Document)},)

    @property
    def _named(self) -> tuple[str, str, str | None]:
        return self.id, self.title, self.source


def _plain(values: dict[str, Any]) -> Document:
    return Document(**values)


def described(document: Document) -> dict[str, Any]:
    """Return all of a document but its text as JSON values; `id` with it."""
    values = {field.name: getattr(document, field.name) for field in fields(Document)}
    del values["text"]
    return values | {"id": document.id}


class StoredDocuments(Sequence[Document]):
    """A library's documents in order; each is the same object whenever it is looked at."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._starts = snapshot.tables["document_starts"]
        self._made: dict[int, StoredDocument] = {}
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> list[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | list[Document]:
        """Return a document, or several."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        with self._lock:
            made = self._made.get(number)
            if made is None:
                known = {
                    name: tuple(value) if isinstance(value, list) else value
                    for name, value in json.loads(self.line(number)).items()
                }
                made = StoredDocument(known, lambda: self.text(number))
                self._made[number] = made
        return made

    def text(self, number: int) -> str:
        """Return a document's text.

        Raises LibraryError where the file is damaged.
        """
        with self._lock:
            text = self._texts.pop(number, None)
            if text is None:
                text = self._decoded(number)
                self._characters += len(text)
            self._texts[number] = text
            while self._characters > _KEPT_CHARACTERS and len(self._texts) > 1:
                self._characters -= len(self._texts.popitem(last=False)[1])
        return text

    def data(self, number: int) -> bytes:
        """Return a document's text in UTF-8."""
        return self._bytes("texts", number, column=0)

    def line(self, number: int) -> bytes:
        """Return what is known of a document but its text, as a line of JSON."""
        return self._bytes("documents", number, column=1).rstrip(b"\n")

    def sentences(self, number: int) -> slice:
        """Return which of the sentences are a document's."""
        return slice(int(self._starts[number, 2]), int(self._starts[number + 1, 2]))

    def holding(self, sentence: int) -> int:
        """Return the number of the document that a sentence stands in."""
        return int(np.searchsorted(self._starts[:, 2], sentence, side="right")) - 1

    def _decoded(self, number: int) -> str:
        try:
            return self.data(number).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise LibraryError(
                f"{self._snapshot.folder / 'texts'}: found a damaged text, expected UTF-8; "
                "bring the library up to date with quoth index, which makes it again"
            ) from error

    def _bytes(self, table: str, number: int, *, column: int) -> bytes:
        start, end = self._starts[number : number + 2, column].tolist()
        data: bytes = self._snapshot.tables[table][start:end].tobytes()
        return data


class StoredRows(Sequence[Row]):
    """A library's rows in order, made anew at each look; their documents are not."""

    def __init__(self, snapshot: Snapshot, documents: StoredDocuments) -> None:
        self._rows = snapshot.tables["rows"]
        self._sentences = snapshot.tables["sentences"]
        self._documents = documents

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Return a row, or several."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        sentence = int(self._rows[number])
        document = self._documents.holding(sentence)
        start, end, before = self._sentences[sentence].tolist()
        passage = self._passage(sentence - before, self._documents.sentences(document).stop)
        return Row(number, self._documents[document], Span(start, end), passage)

    def _passage(self, first: int, stop: int) -> Passage:
        spans = []
        for place, (start, end, before) in enumerate(self._sentences[first:stop]):
            if before != place:
                break
            spans.append(Span(int(start), int(end)))
        return Passage(tuple(spans))
