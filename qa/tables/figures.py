"""Numbers of a column to one figure, and the figure as the column would write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from qa.tables.columns import Column
from qa.tables.plan import OperationName
from qa.tables.values import Style, is_currency

_ENOUGH_DIGITS = 400  # for adding exactly: no cell that is read as a number has 61 characters
_MEAN_DIGITS = 28
_MORE_PLACES = 2  # of a mean than of its cells
_GROUPED_FROM = 10_000
_KNOWN_UNITS = frozenset(
    "mm cm m km m² m³ km² ha mg g kg t l ml s h min °C °F % kW MW kWh MWh "
    "GWh km/h mph kB MB GB TB ms lb oz ft mi".split()
)
_TIGHT = frozenset("%‰")


def figure(operation: OperationName, values: Sequence[Decimal]) -> Decimal:
    """Return the sum, mean, median, maximum or minimum of some numbers, at least one.

    Exact but for a mean, and a median of an even count, which have 28 digits.
    """
    if operation == "max":
        return max(values)
    if operation == "min":
        return min(values)
    if operation == "median":
        ordered = sorted(values)
        middle = len(ordered) // 2
        both = [ordered[middle]] if len(ordered) % 2 else ordered[middle - 1 : middle + 1]
        return both[0] if len(both) == 1 else _mean(both)
    return _mean(values) if operation == "mean" else _sum(values)


def _sum(values: Iterable[Decimal]) -> Decimal:
    with localcontext(Context(prec=_ENOUGH_DIGITS)):
        return sum(values, Decimal(0))


def _mean(values: Sequence[Decimal]) -> Decimal:
    total = _sum(values)
    with localcontext(Context(prec=_MEAN_DIGITS)):
        return total / len(values)


def common_unit(column: Column, rows: Sequence[int]) -> tuple[str, str] | None:
    """Return what stands before and after the numbers of some rows; None if it differs.

    A currency may be written in some of the rows alone.
    """
    numbers = column.numbers
    if numbers is None:
        return "", ""
    units = {numbers.units[row] for row in rows if numbers.values[row] is not None}
    if len(units) == 2 and ("", "") in units:
        [other] = units - {("", "")}
        units = {other} if other[0] and not other[1] else units
    if len(units) > 1:
        return None
    unit = units.pop() if units else ("", "")
    if unit == ("", "") and is_currency(column.unit):
        return column.unit, ""
    if unit == ("", "") and column.unit in _KNOWN_UNITS:
        return "", column.unit
    return unit


def written(value: Decimal, column: Column, unit: tuple[str, str], *, is_mean: bool) -> str:
    """Return a figure with the unit, the thousands' sign and the decimal mark of its column."""
    style = column.numbers.style if column.numbers else Style()
    if is_mean:
        # Amounts of money keep their cents; other means get decimals, as they need them.
        more = 0 if column.is_money else _MORE_PLACES
        value = _rounded(value, max(style.places, 2) if column.is_money else style.places, more)
    group = style.group or ("," if abs(value) >= _GROUPED_FROM and style.mark == "." else "")
    whole, _, decimals = f"{abs(value):,f}".partition(".")
    number = whole.replace(",", group) + (style.mark + decimals if decimals else "")
    before, after = unit
    before += " " if before[-1:].isalpha() else ""
    after = f" {after}" if after and after[0] not in _TIGHT else after
    return f"{'-' if value < 0 else ''}{before}{number}{after}"


def _rounded(value: Decimal, places: int, more: int) -> Decimal:
    """Return a mean with so many decimals more than its cells at most, no zeros among these."""
    with localcontext(Context(prec=_ENOUGH_DIGITS)):
        longest = value.quantize(Decimal(1).scaleb(-places - more), ROUND_HALF_UP)
        for fewer in range(places, places + more):
            shorter = longest.quantize(Decimal(1).scaleb(-fewer))
            if shorter == longest:
                return shorter
        return longest
