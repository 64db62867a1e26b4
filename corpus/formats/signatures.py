"""Bytes that are not what their ending says: what they look like, and the error for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import CorpusError, DamagedFileError

PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The first bytes by which a kind of file is known, and what a person calls it.
_SIGNATURES = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    PDF: "a PDF file",
    ZIP: "a zip archive or an office program's file",
    EMPTY_ZIP: "an empty zip archive",
    OLD_OFFICE: "a file of an old office program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a rar archive",
    b"SQLite format 3\0": "a database",
    b"{\\rtf": "a rich text file",
}


def looks_like(data: bytes) -> str:
    """Say what kind of file the bytes begin like: "a Windows program"; "" if none is known."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "")


@contextmanager
def expecting(kind: str, *, name: str, data: bytes, start: bytes = b"") -> Iterator[None]:
    """Turn whatever a library raises on the bytes of a bad file into a DamagedFileError.

    `start`: the first bytes of a file of this kind; others tell what was found instead.
    """
    try:
        yield
    except CorpusError:
        raise
    except Exception as error:
        found = f"a damaged file ({_short(error)})"
        if not data:
            found = "an empty file"
        elif not data.startswith(start):
            found = looks_like(data) or "other bytes"
        raise DamagedFileError(
            f"{name}: found {found}, expected {kind}; get the file again from where it came"
        ) from error


def _short(error: Exception) -> str:
    words = str(error) or type(error).__name__
    return words if len(words) <= 80 else f"{words[:79]}…"
