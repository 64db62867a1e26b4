"""One small reader a format: path to document. Which ending is whose stands in `READERS`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.documents import Document
from corpus.formats import markdown, plain

READERS: Mapping[str, Callable[[Path], Document]] = {
    ".md": markdown.read,
    ".txt": plain.read,
}
