"""Text and files: documents, the spans into them, their sentences and passages."""

from corpus.documents import Document, Span
from corpus.errors import (
    CorpusError,
    EmptyFileError,
    EmptyFolderError,
    MissingFileError,
    NotTextError,
    UnknownFormatError,
)
from corpus.loading import load, palmyra
from corpus.passages import Passage, split

__all__ = [
    "CorpusError",
    "Document",
    "EmptyFileError",
    "EmptyFolderError",
    "MissingFileError",
    "NotTextError",
    "Passage",
    "Span",
    "UnknownFormatError",
    "load",
    "palmyra",
    "split",
]
