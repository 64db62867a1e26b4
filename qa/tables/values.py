"""What the cells of a column are: numbers with their unit, dates, or words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

# This share of a column's filled cells must be numbers, or dates, for the column to be so.
_NEARLY_ALL = 0.95
_MISSING = frozenset("- – — − n/a na none null nil tbd tba tbc unknown ? . .. ...".split())
_LONGEST_NUMBER = 60  # characters of a cell

_CODES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF INR JPY KRW MXN NOK NZD PLN SEK SGD TRY USD "
    "ZAR KR RS FR".split()
)
_MINUS = frozenset("-−–")
_NUMBER = re.compile(
    r"(?P<open>\()?+(?P<sign>[-−–+])?+\s?+"
    r"(?P<before>[A-Za-z]{0,3}[$¢£¤¥\u20a0-\u20cf]|[A-Z]{3}\b|(?:kr|Rs|Fr)\b\.?+)?+\s?+(?P<inner>[-−–])?+"
    r"(?P<digits>(?:\d|\.(?=\d))(?:[.,'’ \u00a0\u202f]?\d)*+)"
    r"\s?+(?P<after>[^\d\s():;,.+-][^\d():;]{0,20})?+(?P<close>\))?+"
)
_SIGNS_OF_UNITS = re.compile(r"[^\W\d_]|[%‰°$¢£¤¥\u20a0-\u20cf]")
_SPACES = re.compile(r"['’ \u00a0\u202f]")
_GROUPED = re.compile(r"\d{1,3}(?:#\d{3})++|\d{1,2}(?:#\d{2}(?!\d))++#\d{3}")
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_PLAIN = re.compile(r"\d*+(?:\.\d++)?+")

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sep sept|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ,]\s?+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm]|Z|[+-]\d\d:?\d\d)?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})(?:[-/](\d{{1,2}}){_TIME})?")
_SLASHED = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([^\W\d]{3,9})\.?,?[ -](\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_YEAR = re.compile(r"1\d{3}|20\d\d|21\d\d")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as far as a cell tells it: `month` and `day` are 0 where it does not."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes numbers: the signs between thousands ("" for none) and of decimals."""

    group: str = ""
    mark: str = "."
    places: int = 0  # the most decimals of any cell


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: for each row a value or None, and the unit before and after it.

    `units` holds (before, after), such as ("£", "") or ("", "kg"). `others` are the rows
    that hold something which is no number.
    """

    values: Sequence[Decimal | None]
    units: Sequence[tuple[str, str]]
    others: tuple[int, ...]
    style: Style


def fold(text: str) -> str:
    """Return a text without regard to case and accents, for comparing."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def is_currency(unit: str) -> bool:
    """Return whether a unit is the sign or the code of a currency."""
    return len(unit) <= 3 and (
        any(unicodedata.category(sign) == "Sc" for sign in unit) or unit.upper() in _CODES
    )


def is_missing(text: str) -> bool:
    """Return whether a cell says that there is no value."""
    return not text or text.casefold() in _MISSING


def read_numbers(texts: Iterable[str]) -> Numbers | str | None:
    """Read a column's cells as numbers; None if it is a column of something else.

    A string is a cell that can be read as two numbers ("1.250"), and no other cell decides.
    """
    cells = list(texts)
    if not _may_be(cells, lambda text: _matched(text) is not None):
        return None
    matches = [None if is_missing(text) else _matched(text) for text in cells]
    filled = sum(not is_missing(text) for text in cells)
    found = [match["digits"] for match in matches if match]
    if not found or len(found) < _NEARLY_ALL * filled:
        return None
    style = _style(found)
    if isinstance(style, str):
        return style
    values = [_value(match, style) if match else None for match in matches]
    others = tuple(
        row
        for row, (text, value) in enumerate(zip(cells, values, strict=True))
        if value is None and not is_missing(text)
    )
    if filled - len(others) < _NEARLY_ALL * filled:
        return None
    units = [_unit(match) if match else ("", "") for match in matches]
    return Numbers(values, units, others, style)


def _may_be(cells: Sequence[str], fits: Callable[[str], bool]) -> bool:
    """Return whether the first cells leave room for nearly all of them to fit.

    A long column of something else is thus told by a twentieth of it.
    """
    room = int((1 - _NEARLY_ALL) * len(cells)) + 1
    first = cells[: room + 1]
    return any(is_missing(text) or fits(text) for text in first)


def _matched(text: str) -> re.Match[str] | None:
    if len(text) > _LONGEST_NUMBER:
        return None
    found = _NUMBER.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    after = found["after"]
    return found if not after or _SIGNS_OF_UNITS.search(after) else None


