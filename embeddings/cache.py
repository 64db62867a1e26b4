"""Vectors on disk, so that a text is embedded once by one model."""

from __future__ import annotations

import hashlib
import io
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs

from embeddings.encoder import Encoder, Vectors

_logger = logging.getLogger(__name__)

_CHECKSUM_LENGTH = 32  # a SHA-256 of the rest stands first in each file
_KIND = 2  # one more when a model's vectors change: those saved before are made again


class VectorCache:
    """A folder of files, one for each list of texts and model."""

    def __init__(self, folder: Path | None = None) -> None:
        """Name the folder; None stands for the user's cache folder."""
        self._folder = folder or platformdirs.user_cache_path("quoth") / "vectors"

    def encode(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """Return the vectors of `texts`, from the folder if they are there and whole.

        Shape: (len(texts), dimension). A damaged file is logged and made again; a folder
        that cannot be written to is logged and done without.
        """
        path = self._folder / f"{_key(texts, encoder)}.vectors"
        vectors = _read(path, rows=len(texts))
        if vectors is None:
            vectors = encoder.encode(texts)
            _write(path, vectors)
        return vectors


def _key(texts: Sequence[str], encoder: Encoder) -> str:
    digest = hashlib.sha256(f"{_KIND} {encoder.fingerprint}".encode())
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        # The length first: no two lists of texts run together to the same bytes.
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return digest.hexdigest()


def _read(path: Path, *, rows: int) -> Vectors | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _logger.warning("%s: the saved vectors cannot be read (%s)", path, error.strerror)
        return None
    checksum, array = data[:_CHECKSUM_LENGTH], data[_CHECKSUM_LENGTH:]
    if hashlib.sha256(array).digest() == checksum:
        vectors: Vectors = np.load(io.BytesIO(array), allow_pickle=False)
        if vectors.shape[:1] == (rows,):
            return vectors
    _logger.warning("%s: the saved vectors are damaged and are made again", path)
    return None


def _write(path: Path, vectors: Vectors) -> None:
    buffer = io.BytesIO()
    np.save(buffer, vectors, allow_pickle=False)
    array = buffer.getvalue()
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(hashlib.sha256(array).digest() + array)
        temporary.replace(path)
    except OSError as error:
        _logger.warning("%s: the vectors cannot be saved (%s)", path.parent, error.strerror)
        if temporary is not None:
            temporary.unlink(missing_ok=True)
