"""Folders to the files in them, in the order of names, one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import MissingFileError, UnknownFormatError, UnsafeFileError
from corpus.formats import ENDINGS
from corpus.summary import Skipped


def walk_folder(folder: Path) -> Iterator[Path | Skipped]:
    """Yield the files below `folder` that can be read, and what else is there as skipped.

    Hidden files and folders are passed over. A link is not followed: one that leads out of
    the folder is skipped, one that stays inside it is passed over, as what it leads to is
    met where it stands. Memory: the names of one folder and of those above it.
    """
    yield from _walk(folder, folder.resolve())


def _walk(folder: Path, root: Path) -> Iterator[Path | Skipped]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (entry for entry in entries if not entry.name.startswith(".")),
                key=lambda entry: entry.name,
            )
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for entry in found:
        path = folder / entry.name
        try:
            if entry.is_symlink():
                yield from _link(path, root)
            elif entry.is_dir():
                yield from _walk(path, root)
            elif entry.is_file():
                yield path if path.suffix.lower() in ENDINGS else other_format(path)
        except OSError as error:
            yield _unreadable(path, error)


def other_format(path: Path) -> Skipped:
    """Return `path` as skipped for its ending."""
    found = f"the ending {path.suffix}" if path.suffix else "no ending"
    message = (
        f"{path}: found a file with {found}, expected {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}; "
        "save the text in one of these and try again"
    )
    return Skipped(str(path), UnknownFormatError(message))


def _link(path: Path, root: Path) -> Iterator[Skipped]:
    target = path.resolve()
    if not target.is_relative_to(root):
        message = (
            f"{path}: found a link out of the folder, to {target}; "
            "name that file or folder itself to have it read"
        )
        yield Skipped(str(path), UnsafeFileError(message))


def _unreadable(path: Path, error: OSError) -> Skipped:
    message = (
        f"{path}: cannot be read ({error.strerror}), expected a file or folder that you may "
        "open; check its permissions"
    )
    return Skipped(str(path), MissingFileError(message))
