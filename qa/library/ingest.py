"""The files of a plan to a new snapshot, and to the sentences that want vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

import corpus
from corpus import MissingFileError, Skipped
from qa.library.reuse import ReusedDocuments
from qa.library.scan import Identity, KnownFile, Plan, PlannedFile, file_sha256, seen
from qa.library.vector_store import Keys, VectorStore
from qa.library.writer import NewRows, SnapshotWriter


@dataclass(frozen=True, slots=True)
class Wanted:
    """Sentences without vectors, and how many files and bytes were gone through with them."""

    texts: Sequence[str]
    keys: Keys
    files: int
    size: int


class FileStream:
    """Goes through the files of a plan once and writes their documents."""

    def __init__(
        self,
        plan: Plan,
        known: Mapping[str, KnownFile],
        retained: ReusedDocuments | None,
        vector_store: VectorStore,
        writer: SnapshotWriter,
    ) -> None:
        """Take the plan, what the last run knew, what has vectors, and where to write."""
        self._plan = plan
        self._known = known
        self._retained = retained
        self._vector_store = vector_store
        self._writer = writer
        self._ids: set[str] = set()
        self.files: list[KnownFile] = []
        self.skipped: list[Skipped] = [*plan.skipped]
        self.read = self.unchanged = self.replaced = 0

    def wanted(self) -> Iterator[Wanted]:
        """Yield what is to be embedded, document by document; at least once for each file."""
        size = 0
        for number, file in enumerate(self._plan.files, 1):
            for rows in self._rows(file):
                missing = np.flatnonzero(~self._vector_store.holds(rows.keys))
                texts = rows.texts(missing) if len(missing) else ()
                yield Wanted(texts, rows.keys[missing], number, size + file.to_read)
            size += file.to_read
            yield Wanted((), _NO_KEYS, number, size)

    def _rows(self, file: PlannedFile) -> Iterator[NewRows]:
        places = self._kept_places(file.known)
        if places is None or file.known is None or self._retained is None:
            yield from self._read(file)
            return
        self.unchanged += 1
        self.files.append(file.known)
        for identity, place in places.items():
            self._ids.add(identity)
            yield self._writer.keep(self._retained, place)

    def _kept_places(self, known: KnownFile | None) -> dict[str, int] | None:
        """Return where an unchanged file's documents are kept; None if one of them is not."""
        if known is None or self._retained is None:
            return None
        places: dict[str, int] = {}
        for identity, source in known.documents:
            # A text that an earlier file has as well is kept with that one alone.
            if identity not in self._ids and identity not in places:
                place = self._retained.place(identity, source)
                if place is None:
                    return None
                places[identity] = place
        return places

    def _read(self, file: PlannedFile) -> Iterator[NewRows]:
        try:
            before = file.path.stat()
            sha256 = file_sha256(file.path)
        except OSError as error:
            message = f"{file.path}: cannot be read ({error.strerror}); check that you may open it"
            self.skipped.append(Skipped(str(file.path), MissingFileError(message)))
            return
        found: list[Identity] = []
        for item in corpus.read(file.path):
            if isinstance(item, Skipped):
                self.skipped.append(replace(item, requested=False))  # named by us, not by a person
                continue
            found.append((item.id, item.source))
            if item.id not in self._ids:
                self._ids.add(item.id)
                yield self._writer.add(item)
        if found:
            self.files.append(seen(file.path, found, before, sha256))
            if str(file.path) in self._known:
                self.replaced += 1
            else:
                self.read += 1


_NO_KEYS: Keys = np.empty(0, np.uint64)
