"""PDF files: their pages' lines, as pdfium reads them, to one text."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from corpus.documents import Document
from corpus.errors import EncryptedFileError, PicturesError
from corpus.formats.pdf.hyphens import MARK
from corpus.formats.pdf.layout import LEADER, Line
from corpus.formats.pdf.pages import as_text
from corpus.formats.signatures import PDF, expecting

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_logger = logging.getLogger(__name__)

_PDFIUM = threading.Lock()  # pdfium may not be called from two threads at once
_KIND = "a PDF file"
_LINE = re.compile(r"(?<![^\r\n])[^\S\r\n]*+\S[^\r\n]*+")
_NO_TEXT = re.compile("[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LEADERS = re.compile(r"(?:(?:(?<!\s)|(?<=\.\s))\s++)?(?:\.\s?){5,}")  # dots of a table of contents
_DIVIDED = re.compile("[\x02\ufffe]")  # as pdfium's two ways of reading mark a divided word
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
)
# What programs write where a person gave no title.
_NO_TITLE = re.compile(
    r"\A(?:\W*|untitled.*|microsoft (?:word|powerpoint|excel).*"
    r"|.*\.(?:docx?|pptx?|xlsx?|tex|dvi|indd|qxd))",
    re.IGNORECASE | re.DOTALL,
)


def read(data: bytes, name: str) -> Document:
    """Read a PDF file; the text is made of its paragraphs, and each page's start is kept.

    Words divided at line ends are made whole, running heads and page numbers taken out, so
    that sentences are whole. Pages without text are logged as a warning.

    Raises EncryptedFileError, DamagedFileError, or PicturesError where no page has text.
    """
    with _PDFIUM, expecting(_KIND, name=name, data=data, start=PDF):
        pdf = _opened(data, name)
        try:
            pages, pictures = _pages(pdf)
            title = pdf.get_metadata_value("Title").strip()
        finally:
            pdf.close()
        if pictures and not any(pages):
            raise PicturesError(
                f"{name}: found {_counted(pages)} without text, pictures of pages as a scanner "
                "makes them, expected text; run text recognition (OCR) on it and try again"
            )
        if pictures:
            _logger.warning(
                "%s: %s of %s hold no text and are pictures, the first is page %d; "
                "run text recognition (OCR) to have them read",
                name,
                f"{len(pictures):,}",
                _counted(pages),
                pictures[0],
            )
        text, page_starts = as_text(pages)
    title = PurePath(name).name if _NO_TITLE.fullmatch(title) else title
    return Document(text=text, title=title, source=name, page_starts=page_starts)


def _opened(data: bytes, name: str) -> PdfDocument:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFileError(
                f"{name}: found an encrypted PDF file, expected one that opens without a "
                "password; save it without one and try again"
            ) from error
        raise


def _pages(pdf: PdfDocument) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of each page, and the numbers (from 1) of those that are pictures."""
    pages: list[list[Line]] = []
    pictures: list[int] = []
    for number in range(len(pdf)):
        page = pdf[number]
        text_page = page.get_textpage()
        lines = list(_lines(text_page))
        if not lines and _has_picture(page):
            pictures.append(number + 1)
        pages.append(lines)
        text_page.close()
        page.close()
    return pages, pictures


def _lines(text_page: PdfTextPage) -> Iterator[Line]:
    text = _characters(text_page)
    for found in _LINE.finditer(text):
        first = found.end() - len(found[0].lstrip())
        last = found.start() + len(found[0].rstrip()) - 1
        words = _NO_TEXT.sub("", _DIVIDED.sub(MARK, text[first : last + 1]))
        words = _LEADERS.sub(LEADER, words)
        left, _, _, top = text_page.get_charbox(first, loose=True)
        _, bottom, right, _ = text_page.get_charbox(last, loose=True)
        if words.strip():
            yield Line(
                words.translate(_LIGATURES),
                left,
                right,
                bottom,
                top,
                _size(text_page, text, first, last),
            )


def _size(text_page: PdfTextPage, text: str, first: int, last: int) -> float:
    """Return the height of the type from `first` to `last`, both included, by three letters."""
    # Bullets, and a name in another type at either end, say little about the line.
    size = 0.0
    for start in (first, (first + last) // 2, last):
        letter = next((n for n in range(start, last + 1) if text[n].isalnum()), start)
        _, low, _, high = text_page.get_charbox(letter, loose=True)
        size = max(size, high - low)
    return size


def _characters(text_page: PdfTextPage) -> str:
    """Return one character for each that pdfium counts."""
    from pypdfium2 import raw

    count = text_page.count_chars()
    text: str = text_page.get_text_range() if count else ""
    if len(text) != count:
        # The quick way knows none beyond U+FFFF, and may leave some out.
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page, n) or 32) for n in range(count))
    return text


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2 import raw

    found: Any = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    return any(True for _ in found)


def _counted(pages: list[list[Line]]) -> str:
    return f"{len(pages):,} page{'s' if len(pages) != 1 else ''}"
