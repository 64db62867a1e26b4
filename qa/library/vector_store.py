"""Vectors by the text that they were made of: found again after a kill, a change or a move."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Vectors
from qa.library.files import UNFINISHED, checksum_of, write_whole

PIECES = "pieces"

Keys = NDArray[np.uint64]

_CHUNK = 16_384
_HEADER = 3 * 8  # rows, dimension, nothing: three int64, so that the vectors are aligned

_logger = logging.getLogger(__name__)


def keys_of(texts: Iterable[str]) -> Keys:
    """Return a 64-bit hash of each text, never 0. Shape: (n,).

    Among a million texts two share one by chance in one library of 37 million.
    """
    digests = [
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    ]
    keys: Keys = np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)
    return np.maximum(keys, 1, dtype=np.uint64)


class VectorStore:
    """Vectors of one encoder: those of the last snapshot, and pieces saved one by one."""

    def __init__(self, library: Path, fingerprint: str) -> None:
        """Open the intact pieces that a previous run left."""
        self._folder = library / PIECES / fingerprint[:16]
        self._sources: list[tuple[Keys, Vectors]] = []
        self._sorted: Keys = np.empty(0, np.uint64)
        self._order = np.empty(0, np.int64)
        for path in sorted(self._folder.glob("*")):
            if path.name.startswith(UNFINISHED):
                path.unlink()
            elif checksum_of(path).sha256 != path.name:
                _logger.warning("%s: found a damaged piece; its sentences are embedded again", path)
                path.unlink()
            else:
                self._sources.append(_mapped(path))
        self._sort()

    def put(self, keys: Keys, vectors: Vectors) -> None:
        """Add vectors that are stored elsewhere."""
        self._sources.append((keys, vectors))
        self._sort()

    def save(self, keys: Keys, vectors: Vectors) -> None:
        """Keep vectors on the disk, so that a kill does not lose them.

        keys: (n,), vectors: (n, dimension). `holds` does not know them before `gather` does.
        """
        parts = (
            np.array([*vectors.shape, 0], dtype=np.int64).tobytes(),
            keys.tobytes(),
            np.ascontiguousarray(vectors, dtype=np.float32).tobytes(),
        )
        # Named by its content: a piece of the same name is the same piece.
        name = hashlib.sha256(b"".join(parts)).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._folder / name, *parts)
        self._sources.append(_mapped(self._folder / name))

    def holds(self, keys: Keys) -> NDArray[np.bool_]:
        """Return of each key whether there is a vector. Shape: (n,)."""
        return self._places(keys) >= 0

    def gather(self, keys: Keys) -> Iterator[Vectors]:
        """Yield the vectors of keys, in their order, some thousands at a time.

        Raises KeyError where one is not here.
        """
        self._sort()
        bounds = np.cumsum([0, *(len(held) for held, _ in self._sources)])
        for start in range(0, len(keys), _CHUNK):
            places = self._places(keys[start : start + _CHUNK])
            if (places < 0).any():
                raise KeyError(f"{(places < 0).sum()} sentences without a vector")
            sources = np.searchsorted(bounds, places, side="right") - 1
            chunk = np.empty((len(places), self._sources[0][1].shape[1]), dtype=np.float32)
            for source in np.unique(sources):
                here = sources == source
                chunk[here] = self._sources[source][1][places[here] - bounds[source]]
            yield chunk

    def _sort(self) -> None:
        keys: Sequence[Keys] = [held for held, _ in self._sources]
        whole = np.concatenate([np.empty(0, np.uint64), *keys])
        self._order = np.argsort(whole, kind="stable")
        self._sorted = whole[self._order]

    def _places(self, keys: Keys) -> NDArray[np.int64]:
        """Return where each key's vector stands among all sources' rows; -1 for none."""
        if not len(self._sorted):
            return np.full(len(keys), -1)
        found = np.minimum(np.searchsorted(self._sorted, keys), len(self._sorted) - 1)
        return np.where(self._sorted[found] == keys, self._order[found], -1)


def _mapped(path: Path) -> tuple[Keys, Vectors]:
    rows, dimension, _ = np.fromfile(path, dtype=np.int64, count=3).tolist()
    keys = np.fromfile(path, dtype=np.uint64, count=rows, offset=_HEADER)
    vectors = np.memmap(
        path, np.float32, "r", offset=_HEADER + keys.nbytes, shape=(rows, dimension)
    )
    return keys, np.asarray(vectors)
