"""Where the tables of a text stand: their columns, their rows, and each cell's exact span.

Two forms are read. Most formats write a row with its columns' names, under a line of names:

    | Name | Role
    | Name: Ottilie Brandt; Role: treasurer

Markdown keeps its own: cells between bars, under a line of names and a line of dashes.
A table knows only where it begins and ends until its cells are asked for.
"""

from __future__ import annotations

import re
import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from weakref import WeakKeyDictionary

from corpus import Document, Span
from qa.tables.columns import Column

_ROW = re.compile(r"^[ \t]*+\|[^\r\n]*+", re.MULTILINE)
_LINE_END = re.compile(r"\r?\n")
_LINE_ENDS = re.compile(r"(?:\r?\n)++")
_RULE = re.compile(
    r"[ \t]{0,40}+\|(?:[ \t]{0,40}+:?-++:?[ \t]{0,40}+\|)*+(?:[ \t]{0,40}+:?-++:?[ \t]{0,40}+)?+"
)
_BAR = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^#{1,6}[ \t]++([^\r\n]*+)", re.MULTILINE)
_MARKS = "*_`"  # of Markdown, around a whole cell
_MOST_COLUMNS = 400
_HEADING_DISTANCE = 2000  # characters before a table in which its heading is looked for
_MAX_32_BITS = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a table: its text, and where it stands in the document's text."""

    text: str
    span: Span


class Table:
    """A table in a text: names of columns, and rows whose cells are found at the first use.

    `columns` holds the names from left to right; "" is a column without one. `span` reaches
    from the line of names to the end of the last row. `title` is the heading before it.
    """

    def __init__(  # noqa: PLR0913 (a place in a text, and the two ways to read it)
        self,
        text: str,
        span: Span,
        columns: Sequence[str],
        *,
        body: int,
        is_labelled: bool,
        title: str,
    ) -> None:
        """Take the text, the place of the table and where its first row begins (`body`)."""
        self.text = text
        self.span = span
        self.columns = tuple(columns)
        self.title = title
        self._body = body
        self._is_labelled = is_labelled

    def __len__(self) -> int:
        return len(self._row_starts)

    def row_span(self, row: int) -> Span:
        """Return where a row stands, from 0: the line with its mark."""
        return Span(self._row_starts[row], self._row_ends[row])

    @property
    def first_row(self) -> int:
        """Where the text of the rows begins, behind the names of the columns."""
        return self._body

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell; None if it is empty, or not certain (see `unclear_rows`)."""
        starts, ends = self._cells
        start, end = starts[column][row], ends[column][row]
        return Cell(self.text[start:end], Span(start, end)) if end > start else None

    def texts(self, column: int) -> Iterator[str]:
        """Yield the text of each row's cell in a column; "" where there is none."""
        starts, ends = self._cells
        text = self.text
        return (text[a:b] for a, b in zip(starts[column], ends[column], strict=True))

    @cached_property
    def typed(self) -> tuple[Column, ...]:
        """The columns with what their cells are: numbers, dates or words."""
        return tuple(Column(index, name, self.texts) for index, name in enumerate(self.columns))

    @property
    def unclear_rows(self) -> tuple[int, ...]:
        """The rows whose cells cannot be told apart for certain: a value looks like a name."""
        return tuple(self._parsed[2])

    @cached_property
    def _lines(self) -> tuple[array[int], array[int]]:
        starts, ends = self._offsets(), self._offsets()
        for found in _ROW.finditer(self.text, self._body, self.span.end):
            start, end = found.span()
            starts.append(start + found[0].index("|"))
            ends.append(end)
        return starts, ends

    @property
    def _row_starts(self) -> array[int]:
        return self._lines[0]

    @property
    def _row_ends(self) -> array[int]:
        return self._lines[1]

    @property
    def _cells(self) -> tuple[list[array[int]], list[array[int]]]:
        return self._parsed[0], self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[list[array[int]], list[array[int]], list[int]]:
        empty = self._offsets([0]) * len(self)
        starts = [empty[:] for _ in self.columns]
        ends = [empty[:] for _ in self.columns]
        unclear: list[int] = []
        parse = self._labelled_row() if self._is_labelled else self._barred_row
        for row, (start, end) in enumerate(zip(*self._lines, strict=True)):
            found = parse(start, end)
            if found is None:
                unclear.append(row)
                continue
            for column, first, last in found:
                starts[column][row] = first
                ends[column][row] = last
        return starts, ends, unclear

    def _offsets(self, first: Sequence[int] = ()) -> array[int]:
        return array("I" if len(self.text) <= _MAX_32_BITS else "Q", first)

    def _labelled_row(self) -> _RowParser:
        return _RowParser(self.text, self.columns)

    def _barred_row(self, start: int, end: int) -> list[tuple[int, int, int]]:
        bars = [found.start() for found in _BAR.finditer(self.text, start, end)]
        edges = [*bars, end]
        cells = []
        for column, (left, right) in enumerate(pairwise(edges)):
            if column < len(self.columns):
                cells.append((column, *_inside(self.text, left + 1, right)))
        return cells


