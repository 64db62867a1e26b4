"""The column that is computed: named, meant by an adjective, or the only one there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.tables.columns import Column
from qa.tables.mentions import Mention
from qa.tables.phrases import ONLY_OF_THEIR_NOUNS, PAYING
from qa.tables.plan import Filter, OperationName, ValueFilter
from qa.tables.question import Operation
from qa.tables.targets import Targets
from qa.tables.undecided import UndecidedError, offer
from qa.tables.words import PLURAL, likeness

if TYPE_CHECKING:
    from qa.tables.matching import Matcher

_COSTING = frozenset("cost costs".split())
_PLAINLY_ASKED = frozenset("total sum average avg mean median".split())
_MOST_OFFERED = 4


class Measures:
    """Finds the column that a request computes; `column` is it, once it is found.

    `is_named_in_full`: all words of its name are in the question.
    """

    def __init__(self, matcher: Matcher, targets: Targets) -> None:
        """Take the request with what of it has been explained."""
        self._matcher = matcher
        self._request = matcher.request
        self._table = matcher.table
        self._targets = targets
        self.column: Column | None = None
        self.is_named_in_full = False

    def take(self, mention: Mention, columns: Sequence[Column]) -> None:
        """Take the only one of the columns that a mention names. Raises UndecidedError."""
        self.column = self._matcher.one(mention, columns)
        self.is_named_in_full = mention.is_full
        self._matcher.bind(mention)

    def find(self, name: OperationName, operation: Operation | None) -> None:
        """Find the column of an operation, if there is one. Raises UndecidedError."""
        if self.column is not None:
            return
        nouns = operation.nouns if operation is not None else frozenset()
        is_numeric = _can_be_measured if _is_of_dates(operation) else can_be_added
        mentions = [
            (mention, [each for each in mention.columns if is_numeric(each)])
            for mention in self._matcher.free_mentions()
        ]
        numeric = [(mention, columns) for mention, columns in mentions if columns]
        if len(numeric) > 1:
            raise UndecidedError
        if numeric:
            mention, columns = numeric[0]
            self._check_noun(operation, columns)
            self.take(mention, columns)
        elif nouns:
            self.column = self._implied(operation)
        else:
            self.column = self._bounded() or self._default(name, operation)

    def _check_noun(self, operation: Operation | None, columns: Sequence[Column]) -> None:
        """Raise where "best" or "fastest" is said of what it gives no end of."""
        if operation is None:
            return
        said = self._request.text(operation.start, operation.end).casefold()
        dated = [each for each in columns if each.dates is not None]
        named = [each for each in columns if _is_named(each, operation.nouns)]
        if said in ONLY_OF_THEIR_NOUNS and not (named or ("date" in operation.nouns and dated)):
            raise UndecidedError

    def _implied(self, operation: Operation | None) -> Column | None:
        """Return the column that an adjective measures: "heaviest" the weight."""
        if operation is None:
            return None
        dated = "date" in operation.nouns
        columns = [
            each
            for each in self._table.typed
            if (each.is_quantity and _is_named(each, operation.nouns))
            or (dated and each.dates is not None)
        ]
        if len(columns) < 2:
            return columns[0] if columns else None
        end = {"max": "highest", "min": "lowest"}[operation.name]
        if dated:
            end = {"max": "latest", "min": "earliest"}[operation.name]
        raise offer(
            self._request,
            operation.start,
            operation.end,
            (f"{end} “{each.name}”" for each in columns),
        )

    def _bounded(self) -> Column | None:
        """Return the column of the only bound, where no other is named: "revenue over 500"."""
        found = [
            column
            for mention in self._matcher.mentions.columns
            for column in mention.columns
            if column.is_quantity and any(_is_of(each, column) for each in self._matcher.filters)
        ]
        if len(found) == 1:
            self.is_named_in_full = True
            return found[0]
        return None

    def _default(self, name: OperationName, operation: Operation | None) -> Column | None:
        """Return the only column of quantities, where the question names none."""
        target = None if operation is None else self._targets.target(operation)
        if target is not None and name in {"sum", "mean", "median"}:
            raise self._of_words(target, operation)
        quantities = [each for each in self._table.typed if each.is_quantity]
        if operation is not None and name == "sum" and self._may_mean_a_count(operation):
            raise self._count_or_sum(operation, quantities)
        if name in {"mean", "median"} or not quantities:
            return None
        if name in {"max", "min"}:
            return self._largest(operation, quantities)
        spoken = {token.word for token in self._request.tokens}
        money = [each for each in quantities if each.is_money]
        if not spoken.isdisjoint(PAYING) or (operation and not spoken.isdisjoint(_COSTING)):
            return money[0] if len(money) == 1 else None
        if len(quantities) == 1:
            return quantities[0] if spoken.isdisjoint(_COSTING) else None
        return None

    def _largest(self, operation: Operation | None, quantities: Sequence[Column]) -> Column | None:
        """Return what the largest of the rows is largest in, if nothing else can be meant."""
        if operation is None:
            return None
        said = self._request.text(operation.start, operation.end).casefold()
        if said in {"most", "least", "fewest"}:
            return None  # "borrowed most": of rows
        if said in {"top", "bottom", "peak"} and self._request.most is None:
            return None  # "the bottom shelf"
        if len(quantities) == 1:
            return None if quantities[0].is_rate else quantities[0]
        return self._offer_measures(quantities)

    def _offer_measures(self, quantities: Sequence[Column]) -> Column | None:
        last = len(self._request.tokens)
        nouns = [number for number in range(last) if self._matcher.has_row_noun(number)]
        texts = [each for each in self._matcher.free_mentions() if each.is_full]
        if self._request.each or not (nouns or texts):
            return None
        said = self._request.text(last - 1, last)
        raise offer(
            self._request,
            last - 1,
            last,
            (f"{said} by “{each.name}”" for each in quantities),
        )

    def _may_mean_a_count(self, operation: Operation) -> bool:
        """Return whether "total donations" may be how many there are."""
        said = self._request.text(operation.start, operation.end).casefold()
        after = self._targets.after(operation.end)
        is_row = after < len(self._request.tokens) and self._targets.is_row_word(after)
        return said == "total" and is_row

    def _count_or_sum(self, operation: Operation, quantities: Sequence[Column]) -> UndecidedError:
        readings = ["number of"]
        if len(quantities) < _MOST_OFFERED:
            readings += [f"total “{each.name}” of" for each in quantities]
        return offer(self._request, operation.start, operation.end, readings)

    def _of_words(self, target: Mention, operation: Operation | None) -> UndecidedError:
        column = target.columns[0]
        if operation is None or column.kind != "text":
            return UndecidedError(message=_not_numbers(column))
        if operation.name != "sum" and column.is_distinct:
            # "average order": of what each order has.
            quantities = [each for each in self._table.typed if each.is_quantity]
            names = (f"“{each.name}”" for each in quantities[:_MOST_OFFERED])
            return offer(self._request, target.start, target.end, names)
        asked = self._request.text(operation.start, operation.end).casefold()
        if asked not in _PLAINLY_ASKED:
            return UndecidedError()  # "combined names"
        said = self._request.text(target.start, target.end)
        instead = f"how many {said}"
        readings = [self._request.with_words(operation.start, target.end, instead)]
        is_sum = operation.name == "sum"
        return UndecidedError(message=_not_numbers(column), readings=readings if is_sum else ())

    def check(self, name: OperationName, column: Column) -> None:
        """Raise where the numbers of a column only tell the rows apart."""
        if column.is_key and name in {"sum", "mean", "median"}:
            raise UndecidedError(
                message=f"{column.name} holds numbers that tell the rows apart, nothing that "
                "can be added up"
            )


def _not_numbers(column: Column) -> str:
    if column.unclear_number:
        return (
            f"{column.name} holds numbers that can be read in two ways, such as "
            f"“{column.unclear_number}”, and no cell decides"
        )
    if column.numbers is not None and len(column.suffixes) > 1:
        units = ", ".join(sorted(column.suffixes)[:3])
        return f"{column.name} holds numbers of different units: {units}"
    if column.is_key or (column.numbers is not None and column.dates is None):
        return f"{column.name} holds numbers that tell the rows apart, nothing to add up"
    kind = "dates" if column.dates is not None else "words"
    sample = next((text for text in column.texts if text), "")
    return f"{column.name} holds {kind}, such as “{sample}”, nothing that can be added up"


def can_be_added(column: Column) -> bool:
    """Return whether a column can be summed and compared."""
    return column.is_quantity


def _is_of_dates(operation: Operation | None) -> bool:
    """Return whether an extreme may be a date: the latest and the earliest, no "most"."""
    return operation is not None and "date" in operation.nouns


def _can_be_measured(column: Column) -> bool:
    return column.is_quantity or column.dates is not None


def _is_named(column: Column, nouns: frozenset[str]) -> bool:
    return any(likeness(noun, word) >= PLURAL for noun in nouns for word in column.words)


def _is_of(condition: Filter, column: Column) -> bool:
    return condition.column is column and not isinstance(condition, ValueFilter)
