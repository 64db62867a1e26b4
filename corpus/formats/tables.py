"""Tables of web pages and books with a cell in each column of each row, whatever cells span."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_COLUMNS = 50  # that a cell is taken to span; more are a mistake
_MOST_DIGITS = 6
_SPANS = ("rowspan", "colspan")


def straighten(root: _Element) -> None:
    """Replace cells that span rows or columns, in every table below `root`, by cells that do not.

    What spans rows stands in each of them. What spans columns stands in the first alone, but
    names of columns in each. A first row of one cell over all columns is a title before the
    table, and rows of names above each other become one.
    """
    for table in list(root.iter("{*}table")):
        rows = [row for row in table.iter("{*}tr") if _cells(row)]
        if any(cell.get(span) for row in rows for cell in _cells(row) for span in _SPANS):
            rows = _without_titles(table, rows)
            names = _count_names(rows)
            _fill(rows)
            _join(rows[:names])


def _cells(row: _Element) -> list[_Element]:
    return [cell for cell in row if name_of(cell) in {"td", "th"}]


def name_of(element: _Element) -> str:
    """Return an element's name in lower case, without its namespace; "" for a comment."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].lower()


def _span(cell: _Element, which: str) -> int:
    number = cell.get(which, "1").strip()[:_MOST_DIGITS]
    return max(int(number), 1) if number.isdecimal() else 1


def _without_titles(table: _Element, rows: list[_Element]) -> list[_Element]:
    while len(rows) > 1:
        cells = _cells(rows[0])
        if len(cells) > 1 or _span(cells[0], "colspan") < 2:
            break
        title = table.makeelement("p")
        title.text = "".join(cells[0].itertext())
        table.addprevious(title)
        _remove(rows[0])
        rows = rows[1:]
    return rows


def _count_names(rows: list[_Element]) -> int:
    """Return how many of the first rows name columns, the last of them each column by itself."""
    for number, row in enumerate(rows[:-1]):
        cells = _cells(row)
        if not all(name_of(cell) == "th" for cell in cells):
            return 0
        if all(_span(cell, "colspan") == 1 for cell in cells):
            return number + 1
    return 0


def _fill(rows: list[_Element]) -> None:
    below: dict[int, tuple[int, _Element]] = {}  # column: how many rows are left, and the cell
    for row in rows:
        line: list[_Element] = []

        def add_from_above(line: list[_Element] = line) -> None:
            while len(line) in below:
                left, cell = below.pop(len(line))
                if left > 1:
                    below[len(line)] = (left - 1, cell)
                line.append(deepcopy(cell))

        for cell in _cells(row):
            add_from_above()
            down = min(_span(cell, "rowspan"), len(rows))
            across = min(_span(cell, "colspan"), _MOST_COLUMNS)
            for span in _SPANS:
                cell.attrib.pop(span, None)
            row.remove(cell)
            cell.tail = None
            for number in range(across):
                one = cell if number == 0 else deepcopy(cell)
                if number > 0 and name_of(cell) == "td":
                    one = cell.makeelement(cell.tag)
                if down > 1:
                    below[len(line)] = (down - 1, one)
                line.append(one)
        add_from_above()
        row.extend(line)


def _join(names: list[_Element]) -> None:
    """Make one row of several: above each column the names of its groups, then its own."""
    if len(names) < 2:
        return
    for column, cell in enumerate(_cells(names[0])):
        stacked = [cells[column] for row in names if column < len(cells := _cells(row))]
        words = dict.fromkeys(" ".join("".join(each.itertext()).split()) for each in stacked)
        for child in list(cell):
            cell.remove(child)
        cell.text = " ".join(filter(None, words))
    for row in names[1:]:
        _remove(row)


def _remove(row: _Element) -> None:
    parent = row.getparent()
    if parent is not None:
        parent.remove(row)
