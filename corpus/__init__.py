"""Text and files: documents, the spans into them, their sentences and passages."""

from corpus.documents import Document, Span
from corpus.errors import (
    CorpusError,
    DamagedFileError,
    EmptyFileError,
    EmptyFolderError,
    EncryptedFileError,
    MissingFileError,
    NotTextError,
    PicturesError,
    TooLargeError,
    UnknownFormatError,
    UnsafeFileError,
)
from corpus.formats import ENDINGS
from corpus.loading import load, read, sample, walk
from corpus.passages import Passage, split
from corpus.summary import Skipped, summary

__all__ = [
    "ENDINGS",
    "CorpusError",
    "DamagedFileError",
    "Document",
    "EmptyFileError",
    "EmptyFolderError",
    "EncryptedFileError",
    "MissingFileError",
    "NotTextError",
    "Passage",
    "PicturesError",
    "Skipped",
    "Span",
    "TooLargeError",
    "UnknownFormatError",
    "UnsafeFileError",
    "load",
    "read",
    "sample",
    "split",
    "summary",
    "walk",
]
