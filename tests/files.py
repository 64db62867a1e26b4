"""Real files of every format, made by real writers, with one planted sentence each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen import canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, FOOT = 72.0, WIDTH - 72, HEIGHT - 90, 90.0
FONT, SIZE, LEADING, INDENT = "Times-Roman", 12, 26, 12

Placed = tuple[float, float, str]  # from the left, from the foot, the words


@cache
def _width(word: str) -> float:
    return float(pdfmetrics.stringWidth(word, FONT, SIZE))


def wrapped(words: Sequence[str], *, width: float, hyphenate: bool = True) -> list[str]:
    """Fill lines with words as a typesetter does, dividing long ones at line ends."""
    lines: list[str] = []
    line, used = "", float(INDENT)
    for word in words:
        if used + _width(f" {word}") <= width:
            line, used = f"{line} {word}", used + _width(f" {word}")
            continue
        half = len(word) // 2
        room = used + _width(f" {word[:half]}-") <= width
        if hyphenate and len(word) >= 8 and word.isalpha() and word.islower() and room:
            lines.append(f"{line} {word[:half]}-".strip())
            line = word[half:]
        else:
            lines.append(line.strip())
            line = word
        used = _width(line)
    return [*lines, line.strip()]


def report(sentences: Iterable[str], *, head: str = "Annual report of the Society") -> bytes:
    """Write a PDF: each text a paragraph, running over pages, with heads and page numbers."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, pageCompression=0)
    number, y = 0, 0.0
    for text in sentences:
        for position, line in enumerate(wrapped(text.split(), width=RIGHT - LEFT)):
            if y < FOOT:
                if number:
                    page.showPage()
                number, y = number + 1, TOP
                page.setFont("Helvetica", 9)
                page.drawString(LEFT, HEIGHT - 50, head)
                page.drawCentredString(WIDTH / 2, 40, f"Page {number}")
                page.setFont(FONT, SIZE)
            page.drawString(LEFT + (INDENT if position == 0 else 0), y, line)
            y -= LEADING
        y -= 4
    page.save()
    return out.getvalue()


def pdf(
    pages: Iterable[Iterable[tuple[float, float, str]]], *, encrypt: str | None = None
) -> bytes:
    """Write a PDF of lines at places, a page each."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, encrypt=encrypt)
    for lines in pages:
        page.setFont(FONT, SIZE)
        for x, y, line in lines:
            page.drawString(x, y, line)
        page.showPage()
    page.save()
    return out.getvalue()


def scan(pages: int = 2) -> bytes:
    """Write a PDF whose pages are pictures."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    for _ in range(pages):
        page.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, WIDTH, HEIGHT)
        page.showPage()
    page.save()
    return out.getvalue()


def table(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8")


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letter(paragraphs: Iterable[str]) -> bytes:
    document = docx.Document()
    document.add_heading("A letter", 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def page(title: str, paragraphs: Iterable[str]) -> bytes:
    """Write an HTML page: an article between the furniture of a newspaper's site."""
    article = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
    <script>var tracking = "on";</script></head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/sports">Sports</a></li></ul></nav>
    <div class="cookie-banner">We use cookies. <button>Accept all</button></div>
    <article><h1>{title}</h1>{article}</article>
    <footer>Copyright The Echo. All rights reserved.</footer></body></html>""".encode()


def package(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def book(title: str, chapters: Sequence[str], *, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Write an EPUB whose chapters are named against their order."""
    names = [f"text/{len(chapters) - number:02}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    contents = f"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
    <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>
    <manifest>{items}<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml"
    properties="nav"/></manifest><spine><itemref idref="nav"/>{spine}</spine></package>"""
    container = """<?xml version="1.0"?>
    <container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
    <rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
    </rootfiles></container>"""
    xhtml = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html '
        'xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
    )
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container.encode(),
        "OEBPS/book.opf": contents.encode(),
        "OEBPS/nav.xhtml": xhtml.format("<nav><ol><li>Contents</li></ol></nav>").encode(),
    }
    for name, chapter in zip(names, chapters, strict=True):
        members[f"OEBPS/{name}"] = xhtml.format(chapter).encode()
    return package({**members, **(extra or {})})


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
