"""What is to be computed: the parts of a plan, and what stands in its place without one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus import Document
from qa.tables.columns import Column
from qa.tables.dates import DateTest
from qa.tables.layout import Table
from qa.tables.question import Comparison

OperationName = Literal["sum", "mean", "median", "max", "min", "count"]

_LEAST_ROWS = 4  # of a table in which a row is taken for the sum of the others
_LARGE = 100
_TOTALS = frozenset(
    "total totals sum subtotal average mean median overall summe gesamt insgesamt totaux".split()
) | {"grand total", "sub total", "sub-total", "all", "in total", "overall total", "total sum"}


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Rows whose cell in a column is one of some values."""

    column: Column
    codes: frozenset[int]
    contains: str = ""  # the word that all of the values hold, if not one value is meant

    def rows(self, rows: Sequence[int]) -> list[int]:
        """Return those of the rows that the filter keeps."""
        codes: array[int] = self.column.codes
        return [row for row in rows if codes[row] in self.codes]

    def __str__(self) -> str:
        if self.contains:
            return f"{self.column.name} contains “{self.contains}”"
        values = [self.column.values[code] for code in sorted(self.codes)]
        return f"{self.column.name or 'the row'} is {' or '.join(values)}"


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """Rows whose number in a column is within bounds."""

    column: Column
    comparison: Comparison

    def rows(self, rows: Sequence[int]) -> list[int]:
        """Return those of the rows that the filter keeps."""
        values = self.column.numbers.values if self.column.numbers else ()
        holds = self.comparison.holds
        return [row for row in rows if (value := values[row]) is not None and holds(value)]

    def __str__(self) -> str:
        return f"{self.column.name} is {self.comparison.said.removeprefix('is ')}"


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Rows whose date in a column is one that was asked for."""

    column: Column
    test: DateTest

    def rows(self, rows: Sequence[int]) -> list[int]:
        """Return those of the rows that the filter keeps."""
        dates = self.column.dates or ()
        return [row for row in rows if (date := dates[row]) is not None and self.test.holds(date)]

    def undecided(self, rows: Sequence[int]) -> list[int]:
        """Return the rows whose date is not known well enough to tell."""
        dates = self.column.dates or ()
        return [
            row
            for row in rows
            if (date := dates[row]) is not None and self.test.holds(date) is None
        ]

    def __str__(self) -> str:
        return f"{self.column.name} is {self.test.said}"


Filter = ValueFilter | NumberFilter | DateFilter


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A computation over one table.

    `measure` is the column that is computed; None counts rows, or the different values of
    `counted`. With a `group`, `operation` is computed for each value of it, and `extreme`
    chooses among the results; without one `extreme` chooses rows. `most` is how many.
    `rank` says how well the table fits the question: higher is better.
    """

    document: Document
    table: Table
    operation: OperationName
    measure: Column | None = None
    counted: Column | None = None
    group: Column | None = None
    extreme: Literal["max", "min"] | None = None
    most: int | None = None
    filters: tuple[Filter, ...] = ()
    rank: tuple[int, ...] = ()
    is_lookup: bool = False  # of one cell, if one row is left: no computation was asked for


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why nothing is computed: questions that can be asked instead, or a line that says why."""

    document: Document
    table: Table
    readings: tuple[str, ...] = ()
    message: str = ""
    rank: tuple[int, ...] = ()


def rows_of(table: Table) -> list[int]:
    """Return the rows of a table without those that only add up the others.

    Such a row begins with "Total" or a word like it, or is the first or last one, and each of
    its numbers is the sum of the column's others.
    """
    columns = [column for column in table.typed if column.kind == "text"]
    if not columns:
        return list(range(len(table)))
    totals: set[int] = set()
    for column in columns:
        codes = {
            code for code, value in enumerate(column.values) if _is_total(value, column, table)
        }
        if codes:
            totals |= {row for row, code in enumerate(column.codes) if code in codes}
    totals |= _sums_of_others(table) if not totals else set()
    return [row for row in range(len(table)) if row not in totals]


def looks_like_total(value: str) -> bool:
    """Return whether a row of this name likely adds up some of the others: "Total revenue"."""
    return value.strip(" :*").casefold().startswith(("total ", "subtotal ", "sum of "))


def _is_total(value: str, column: Column, table: Table) -> bool:
    plain = value.strip(" :*").casefold()
    if plain in _TOTALS:
        return True
    if column.index > 0 or not looks_like_total(value):
        return False
    # "Total revenue" under other rows is one more item; a sum is told by its empty cells.
    row = column.texts.index(value)
    others = [other for other in table.typed if other.kind == "text" and other is not column]
    return bool(others) and all(other.codes[row] < 0 for other in others)


def _sums_of_others(table: Table) -> set[int]:
    """Return the first or the last row, if its numbers are the sums of all the others."""
    if len(table) < _LEAST_ROWS:
        return set()
    columns = [
        column.numbers.values
        for column in table.typed
        if column.is_quantity and not column.is_of_years and column.numbers is not None
    ]
    found = set()
    for row in (0, len(table) - 1):
        sums = [value for values in columns if (value := _as_sum(values, row)) is not None]
        # One small number is a sum of others by chance.
        certain = len(sums) > 1 or any(abs(value) >= _LARGE for value in sums)
        if sums and certain and len(sums) == len(columns):
            found.add(row)
    return found


def _as_sum(values: Sequence[Decimal | None], row: int) -> Decimal | None:
    """Return the value of a row if it is the sum of all the others and not zero."""
    value = values[row]
    others = (each for at, each in enumerate(values) if each is not None and at != row)
    return value if value and value == sum(others, Decimal(0)) else None
