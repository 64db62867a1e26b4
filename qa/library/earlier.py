"""The library as the last run left it: what of it is sound, and can be taken over."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path

import numpy as np

from qa.library.files import mapped, seal_of
from qa.library.kept import KeptDocuments
from qa.library.manifest import (
    DamagedError,
    Manifest,
    damaged,
    read_manifest,
    sentences_probe,
    words_probe,
)
from qa.library.plan import KnownFile
from qa.library.shelf import Shelf
from qa.library.snapshot import SNAPSHOTS, TABLES, VECTORS, Snapshot

_logger = logging.getLogger(__name__)


class Earlier:
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
                is_sound = seal_of(path) == manifest.seals.get(name)
            except OSError:
                is_sound = False
            if is_sound:
                tables[name] = mapped(path, dtype, columns)
            else:
                _logger.warning("%s", damaged(path))
        self._snapshot = Snapshot(folder, manifest, tables)
        self.is_whole = tables.keys() == kinds.keys()
        self.is_current = (
            manifest.words == words_probe() and manifest.sentences == sentences_probe()
        )

    @cached_property
    def files(self) -> dict[str, KnownFile]:
        """The files that were read, by their paths."""
        if "files" not in self._snapshot.tables:
            return {}
        found = (KnownFile.of(line) for line in self._snapshot.lines("files"))
        return {file.path: file for file in found}

    @cached_property
    def documents(self) -> KeptDocuments | None:
        """The documents, None where they have to be read again."""
        sound = TABLES.keys() <= self._snapshot.tables.keys()
        return KeptDocuments(self._snapshot) if sound and self.is_current else None

    def give_vectors(self, shelf: Shelf) -> None:
        """Put the vectors on a shelf, if they are sound."""
        tables = self._snapshot.tables
        if {"rows", "keys", VECTORS} <= tables.keys():
            shelf.put(tables["keys"][tables["rows"]], tables[VECTORS])


def open_earlier(library: Path) -> Earlier | None:
    """Return what the last run left; None where there was none, or its manifest is damaged.

    Raises LibraryError where it is of another format.
    """
    try:
        manifest = read_manifest(library)
    except DamagedError as error:
        _logger.warning("%s", error)
        return None
    return None if manifest is None else Earlier(library, manifest)
