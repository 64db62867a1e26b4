"""Which files a library is to hold, and which of them are as they were."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus
from corpus import Skipped

# A file written this shortly before it was read could change again within the clock's tick.
_RECENT_SECONDS = 2.0

Identity = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read, and the ids and sources of its documents.

    mtime: in nanoseconds; 0 where the clock cannot tell this state from a later one.
    """

    path: str
    size: int
    mtime: int
    sha256: str
    documents: tuple[Identity, ...]

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> KnownFile:
        """Return what `to_dict` gave."""
        documents = tuple((identity, source) for identity, source in line["documents"])
        return cls(line["path"], line["size"], line["mtime"], line["sha256"], documents)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "path": self.path,
            "size": self.size,
            "mtime": self.mtime,
            "sha256": self.sha256,
            "documents": self.documents,
        }


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that the library is to hold; `known` if it is as it was when it was read."""

    path: Path
    size: int
    known: KnownFile | None

    @property
    def to_read(self) -> int:
        """How many bytes there are to read."""
        return 0 if self.known else self.size


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to hold in order, what is skipped for its name, and how many are gone."""

    files: Sequence[PlannedFile]
    skipped: tuple[Skipped, ...]
    dropped: int

    @property
    def changes_nothing(self) -> bool:
        """Whether the files are those of the last time, as they were then."""
        return not self.dropped and all(file.known for file in self.files)


def make_plan(folders: Sequence[str], known: Mapping[str, KnownFile], *, without: Path) -> Plan:
    """Look at the files below `folders`, unopened where size and time say enough.

    `without`: a folder that is passed over. Raises corpus.CorpusError for a folder that
    is not there.
    """
    files: dict[str, PlannedFile] = {}
    skipped: list[Skipped] = []
    for found in corpus.walk(folders):
        if isinstance(found, Skipped):
            if found.requested:
                raise found.error
            if not Path(found.source).is_relative_to(without):
                skipped.append(found)
        elif not found.is_relative_to(without) and str(found) not in files:
            files[str(found)] = _planned(found, known.get(str(found)))
    dropped = sum(path not in files for path in known)
    return Plan(tuple(files.values()), tuple(skipped), dropped)


def seen(
    path: Path, documents: Iterable[Identity], before: os.stat_result, sha256: str
) -> KnownFile:
    """Return a file as it was read, `before` being its state when the reading began."""
    try:
        after = path.stat()
    except OSError:
        after = None  # deleted since: the next run will see that
    settled = after is not None and after.st_mtime_ns == before.st_mtime_ns
    is_old = time.time() - before.st_mtime > _RECENT_SECONDS
    mtime = before.st_mtime_ns if settled and is_old else 0
    return KnownFile(str(path), before.st_size, mtime, sha256, tuple(documents))


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _planned(path: Path, known: KnownFile | None) -> PlannedFile:
    try:
        state = path.stat()
        same = known is not None and known.size == state.st_size
        if known is not None and same and known.mtime != state.st_mtime_ns:
            same = known.sha256 == file_sha256(path)
    except OSError:
        # Whoever reads it will say why it cannot be read.
        return PlannedFile(path, 0, None)
    return PlannedFile(path, state.st_size, known if same else None)
