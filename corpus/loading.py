"""Paths to documents."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from corpus.documents import Document
from corpus.errors import (
    CorpusError,
    EmptyFileError,
    EmptyFolderError,
    MissingFileError,
    UnknownFormatError,
)
from corpus.formats import READERS

_logger = logging.getLogger(__name__)

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def load(paths: Paths) -> list[Document]:
    """Load one file, several, or folders with all that is below them, in the order of names.

    A file named here is read or raises. In a folder, hidden files and other formats are
    passed over; a file that cannot be read is logged as a warning and the rest is read.

    Raises a CorpusError whose message says which path, what was found and what to do.
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    return [document for path in paths for document in _load_one(Path(path))]


def palmyra() -> Document:
    """Return the article that is there from the start: the fall of Palmyra, retold."""
    with as_file(files("corpus") / "articles" / "palmyra.md") as path:
        return replace(_read_file(path), source=path.name)


def _load_one(path: Path) -> Iterator[Document]:
    if path.is_dir():
        yield from _load_folder(path)
    elif path.is_file():
        yield _read_file(path)
    else:
        raise MissingFileError(
            f"{path}: there is no such file or folder; check the name and the folder you are in"
        )


def _load_folder(folder: Path) -> Iterator[Document]:
    nothing_read = True
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix.lower() not in READERS or not path.is_file():
            continue
        try:
            yield _read_file(path)
            nothing_read = False
        except CorpusError as error:
            _logger.warning("skipped %s", error)
    if nothing_read:
        raise EmptyFolderError(
            f"{folder}: found no file to read in this folder, expected at least one with the "
            f"ending {_endings()}; add one or name another folder"
        )


def _read_file(path: Path) -> Document:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        found = f"the ending {path.suffix}" if path.suffix else "no ending"
        raise UnknownFormatError(
            f"{path}: found a file with {found}, expected {_endings()}; "
            "save the text in one of these and try again"
        )
    try:
        document = reader(path)
    except OSError as error:
        raise MissingFileError(
            f"{path}: the file cannot be read ({error.strerror}); check that you may open it"
        ) from error
    if not any(character.isalnum() for character in document.text):
        raise EmptyFileError(
            f"{path}: found no words in this file, expected a text; "
            "check that it was saved, or leave it out"
        )
    return document


def _endings() -> str:
    return " or ".join(sorted(READERS))
