"""A request and a table to a plan: which columns and values are meant, or why none is certain.

Every word of the question must be explained, by its role or by the table. Where two columns
or two values are meant equally well, what is offered are questions that name one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from corpus import Document
from qa.tables.columns import Column
from qa.tables.dates import DateTest
from qa.tables.layout import Table
from qa.tables.mentions import (
    Mention,
    Mentions,
    ValueMention,
    find_mentions,
    mistyped_values,
    near_values,
    prepositional,
    qualifier,
    row_nouns,
    title_words,
)
from qa.tables.operations import resolve
from qa.tables.phrases import GENERIC_DATES, MONEY, PEOPLE, PERSONS, ROW_WORDS
from qa.tables.plan import DateFilter, Filter, NumberFilter, Plan, Problem, ValueFilter
from qa.tables.question import Comparison, Request
from qa.tables.undecided import Undecided, offer
from qa.tables.values import is_currency
from qa.tables.words import SAME, likeness, singular, words

_MOST_READINGS = 5
_NEAR = 3  # tokens between a column and its bound
_BEFORE_NAMES = frozenset("for from by of in at to with is are was were where named called".split())


def match(
    request: Request, document: Document, table: Table, occurs: Callable[[str], bool]
) -> Plan | Problem | None:
    """Return the plan of a request over a table, or why there is none; None if it does not fit.

    `occurs` tells whether the documents hold a phrase: a name that they hold elsewhere may be
    what the question is about, and is then no value that the table lacks.
    """
    matcher = Matcher(request, document, table, occurs)
    try:
        return matcher.plan()
    except Undecided as undecided:
        if not undecided.readings and not undecided.message:
            return None
        return Problem(
            document=document,
            table=table,
            readings=tuple(dict.fromkeys(undecided.readings))[:_MOST_READINGS],
            message=undecided.message,
            rank=matcher.rank,
        )


class Matcher:
    """What of a request has been explained by a table, step by step."""

    def __init__(
        self,
        request: Request,
        document: Document,
        table: Table,
        occurs: Callable[[str], bool],
    ) -> None:
        """Find the mentions; nothing is decided yet."""
        self.request = request
        self.document = document
        self.table = table
        self.mentions: Mentions = find_mentions(request, document, table)
        self.bound: set[int] = set()  # the numbers of mentions that have a use
        self.explained = set(self.mentions.explained)
        self.filters: list[Filter] = []
        self.row_nouns = row_nouns(document, table)
        self._occurs = occurs

    @property
    def rank(self) -> tuple[int, ...]:
        """How well the table fits: named; values found; columns named in full; title words."""
        title = title_words(self.document, self.table)
        named = sum(singular(token.word) in title for token in self.request.tokens if token.word)
        full = sum(mention.is_full for mention in self.mentions.columns)
        quality = sum(mention.quality for mention in self.mentions.columns if mention.is_full)
        return int(self.mentions.names_table), len(self.mentions.values), full, quality, named

    def plan(self) -> Plan | None:
        """Return the plan. Raises Undecided."""
        implied = any(operation.nouns for operation in self.request.operations)
        found = self.mentions.columns or self.mentions.values
        if not found and not implied and not self._has_row_noun():
            return None
        self._bind_values()
        self._near_values()
        self._bind_comparisons()
        self._bind_dates()
        return resolve(self)

    # What is free and what is used

    def is_free(self, number: int) -> bool:
        """Return whether a token has no role and nothing explains it."""
        if self.request.roles[number] or number in self.explained:
            return False
        spans = [*self.mentions.columns, *self.mentions.values]
        return not any(span.start <= number < span.end for span in spans)

    def bind(self, mention: Mention) -> None:
        """Mark a mention as used."""
        self.bound.add(mention.start)

    def free_mentions(self) -> list[Mention]:
        """Return the mentions that have no use so far."""
        return [each for each in self.mentions.columns if each.start not in self.bound]

    def has_row_noun(self, number: int) -> bool:
        """Return whether a token is what a row of the table is called."""
        word = self.request.tokens[number].word
        return singular(word) in self.row_nouns or (word in PEOPLE and self._is_of_persons())

    def one(self, mention: Mention, columns: Sequence[Column]) -> Column:
        """Return the only one of the columns; raises Undecided, with each as a reading."""
        if len(columns) == 1:
            return columns[0]
        raise offer(self.request, mention.start, mention.end, (f"“{c.name}”" for c in columns))

    def _has_row_noun(self) -> bool:
        counts = [each.end for each in self.request.operations if each.kind == "count"]
        if any(self.request.tokens[end].word in ROW_WORDS for end in counts if self._has(end)):
            return True
        return any(self.has_row_noun(number) for number in range(len(self.request.tokens)))

    def _has(self, number: int) -> bool:
        return number < len(self.request.tokens)

    def _is_of_persons(self) -> bool:
        first = next((each for each in self.table.typed if each.kind == "text"), None)
        return first is not None and any(word in PERSONS for word in first.words)

    # Values

    def _bind_values(self) -> None:
        chosen: dict[int, set[int]] = {}
        places: dict[int, list[ValueMention]] = {}
        for value in self.mentions.values:
            index = self._column_of(value)
            chosen.setdefault(index, set()).update(value.codes[index])
            places.setdefault(index, []).append(value)
        self._refuse_or(places)
        for index, codes in chosen.items():
            self.filters.append(ValueFilter(self.table.typed[index], frozenset(codes)))

    def _column_of(self, value: ValueMention) -> int:
        named = prepositional(self.request, self.table, value)
        if named is not None:
            if named.index not in value.codes:
                said = self.request.text(value.start, value.end)
                raise Undecided(message=self.nothing(f"{named.name} is {said}"))
            return named.index
        beside = qualifier(self.request, self.mentions, value)
        if beside is not None:
            indexes = [each.index for each in beside.columns if each.index in value.codes]
            if len(indexes) == 1:
                self.bind(beside)
                return indexes[0]
        if len(value.codes) == 1:
            return next(iter(value.codes))
        said = self.request.text(value.start, value.end).strip("“”\"")
        raise offer(
            self.request,
            value.start,
            value.end,
            (f"where “{self.table.typed[index].name}” is “{said}”" for index in value.codes),
        )

    def _refuse_or(self, places: dict[int, list[ValueMention]]) -> None:
        """Raise where "or" stands between conditions on two columns: they hold together here."""
        ors = [number for number, token in enumerate(self.request.tokens) if token.word == "or"]
        for number in ors:
            if self.request.roles[number] != "filler":
                continue
            within = any(
                min(each.end for each in values) <= number < max(each.start for each in values)
                for values in places.values()
            )
            if not within:
                raise Undecided

    def _near_values(self) -> None:
        """Take words that are part of one value; offer the values where there are several."""
        for start, end in self._free_runs():
            asked = tuple(word for token in self.request.tokens[start:end] for word in token.key)
            found = near_values(self.table, asked)
            total = sum(len(codes) for _, codes in found)
            if total == 1:
                column, codes = found[0]
                self.filters.append(ValueFilter(column, frozenset(codes)))
                self.explained |= set(range(start, end))
                self._bind_beside(start, end, column)
            elif total:
                self._offer_values(start, end, found)
            elif values := mistyped_values(self.table, asked):
                raise offer(self.request, start, end, (f"“{value}”" for value in values))

    def _bind_beside(self, start: int, end: int, column: Column) -> None:
        value = ValueMention(start, end, {column.index: ()})
        beside = qualifier(self.request, self.mentions, value)
        if beside is not None and column in beside.columns:
            self.bind(beside)

    def _offer_values(
        self, start: int, end: int, found: list[tuple[Column, tuple[int, ...]]]
    ) -> None:
        if not self._stands_as_name(start):
            return
        values = [column.values[code] for column, codes in found for code in codes]
        if len(set(values)) > _MOST_READINGS:
            said = self.request.text(start, end)
            raise Undecided(
                message=f"{len(set(values))} values of {found[0][0].name} hold “{said}”, such as "
                f"“{values[0]}” and “{values[1]}”; ask for one of them"
            )
        raise offer(self.request, start, end, (f"“{value}”" for value in values))

    def _stands_as_name(self, start: int) -> bool:
        token = self.request.tokens[start]
        before = self.request.tokens[start - 1].word if start else ""
        return token.is_quoted or token.text[:1].isupper() or before in _BEFORE_NAMES

    def _free_runs(self) -> list[tuple[int, int]]:
        """Return the runs of tokens that nothing explains and that may be a value."""
        runs: list[tuple[int, int]] = []
        for number in range(len(self.request.tokens)):
            if not self.is_free(number) or self.is_context(number):
                continue
            if runs and runs[-1][1] == number:
                runs[-1] = (runs[-1][0], number + 1)
            else:
                runs.append((number, number + 1))
        return runs

    def is_context(self, number: int) -> bool:
        """Return whether a token names the rows or the table as a whole."""
        word = self.request.tokens[number].word
        title = title_words(self.document, self.table)
        return self.has_row_noun(number) or (bool(word) and singular(word) in title)

    # Bounds on numbers

    def _bind_comparisons(self) -> None:
        for comparison in self.request.comparisons:
            column = self._compared(comparison)
            self._check_currency(column, comparison)
            self.filters.append(NumberFilter(column, comparison))

    def _compared(self, comparison: Comparison) -> Column:
        column = self._bounded(comparison)
        for mention in self.free_mentions():
            counted = self.request.roles[mention.start - 1] == "operation" if mention.start else 0
            if column in mention.columns and not counted and self._has_other_measure(column):
                self.bind(mention)
        return column

    def _has_other_measure(self, column: Column) -> bool:
        """Return whether what is computed need not be the column of the bound."""
        counts = any(each.kind == "count" for each in self.request.operations)
        others = (each for each in self.free_mentions() if column not in each.columns)
        return counts or any(c.is_quantity for each in others for c in each.columns)

    def _bounded(self, comparison: Comparison) -> Column:
        start, end = comparison.start, comparison.end
        unit = self._unit_after(end)
        for mention in sorted(
            self.mentions.columns, key=lambda each: abs(each.start - start)
        ):
            columns = [
                each
                for each in mention.columns
                if self._can_compare(each)
                and (mention.is_full or not each.is_key)
                and (not comparison.currency or each.is_money)
            ]
            if columns and self._is_near(mention, start, end) and mention.start not in self.bound:
                self.bind(mention)
                return self.one(mention, columns)
        quantities = [each for each in self.table.typed if self._can_compare(each)]
        for fits in (
            lambda each: bool(unit) and unit in _units(each),
            lambda each: bool(comparison.currency) and comparison.currency in _currencies(each),
            lambda each: _is_named(each, comparison.nouns),
        ):
            found = [each for each in quantities if fits(each)]
            if found:
                return self._one_bound(comparison, found)
        if comparison.nouns or comparison.currency:
            raise Undecided
        measured = [
            each
            for mention in self.free_mentions()
            for each in mention.columns
            if each.is_quantity
        ]
        if len(measured) == 1:
            return measured[0]
        return self._one_bound(comparison, [each for each in quantities if each.is_quantity])

    def _one_bound(self, comparison: Comparison, columns: list[Column]) -> Column:
        if len(columns) == 1:
            return columns[0]
        if not columns:
            raise Undecided
        start, end = comparison.start, comparison.end
        said = self.request.text(start, end).removeprefix("is ")
        raise offer(
            self.request, start, end, (f"where “{each.name}” is {said}" for each in columns)
        )

    def _can_compare(self, column: Column) -> bool:
        return column.kind == "number" or (column.is_of_years and column.numbers is not None)

    def _is_near(self, mention: Mention, start: int, end: int) -> bool:
        between = range(mention.end, start) if mention.end <= start else range(end, mention.start)
        return len(between) <= _NEAR and all(
            self.request.roles[number] == "filler"
            or self._is_linking(number)
            or any(each.start <= number < each.end for each in self.mentions.values)
            for number in between
        )

    def _is_linking(self, number: int) -> bool:
        """Return whether a token is a unit, or a word for the rows, next to a bound."""
        return self.request.tokens[number].word in MONEY or number in self.explained

    def _unit_after(self, end: int) -> str:
        if end >= len(self.request.tokens) or not self.is_free(end):
            return ""
        token = self.request.tokens[end]
        unit = token.word
        if unit and any(unit in _units(column) for column in self.table.typed):
            self.explained.add(end)
            return unit
        return ""

    def _check_currency(self, column: Column, comparison: Comparison) -> None:
        known = _currencies(column)
        if comparison.currency and known and comparison.currency not in known:
            raise Undecided(
                message=f"{column.name} is in {' and '.join(sorted(known))}, and the question "
                f"asks for {comparison.said}"
            )

    # Dates

    def _bind_dates(self) -> None:
        for test in self.request.dates:
            if any(test.start <= each.start < test.end for each in self._explained_spans()):
                continue  # a column's name, or a value such as a month
            column = self._dated(test)
            self._check_year(column, test)
            self.filters.append(DateFilter(column, test))

    def _explained_spans(self) -> Iterable[Mention | ValueMention]:
        return [*self.mentions.columns, *self.mentions.values]

    def _dated(self, test: DateTest) -> Column:
        columns = [each for each in self.table.typed if each.dates is not None]
        if not test.is_years_only:
            columns = [each for each in columns if not _has_years_only(each)]
        for mention in self.mentions.columns:
            dated = [each for each in mention.columns if each in columns]
            if dated and self._is_near(mention, test.start, test.end):
                self.bind(mention)
                return self.one(mention, dated)
        if len(columns) == 1:
            return columns[0]
        if not columns:
            raise Undecided
        raise offer(
            self.request,
            test.start,
            test.end,
            (f"with “{each.name}” {test.said}" for each in columns),
        )

    def _check_year(self, column: Column, test: DateTest) -> None:
        """Raise where a month is named without its year and the column has several years."""
        if not test.is_month_only or test.any_year:
            return
        dates = [date for date in column.dates or () if date is not None and test.holds(date)]
        years = sorted({date.year for date in dates})
        if len(years) > 1:
            readings = [f"{test.said} {year}" for year in years[: _MOST_READINGS - 1]]
            if test.how != "between":
                readings.append(f"{test.said} of any year")
            else:
                readings = []
            raise offer(self.request, test.start, test.end, readings)

    # What is left over

    def refuse_unexplained(self, is_allowed: Callable[[int], bool]) -> None:
        """Raise where a word has no meaning here; with a message where it is a name."""
        left = [
            number
            for number in range(len(self.request.tokens))
            if self.is_free(number) and not self.is_context(number) and not is_allowed(number)
        ]
        if not left:
            return
        start = left[0]
        end = start + 1
        while end in left:
            end += 1
        said = self.request.text(start, end)
        if end - start < len(left) or not self._is_lacking_name(start, end):
            raise Undecided
        raise Undecided(message=self.nothing(f"a value is “{said.strip('“”')}”"))

    def _is_lacking_name(self, start: int, end: int) -> bool:
        tokens = self.request.tokens[start:end]
        if not all(token.is_quoted or token.text[:1].isupper() for token in tokens):
            return False
        beside = any(
            mention.end == start and mention.is_full and mention.start in self.bound
            for mention in self.mentions.columns
        )
        if not beside and not self._stands_as_name(start):
            return False
        return start > 0 and not self._occurs(tokens[0].text)

    def nothing(self, sought: str) -> str:
        """Return the line that says what was looked for in the table and not found."""
        return (
            f"No row of {self.name} where {sought}: found {len(self.table):,} "
            f"row{'s' * (len(self.table) != 1)}, none of which fits"
        )

    @property
    def name(self) -> str:
        """What to call the table before a person."""
        title = self.table.title
        if title and title != self.document.name:
            return f"“{title}” in {self.document.name}"
        return self.document.name

    def is_dated_generically(self) -> bool:
        """Whether a date was asked for, of a column that says no more than that it is one."""
        return any(
            isinstance(each, DateFilter) and not GENERIC_DATES.isdisjoint(each.column.words[:1])
            for each in self.filters
        )


def _has_years_only(column: Column) -> bool:
    return all(date is None or not date.month for date in column.dates or ())


def _units(column: Column) -> set[str]:
    units = {column.unit, *column.suffixes}
    return {word for unit in units for word in words(unit)}


def _currencies(column: Column) -> set[str]:
    """Return the currencies of a column by their signs, as far as its cells or name tell."""
    units = {column.unit, *column.prefixes, *column.suffixes}
    return {MONEY.get(unit.casefold(), unit) for unit in units if is_currency(unit)}


def _is_named(column: Column, nouns: frozenset[str]) -> bool:
    return any(likeness(noun, word) >= SAME for noun in nouns for word in column.words)