def _unit(match: re.Match[str]) -> tuple[str, str]:
    return (match["before"] or "").strip(), (match["after"] or "").strip()


def _value(match: re.Match[str], style: Style) -> Decimal | None:
    digits = match["digits"]
    whole, mark, decimals = digits.rpartition(style.mark)
    if not mark:
        whole, decimals = digits, ""
    grouped = _SPACES.sub("#", whole).replace("," if style.mark == "." else ".", "#")
    if "#" in grouped and not _GROUPED.fullmatch(grouped):
        return None
    plain = f"{grouped.replace('#', '')}.{decimals}" if decimals else grouped.replace("#", "")
    if not _PLAIN.fullmatch(plain):
        return None
    value = Decimal(plain)
    signs = match["open"], match["sign"], match["inner"]
    negative = bool(signs[0]) or signs[1] in _MINUS or signs[2] in _MINUS
    return -value if negative else value


def _style(found: Sequence[str]) -> Style | str:
    """Return which of "." and "," is the decimal mark, by all cells; a cell that is unclear."""
    marks: set[str] = set()
    doubtful: dict[str, str] = {}
    group = ""
    for digits in found:
        dots, commas = digits.count("."), digits.count(",")
        if spaced := _SPACES.search(digits):
            group = group or spaced[0]
        if dots and commas:
            marks.add("." if digits.rindex(".") > digits.rindex(",") else ",")
        elif dots > 1 or commas > 1:
            marks.add("," if dots else ".")
        elif dots or commas:
            sign = "." if dots else ","
            if _THREE.fullmatch(digits):
                doubtful.setdefault(sign, digits)
            else:
                marks.add(sign)
    if len(marks) > 1:
        return next(digits for digits in found if "," in digits or "." in digits)
    if not marks and "." in doubtful:
        return doubtful["."]
    mark = marks.pop() if marks else "."
    other = "," if mark == "." else "."
    group = group or (other if any(other in digits for digits in found) else "")
    places = max((len(each.rpartition(mark)[2]) for each in found if mark in each), default=0)
    return Style(group, mark, places)


def read_dates(texts: Iterable[str], *, allow_years: bool) -> list[PartialDate | None] | None:
    """Read a column's cells as dates; None if it is a column of something else.

    `allow_years` takes bare years too. In "03/04/2024" the order of day and month is that of
    another cell of the column in which it is clear; without one only the year is known.
    """
    cells = list(texts)
    filled = sum(not is_missing(text) for text in cells)
    if not _may_be(cells, _looks_like_date):
        return None
    month_first = _is_month_first(cells)
    dates = [_date(text, month_first=month_first, allow_years=allow_years) for text in cells]
    count = sum(date is not None for date in dates)
    return dates if count and count >= _NEARLY_ALL * filled else None


def _looks_like_date(text: str) -> bool:
    return text[:1].isalnum() and (
        _SLASHED.fullmatch(text) is not None
        or _date(text, month_first=None, allow_years=True) is not None
    )


def _is_month_first(cells: Sequence[str]) -> bool | None:
    """Return the order of slashed dates; None where no cell, or two cells, decide."""
    orders = set()
    for text in cells:
        found = _SLASHED.fullmatch(text) if text[:1].isdecimal() else None
        if found:
            first, second = int(found[1]), int(found[3])
            if first > 12 or found[2] == ".":
                orders.add(False)
            elif second > 12:
                orders.add(True)
    return orders.pop() if len(orders) == 1 else None


def _date(text: str, *, month_first: bool | None, allow_years: bool) -> PartialDate | None:
    if found := _ISO.fullmatch(text):
        return valid_date(int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _SLASHED.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if month_first is None:
            same = first == second and first <= 12
            return valid_date(year, first, second) if same else PartialDate(year)
        month, day = (first, second) if month_first else (second, first)
        return valid_date(year, month, day)
    if allow_years and _YEAR.fullmatch(text):
        return PartialDate(int(text))
    return _written_date(text)


def _written_date(text: str) -> PartialDate | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    number = MONTHS.get(month.casefold())
    return valid_date(int(year), number, int(day or 0)) if number else None


def valid_date(year: int, month: int, day: int) -> PartialDate | None:
    """Return the date if there is such a day; a month or day of 0 is not known."""
    if month == 0 and day == 0:
        return PartialDate(year)
    if not 1 <= month <= 12 or day > _DAYS[month - 1]:
        return None
    return PartialDate(year, month, day)
