"""The operations in a question to one computation: of which column, for which groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from qa.tables.columns import Column
from qa.tables.mentions import Mention, ValueMention
from qa.tables.phrases import (
    ONLY_OF_THEIR_NOUNS,
    NOUNS,
    PAYING,
    PERSONS,
    PIECES,
    ROW_WORDS,
    THINGS,
    TRANSFERS,
)
from qa.tables.plan import Filter, OperationName, Plan, ValueFilter, rows_of
from qa.tables.question import Operation
from qa.tables.undecided import Undecided, offer
from qa.tables.words import PLURAL, STEM, likeness, singular

if TYPE_CHECKING:
    from qa.tables.matching import Matcher

_NAMES: dict[str, OperationName] = {
    "sum": "sum",
    "mean": "mean",
    "median": "median",
    "max": "max",
    "min": "min",
    "count": "count",
}
# Verbs that say no more of a row than that the person, or the thing, of it is there.
_STANDING = frozenset("work works worked live lives lived play plays played employed".split())
_BUYING = frozenset("buy buys bought purchase purchases purchased order ordered".split())
_MOST_OFFERED = 4
_COSTING = frozenset("cost costs".split())


def resolve(matcher: Matcher) -> Plan:
    """Return the plan of a request whose conditions are bound. Raises Undecided."""
    return _Resolver(matcher).plan()


class _Resolver:
    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._request = matcher.request
        self._table = matcher.table
        self._operations = self._without_absorbed()
        self._measure: Column | None = None
        self._is_named_in_full = False
        self._counted: Column | None = None
        self._group: Column | None = None
        self._grouped: OperationName | None = None

    def plan(self) -> Plan:
        extremes = [each for each in self._operations if each.kind == "extreme"]
        aggregates = {each.name for each in self._operations if each.kind == "aggregate"}
        counts = [each for each in self._operations if each.kind == "count"]
        if len(extremes) > 1 or len(aggregates) > 1 or len(counts) > 1:
            raise Undecided
        if self._request.most and not extremes:
            raise Undecided
        if extremes:
            return self._extreme(extremes[0], aggregates, counts)
        name = next(iter(aggregates), "")
        if counts and (plan := self._count(counts[0], name)):
            return plan
        if not name and any(each.kind == "how much" for each in self._operations):
            return self._how_much()
        return self._aggregate(_NAMES[name or "sum"])

    # Operations

    def _without_absorbed(self) -> list[Operation]:
        """Return the operations, those in a column's name only if there are no others."""
        names = [each for each in self._matcher.mentions.columns if each.is_full]
        values = self._matcher.mentions.values

        def is_part(operation: Operation, spans: Sequence[Mention | ValueMention]) -> bool:
            return any(each.start <= operation.start < each.end for each in spans)

        found = [each for each in self._request.operations if not is_part(each, values)]
        own = [each for each in found if not is_part(each, names)]
        if not found:
            raise Undecided
        return own or found

    def _count(self, count: Operation, aggregate: str) -> Plan | None:
        """Return the plan of "how many ..."; None where it is the number of a quantity."""
        if aggregate in {"mean", "median"}:
            return None
        mention = self._target(count)
        if mention is not None:
            quantities = [each for each in mention.columns if each.is_quantity]
            if quantities:
                self._take_measure(mention, quantities)
                return self._made("sum", self._measure)
            self._counted = self._matcher.one(mention, list(mention.columns))
            self._matcher.bind(mention)
            self._check_things(self._counted)
        elif not self._counts_rows(count):
            raise Undecided
        self._take_group(None)
        return self._made("count", None, allow=self._standing)

    def _target(self, operation: Operation) -> Mention | None:
        """Return the mention that an operation is followed by: "how many orders"."""
        after = self._after(operation.end)
        for mention in self._matcher.free_mentions():
            # "How many units" with the operation in the name: "number of units".
            begins = mention.start == after or mention.start <= operation.start < mention.end
            if begins and (mention.is_full or mention.is_head) and mention.quality >= PLURAL:
                return mention
        return None

    def _after(self, number: int) -> int:
        while number < len(self._request.tokens) and self._request.roles[number] == "filler":
            if self._request.tokens[number].word in ROW_WORDS:
                break
            number += 1
        return number

    def _counts_rows(self, count: Operation) -> bool:
        after = self._after(count.end)
        before = self._matcher.request.tokens[: count.start]
        if after >= len(self._request.tokens):
            # "rivers longer than 100 km, how many are there?"
            return any(self._is_row_word(number) for number in range(len(before)))
        if self._is_row_word(after):
            return True
        value = next((v for v in self._matcher.mentions.values if v.start == after), None)
        if value is not None:
            # "How many lamps": rows, unless another column says how many lamps a row is.
            return not any(_counts_pieces(each) for each in self._table.typed)
        said = any(self._is_row_word(number) for number in range(count.start))
        return said and self._request.roles[after] in {"comparison", "date"}

    def _is_row_word(self, number: int) -> bool:
        word = self._request.tokens[number].word
        return word in ROW_WORDS or self._matcher.has_row_noun(number)

    def _check_things(self, column: Column) -> None:
        """Raise where "how many items" may be the different ones, or their quantity."""
        is_thing = not THINGS.isdisjoint(column.words) and not column.is_distinct
        pieces = [each for each in self._table.typed if _counts_pieces(each)]
        if not is_thing or not pieces or self._request.is_distinct:
            return
        [count] = [each for each in self._operations if each.kind == "count"]
        mention = next(m for m in self._matcher.mentions.columns if m.start >= count.end)
        readings = [f"number of different “{column.name}”"]
        readings += [f"total “{each.name}”" for each in pieces]
        raise offer(self._request, count.start, mention.end, readings)

    def _how_much(self) -> Plan:
        [asked] = [each for each in self._operations if each.kind == "how much"]
        following = self._request.tokens[asked.end : asked.end + 1]
        if following and following[0].word in {"is", "are", "does", "do"}:
            raise Undecided  # a price, to be looked up
        if following and following[0].word in NOUNS and self._mention_at(asked.end) is None:
            raise Undecided  # "how much data"
        self._take_group(None)
        self._find_measure("sum", None)
        if self._measure is None or self._measure.is_rate or self._measure.dates is not None:
            raise Undecided
        return self._made("sum", self._measure, is_lookup=True)

    def _aggregate(self, name: OperationName) -> Plan:
        self._take_group(name)
        asked = next((each for each in self._operations if each.kind == "aggregate"), None)
        self._find_measure(name, asked)
        if self._measure is None:
            raise Undecided
        self._check_measure(name, self._measure)
        absorbed = any(
            mention.start <= operation.start < mention.end
            for mention in self._matcher.mentions.columns
            for operation in self._operations
        )
        return self._made(name, self._measure, is_lookup=absorbed)

    def _extreme(
        self, extreme: Operation, aggregates: set[str], counts: list[Operation]
    ) -> Plan:
        direction: Literal["max", "min"] = "max" if extreme.name == "max" else "min"
        grouped = next(iter(aggregates), "")
        if counts and (grouped or self._target(counts[0]) is None):
            if not grouped and not self._counts_rows(counts[0]):
                raise Undecided
            grouped = grouped or "count"
        elif not grouped and self._asks_for_most_rows(extreme):
            grouped = "count"
        self._take_each_measure()
        if grouped:
            return self._of_groups(direction, _NAMES[grouped], extreme, counts)
        self._find_measure(direction, extreme)
        if self._measure is None:
            raise Undecided
        self._check_measure(direction, self._measure)
        self._check_groups(extreme, self._measure)
        return self._made(
            direction, self._measure, extreme=direction, most=self._request.most
        )

    def _asks_for_most_rows(self, extreme: Operation) -> bool:
        """Return whether "the most orders" means the most rows: "orders" is no quantity."""
        said = self._request.text(extreme.start, extreme.end).casefold()
        if said not in {"most", "fewest", "least"}:
            return False
        target = self._target(extreme)
        if target is not None:
            if any(each.is_quantity for each in target.columns):
                return False
            column = self._matcher.one(target, list(target.columns))
            if not column.is_distinct:
                raise Undecided
            self._matcher.bind(target)
            return True
        return self._is_row_word(min(self._after(extreme.end), len(self._request.tokens) - 1))

    def _of_groups(
        self,
        direction: Literal["max", "min"],
        name: OperationName,
        extreme: Operation,
        counts: Sequence[Operation],
    ) -> Plan:
        for count in counts:
            target = self._target(count)
            if target is not None and not any(each.is_quantity for each in target.columns):
                raise Undecided
        candidates = self._group_candidates()
        if len(candidates) != 1:
            raise Undecided
        mention, column = candidates[0]
        if mention is not None:
            self._matcher.bind(mention)
        self._group = column
        if name != "count":
            self._find_measure(name, extreme)
            if self._measure is None:
                raise Undecided
            self._check_measure(name, self._measure)
        return self._made(name, self._measure, extreme=direction, most=self._request.most)

    def _group_candidates(self) -> list[tuple[Mention | None, Column]]:
        found: list[tuple[Mention | None, Column]] = [
            (mention, column)
            for mention in self._matcher.free_mentions()
            for column in mention.columns
            if column.kind == "text" and (mention.is_full or mention.is_head)
        ]
        if not found and self._request.asks_who:
            persons = [
                column
                for column in self._table.typed
                if column.kind == "text" and any(map(_is_of_person, column.words))
            ]
            found = [(None, column) for column in persons]
        return found

    def _check_groups(self, extreme: Operation, measure: Column) -> None:
        """Raise where "the customer with the highest revenue" may mean each one's total."""
        candidates = self._group_candidates()
        for mention, _ in candidates:
            if mention is not None:
                self._matcher.bind(mention)
        rows = self._kept_rows()
        repeated = [c for _, c in candidates if _repeats(c, rows)]
        if not repeated or self._request.is_single or measure.dates is not None:
            return
        whole = "average" if measure.is_rate else "total"
        mention = next(
            (each for each in self._matcher.mentions.columns if measure in each.columns), None
        )
        readings = (f"single “{measure.name}”", f"{whole} “{measure.name}”")
        if mention is not None:
            raise offer(self._request, mention.start, mention.end, readings)
        if extreme.nouns:
            end = "highest" if extreme.name == "max" else "lowest"
            instead = (f"{end} {each}" for each in readings)
            raise offer(self._request, extreme.start, extreme.end, instead)
        raise Undecided

    def _kept_rows(self) -> list[int]:
        rows = rows_of(self._table)
        for each in self._matcher.filters:
            rows = each.rows(rows)
        return rows

    # Columns

    def _take_each_measure(self) -> None:
        """Take the column behind "by", as in "top 3 by revenue", for the measure."""
        for number in self._request.each:
            begin = self._after(number)
            while begin < len(self._request.tokens) and (
                self._request.roles[begin] == "operation"
                and not any(m.start == begin for m in self._matcher.mentions.columns)
            ):
                begin += 1
            mention = self._mention_at(begin)
            if mention is None:
                self._refuse_other_each(number)
                continue
            quantities = [each for each in mention.columns if each.is_quantity]
            if quantities and self._measure is None:
                self._take_measure(mention, quantities)
            elif mention.start not in self._matcher.bound:
                raise Undecided

    def _take_group(self, name: OperationName | None) -> None:
        """Take the column behind "per", "by" or "for each" to compute for each of its values."""
        for number in self._request.each:
            begin = self._after(number)
            mention = self._mention_at(begin)
            if mention is None:
                if name != "mean" or begin >= len(self._request.tokens):
                    self._refuse_other_each(number)
                elif not self._matcher.has_row_noun(begin):
                    self._refuse_other_each(number)
                continue
            if mention.start in self._matcher.bound:
                continue  # "by customer Penrose"
            column = self._matcher.one(mention, list(mention.columns))
            self._matcher.bind(mention)
            said = self._request.tokens[number - 1].word
            if name == "mean" and said == "per":
                if column.is_distinct:
                    continue
                raise offer(self._request, number - 1, number, ["for each"])
            if column.kind != "text" or self._group is not None:
                raise Undecided
            self._group = column

    def _refuse_other_each(self, number: int) -> None:
        """Raise unless "by" only leads to a value: "books by Ada Venn"."""
        begin = self._after(number)
        value = any(each.start in {number, begin} for each in self._matcher.mentions.values)
        is_by = self._request.tokens[number - 1].word == "by"
        if not is_by or not (value or begin in self._matcher.explained):
            raise Undecided

    def _mention_at(self, number: int) -> Mention | None:
        found = (each for each in self._matcher.mentions.columns if each.start == number)
        return next(found, None)

    def _take_measure(self, mention: Mention, columns: Sequence[Column]) -> None:
        self._measure = self._matcher.one(mention, columns)
        self._is_named_in_full = mention.is_full
        self._matcher.bind(mention)

    def _find_measure(self, name: OperationName, operation: Operation | None) -> None:
        if self._measure is not None:
            return
        nouns = operation.nouns if operation is not None else frozenset()
        is_numeric = _can_be_measured if _is_of_dates(operation) else _can_be_added
        mentions = [
            (mention, [each for each in mention.columns if is_numeric(each)])
            for mention in self._matcher.free_mentions()
        ]
        numeric = [(mention, columns) for mention, columns in mentions if columns]
        if len(numeric) > 1:
            raise Undecided
        if numeric:
            mention, columns = numeric[0]
            self._check_noun(operation, columns)
            self._take_measure(mention, columns)
        elif nouns:
            self._measure = self._implied(operation)
        else:
            self._measure = self._bounded() or self._default(name, operation)

    def _check_noun(self, operation: Operation | None, columns: Sequence[Column]) -> None:
        """Raise where "best" or "fastest" is said of what it gives no end of."""
        if operation is None:
            return
        said = self._request.text(operation.start, operation.end).casefold()
        dated = [each for each in columns if each.dates is not None]
        named = [each for each in columns if _is_named(each, operation.nouns)]
        if said in ONLY_OF_THEIR_NOUNS and not (named or ("date" in operation.nouns and dated)):
            raise Undecided

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
            self._is_named_in_full = True
            return found[0]
        return None

    def _default(self, name: OperationName, operation: Operation | None) -> Column | None:
        """Return the only column of quantities, where the question names none."""
        target = None if operation is None else self._target(operation)
        if target is not None and name in {"sum", "mean", "median"}:
            raise self._of_words(target, operation)
        quantities = [each for each in self._table.typed if each.is_quantity]
        if operation is not None and name == "sum" and self._may_mean_a_count(operation):
            raise self._count_or_sum(operation, quantities)
        if name in {"mean", "median"} or not quantities:
            return None
        spoken = {token.word for token in self._request.tokens}
        money = [each for each in quantities if each.is_money]
        if not spoken.isdisjoint(PAYING) or (operation and not spoken.isdisjoint(_COSTING)):
            return money[0] if len(money) == 1 else None
        if len(quantities) == 1:
            return quantities[0] if spoken.isdisjoint(_COSTING) else None
        if operation is None or name == "sum":
            return None
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
        after = self._after(operation.end)
        is_row = after < len(self._request.tokens) and self._is_row_word(after)
        return said == "total" and is_row

    def _count_or_sum(self, operation: Operation, quantities: Sequence[Column]) -> Undecided:
        readings = ["number of"]
        if len(quantities) < _MOST_OFFERED:
            readings += [f"total “{each.name}” of" for each in quantities]
        return offer(self._request, operation.start, operation.end, readings)

    def _of_words(self, target: Mention, operation: Operation | None) -> Undecided:
        column = target.columns[0]
        if operation is None or column.kind != "text":
            return Undecided(message=_not_numbers(column))
        if operation.name != "sum" and column.is_distinct:
            # "average order": of what each order has.
            quantities = [each for each in self._table.typed if each.is_quantity]
            names = (f"“{each.name}”" for each in quantities[:_MOST_OFFERED])
            return offer(self._request, target.start, target.end, names)
        said = self._request.text(target.start, target.end)
        instead = f"how many {said}"
        readings = [self._request.with_words(operation.start, target.end, instead)]
        is_sum = operation.name == "sum"
        return Undecided(message=_not_numbers(column), readings=readings if is_sum else ())

    def _check_measure(self, name: OperationName, column: Column) -> None:
        if column.is_key and name in {"sum", "mean", "median"}:
            raise Undecided(
                message=f"{column.name} holds numbers that tell the rows apart, nothing that "
                "can be added up"
            )

    # The plan

    def _made(
        self,
        operation: OperationName,
        measure: Column | None,
        *,
        extreme: Literal["max", "min"] | None = None,
        most: int | None = None,
        is_lookup: bool = False,
        allow: Callable[[int], bool] | None = None,
    ) -> Plan:
        self._refuse_unbound(operation)
        self._matcher.refuse_unexplained(allow or self._transfers)
        return Plan(
            document=self._matcher.document,
            table=self._table,
            operation=operation,
            measure=measure,
            counted=self._counted,
            group=self._group,
            extreme=extreme,
            most=most,
            filters=tuple(self._matcher.filters),
            rank=self._matcher.rank,
            is_lookup=is_lookup,
        )

    def _refuse_unbound(self, operation: OperationName) -> None:
        """Raise where a column is named that has no use: a second measure, or a condition."""
        rows: list[int] | None = None
        for mention in self._matcher.free_mentions():
            if self._measure in mention.columns:
                continue
            if any(_can_be_added(each) for each in mention.columns):
                raise Undecided
            if mention.is_full and mention.quality >= PLURAL:
                column = mention.columns[0]
                if self._is_of_one(mention):
                    raise Undecided
                if operation in {"mean", "median"} and not column.is_distinct:
                    raise Undecided
                continue
            rows = self._kept_rows() if rows is None else rows
            if mention.quality < STEM or any(
                not column.texts[row] for column in mention.columns for row in rows
            ):
                raise Undecided

    def _is_of_one(self, mention: Mention) -> bool:
        """Return whether one thing is spoken of that is not named: "the product"."""
        before = self._request.tokens[mention.start - 1].word if mention.start else ""
        last = self._request.tokens[mention.end - 1].word
        return before == "the" and singular(last) == last

    def _transfers(self, number: int) -> bool:
        """Return whether a verb says no more than that a row has its value."""
        word = self._request.tokens[number].word
        if word in _STANDING:
            return False
        is_whole = self._is_named_in_full or not any(
            self._measure in each.columns for each in self._matcher.mentions.columns
        )
        return word in TRANSFERS and self._measure is not None and is_whole

    def _standing(self, number: int) -> bool:
        word = self._request.tokens[number].word
        if word in _COSTING:
            return bool(self._request.comparisons)
        if word in _STANDING | _BUYING:
            return bool(self._matcher.filters)
        return word in TRANSFERS and self._matcher.is_dated_generically()


