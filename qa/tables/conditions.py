"""Which rows a question is about: values, bounds on numbers, and dates, each of one column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.tables.columns import Column
from qa.tables.dates import DateTest
from qa.tables.mentions import (
    Mention,
    ValueMention,
    mistyped_values,
    near_values,
    prepositional,
    qualifier,
    title_words,
)
from qa.tables.phrases import MONEY
from qa.tables.plan import DateFilter, NumberFilter, ValueFilter
from qa.tables.question import Comparison
from qa.tables.undecided import UndecidedError, offer
from qa.tables.values import MONTHS, is_currency
from qa.tables.words import SAME, likeness, words

if TYPE_CHECKING:
    from qa.tables.matching import Matcher

_MOST_READINGS = 5
_NEAR = 3  # tokens between a column and its bound


class Conditions:
    """Binds the values, bounds and dates of a request to columns, as filters of the matcher."""

    def __init__(self, matcher: Matcher) -> None:
        """Take the request with its mentions."""
        self._matcher = matcher
        self._request = matcher.request
        self._table = matcher.table
        self._mentions = matcher.mentions
        self._filters = matcher.filters

    def bind(self) -> None:
        """Find the filters. Raises UndecidedError where a column is not certain."""
        self._bind_values()
        self._near_values()
        self._bind_comparisons()
        self._bind_dates()

    def _bind_values(self) -> None:
        chosen: dict[int, set[int]] = {}
        places: dict[int, list[ValueMention]] = {}
        for value in self._mentions.values:
            index = self._column_of(value)
            chosen.setdefault(index, set()).update(value.codes[index])
            places.setdefault(index, []).append(value)
        self._refuse_or(places)
        for index, codes in chosen.items():
            self._filters.append(ValueFilter(self._table.typed[index], frozenset(codes)))

    def _column_of(self, value: ValueMention) -> int:
        named = prepositional(self._request, self._table, value)
        if named is not None:
            if named.index not in value.codes:
                said = self._request.text(value.start, value.end)
                raise UndecidedError(message=self._matcher.nothing(f"{named.name} is {said}"))
            return named.index
        beside = qualifier(self._request, self._mentions, value)
        if beside is not None:
            indexes = [each.index for each in beside.columns if each.index in value.codes]
            if len(indexes) == 1:
                self._matcher.bind(beside)
                return indexes[0]
        if len(value.codes) == 1:
            return next(iter(value.codes))
        said = self._request.text(value.start, value.end).strip('“”"')
        raise offer(
            self._request,
            value.start,
            value.end,
            (f"where “{self._table.typed[index].name}” is “{said}”" for index in value.codes),
        )

    def _refuse_or(self, places: dict[int, list[ValueMention]]) -> None:
        """Raise where "or" stands between conditions on two columns: they hold together here."""
        ors = [number for number, token in enumerate(self._request.tokens) if token.word == "or"]
        for number in ors:
            if self._request.roles[number] != "filler":
                continue
            within = any(
                min(each.end for each in values) <= number < max(each.start for each in values)
                for values in places.values()
            )
            if not within:
                raise UndecidedError

    def _near_values(self) -> None:
        """Take words that are part of one value; offer the values where there are several."""
        for start, end in self._free_runs():
            asked = tuple(word for token in self._request.tokens[start:end] for word in token.key)
            found = near_values(self._table, asked)
            total = sum(len(codes) for _, codes in found)
            if total == 1:
                column, codes = found[0]
                self._filters.append(ValueFilter(column, frozenset(codes)))
                self._matcher.explained |= set(range(start, end))
                self._bind_beside(start, end, column)
            elif total:
                self._offer_values(start, end, found)
            elif values := mistyped_values(self._table, asked):
                raise offer(self._request, start, end, (f"“{value}”" for value in values))

    def _bind_beside(self, start: int, end: int, column: Column) -> None:
        value = ValueMention(start, end, {column.index: ()})
        beside = qualifier(self._request, self._mentions, value)
        if beside is not None and column in beside.columns:
            self._matcher.bind(beside)

    def _offer_values(
        self, start: int, end: int, found: list[tuple[Column, tuple[int, ...]]]
    ) -> None:
        if not self._matcher.stands_as_name(start):
            return
        values = [column.values[code] for column, codes in found for code in codes]
        if len(set(values)) > _MOST_READINGS:
            said = self._request.text(start, end)
            raise UndecidedError(
                message=f"{len(set(values))} values of {found[0][0].name} hold “{said}”, such as "
                f"“{values[0]}” and “{values[1]}”; ask for one of them"
            )
        raise offer(self._request, start, end, (f"“{value}”" for value in values))

    def _free_runs(self) -> list[tuple[int, int]]:
        """Return the runs of tokens that nothing explains and that may be a value."""
        runs: list[tuple[int, int]] = []
        for number in range(len(self._request.tokens)):
            if not self._matcher.is_free(number) or self._matcher.is_context(number):
                continue
            if runs and runs[-1][1] == number:
                runs[-1] = (runs[-1][0], number + 1)
            else:
                runs.append((number, number + 1))
        return runs

    def _bind_comparisons(self) -> None:
        for comparison in self._request.comparisons:
            column = self._compared(comparison)
            self._check_currency(column, comparison)
            self._filters.append(NumberFilter(column, comparison))

    def _compared(self, comparison: Comparison) -> Column:
        column = self._bounded(comparison)
        for mention in self._matcher.free_mentions():
            counted = self._request.roles[mention.start - 1] == "operation" if mention.start else 0
            if column in mention.columns and not counted and self._has_other_measure(column):
                self._matcher.bind(mention)
        return column

    def _has_other_measure(self, column: Column) -> bool:
        """Return whether what is computed need not be the column of the bound."""
        counts = any(each.kind == "count" for each in self._request.operations)
        others = (each for each in self._matcher.free_mentions() if column not in each.columns)
        return counts or any(c.is_quantity for each in others for c in each.columns)

    def _bounded(self, comparison: Comparison) -> Column:
        start, end = comparison.start, comparison.end
        unit = self._unit_after(end)
        for mention in sorted(self._mentions.columns, key=lambda each: abs(each.start - start)):
            columns = [
                each
                for each in mention.columns
                if self._can_compare(each)
                and (mention.is_full or not each.is_key)
                and (not comparison.currency or each.is_money)
            ]
            if (
                columns
                and self._is_near(mention, start, end)
                and mention.start not in self._matcher.bound
            ):
                self._matcher.bind(mention)
                return self._matcher.one(mention, columns)
        quantities = [each for each in self._table.typed if self._can_compare(each)]
        for found in (
            [each for each in quantities if unit in _units(each)],
            [each for each in quantities if comparison.currency in _currencies(each)],
            [each for each in quantities if _is_named(each, comparison.nouns)],
        ):
            if found:
                return self._one_bound(comparison, found)
        if comparison.nouns or comparison.currency:
            raise UndecidedError
        return self._one_bound(comparison, [each for each in quantities if each.is_quantity])

    def _one_bound(self, comparison: Comparison, columns: list[Column]) -> Column:
        if len(columns) == 1:
            return columns[0]
        if not columns:
            raise UndecidedError
        start, end = comparison.start, comparison.end
        said = self._request.text(start, end).removeprefix("is ")
        raise offer(
            self._request, start, end, (f"where “{each.name}” is {said}" for each in columns)
        )

    def _can_compare(self, column: Column) -> bool:
        return column.kind == "number" or (column.is_of_years and column.numbers is not None)

    def _is_near(self, mention: Mention, start: int, end: int) -> bool:
        between = range(mention.end, start) if mention.end <= start else range(end, mention.start)
        return len(between) <= _NEAR and all(
            self._request.roles[number] == "filler"
            or self._is_linking(number)
            or any(each.start <= number < each.end for each in self._mentions.values)
            for number in between
        )

    def _is_linking(self, number: int) -> bool:
        """Return whether a token is a unit, or a word for the rows, next to a bound."""
        return self._request.tokens[number].word in MONEY or number in self._matcher.explained

    def _unit_after(self, end: int) -> str:
        if end >= len(self._request.tokens) or not self._matcher.is_free(end):
            return ""
        token = self._request.tokens[end]
        unit = token.word
        if unit and any(unit in _units(column) for column in self._table.typed):
            self._matcher.explained.add(end)
            return unit
        return ""

    def _check_currency(self, column: Column, comparison: Comparison) -> None:
        known = _currencies(column)
        if comparison.currency and known and comparison.currency not in known:
            raise UndecidedError(
                message=f"{column.name} is in {' and '.join(sorted(known))}, and the question "
                f"asks for {comparison.said}"
            )

    def _bind_dates(self) -> None:
        for test in self._request.dates:
            if any(test.start <= each.start < test.end for each in self._explained_spans()):
                continue  # a column's name, or a value such as a month
            if self._is_of_title(test):
                continue
            column = self._dated(test)
            self._check_year(column, test)
            self._filters.append(DateFilter(column, test))

    def _explained_spans(self) -> Iterable[Mention | ValueMention]:
        return [*self._mentions.columns, *self._mentions.values]

    def _is_of_title(self, test: DateTest) -> bool:
        """Return whether a date is in the table's name, and none of its columns has dates."""
        if any(column.dates is not None for column in self._table.typed):
            return False
        title = title_words(self._matcher.document, self._table)
        said = [word for word in words(test.said) if word in MONTHS or word.isdecimal()]
        return bool(said) and all(word in title for word in said)

    def _dated(self, test: DateTest) -> Column:
        columns = [each for each in self._table.typed if each.dates is not None]
        if not test.is_years_only:
            columns = [each for each in columns if not _has_years_only(each)]
        for mention in self._mentions.columns:
            dated = [each for each in mention.columns if each in columns]
            if dated and self._is_near(mention, test.start, test.end):
                self._matcher.bind(mention)
                return self._matcher.one(mention, dated)
        if len(columns) == 1:
            return columns[0]
        if not columns:
            raise UndecidedError
        raise offer(
            self._request,
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
            raise offer(self._request, test.start, test.end, readings)


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
