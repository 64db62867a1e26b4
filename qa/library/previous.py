"""The previous snapshot: what is intact and can be reused."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path

import numpy as np

from qa.library.files import checksum_of, mapped
from qa.library.manifest import (
    DamagedError,
    Manifest,
    damaged,
    read_manifest,
    sentences_fingerprint,
    tokens_fingerprint,
)
from qa.library.reuse import ReusedDocuments
from qa.library.scan import KnownFile
from qa.library.snapshot import SNAPSHOTS, TABLES, VECTORS, Snapshot
from qa.library.vector_store import VectorStore

_logger = logging.getLogger(__name__)


class Previous:
    """A snapshot of which every file was compared with its checksum."""

    def __init__(self, library: Path, manifest: Manifest) -> None:
        """Read all of it; what is damaged is logged and left out."""
        self.manifest = manifest
        folder = library / SNAPSHOTS / manifest.snapshot
        kinds = TABLES | {VECTORS: (np.float32, manifest.dimension)}
        tables = {}
        for name, (dtype, columns) in kinds.items():
            path = folder / name
            try:
                is_sound = checksum_of(path) == manifest.checksums.get(name)
            except OSError:
                is_sound = False
            if is_sound:
                tables[name] = mapped(path, dtype, columns)
            else:
                _logger.warning("%s", damaged(path))
        self._snapshot = Snapshot(folder, manifest, tables)
        self.is_whole = tables.keys() == kinds.keys()
        self.is_current = (
            manifest.words == tokens_fingerprint() and manifest.sentences == sentences_fingerprint()
        )

    @cached_property
    def files(self) -> dict[str, KnownFile]:
        """The files that were read, by their paths."""
        if "files" not in self._snapshot.tables:
            return {}
        found = (KnownFile.of(line) for line in self._snapshot.lines("files"))
        return {file.path: file for file in found}

    @cached_property
    def documents(self) -> ReusedDocuments | None:
        """The documents, None where they have to be read again."""
        sound = TABLES.keys() <= self._snapshot.tables.keys()
        return ReusedDocuments(self._snapshot) if sound and self.is_current else None

    def give_vectors(self, vector_store: VectorStore) -> None:
        """Give the vectors to a store, if they are sound."""
        tables = self._snapshot.tables
        if {"rows", "keys", VECTORS} <= tables.keys():
            vector_store.put(tables["keys"][tables["rows"]], tables[VECTORS])


def open_previous(library: Path) -> Previous | None:
    """Return what the last run left; None where there was none, or its manifest is damaged.

    Raises LibraryError where it is of another format.
    """
    try:
        manifest = read_manifest(library)
    except DamagedError as error:
        _logger.warning("%s", error)
        return None
    return None if manifest is None else Previous(library, manifest)
