"""A tree of HTML elements, or of trafilatura's, to blocks of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.formats.blocks import heading
from corpus.formats.rows import LARGEST_CELL, table
from corpus.formats.tables import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form header hr html li item list main menu nav ol option p pre "
    "quote section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6 head".split()
)
_UNSEEN = frozenset("script style template noscript svg math iframe object title".split())
_AS_IT_IS = frozenset({"pre", "code"})  # whose line ends are kept
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def blocks(element: _Element) -> list[str]:
    """Return the headings, paragraphs, items and rows below `element`, in order."""
    writer = _Writer()
    writer.write(element)
    writer.end()
    return writer.blocks


class _Writer:
    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._lines: list[list[str]] = [[]]  # of the block that is open
        self._mark = ""  # what an item begins with

    def write(self, element: _Element) -> None:
        """Add an element with all that is in it, without what follows it."""
        tag = name_of(element)
        if not tag or tag in _UNSEEN:
            return
        level = _HEADINGS.get(tag) or (tag == "head" and _HEADINGS.get(element.get("rend"), 2))
        rows = list(_rows(element)) if tag == "table" else []
        if level:
            self.end()
            text = "".join(element.itertext()).strip()
            if text:
                self.blocks.append(heading(text, level))
        elif rows and not _lays_out(element, rows):
            self.end()
            names = all(_is_name(cell) for cell in rows[0])
            texts = [["".join(cell.itertext()) for cell in row] for row in rows]
            self.blocks += table(texts, has_names=names and len(rows) > 1)
        elif tag in {"br", "lb"}:
            self._lines.append([])
        else:
            self._inside(element, tag)

    def end(self) -> None:
        """Close the block that is open."""
        lines = [" ".join("".join(words).split()) for words in self._lines]
        text = "\n".join(line for line in lines if line)
        if text:
            self.blocks.append(self._mark + text)
            self._mark = ""
        self._lines = [[]]

    def _inside(self, element: _Element, tag: str) -> None:
        is_block = tag in _BLOCKS
        if is_block:
            self.end()
        if tag in {"li", "item"}:
            self._mark = "- "
        self._say(element.text, as_it_is=tag in _AS_IT_IS)
        for child in element:
            self.write(child)
            self._say(child.tail, as_it_is=tag in _AS_IT_IS)
        if is_block:
            self.end()

    def _say(self, text: str | None, *, as_it_is: bool) -> None:
        first, *others = re.split(r"\r?\n", text or "") if as_it_is else [text or ""]
        self._lines[-1].append(first)
        self._lines += [[line] for line in others]


def _rows(element: _Element) -> Iterator[list[_Element]]:
    for row in element.iter("tr", "row", "{*}tr"):
        cells = [cell for cell in row if name_of(cell) in {"td", "th", "cell"}]
        if cells:
            yield cells


def _lays_out(element: _Element, rows: list[list[_Element]]) -> bool:
    """Return whether a table is there for the looks of a page and not for its rows."""
    nested = any(name_of(inner) == "table" for inner in element.iterdescendants())
    return nested or any(
        len("".join(cell.itertext())) > LARGEST_CELL for row in rows for cell in row
    )


def _is_name(cell: _Element) -> bool:
    return name_of(cell) == "th" or cell.get("role") == "head"
