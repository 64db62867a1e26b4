"""Word files: paragraphs, headings, lists and tables, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.documents import Document
from corpus.formats.blocks import heading, joined
from corpus.formats.rows import LARGEST_CELL, table
from corpus.formats.signatures import expecting
from corpus.formats.zip_limits import check_members, opened, refuse_entities

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_KIND = "a Word file (.docx)"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = {
    # Text boxes: read after their paragraph. The second is the first again, for old programs.
    f"{_W}txbxContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_TEXTS = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_DELETED = {f"{_W}del", f"{_W}moveFrom"}  # changes that are tracked: as if accepted
_UNREAD = _DRAWN | _DELETED | {f"{_W}pPr", f"{_W}rPr", f"{_W}tcPr", f"{_W}tblPr"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_WIDEST_SPAN = 100  # columns
_NOTES = ("/footnotes", "/endnotes")  # how the relationships to these parts end


def read(data: bytes, name: str) -> Document:
    """Read a Word file: headings marked as in Markdown, rows of tables as lines, then the notes.

    Changes that are tracked count as accepted; headers and footers of pages are left out.

    Raises EncryptedFileError, DamagedFileError, TooLargeError or UnsafeFileError.
    """
    with opened(data, name=name, kind=_KIND) as package:
        members = package.infolist()
        check_members(members, name=name)
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                refuse_entities(package.read(member), name=name)
    with expecting(_KIND, name=name, data=data):
        import docx

        document = docx.Document(BytesIO(data))
        styles = _Styles(document)
        text = joined([*_blocks(document.element.body, styles), *_notes(document, styles)])
        title = document.core_properties.title.strip()
    return Document(text=text, title=title or PurePath(name).name, source=name)


class _Styles:
    """What the styles of a document's paragraphs stand for."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[str, int] = {}
        self._lists: set[str] = set()
        for style in document.styles.element.iter(f"{_W}style"):
            identifier = style.get(f"{_W}styleId", "")
            name = style.find(f"{_W}name")
            called = "" if name is None else name.get(f"{_W}val", "").lower()
            # Programs in other languages keep these names in English, and their ids not.
            if called == "title":
                self._levels[identifier] = 1
            elif called.startswith("heading ") and called[8:].isdigit():
                self._levels[identifier] = int(called[8:])
            elif called.startswith("list "):
                self._lists.add(identifier)

    def level(self, paragraph: _Element) -> int | None:
        """Return the level of a heading, from 1; None for other paragraphs."""
        return self._levels.get(_style(paragraph))

    def is_item(self, paragraph: _Element) -> bool:
        """Return whether the paragraph is an item of a list."""
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr")
        return _style(paragraph) in self._lists or numbered is not None


def _style(paragraph: _Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val", ""))


def _blocks(parent: _Element, styles: _Styles) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            yield from _table(element, styles)
        elif element.tag not in _DELETED and isinstance(element.tag, str):
            # Content controls, custom XML and insertions hold paragraphs of their own.
            yield from _blocks(element, styles)


def _paragraph(paragraph: _Element, styles: _Styles) -> Iterator[str]:
    text = _text(paragraph).strip()
    level = styles.level(paragraph)
    if text and level:
        yield heading(text, level)
    elif text:
        yield f"- {text}" if styles.is_item(paragraph) else text
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(above.tag in _DRAWN for above in box.iterancestors()):
            yield from _blocks(box, styles)


def _text(element: _Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _TEXTS:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag not in _UNREAD:
            parts.append(_text(child))
            # Paragraphs in a cell of a table.
            parts.append("\n" if child.tag == f"{_W}p" else "")
    return "".join(parts)


def _table(element: _Element, styles: _Styles) -> Iterator[str]:
    rows = [row for row in _held(element, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
    cells = [list(_held(row, "tc")) for row in rows]
    texts = [[_text(cell) for cell in row] for row in cells]
    nested = next(element.iterdescendants(f"{_W}tbl"), None) is not None
    if nested or any(len(text) > LARGEST_CELL for row in texts for text in row):
        # There for the looks of a page: its cells are parts of the text.
        for row in cells:
            for cell in row:
                yield from _blocks(cell, styles)
        return
    has_names = element.find(f"{_W}tr/{_W}trPr/{_W}tblHeader") is not None
    yield from table(_filled(cells, texts), has_names=has_names)


def _filled(cells: list[list[_Element]], texts: list[list[str]]) -> list[list[str]]:
    """Return the texts, those of cells that span several rows or columns in their places."""
    rows: list[list[str]] = []
    for row_cells, row_texts in zip(cells, texts, strict=True):
        row: list[str] = []
        for cell, text in zip(row_cells, row_texts, strict=True):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            above = rows[-1][len(row)] if goes_on and rows and len(row) < len(rows[-1]) else text
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = 1 if span is None else min(int(span.get(f"{_W}val", "1")), _WIDEST_SPAN)
            row += [above, *[""] * (wide - 1)]
        rows.append(row)
    return rows


def _held(element: _Element, name: str) -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row, not those of a table in it."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _held(child, name)


def _notes(document: WordDocument, styles: _Styles) -> Iterator[str]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(f"{_W}type") is None:  # the others are the rules above them
                    yield from _blocks(note, styles)
