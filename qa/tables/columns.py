"""A column of a table: its name's words, what its cells are, and the values it holds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal

from qa.tables.values import (
    Numbers,
    PartialDate,
    is_currency,
    is_missing,
    read_dates,
    read_numbers,
)
from qa.tables.words import column_words, singulars, words

Kind = Literal["number", "date", "text"]

_KEY_WORDS = frozenset(
    "id ids no nr nos number num code ref reference key sku ean isbn zip postcode phone "
    "telephone index serial".split()
)
_RATE_WORDS = frozenset(
    "price rate per average avg mean median temperature age percent percentage share ratio "
    "speed grade rating score mark rank year".split()
)

_YEAR_WORDS = frozenset("year years yr season vintage built born since".split())


class Column:
    """A column of a table; everything about its cells is found at the first use."""

    def __init__(self, index: int, name: str, texts: Callable[[int], Iterator[str]]) -> None:
        """Take its place from the left, its name, and what yields the texts of its cells."""
        self.index = index
        self.name = name
        self.words, self.unit = column_words(name)
        self._read = texts

    @cached_property
    def texts(self) -> Sequence[str]:
        """The text of each row's cell, "" where there is none."""
        return list(self._read(self.index))

    @cached_property
    def kind(self) -> Kind:
        """What the cells are: numbers of one unit, dates, or words."""
        if self.dates is not None:
            return "date"
        if self.numbers is None or len({after for _, after in self._units}) > 1:
            return "text"
        return "number"

    @property
    def is_of_years(self) -> bool:
        """Whether the name says that a bare number such as 1987 is a year ("founded")."""
        return any(word in _YEAR_WORDS for word in self.words) or (
            len(self.words) == 1 and self.words[0].endswith("ed")
        )

    @cached_property
    def is_key(self) -> bool:
        """Whether its numbers only tell rows apart (order 1001, 1002): nothing adds them up."""
        if self.kind != "number" or self.numbers is None:
            return False
        named = any(
            word in _KEY_WORDS and self.words[number + 1 : number + 2] != ("of",)
            for number, word in enumerate(self.words)
        )
        if named and self.words[:2] != ("number", "of"):
            return True
        values = [value for value in self.numbers.values if value is not None]
        steps = {after - before for before, after in pairwise(values)}
        return self.index == 0 and len(values) > 2 and steps == {1}

    @property
    def is_rate(self) -> bool:
        """Whether its numbers are of a kind that is seldom added up: prices, ages, shares."""
        return not _RATE_WORDS.isdisjoint(self.words) or "%" in {self.unit, *self.suffixes}

    @property
    def is_quantity(self) -> bool:
        """Whether its numbers can be added up and compared."""
        return self.kind == "number" and not self.is_key

    @property
    def is_money(self) -> bool:
        """Whether its numbers are amounts of a currency, by their signs or the name's."""
        return any(is_currency(unit) for unit in {self.unit, *self.prefixes, *self.suffixes})

    @cached_property
    def numbers(self) -> Numbers | None:
        """Its cells as numbers; None where they are something else."""
        found = self._numbers
        return found if isinstance(found, Numbers) else None

    @property
    def unclear_number(self) -> str | None:
        """A cell that can be read as two numbers, where no other decides which is meant."""
        return self._numbers if isinstance(self._numbers, str) else None

    @cached_property
    def dates(self) -> list[PartialDate | None] | None:
        """Its cells as dates; None where they are something else."""
        return read_dates(self.texts, allow_years=self.is_of_years)

    @property
    def suffixes(self) -> set[str]:
        """The units that stand after its numbers."""
        return {after for _, after in self._units if after}

    @property
    def prefixes(self) -> set[str]:
        """The currencies that stand before its numbers."""
        return {before for before, _ in self._units if before}

    @cached_property
    def codes(self) -> array[int]:
        """For each row the number of its value in `values`; -1 where the cell is empty."""
        return self._index[0]

    @cached_property
    def values(self) -> Sequence[str]:
        """The different values, in the order in which they first stand."""
        return self._index[1]

    @cached_property
    def by_words(self) -> dict[tuple[str, ...], list[int]]:
        """The values' numbers by their words, plural endings taken off."""
        known: dict[tuple[str, ...], list[int]] = {}
        for code, value in enumerate(self.values):
            known.setdefault(singulars(words(value)), []).append(code)
        return known

    @cached_property
    def is_distinct(self) -> bool:
        """Whether no two rows hold the same value."""
        return sum(code >= 0 for code in self.codes) == len(self.values)

    @cached_property
    def _numbers(self) -> Numbers | str | None:
        return read_numbers(self.texts)

    @cached_property
    def _units(self) -> set[tuple[str, str]]:
        if self.numbers is None:
            return set()
        pairs = zip(self.numbers.values, self.numbers.units, strict=True)
        return {unit for value, unit in pairs if value is not None}

    @cached_property
    def _index(self) -> tuple[array[int], list[str]]:
        codes = array("q")
        known: dict[str, int] = {}
        for text in self.texts:
            codes.append(-1 if is_missing(text) else known.setdefault(text, len(known)))
        return codes, list(known)
