"""One file to its documents: one for most, several for an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from corpus.documents import Document
from corpus.errors import (
    CorpusError,
    EmptyFileError,
    EmptyFolderError,
    MissingFileError,
    TooLargeError,
)
from corpus.formats import ARCHIVE, ENDINGS, READERS, archive
from corpus.limits import MAX_ARCHIVE_DEPTH, check_size
from corpus.summary import Skipped
from corpus.walking import other_format


def read_file(path: Path) -> Iterator[Document | Skipped]:
    """Yield the documents of one file, and what could not be read of it as skipped."""
    name = str(path)
    if path.suffix.lower() not in ENDINGS:
        yield other_format(path)
        return
    try:
        data = _bytes(path)
    except CorpusError as error:
        yield Skipped(name, error)
        return
    yield from _read_data(data, name, budget=archive.Budget())


def _read_data(
    data: bytes, name: str, *, budget: archive.Budget, depth: int = 1
) -> Iterator[Document | Skipped]:
    ending = PurePosixPath(name).suffix.lower()
    try:
        if ending == ARCHIVE:
            yield from _read_archive(data, name, budget=budget, depth=depth)
        else:
            yield _with_words(READERS[ending](data, name))
    except CorpusError as error:
        yield Skipped(name, error)


def _read_archive(
    data: bytes, name: str, *, budget: archive.Budget, depth: int
) -> Iterator[Document | Skipped]:
    if depth > MAX_ARCHIVE_DEPTH:
        raise TooLargeError(
            f"{name}: found an archive inside {depth - 1} others, expected at most "
            f"{MAX_ARCHIVE_DEPTH} in one another; unpack them and name the folder"
        )
    nothing_met = True
    for member in archive.members(data, name, budget=budget, endings=frozenset(ENDINGS)):
        nothing_met = False
        if isinstance(member, Skipped):
            yield member
        else:
            inner, inner_data = member
            yield from _read_data(inner_data, inner, budget=budget, depth=depth + 1)
    if nothing_met:
        raise EmptyFolderError(
            f"{name}: found no file to read in this archive, expected at least one with the "
            f"ending {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}; add one or leave it out"
        )


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
