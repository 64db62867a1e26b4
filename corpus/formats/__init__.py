"""One small reader a format: a file's bytes and its name to a document.

To add a format, write a module with a function `read(data, name)`, its library imported
inside it, and name it in `READERS`.
"""

from collections.abc import Callable, Mapping

from corpus.documents import Document
from corpus.formats import csv_, docx, epub, html, markdown, pdf, plain_text

# The name is the file's path as the caller gave it: the document's source, and the first
# words of each error.
Reader = Callable[[bytes, str], Document]

READERS: Mapping[str, Reader] = {
    ".csv": csv_.read,
    ".docx": docx.read,
    ".epub": epub.read,
    ".htm": html.read,
    ".html": html.read,
    ".md": markdown.read,
    ".pdf": pdf.read,
    ".tsv": csv_.read,
    ".txt": plain_text.read,
}

ARCHIVE = ".zip"  # of any of these

ENDINGS = tuple(sorted((*READERS, ARCHIVE)))
