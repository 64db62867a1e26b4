"""What can go wrong while documents are read.

CorpusError
├── MissingFileError    no such file or folder, or it may not be read
├── UnknownFormatError    a kind of file that is not read
├── NotTextError    a file that is called text and is not
├── EmptyFileError    a file without a word in it
├── PicturesError    a file whose pages are pictures of words
├── DamagedFileError    a file that is not what its ending says, or not whole
├── EncryptedFileError    a file that needs a password
├── TooLargeError    a file, or what comes out of it, beyond the limits
├── UnsafeFileError    a link out of the folder, or XML that grows when it is read
└── EmptyFolderError    a folder or an archive in which nothing can be read
"""

from __future__ import annotations

import re
from typing import ClassVar

# File names may hold these; a message stays on its line, and no terminal is steered by it.
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class CorpusError(Exception):
    """The root of this package's errors; each message is one line for the person who asked.

    `kind` says in a word or two why a file was skipped, for the summary.
    """

    kind: ClassVar[str] = "not readable"

    def __init__(self, message: str) -> None:
        shown = message.encode("utf-8", "backslashreplace").decode("utf-8")
        super().__init__(_CONTROLS.sub(" ", shown))


class MissingFileError(CorpusError):
    """There is no file or folder of that name, or it may not be read."""


class UnknownFormatError(CorpusError):
    """The file's ending is not one that is read."""

    kind = "in other formats"


class NotTextError(CorpusError):
    """The file's bytes are not text in any encoding that is known."""

    kind = "not text"


class EmptyFileError(CorpusError):
    """The file holds no letter and no digit."""

    kind = "without a word"


class PicturesError(CorpusError):
    """The file's pages are pictures of words, as a scanner makes them."""

    kind = "pictures of pages"


class DamagedFileError(CorpusError):
    """The file is not what its ending says, or a part of it is missing."""

    kind = "damaged"


class EncryptedFileError(CorpusError):
    """The file cannot be opened without a password."""

    kind = "encrypted"


class TooLargeError(CorpusError):
    """The file, or what comes out of it, is larger than the limits in `corpus.limits`."""

    kind = "too large"


class UnsafeFileError(CorpusError):
    """The file is a link out of its folder, or XML with entities, which may grow when read."""

    kind = "unsafe"


class EmptyFolderError(CorpusError):
    """The folder, or the archive, holds no file that can be read."""

    kind = "without a file to read"
