"""The tables of a library as they were at one moment, mapped from their files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import LibraryError
from qa.library.files import checksum_of, mapped
from qa.library.manifest import NAME, Manifest, damaged, read_manifest
from qa.search.bm25 import Postings, Terms

SNAPSHOTS = "snapshots"

# name: (kind of number, how many in a row of the table, 0 where it has no rows)
TABLES: dict[str, tuple[type[np.generic], int]] = {
    "texts": (np.uint8, 0),  # all documents' texts in UTF-8, run together
    "documents": (np.uint8, 0),  # what else a document is: a line of JSON each
    "document_starts": (np.int64, 3),  # first byte of its text, of its line; first sentence
    "sentences": (np.uint32, 3),  # first character, last + 1; sentences before, in its passage
    "sames": (np.uint64, 0),  # each sentence's key of what is equal if it repeats; 0: no row
    "keys": (np.uint64, 0),  # each sentence's key of its text as it stands
    "rows": (np.int64, 0),  # the numbers of the sentences that are rows, ascending
    "words": (np.uint8, 0),  # see qa.search.bm25, from here to lengths
    "word_starts": (np.int64, 0),
    "posting_starts": (np.int64, 0),
    "posting_rows": (np.int32, 0),
    "posting_scores": (np.float32, 0),
    "tokens": (np.int32, 0),
    "lengths": (np.int32, 0),
    "files": (np.uint8, 0),  # the files that were read: a line of JSON each
}
VECTORS = "vectors"  # (rows, dimension) float32

# At opening, sizes are compared for all, checksums where they cost nothing.
_SMALL = 1 << 20
_TRIES = 10


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A library's tables. They stay readable when a writer deletes the files."""

    folder: Path
    manifest: Manifest
    tables: dict[str, NDArray[Any]]

    @property
    def postings(self) -> Postings:
        """The words of the rows."""
        table = self.tables
        return Postings(
            terms=Terms(table["words"], table["word_starts"]),
            starts=table["posting_starts"],
            rows=table["posting_rows"],
            scores=table["posting_scores"],
            tokens=table["tokens"],
            lengths=table["lengths"],
        )

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the lines of a table that holds JSON."""
        for line in self.tables[name].tobytes().splitlines():
            yield json.loads(line)


def open_snapshot(library: Path) -> Snapshot:
    """Map the snapshot that counts now.

    Raises LibraryError where there is no library, or a file has another length, or a small
    one another checksum, than it was written with.
    """
    for _ in range(_TRIES):
        manifest = read_manifest(library)
        if manifest is None:
            raise LibraryError(
                f"{library}: found no library, expected a folder that quoth index made; "
                f"make it with: quoth index FOLDER --library {library}"
            )
        try:
            return _opened(library, manifest)
        except FileNotFoundError as error:
            # A writer has replaced it since; if it has not, the file is gone.
            missing = error.filename
    raise LibraryError(
        f"{missing}: found no such file, expected a part of the library; "
        "bring it up to date with quoth index, which makes it again"
    )


def check(library: Path) -> Snapshot:
    """Open a library and read all of it, to compare every checksum.

    Raises LibraryError for the first file that differs.
    """
    snapshot = open_snapshot(library)
    for name, checksum in snapshot.manifest.checksums.items():
        path = snapshot.folder / name
        if checksum_of(path) != checksum:
            raise damaged(path)
    return snapshot


def _opened(library: Path, manifest: Manifest) -> Snapshot:
    folder = library / SNAPSHOTS / manifest.snapshot
    kinds = TABLES | {VECTORS: (np.float32, manifest.dimension)}
    if manifest.checksums.keys() != kinds.keys():
        raise damaged(library / NAME)
    tables = {}
    for name, (dtype, columns) in kinds.items():
        path, checksum = folder / name, manifest.checksums[name]
        size = path.stat().st_size
        if size != checksum.size or (size < _SMALL and checksum_of(path) != checksum):
            raise damaged(path)
        tables[name] = mapped(path, dtype, columns)
    return Snapshot(folder, manifest, tables)
