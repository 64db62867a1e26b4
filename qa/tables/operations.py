"""The operations in a question to one computation: of which column, for which groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from qa.tables.columns import Column
from qa.tables.measures import Measures, can_be_added
from qa.tables.mentions import Mention, ValueMention
from qa.tables.phrases import (
    MOTIONS,
    NOUNS,
    PERSONS,
    THINGS,
    TRANSFERS,
)
from qa.tables.plan import NumberFilter, OperationName, Plan, rows_of
from qa.tables.question import Operation
from qa.tables.targets import Targets, counts_pieces
from qa.tables.undecided import UndecidedError, offer
from qa.tables.words import PLURAL, STEM, singular

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
    """Return the plan of a request whose conditions are bound. Raises UndecidedError."""
    return _Resolver(matcher).plan()


class _Resolver:
    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._request = matcher.request
        self._table = matcher.table
        self._targets = Targets(matcher)
        self._measures = Measures(matcher, self._targets)
        self._operations = self._without_absorbed()
        self._counted: Column | None = None
        self._group: Column | None = None
        self._grouped: OperationName | None = None

    def plan(self) -> Plan:
        extremes = [each for each in self._operations if each.kind == "extreme"]
        aggregates = {each.name for each in self._operations if each.kind == "aggregate"}
        counts = [each for each in self._operations if each.kind == "count"]
        if len(extremes) > 1 or len(aggregates) > 1 or len(counts) > 1:
            raise UndecidedError
        if self._request.most and not extremes:
            raise UndecidedError
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
            raise UndecidedError
        return own or found

    def _count(self, count: Operation, aggregate: str) -> Plan | None:
        """Return the plan of "how many ..."; None where it is the number of a quantity."""
        if aggregate in {"mean", "median"}:
            return None
        mention = self._targets.target(count)
        if mention is not None:
            quantities = [each for each in mention.columns if each.is_quantity]
            if quantities:
                self._measures.take(mention, quantities)
                return self._made("sum")
            self._counted = self._matcher.one(mention, list(mention.columns))
            self._matcher.bind(mention)
            self._check_things(self._counted)
        elif not self._targets.counts_rows(count):
            raise UndecidedError
        self._take_group(None)
        moves = any(token.word in MOTIONS for token in self._request.tokens)
        if moves and not self._matcher.filters:
            raise UndecidedError  # "how many members came": which, no column tells
        return self._made("count", allow=self._standing)

    def _check_things(self, column: Column) -> None:
        """Raise where "how many items" may be the different ones, or their quantity."""
        is_thing = not THINGS.isdisjoint(column.words) and not column.is_distinct
        pieces = [each for each in self._table.typed if counts_pieces(each)]
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
            raise UndecidedError  # a price, to be looked up
        if following and following[0].word in NOUNS and self._targets.mention_at(asked.end) is None:
            raise UndecidedError  # "how much data"
        self._take_group(None)
        self._measures.find("sum", None)
        if (
            self._measures.column is None
            or self._measures.column.is_rate
            or self._measures.column.dates is not None
        ):
            raise UndecidedError
        return self._made("sum", is_lookup=True)

    def _aggregate(self, name: OperationName) -> Plan:
        self._take_group(name)
        asked = next((each for each in self._operations if each.kind == "aggregate"), None)
        self._measures.find(name, asked)
        if self._measures.column is None:
            raise UndecidedError
        self._measures.check(name, self._measures.column)
        absorbed = any(
            mention.start <= operation.start < mention.end
            for mention in self._matcher.mentions.columns
            for operation in self._operations
        )
        return self._made(name, is_lookup=absorbed)

    def _extreme(self, extreme: Operation, aggregates: set[str], counts: list[Operation]) -> Plan:
        direction: Literal["max", "min"] = "max" if extreme.name == "max" else "min"
        grouped = next(iter(aggregates), "")
        if counts and (grouped or self._targets.target(counts[0]) is None):
            if not grouped and not self._targets.counts_rows(counts[0]):
                raise UndecidedError
            grouped = grouped or "count"
        elif not grouped and self._asks_for_most_rows(extreme):
            grouped = "count"
        self._take_each_measure()
        if grouped:
            return self._of_groups(direction, _NAMES[grouped], extreme, counts)
        self._measures.find(direction, extreme)
        if self._measures.column is None:
            raise UndecidedError
        self._measures.check(direction, self._measures.column)
        self._check_groups(extreme, self._measures.column)
        return self._made(direction, extreme=direction)

    def _asks_for_most_rows(self, extreme: Operation) -> bool:
        """Return whether "the most orders" means the most rows: "orders" is no quantity."""
        said = self._request.text(extreme.start, extreme.end).casefold()
        if said not in {"most", "fewest", "least"}:
            return False
        target = self._targets.target(extreme)
        if target is not None:
            if any(each.is_quantity for each in target.columns):
                return False
            column = self._matcher.one(target, list(target.columns))
            if not column.is_distinct:
                raise UndecidedError
            self._matcher.bind(target)
            return True
        return self._targets.is_row_word(
            min(self._targets.after(extreme.end), len(self._request.tokens) - 1)
        )

    def _of_groups(
        self,
        direction: Literal["max", "min"],
        name: OperationName,
        extreme: Operation,
        counts: Sequence[Operation],
    ) -> Plan:
        for count in counts:
            target = self._targets.target(count)
            if target is not None and not any(each.is_quantity for each in target.columns):
                raise UndecidedError
        candidates = self._group_candidates()
        if len(candidates) != 1:
            raise UndecidedError
        mention, column = candidates[0]
        if mention is not None:
            self._matcher.bind(mention)
        self._group = column
        if name != "count":
            self._measures.find(name, extreme)
            if self._measures.column is None:
                raise UndecidedError
            self._measures.check(name, self._measures.column)
        return self._made(name, extreme=direction)

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
        raise UndecidedError

    def _kept_rows(self) -> list[int]:
        rows = rows_of(self._table)
        for each in self._matcher.filters:
            rows = each.rows(rows)
        return rows

    # Columns

    def _take_each_measure(self) -> None:
        """Take the column behind "by", as in "top 3 by revenue", for the measure."""
        for number in self._request.each:
            begin = self._targets.after(number)
            while begin < len(self._request.tokens) and (
                self._request.roles[begin] == "operation"
                and not any(m.start == begin for m in self._matcher.mentions.columns)
            ):
                begin += 1
            mention = self._targets.mention_at(begin)
            if mention is None:
                self._refuse_other_each(number)
                continue
            quantities = [each for each in mention.columns if each.is_quantity]
            if quantities and self._measures.column is None:
                self._measures.take(mention, quantities)
            elif mention.start not in self._matcher.bound:
                raise UndecidedError

    def _take_group(self, name: OperationName | None) -> None:
        """Take the column behind "per", "by" or "for each" to compute for each of its values."""
        for number in self._request.each:
            begin = self._targets.after(number)
            mention = self._targets.mention_at(begin)
            if mention is None:
                if (
                    name != "mean"
                    or begin >= len(self._request.tokens)
                    or not self._matcher.has_row_noun(begin)
                ):
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
                raise UndecidedError
            self._group = column

    def _refuse_other_each(self, number: int) -> None:
        """Raise unless "by" only leads to a value: "books by Ada Venn"."""
        begin = self._targets.after(number)
        value = any(each.start in {number, begin} for each in self._matcher.mentions.values)
        is_by = self._request.tokens[number - 1].word == "by"
        if not is_by or not (value or begin in self._matcher.explained):
            raise UndecidedError

    # The plan

    def _made(
        self,
        operation: OperationName,
        *,
        extreme: Literal["max", "min"] | None = None,
        is_lookup: bool = False,
        allow: Callable[[int], bool] | None = None,
    ) -> Plan:
        self._refuse_unbound(operation)
        self._matcher.refuse_unexplained(allow or self._transfers)
        return Plan(
            document=self._matcher.document,
            table=self._table,
            operation=operation,
            measure=self._measures.column,
            counted=self._counted,
            group=self._group,
            extreme=extreme,
            most=self._request.most,
            filters=tuple(self._matcher.filters),
            rank=self._matcher.rank,
            is_lookup=is_lookup,
        )

    def _refuse_unbound(self, operation: OperationName) -> None:
        """Raise where a column is named that has no use: a second measure, or a condition."""
        for mention in self._matcher.free_mentions():
            if self._measures.column in mention.columns:
                continue
            if any(can_be_added(each) for each in mention.columns):
                raise UndecidedError
            if mention.is_full and mention.quality >= PLURAL and self._is_of_one(mention):
                raise UndecidedError
            repeats = not mention.columns[0].is_distinct
            if mention.is_full and operation in {"mean", "median"} and repeats:
                raise UndecidedError
            # "Discharged" chooses rows where not all of them have a date of it.
            if mention.quality < STEM or not self._is_filled(mention):
                raise UndecidedError

    def _is_filled(self, mention: Mention) -> bool:
        return all(column.texts[row] for column in mention.columns for row in self._kept_rows())

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
        is_whole = self._measures.is_named_in_full or not any(
            self._measures.column in each.columns for each in self._matcher.mentions.columns
        )
        return word in TRANSFERS and self._measures.column is not None and is_whole

    def _standing(self, number: int) -> bool:
        word = self._request.tokens[number].word
        if word in _COSTING:
            return bool(self._request.comparisons)
        if word in _STANDING | _BUYING:
            return bool(self._matcher.filters)
        bounded = any(isinstance(each, NumberFilter) for each in self._matcher.filters)
        return word in TRANSFERS and (bounded or self._matcher.is_dated_generically())


def _is_of_person(word: str) -> bool:
    return word in PERSONS or (len(word) > 4 and word.endswith(("er", "or", "ee", "ist", "ian")))


def _repeats(column: Column, rows: Sequence[int]) -> bool:
    codes = [column.codes[row] for row in rows if column.codes[row] >= 0]
    return len(set(codes)) < len(codes)
