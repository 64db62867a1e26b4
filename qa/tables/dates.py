"""Dates in questions: "in March 2024", "before 2023", "between March and May"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from qa.tables.values import MONTHS, PartialDate, valid_date

How = Literal["in", "before", "after", "since", "until", "between", "quarter"]

_HOWS: dict[str, How] = {
    **dict.fromkeys(("in", "on", "during", "of", "for", "within", "from", "dated"), "in"),
    "before": "before",
    "after": "after",
    "since": "since",
    "until": "until",
    "till": "until",
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_QUARTER = re.compile(r"q([1-4])")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_ANY_YEAR = frozenset({("any", "year"), ("every", "year"), ("all", "years"), ("each", "year")})


class Word(Protocol):
    """A token of a question, as far as dates need it."""

    @property
    def text(self) -> str:
        """How it is written."""

    @property
    def word(self) -> str:
        """The word that it is, without case; "" if it is none."""

    @property
    def number(self) -> Decimal | None:
        """The number that it is."""

    @property
    def start(self) -> int:
        """Where it begins in the question."""

    @property
    def end(self) -> int:
        """Where it ends."""


@dataclass(frozen=True, slots=True)
class DateTest:
    """What is asked of a date. A year of 0 in `first` means a month of any year.

    `start` and `end` are its tokens, with the preposition. `any_year`: the question says that
    all years are meant.
    """

    start: int
    end: int
    how: How
    first: PartialDate
    last: PartialDate
    said: str
    any_year: bool = False

    @staticmethod
    def at(tokens: Sequence[Word], at: int, question: str) -> DateTest | None:
        """Return the date that is spoken of from a token on, with its preposition."""
        return (
            _span_of_dates(tokens, at, question)
            or _quarter(tokens, at, question)
            or _one(tokens, at, question)
        )

    @property
    def is_month_only(self) -> bool:
        """Whether a month is named and its year is not."""
        return self.first.year == 0

    @property
    def is_years_only(self) -> bool:
        """Whether nothing but years is named."""
        return not self.first.month and not self.last.month

    def holds(self, date: PartialDate) -> bool | None:
        """Return whether a date is meant; None if it is not known well enough to tell."""
        if self.how == "quarter":
            return None if not date.month else self._in_quarter(date)
        for bound in (self.first, self.last):
            if (bound.month and not date.month) or (bound.day and not date.day):
                # A year that is out by itself decides.
                return False if self._is_other_year(date) else None
        first, last = _cut(date, self.first), _cut(date, self.last)
        return {
            "in": first == self.first,
            "before": first < self.first,
            "after": first > self.first,
            "since": first >= self.first,
            "until": first <= self.first,
            "between": self.first <= first and last <= self.last,
        }[self.how]

    def _is_other_year(self, date: PartialDate) -> bool:
        return self.how == "in" and self.first.year not in {0, date.year}

    def _in_quarter(self, date: PartialDate) -> bool:
        year = self.first.year
        return self.first.month <= date.month <= self.last.month and year in {0, date.year}


def _cut(date: PartialDate, bound: PartialDate) -> PartialDate:
    """Return a date as exactly as a bound is given."""
    return PartialDate(
        date.year if bound.year else 0,
        date.month if bound.month else 0,
        date.day if bound.day else 0,
    )


def date_at(tokens: Sequence[Word], at: int) -> tuple[PartialDate, int] | None:
    """Return the date that begins at a token, and the token after it."""
    if at >= len(tokens):
        return None
    text = tokens[at].text
    if found := _ISO.fullmatch(text):
        date = valid_date(*map(int, found.groups()))
        return (date, at + 1) if date else None
    if found := _SLASHED.fullmatch(text):
        first, second, year = map(int, found.groups())
        day_first = first > 12 or "." in text or first == second
        if not day_first and second <= 12:
            return None
        date = valid_date(year, second, first) if day_first else valid_date(year, first, second)
        return (date, at + 1) if date else None
    return _day_first(tokens, at) or _month_first(tokens, at) or _year(tokens, at)


def _day_first(tokens: Sequence[Word], at: int) -> tuple[PartialDate, int] | None:
    day = _DAY.fullmatch(tokens[at].text)
    after = at + 1
    if after < len(tokens) and tokens[after].word == "of":
        after += 1
    if not day or after >= len(tokens) or tokens[after].word not in MONTHS:
        return None
    year = _year_number(tokens, after + 1)
    date = valid_date(year or 2000, MONTHS[tokens[after].word], int(day[1]))
    if date is None or year is None:
        return None
    return date, after + 2


def _month_first(tokens: Sequence[Word], at: int) -> tuple[PartialDate, int] | None:
    month = MONTHS.get(tokens[at].word)
    if month is None:
        return None
    if year := _year_number(tokens, at + 1):
        return PartialDate(year, month), at + 2
    if at + 2 < len(tokens) and tokens[at + 1].word == "of" and _year_number(tokens, at + 2):
        return PartialDate(_year_number(tokens, at + 2) or 0, month), at + 3
    day = _DAY.fullmatch(tokens[at + 1].text) if at + 1 < len(tokens) else None
    if day:
        year = _year_number(tokens, at + 2)
        date = valid_date(year, month, int(day[1])) if year else None
        return (date, at + 3) if date else None
    may_be_a_verb = tokens[at].word in {"may", "march", "mar", "dec", "jan", "sep", "sept"}
    if may_be_a_verb and not tokens[at].text[0].isupper() and not _follows(tokens, at):
        return None
    return PartialDate(0, month), at + 1


def _follows(tokens: Sequence[Word], at: int) -> bool:
    before = tokens[at - 1].word if at else ""
    return before in _HOWS or before in {"and", "to", "between"}


def _year(tokens: Sequence[Word], at: int) -> tuple[PartialDate, int] | None:
    year = _year_number(tokens, at)
    return (PartialDate(year), at + 1) if year else None


def _year_number(tokens: Sequence[Word], at: int) -> int | None:
    text = tokens[at].text if at < len(tokens) else ""
    is_year = len(text) == 4 and text.isdecimal() and 1000 <= int(text) < 2200
    return int(text) if is_year else None


def _said(tokens: Sequence[Word], start: int, end: int, question: str) -> str:
    return question[tokens[start].start : tokens[end - 1].end]


def _one(tokens: Sequence[Word], at: int, question: str) -> DateTest | None:
    how = _HOWS.get(tokens[at].word)
    begin = at + 1 if how else at
    if how and begin < len(tokens) and tokens[begin].word in {"the", "year"}:
        begin += 1
        if begin < len(tokens) and tokens[begin].word == "year":
            begin += 1
    found = date_at(tokens, begin)
    if found is None:
        return None
    date, end = found
    if date.year == 0 and how not in {"in", None}:
        return None  # "since March", of which year?
    any_year = False
    if date.year == 0:
        after = tuple(token.word for token in tokens[end : end + 3])
        if after[:1] == ("of",) and after[1:] in _ANY_YEAR:
            any_year, end = True, end + 3
    said = _said(tokens, at, end, question)
    return DateTest(at, end, how or "in", date, date, said, any_year)


def _span_of_dates(tokens: Sequence[Word], at: int, question: str) -> DateTest | None:
    joint = {"between": "and", "from": "to"}.get(tokens[at].word)
    first = date_at(tokens, at + 1) if joint else None
    if first is None or first[1] >= len(tokens):
        return None
    joints = {joint, "until", "till"} if joint == "to" else {joint}
    last = date_at(tokens, first[1] + 1) if tokens[first[1]].word in joints else None
    if last is None:
        return None
    low, high = first[0], last[0]
    if low.year == 0 and high.year:
        low = PartialDate(high.year, low.month)
    if bool(low.year) != bool(high.year) or low > high:
        return None
    said = _said(tokens, at, last[1], question)
    return DateTest(at, last[1], "between", low, high, said)


def _quarter(tokens: Sequence[Word], at: int, question: str) -> DateTest | None:
    begin = at + 1 if _HOWS.get(tokens[at].word) == "in" else at
    while begin < len(tokens) and tokens[begin].word == "the":
        begin += 1
    if begin >= len(tokens):
        return None
    found = _QUARTER.fullmatch(tokens[begin].word)
    number, end = (int(found[1]), begin + 1) if found else (None, begin)
    is_spelt = end + 1 < len(tokens) and tokens[end + 1].word == "quarter"
    if number is None and is_spelt:
        number, end = _ORDINALS.get(tokens[end].word), end + 2
    if number is None:
        return None
    if end < len(tokens) and tokens[end].word in {"of", "in"}:
        end += 1
    year = _year_number(tokens, end)
    if year is None:
        return None
    months = PartialDate(year, 3 * number - 2), PartialDate(year, 3 * number)
    return DateTest(at, end + 1, "quarter", *months, _said(tokens, at, end + 1, question))
