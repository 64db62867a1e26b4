"""Rows of tables as lines: "| Name: Ottilie Brandt; Role: treasurer".

A line that begins with "|" is a row to `corpus.paragraphs`: a paragraph and a sentence of
its own, quoted without the mark. With the column's name beside each value it can be
understood without the rest of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

ROW_MARK = "| "
LARGEST_CELL = 500  # characters; larger cells mean a page that is laid out with a table

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER = re.compile(r"\A\W*+\d[\d\s.,:/%€$£-]*+\W*+")
_LAYOUT_COLUMNS = 3  # fewer are as often a form, each row a name and a value


def one_line(cell: str) -> str:
    """Return the cell's words with one space between them; no line end is left."""
    return " ".join(cell.split())


def names_columns(first: Sequence[str]) -> bool:
    """Return whether a table's first row names its columns: none of it is a number but a year."""
    filled = [cell for cell in first if cell]
    return bool(filled) and not any(
        _NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in filled
    )


def labelled(names: Sequence[str], cells: Iterable[str]) -> str:
    """Return a row with its columns' names; what is empty is left out, all empty is ""."""
    values = [
        f"{names[number]}: {cell}" if number < len(names) and names[number] else cell
        for number, cell in enumerate(cells)
        if cell
    ]
    return f"{ROW_MARK}{'; '.join(values)}" if values else ""


def unlabelled(cells: Iterable[str]) -> str:
    """Return a row without names, such as the one that names the columns."""
    values = [cell for cell in cells if cell]
    return f"{ROW_MARK}{' | '.join(values)}" if values else ""


def table(rows: Sequence[Sequence[str]], *, has_names: bool = False) -> list[str]:
    """Return the lines of a table in a text; `has_names`: the text says that row one has names.

    Otherwise the first row is taken for names if its cells are all filled, all different and
    no numbers, and the table is large enough to be no form.
    """
    rows = [[one_line(cell) for cell in row] for row in rows]
    first = rows[0] if rows else []
    large = len(first) >= _LAYOUT_COLUMNS and len(rows) >= 3
    looks_so = large and all(first) and len(set(first)) == len(first) and names_columns(first)
    if has_names or looks_so:
        lines = [unlabelled(first), *(labelled(first, row) for row in rows[1:])]
    else:
        lines = [unlabelled(row) for row in rows]
    return [line for line in lines if line]
