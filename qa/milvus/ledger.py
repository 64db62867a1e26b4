"""What a run writes into an index on Milvus, and what it leaves as it is or deletes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Skipped
from qa.errors import NothingToReadError
from qa.milvus.collection import MilvusIndex


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: documents met and sentences embedded so far."""

    documents: int
    embedded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did.

    met: documents that were read; written: those of them that were new; dropped: those
    deleted from the index because their files are gone or have other texts now.
    embedded: sentences. rows: how many sentences the index holds now.
    """

    met: int
    written: int
    dropped: int
    embedded: int
    rows: int
    skipped: tuple[Skipped, ...]
    seconds: float


class Ledger:
    """The documents that a run has met, by which it knows what is new, moved or gone."""

    def __init__(self, index: MilvusIndex) -> None:
        """Read the ids and sources of all documents of the index."""
        self._began = time.monotonic()
        self._index = index
        self._before = dict(index.documents.sources())
        self._met: dict[str, str] = {}
        self._repeated: set[str] = set()
        self.skipped: list[Skipped] = []
        self.embedded = 0

    @property
    def known(self) -> frozenset[str]:
        """The ids of the documents that were there, whole, when the run began."""
        return frozenset(self._before)

    def meet(self, document: str, source: str) -> bool:
        """Note a document; return whether its record is to be written.

        So it is where the document is new, or stood in another place before. Of one text
        that is met in several places the first by name counts, in whatever order they come.
        """
        counts = self._met.get(document)
        if counts is not None and counts != source:
            self._repeated.add(document)
        if counts is not None and counts <= source:
            return False
        self._met[document] = source
        return counts is not None or self._before.get(document) != source

    def write(self, document: str, record: str, source: str) -> None:
        """Write a document's record; its sentences are written by then."""
        self._index.documents.put(document, record, source=source)

    def source(self, document: str) -> str:
        """Return the source that counts of a document that was met."""
        return self._met[document]

    def is_uncertain(self, document: str) -> bool:
        """Return whether a record that was written unchanged may name another source."""
        before = self._before.get(document)
        if before is not None:
            return before != self._met[document]
        return document in self._repeated

    @property
    def progress(self) -> Progress:
        """How far the run is."""
        return Progress(len(self._met), self.embedded)

    def finish(self, folders: Sequence[Path]) -> Report:
        """Delete what is gone from these folders, have Milvus save the rest, and report.

        Raises NothingToReadError where nothing was met; the index is then as it was.
        """
        if not self._met:
            names = ", ".join(map(str, folders))
            raise NothingToReadError(
                f"found no document to read in {names}, expected at least one; "
                "the index is as it was"
            )
        dropped = self._drop(folders)
        self._index.finish()
        return Report(
            met=len(self._met),
            written=sum(document not in self._before for document in self._met),
            dropped=dropped,
            embedded=self.embedded,
            rows=len(self._index),
            skipped=tuple(self.skipped),
            seconds=time.monotonic() - self._began,
        )

    def _drop(self, folders: Sequence[Path]) -> int:
        """Delete the documents of these folders that were not met; return how many."""
        gone = [
            document
            for document, source in self._before.items()
            if document not in self._met and any(_is_below(source, each) for each in folders)
        ]
        self._index.delete(gone)
        return len(gone)


def _is_below(source: str, folder: Path) -> bool:
    # A file in an archive has the archive's path before its own.
    return source == str(folder) or source.startswith(f"{folder}{os.sep}")
