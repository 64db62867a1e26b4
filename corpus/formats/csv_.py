"""Comma-separated files: a row is a line, its columns' names beside its values."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from corpus.documents import Document
from corpus.errors import DamagedFileError
from corpus.formats import plain_text
from corpus.formats.rows import labelled, names_columns, one_line, unlabelled

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")  # Excel's own first line, which it does not show
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_MAX_CELL = 1_000_000  # characters
# The limit is one for the whole process: set and restored around a file, it would change under
# another that is read at the same time.
csv.field_size_limit(max(_MAX_CELL, csv.field_size_limit()))


def read(data: bytes, name: str) -> Document:
    """Read a comma-separated file; semicolons, tabs and "|" are known as separators too.

    Each row is one line of the text, an empty one too, so that a quote's line is the row's
    number in a spreadsheet; a value with line ends in it is put on one line. The first row
    names the columns, unless it holds a number that is not a year.

    Raises NotTextError, or DamagedFileError for a quotation mark that is never closed.
    """
    text = plain_text.decode(data, name=name)
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _delimiter(text)
    try:
        lines = list(_lines(text, delimiter))
    except csv.Error as error:
        raise DamagedFileError(
            f"{name}: found a cell that does not end ({error}), expected a closing quotation "
            "mark for each opening one; mend the table and try again"
        ) from error
    return Document(text="\n".join(lines), title=PurePath(name).name, source=name)


def _lines(text: str, delimiter: str) -> Iterator[str]:
    names: list[str] | None = None
    has_names = False
    for row in _rows(text, delimiter):
        cells = [one_line(cell) for cell in row]
        if names is None and any(cells):
            names, has_names = cells, names_columns(cells)
            yield unlabelled(cells)
        else:
            yield labelled(names, cells) if has_names and names else unlabelled(cells)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    # Line ends are kept, as the csv module asks: they may stand inside quotation marks.
    return iter(csv.reader(_physical_lines(text), delimiter=delimiter))


def _physical_lines(text: str) -> Iterator[str]:
    return (found[0] for found in _LINE.finditer(text))


def _delimiter(text: str) -> str:
    """Return the separator by which most rows have the same number of cells, more than one."""

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            rows = [row for row in islice(_rows(text, delimiter), _SAMPLE_ROWS) if row]
        except csv.Error:
            return 0.0, 0
        counts = Counter(len(row) for row in rows if len(row) > 1)
        if not counts:
            return 0.0, 0
        width, count = counts.most_common(1)[0]
        return count / len(rows), width

    return max(_DELIMITERS, key=evenness)
