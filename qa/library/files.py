"""Atomic, checksummed writes: temporary file, fsync, rename."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

# Names of what a killed run may leave behind: nobody reads these, the next run deletes them.
UNFINISHED = "unfinished-"

Bytes = bytes | memoryview | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Checksum:
    """A file's length in bytes and its SHA-256, when it was written."""

    size: int
    sha256: str


class ChecksummedWriter:
    """Writes a file and computes its checksum; `close` syncs it to disk."""

    def __init__(self, path: Path) -> None:
        """Create the file, or empty it."""
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: Bytes) -> None:
        """Append bytes, or an array's bytes."""
        flat = data.tobytes() if isinstance(data, np.ndarray) else data
        self._file.write(flat)
        self._digest.update(flat)
        self.size += len(flat)

    def flush(self) -> None:
        """Let other readers of the file see what was written."""
        self._file.flush()

    def close(self) -> Checksum:
        """Sync the file to disk and return its checksum."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return Checksum(self.size, self._digest.hexdigest())

    def abandon(self) -> None:
        """Close a file that will not be used, whatever state the disk is in."""
        # What is left in the buffer cannot be written to a full disk, and need not be.
        with contextlib.suppress(OSError):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def write_whole(path: Path, *parts: Bytes) -> None:
    """Write a file with all of its parts, or leave what was there."""
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    os.close(handle)
    try:
        with ChecksummedWriter(Path(name)) as file:
            for part in parts:
                file.write(part)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Sync a folder to disk, so that a rename lasts."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum_of(path: Path) -> Checksum:
    """Return the checksum of a file; all of it is read."""
    with path.open("rb") as file:
        return Checksum(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def mapped(path: Path, dtype: np.dtype[Any] | type[np.generic], columns: int = 0) -> NDArray[Any]:
    """Return a file as an array that is read where it is looked at.

    Shape: (n,), or (n, columns). Once mapped it stays readable if the file is deleted.
    """
    if path.stat().st_size == 0:
        flat = np.empty(0, dtype=dtype)
    else:
        # A plain array: numpy's own subclass of it is slower at every slice.
        flat = np.asarray(np.memmap(path, dtype=dtype, mode="r"))
    return flat.reshape(-1, columns) if columns else flat
