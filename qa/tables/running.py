"""Run a plan: choose the rows, compute the figure, and cite every cell that it comes from."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from qa.tables.answers import Group, Place, TableAnswer, Value
from qa.tables.columns import Column
from qa.tables.figures import common_unit, figure, written
from qa.tables.plan import DateFilter, Plan, ValueFilter, looks_like_total, rows_of

_NAMES = {
    "sum": "total",
    "mean": "average",
    "median": "median",
    "max": "highest",
    "min": "lowest",
    "count": "number",
}
_UNIT_WORDS = frozenset("currency currencies ccy unit units uom".split())
_LONGEST_CELL = 40  # characters of a cell in a message


def run(plan: Plan) -> TableAnswer | None:
    """Return the figure of a plan, or a message; None where it is the look-up of one cell."""
    return _Run(plan).answer()


class _Message(Exception):  # noqa: N818 (it ends a run, it is no error)
    """Why nothing is computed, in one line."""


class _Run:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._table = plan.table
        self._left_out: list[str] = []

    def answer(self) -> TableAnswer | None:
        try:
            rows = self._rows()
            if self._plan.is_lookup and len(rows) == 1:
                return None
            if self._plan.measure is not None:
                rows = self._with_values(self._plan.measure, rows)
            if self._plan.group is not None:
                return self._grouped(self._plan.group, rows)
            if self._plan.extreme is not None:
                return self._extreme(rows)
            return self._one(rows)
        except _Message as message:
            return TableAnswer(message=str(message))

    # Rows

    def _rows(self) -> list[int]:
        table = self._table
        if table.unclear_rows:
            raise _Message(
                f"{len(table.unclear_rows):,} of {len(table):,} rows of {self._name} cannot be "
                "told apart into cells for certain, so nothing is computed"
            )
        rows = rows_of(table)
        if len(rows) < len(table):
            self._leave_out(len(table) - len(rows), "of totals")
        for condition in self._plan.filters:
            if isinstance(condition, DateFilter) and condition.undecided(rows):
                raise _Message(
                    f"{condition.column.name} does not tell the day and the month for certain, "
                    f"so rows where {condition} cannot be chosen"
                )
            kept = condition.rows(rows)
            if not kept:
                raise _Message(
                    f"Found no row of {self._name} where {condition}"
                    f"{self._where(condition)}, among {len(rows):,}"
                )
            rows = kept
        self._check_totals(rows)
        return rows

    def _check_totals(self, rows: Sequence[int]) -> None:
        """Raise where a row adds up others, and was not asked for by its name."""
        chosen = {each.column.index for each in self._plan.filters if isinstance(each, ValueFilter)}
        first = next((each for each in self._table.typed if each.kind == "text"), None)
        if first is None or first.index in chosen:
            return
        doubles = {code for code, value in enumerate(first.values) if looks_like_total(value)}
        row = next((row for row in rows if first.codes[row] in doubles), None)
        if row is not None:
            raise _Message(
                f"The row “{first.texts[row]}” of {self._name} seems to add up others, so the rows "
                "cannot be put together; ask for rows by their names"
            )

    def _where(self, until: object = None) -> str:
        """Return the conditions as words; `until` leaves it and those after it out."""
        said: list[str] = []
        for condition in self._plan.filters:
            if condition is until:
                break
            said.append(str(condition))
        if not said:
            return ""
        return f"{' and ' if until is not None else ' where '}{' and '.join(said)}"

    @property
    def _name(self) -> str:
        return self._plan.document.name

    def _leave_out(self, count: int, what: str) -> None:
        self._left_out.append(f"{count:,} row{'s' * (count != 1)} {what} left out")

    def _with_values(self, column: Column, rows: Sequence[int]) -> list[int]:
        """Return the rows that have a value in a column, and note how many have none."""
        values = self._values(column)
        kept = [row for row in rows if values[row] is not None]
        if not kept:
            raise _Message(
                f"{column.name} is empty in each of {len(rows):,} rows of {self._name}"
                f"{self._where()}"
            )
        if len(kept) < len(rows):
            self._leave_out(len(rows) - len(kept), f"without {column.name}")
        return kept

    def _values(self, column: Column) -> Sequence[Decimal | datetime.date | None]:
        if column.numbers is not None:
            return column.numbers.values
        dates = column.dates or []
        if any(date is not None and not date.day for date in dates):
            raise _Message(f"{column.name} does not tell the day of each date")
        return [
            None if date is None else datetime.date(date.year, date.month, date.day)
            for date in dates
        ]

    # Figures

    def _one(self, rows: Sequence[int]) -> TableAnswer:
        plan = self._plan
        if plan.measure is None:
            return self._counted(rows)
        value = self._figure(rows)
        return TableAnswer(
            operation=plan.operation,
            column=plan.measure.name,
            value=value,
            value_text=self._written(value, rows),
            statement=self._statement(
                f"{_NAMES[plan.operation]} of {plan.measure.name} over {_rows(rows)}"
            ),
            cells=self._cells(plan.measure, rows),
            rows=len(rows),
        )

    def _counted(self, rows: Sequence[int]) -> TableAnswer:
        column = self._plan.counted
        if column is None:
            return TableAnswer(
                operation="count",
                value=Decimal(len(rows)),
                value_text=f"{len(rows):,}",
                statement=self._statement("number of rows"),
                cells=self._cells_of_rows(rows),
                rows=len(rows),
            )
        rows = [row for row in rows if column.codes[row] >= 0]
        if not rows:
            raise _Message(f"{column.name} is empty in each row of {self._name}{self._where()}")
        count = len({column.codes[row] for row in rows})
        different = "" if count == len(rows) else "different "
        return TableAnswer(
            operation="count",
            column=column.name,
            value=Decimal(count),
            value_text=f"{count:,}",
            statement=self._statement(
                f"number of {different}values of {column.name} over {_rows(rows)}"
            ),
            cells=self._cells(column, rows),
            rows=len(rows),
        )

    def _extreme(self, rows: Sequence[int]) -> TableAnswer:
        plan = self._plan
        column = plan.measure
        if column is None:
            raise TypeError("an extreme has a measure")
        self._unit(rows)
        values = self._values(column)
        ranked = sorted(rows, key=lambda row: _known(values[row]), reverse=plan.extreme == "max")
        most = min(plan.most or 1, len(ranked))
        last = values[ranked[most - 1]]
        chosen = [row for number, row in enumerate(ranked) if number < most or values[row] == last]
        tie = f", {len(chosen)} rows as some are equal" if len(chosen) > most else ""
        several = plan.most is not None
        found = [_known(values[row]) for row in chosen]
        texts = [
            self._written(value, rows, row=row) for value, row in zip(found, chosen, strict=True)
        ]
        end = self._end(column)
        what = f"{most} {end} of" if several else end
        return TableAnswer(
            operation=plan.operation,
            column=column.name,
            value=tuple(found) if several else found[0],
            value_text=", ".join(texts) if several else texts[0],
            statement=self._statement(f"{what} {column.name} over {_rows(rows)}", tie),
            cells=self._cells(column, chosen),
            row_spans=self._row_spans(chosen),
            rows=len(rows),
        )

    def _end(self, column: Column) -> str:
        if column.numbers is None:
            return "latest" if self._plan.extreme == "max" else "earliest"
        return "highest" if self._plan.extreme == "max" else "lowest"

    def _grouped(self, column: Column, rows: Sequence[int]) -> TableAnswer:
        plan = self._plan
        self._unit(rows)
        members: dict[int, list[int]] = {}
        for row in rows:
            if column.codes[row] >= 0:
                members.setdefault(column.codes[row], []).append(row)
        if not members:
            raise _Message(f"{column.name} is empty in each row of {self._name}{self._where()}")
        inside = sum(map(len, members.values()))
        if inside < len(rows):
            self._leave_out(len(rows) - inside, f"without {column.name}")
        values = {code: self._figure(some) for code, some in members.items()}
        codes, tie = self._chosen_groups(values)
        groups = tuple(
            Group(column.values[code], values[code], self._written(values[code], rows))
            for code in codes
        )
        chosen = sorted(row for code in codes for row in members[code])
        is_one = plan.extreme is not None and plan.most is None
        lines = "; ".join(f"{group.name}: {group.value_text}" for group in groups)
        cells = (
            self._cells_of_rows(chosen)
            if plan.measure is None
            else self._cells(plan.measure, chosen)
        )
        return TableAnswer(
            operation=plan.operation,
            column=plan.measure.name if plan.measure else "",
            value=groups[0].value if is_one else tuple(group.value for group in groups),
            value_text=groups[0].value_text if is_one else lines,
            statement=self._statement(self._of_groups(column, groups, inside), tie),
            cells=cells,
            row_spans=self._row_spans(chosen) if plan.extreme else (),
            rows=inside,
            groups=groups,
        )

    def _chosen_groups(self, values: dict[int, Decimal]) -> tuple[list[int], str]:
        """Return the groups that are asked for, in order, and a note where some are equal."""
        plan = self._plan
        if plan.extreme is None:
            return list(values), ""
        ranked = sorted(values, key=lambda code: values[code], reverse=plan.extreme == "max")
        most = min(plan.most or 1, len(ranked))
        last = values[ranked[most - 1]]
        codes = [
            code for number, code in enumerate(ranked) if number < most or values[code] == last
        ]
        return codes, f", {len(codes)} as some are equal" if len(codes) > most else ""

    def _of_groups(self, column: Column, groups: Sequence[Group], count: int) -> str:
        plan = self._plan
        measured = plan.measure.name if plan.measure else "rows"
        figures = f"{_NAMES[plan.operation]} of {measured} for each {column.name}"
        over = f" over {count:,} row{'s' * (count != 1)}"
        if plan.extreme is None:
            return figures + over
        end = "highest" if plan.extreme == "max" else "lowest"
        if plan.most is not None:
            return f"{min(plan.most, len(groups))} {end} of the {figures}{over}"
        return f"{end} {figures}{over}: {' and '.join(group.name for group in groups)}"

    def _figure(self, rows: Sequence[int]) -> Decimal:
        column = self._plan.measure
        if column is None or column.numbers is None:
            return Decimal(len(rows))
        self._unit(rows)
        values = column.numbers.values
        return figure(
            self._plan.operation, [value for row in rows if (value := values[row]) is not None]
        )

    def _unit(self, rows: Sequence[int]) -> tuple[str, str]:
        """Return the unit of the measure; raises where rows of different units would be mixed."""
        column = self._plan.measure
        if column is None or column.numbers is None:
            return "", ""
        unit = common_unit(column, rows)
        if unit is None:
            units = sorted(column.prefixes | column.suffixes)[:3]
            raise _Message(
                f"{column.name} holds numbers in {' and '.join(units)}: they cannot be put together"
            )
        for other in self._table.typed:
            if other is not column and not _UNIT_WORDS.isdisjoint(other.words):
                self._check_units(other, rows)
        return unit

    def _check_units(self, column: Column, rows: Sequence[int]) -> None:
        if column.kind != "text":
            return
        used = {column.codes[row] for row in rows}
        if len(used) > 1:
            names = [column.values[code] for code in sorted(used) if code >= 0][:3]
            raise _Message(
                f"{column.name} is {' and '.join(names)} in these rows: their numbers cannot be "
                "put together"
            )

    # Words and places

    def _written(self, value: Value, rows: Sequence[int], *, row: int | None = None) -> str:
        column = self._plan.measure
        if column is None:
            return f"{value:,}"
        if row is not None:
            return column.texts[row]  # a value that stands in the table is written as there
        if not isinstance(value, Decimal):
            return value.isoformat()
        is_mean = self._plan.operation in {"mean", "median"}
        return written(value, column, self._unit(rows), is_mean=is_mean)

    def _statement(self, what: str, tie: str = "") -> str:
        notes = f" ({'; '.join(self._left_out)})" if self._left_out else ""
        return f"{what[:1].upper()}{what[1:]}{self._where()}{tie}{notes}"

    def _cells(self, column: Column, rows: Sequence[int]) -> tuple[Place, ...]:
        document, table, index = self._plan.document, self._table, column.index
        found = (table.cell(row, index) for row in rows)
        return tuple((document, cell.span) for cell in found if cell is not None)

    def _cells_of_rows(self, rows: Sequence[int]) -> tuple[Place, ...]:
        """Return the cells by which rows were chosen; without a condition their first cells."""
        columns = [condition.column for condition in self._plan.filters]
        if columns:
            return tuple(place for column in columns for place in self._cells(column, rows))
        width = range(len(self._table.columns))
        cells = (
            next((c for at in width if (c := self._table.cell(row, at)) is not None), None)
            for row in rows
        )
        return tuple((self._plan.document, cell.span) for cell in cells if cell is not None)

    def _row_spans(self, rows: Sequence[int]) -> tuple[Place, ...]:
        return tuple((self._plan.document, self._table.row_span(row)) for row in rows)


def _known(value: Value | None) -> Decimal:
    """Return a value of a row that has one; dates compare among themselves."""
    if value is None:
        raise TypeError("rows without a value are left out before")
    return value  # type: ignore[return-value]


def _rows(rows: Sequence[int]) -> str:
    return f"{len(rows):,} row{'s' * (len(rows) != 1)}"
