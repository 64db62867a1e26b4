"""One file to its documents: one for most, several for an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from corpus.documents import Document
from corpus.errors import CorpusError, EmptyFileError, MissingFileError
from corpus.formats import READERS
from corpus.limits import check_size
from corpus.summary import Skipped
from corpus.walking import other_format


def read_file(path: Path) -> Iterator[Document | Skipped]:
    """Yield the documents of one file, and what could not be read of it as skipped."""
    name = str(path)
    if path.suffix.lower() not in READERS:
        yield other_format(path)
        return
    try:
        data = _bytes(path)
    except CorpusError as error:
        yield Skipped(name, error)
        return
    yield from _read_data(data, name)


def _read_data(data: bytes, name: str) -> Iterator[Document | Skipped]:
    read = READERS[PurePosixPath(name).suffix.lower()]
    try:
        yield _with_words(read(data, name))
    except CorpusError as error:
        yield Skipped(name, error)


def _bytes(path: Path) -> bytes:
    try:
        # The size first: what is too large is never in memory.
        check_size(path.stat().st_size, name=str(path))
        return path.read_bytes()
    except OSError as error:
        raise MissingFileError(
            f"{path}: the file cannot be read ({error.strerror}); check that you may open it"
        ) from error


def _with_words(document: Document) -> Document:
    if not any(character.isalnum() for character in document.text):
        raise EmptyFileError(
            f"{document.source}: found no words in this file, expected a text; "
            "check that it was saved, or leave it out"
        )
    return document
