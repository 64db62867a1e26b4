"""Paths to documents."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from corpus.documents import Document
from corpus.errors import EmptyFolderError, MissingFileError, UnknownFormatError
from corpus.formats import ENDINGS, markdown
from corpus.reading import read_file
from corpus.summary import Skipped, summary
from corpus.walking import walk_folder

_logger = logging.getLogger(__name__)

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def load(paths: Paths) -> list[Document]:
    """Load one file, several, or folders with all that is below them, in the order of names.

    A file named here is read or raises. In a folder or an archive, hidden files are passed
    over; what cannot be read is logged as a warning, the rest is read, and a summary is
    logged at the end.

    Raises a CorpusError whose message says which path, what was found and what to do.
    """
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for item in read(paths):
        if isinstance(item, Document):
            documents.append(item)
        elif item.requested:
            raise item.error
        else:
            skipped.append(item)
            if not isinstance(item.error, UnknownFormatError):
                _logger.warning("skipped %s", item.error)
    if skipped:
        _logger.warning("%s", summary(len(documents), skipped))
    return documents


def read(paths: Paths) -> Iterator[Document | Skipped]:
    """Yield the documents of files and folders one at a time, and what is skipped, in order.

    The order is that of `paths`, and of names in a folder. Nothing is raised for what
    cannot be read: it is yielded as Skipped, `requested` if it is one of `paths`. A folder in
    which nothing can be read is one of these. Memory: the document in hand.
    """
    for path in _each(paths):
        if path.is_dir():
            yield from _read_folder(path)
        else:
            yield from (_named(item, path) for found in walk(path) for item in _read_one(found))


def walk(paths: Paths) -> Iterator[Path | Skipped]:
    """Yield the files that `read` would read, unopened, and what it would skip for its name.

    The order is that of `read`. `read(path)` of one of them gives its documents.
    """
    for path in _each(paths):
        if path.is_dir():
            yield from walk_folder(path)
        elif path.is_file():
            yield path
        else:
            found = "something that is not a file" if path.exists() else "no such file or folder"
            message = f"{path}: there is {found}; check the name and the folder you are in"
            yield Skipped(str(path), MissingFileError(message), requested=True)


def sample() -> Document:
    """Return the article that is there from the start: the fall of Palmyra, retold."""
    data = (files("corpus") / "articles" / "palmyra.md").read_bytes()
    return markdown.read(data, "palmyra.md")


def _each(paths: Paths) -> Iterator[Path]:
    yield from map(Path, [paths] if isinstance(paths, str | os.PathLike) else paths)


def _read_folder(folder: Path) -> Iterator[Document | Skipped]:
    nothing_read = True
    for found in walk_folder(folder):
        for item in _read_one(found):
            nothing_read = nothing_read and isinstance(item, Skipped)
            yield item
    if nothing_read:
        message = (
            f"{folder}: found no file to read in this folder, expected at least one with the "
            f"ending {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}; add one or name another folder"
        )
        yield Skipped(str(folder), EmptyFolderError(message), requested=True)


def _read_one(found: Path | Skipped) -> Iterator[Document | Skipped]:
    if isinstance(found, Skipped):
        yield found
    else:
        yield from read_file(found)


def _named(item: Document | Skipped, path: Path) -> Document | Skipped:
    """Mark what was skipped as named by the caller, unless it is a part of what was named."""
    if isinstance(item, Skipped) and item.source == str(path):
        return replace(item, requested=True)
    return item
