"""One small reader a format: a file's bytes and its name to a document.

To add a format, write a module with a function `read(data, name)`, its library imported
inside it, and name it in `READERS`.
"""

from collections.abc import Callable, Mapping

from corpus.documents import Document
from corpus.formats import markdown, pdf, plain

# The name is the file's path as the caller gave it: the document's source, and the first
# words of each error.
Reader = Callable[[bytes, str], Document]

READERS: Mapping[str, Reader] = {
    ".md": markdown.read,
    ".pdf": pdf.read,
    ".txt": plain.read,
}

ENDINGS = tuple(sorted(READERS))