def _not_numbers(column: Column) -> str:
    if column.unclear_number:
        return (
            f"{column.name} holds numbers that can be read in two ways, such as "
            f"“{column.unclear_number}”, and no cell decides"
        )
    if column.numbers is not None and len(column.suffixes) > 1:
        units = ", ".join(sorted(column.suffixes)[:3])
        return f"{column.name} holds numbers of different units: {units}"
    kind = "dates" if column.dates is not None else "words"
    sample = next((text for text in column.texts if text), "")
    return f"{column.name} holds {kind}, such as “{sample}”, nothing that can be added up"


def _can_be_added(column: Column) -> bool:
    return column.is_quantity


def _is_of_dates(operation: Operation | None) -> bool:
    """Return whether an extreme may be a date: the latest and the earliest, no "most"."""
    return operation is not None and "date" in operation.nouns


def _can_be_measured(column: Column) -> bool:
    return column.is_quantity or column.dates is not None


def _is_of_person(word: str) -> bool:
    return word in PERSONS or (len(word) > 4 and word.endswith(("er", "or", "ee", "ist", "ian")))


def _is_named(column: Column, nouns: frozenset[str]) -> bool:
    return any(likeness(noun, word) >= PLURAL for noun in nouns for word in column.words)


def _is_of(condition: Filter, column: Column) -> bool:
    return condition.column is column and not isinstance(condition, ValueFilter)


def _counts_pieces(column: Column) -> bool:
    return column.is_quantity and not PIECES.isdisjoint(column.words) and not column.is_rate


def _repeats(column: Column, rows: Sequence[int]) -> bool:
    codes = [column.codes[row] for row in rows if column.codes[row] >= 0]
    return len(set(codes)) < len(codes)
