"""What a question over tables gets: a figure with its cells, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus import Document, Span

Place = tuple[Document, Span]
Value = Decimal | date


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a figure for each of several values, such as a region and its total."""

    name: str
    value: Decimal
    value_text: str


@dataclass(frozen=True, kw_only=True)
class TableAnswer:
    """A figure that was computed from cells of a table, or why none was.

    Either `value` is there, or nothing was computed and `readings` (questions to ask instead,
    one of which was meant) or `message` (one line: what was looked for and what was found)
    are there, or both. A figure always has its cells.

    `operation` is "sum", "mean", "median", "max", "min" or "count"; `column` is the column that
    it was computed of, "" for rows. `value` is exact but for a mean, which has 28 digits; it is
    a date for the latest or earliest date, and a tuple for "top 3" and for `groups`.
    `value_text` writes it as the column does, means with two decimals more than its cells.
    `cells` are the cells that the figure is computed from, in the order of the text; for the
    highest, the lowest and "top 3" the cells that hold it, and `row_spans` their whole rows.
    `rows` is how many rows were computed over.
    """

    operation: str = ""
    column: str = ""
    value: Value | tuple[Value, ...] | None = None
    value_text: str = ""
    statement: str = ""
    cells: tuple[Place, ...] = ()
    row_spans: tuple[Place, ...] = ()
    rows: int = 0
    groups: tuple[Group, ...] = ()
    readings: tuple[str, ...] = ()
    message: str = ""

    @property
    def is_computed(self) -> bool:
        """Whether there is a figure."""
        return self.value is not None