class _RowParser:
    """Finds the cells of a row that has its columns' names, by their order."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self._text = text
        self._has_lead = columns[0] == ""
        # Longer names first: one may begin with another and a colon.
        self._order = sorted(
            (number for number, name in enumerate(columns) if name),
            key=lambda number: -len(columns[number]),
        )
        names = "|".join(f"({re.escape(columns[number])})" for number in self._order)
        self._label = re.compile(rf"(?:\| |; )(?:{names}): ")

    def __call__(self, start: int, end: int) -> list[tuple[int, int, int]] | None:
        """Return column, start and end of each cell; None if names do not come in order."""
        cells: list[tuple[int, int, int]] = []
        column, value = -1, start + 2
        for found in self._label.finditer(self._text, start, end):
            at = found.start()
            if self._text[at] == "|" and at != start:
                continue  # a bar inside a value
            self._close(cells, column, value, at)
            group = found.lastindex
            following = self._order[group - 1] if group else -1
            if following <= column:
                return None
            column, value = following, found.end()
        self._close(cells, column, value, end)
        return cells

    def _close(self, cells: list[tuple[int, int, int]], column: int, start: int, end: int) -> None:
        if column >= 0:
            cells.append((column, start, end))
        elif self._has_lead and start < end:
            cells.append((0, start, end))


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a cell's words: without spaces, and marks around all of it."""
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    while end - start > 2 and text[start] == text[end - 1] and text[start] in _MARKS:
        start, end = start + 1, end - 1
    return start, end


_cache: WeakKeyDictionary[Document, list[Table]] = WeakKeyDictionary()
_cache_lock = threading.Lock()


def tables_of(document: Document) -> list[Table]:
    """Return the tables of a document in order, those whose columns have names.

    Linear in the text; a document's tables are found once while it is in memory, and their
    cells at the first use.
    """
    with _cache_lock:
        known = _cache.get(document)
    if known is None:
        known = list(_found(document.text))
        with _cache_lock:
            known = _cache.setdefault(document, known)
    return known


def row_by_key(key: str, documents: Sequence[Document]) -> list[tuple[Document, Span]]:
    """Return the rows in which some cell is exactly `key`, in order.

    Letter case and white space around the key do not count. Cells of rows that are not
    certain are left out.
    """
    sought = " ".join(key.split()).casefold()
    return [
        (document, table.row_span(row))
        for document in documents
        if sought
        for table in tables_of(document)
        for row in _rows_with(table, sought)
    ]


def _rows_with(table: Table, sought: str) -> list[int]:
    # Rows are looked at only where the key stands at all: cells need not be parsed for that.
    if sought not in table.text[table.span.start : table.span.end].casefold():
        return []
    rows = {
        row
        for column in range(len(table.columns))
        for row, text in enumerate(table.texts(column))
        if text.casefold() == sought
    }
    return sorted(rows)


def _found(text: str) -> Iterator[Table]:
    at = 0
    while header := _ROW.search(text, at):
        table = _barred(text, header) or _labelled(text, header)
        at = table.span.end if table else header.end()
        if table:
            yield table


def _barred(text: str, header: re.Match[str]) -> Table | None:
    """Return the Markdown table under a line of names, if a line of dashes follows it."""
    line_end = _LINE_END.match(text, header.end())
    rule = line_end and _ROW.match(text, line_end.end())
    if not rule or not _RULE.fullmatch(rule[0]) or "-" not in rule[0]:
        return None
    start = header.start()
    bars = [found.start() for found in _BAR.finditer(text, start, header.end())]
    if text[bars[-1] : header.end()].strip() != "|":
        bars.append(header.end())
    names = [text[slice(*_inside(text, a + 1, b))] for a, b in pairwise(bars)]
    end = rule.end()
    while (line_end := _LINE_END.match(text, end)) and (row := _ROW.match(text, line_end.end())):
        end = row.end()
    if not names or len(names) > _MOST_COLUMNS or end == rule.end():
        return None
    span = Span(start, end)
    title = _title(text, start)
    return Table(text, span, names, body=rule.end() + 1, is_labelled=False, title=title)


def _labelled(text: str, header: re.Match[str]) -> Table | None:
    """Return the table under a line of names, if rows with these names follow it."""
    names = _names(header[0])
    if not names:
        return None
    if not _names_next_row(names, text, header.end()):
        return None
    pattern = _rows_pattern(names)
    rows = pattern.match(text, header.end())
    if not rows:
        return None
    end = rows.end()
    # A row in which all that is named is empty stands without names between the others.
    while (odd := _odd_row(text, end)) is not None:
        more = pattern.match(text, odd)
        end = more.end() if more else odd
    body = header.end() + 1
    first = _ROW.search(text, body)
    has_lead = first is not None and not first[0].startswith(tuple(f"| {name}: " for name in names))
    columns = ["", *names] if has_lead else names
    span = Span(header.start(), end)
    return Table(text, span, columns, body=body, is_labelled=True, title=_title(text, span.start))


def _names(line: str) -> list[str]:
    names = [name.strip() for name in line.strip().removeprefix("|").split(" | ")]
    if not all(names) or len(names) > _MOST_COLUMNS:
        return []
    return names


def _rows_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return what matches a line end and a row with one of the names, as often as they follow."""
    longest_first = sorted(set(names), key=len, reverse=True)
    label = f"(?:{'|'.join(map(re.escape, longest_first))}): "
    row = rf"\| (?:{label}|(?:(?!; {label})[^\r\n])++; {label})[^\r\n]*+"
    return re.compile(rf"(?:(?:\r?\n)++{row})++")


def _odd_row(text: str, end: int) -> int | None:
    """Return the end of a row right below that has no names, unless another table begins."""
    line_end = _LINE_END.match(text, end)
    row = _ROW.match(text, line_end.end()) if line_end else None
    if not row or _barred(text, row):
        return None
    names = _names(row[0])
    if names and _names_next_row(names, text, row.end()):
        return None
    return row.end()


def _names_next_row(names: Sequence[str], text: str, end: int) -> bool:
    line_ends = _LINE_ENDS.match(text, end)
    row = _ROW.match(text, line_ends.end()) if line_ends else None
    return row is not None and any(f"{name}: " in row[0] for name in names)


def _title(text: str, start: int) -> str:
    near = text[max(0, start - _HEADING_DISTANCE) : start]
    found = _HEADING.findall(near)
    return found[-1].strip(" \t#") if found else ""
