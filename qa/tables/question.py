"""A question to what is asked of a table: operations, comparisons and dates, in its words.

Nothing here knows a table. Each word of the question gets a role; the words that have none
must be explained by a table's columns and values, or nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from qa.tables.dates import DateTest, date_at
from qa.tables.phrases import (
    COMPARATORS,
    COMPARING,
    COUNT,
    DISTINCT,
    EACH,
    EXTREMES,
    FILLERS,
    HOW_MUCH,
    MEAN,
    MEDIAN,
    MONEY,
    NUMBER_WORDS,
    POSTFIXES,
    SINGLE,
    SUM,
    SUPERLATIVES,
    WHO,
)
from qa.tables.words import words

_CURRENCY = "$¢£¤¥\u20a0-\u20cf"
_TOKEN = re.compile(
    r"[\"“„](?P<quoted>[^\"“”„]{1,200})[\"”“]"
    r"|(?P<date>(?<!\w)\d{4}-\d{1,2}-\d{1,2}(?!\w)|(?<!\w)\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\w))"
    rf"|(?P<currency>[{_CURRENCY}])?(?P<number>(?<![\w.])\d+(?:[.,]\d+)*(?!\w))"
    r"|(?<=\w)['’]s(?!\w)|(?P<sign>>=|<=|[≥≤<>])|(?P<word>[^\W_]+)"
)
_ENGLISH = re.compile(r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?+")
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_LONGEST_PHRASE = 4
_MOST_TOKENS = 60

Kind = Literal["aggregate", "extreme", "count", "how much"]
Role = Literal["", "operation", "filler", "comparison", "date", "each", "top"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a date or a phrase in quotes of a question."""

    text: str
    key: tuple[str, ...]
    start: int
    end: int
    is_quoted: bool = False
    number: Decimal | None = None
    currency: str = ""

    @property
    def word(self) -> str:
        """The one word it is; "" for a phrase in quotes, which is no part of the grammar."""
        return "" if self.is_quoted or len(self.key) != 1 else self.key[0]


@dataclass(frozen=True, slots=True)
class Operation:
    """Words that ask for something to be computed; `nouns` are what "longest" measures."""

    kind: Kind
    name: str
    start: int
    end: int
    nouns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A bound on numbers, such as "over 500": inclusive where `includes` says so."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    includes: bool
    said: str
    currency: str = ""
    nouns: frozenset[str] = frozenset()

    def holds(self, value: Decimal) -> bool:
        """Return whether a value is within the bounds."""
        if self.includes:
            return (self.low is None or value >= self.low) and (
                self.high is None or value <= self.high
            )
        return (self.low is None or value > self.low) and (self.high is None or value < self.high)


@dataclass
class Request:
    """What a question asks: its tokens, the role of each, and the operations in it."""

    question: str
    tokens: list[Token]
    roles: list[Role]
    operations: list[Operation] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    dates: list[DateTest] = field(default_factory=list)
    each: list[int] = field(default_factory=list)
    most: int | None = None  # how many are asked for: "top 3"
    asks_who: bool = False
    is_distinct: bool = False  # "how many different customers"
    is_single: bool = False  # "the highest single revenue": of a row, not of a group

    def text(self, start: int, end: int) -> str:
        """Return the question's words from one token up to another."""
        return self.question[self.tokens[start].start : self.tokens[end - 1].end]

    def with_words(self, start: int, end: int, instead: str) -> str:
        """Return the question with other words in the place of some tokens."""
        before = self.question[: self.tokens[start].start]
        after = self.question[self.tokens[end - 1].end :]
        return f"{before}{instead}{after}"


def parse(question: str) -> Request | None:
    """Return what a question asks of a table; None where no word asks for a computation."""
    tokens = list(_tokens(question))
    if not 0 < len(tokens) <= _MOST_TOKENS:
        return None
    request = Request(question, tokens, [""] * len(tokens))
    _Reader(request).read()
    return request if request.operations else None


def _tokens(question: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(question):
        start, end = found.span()
        if found["quoted"]:
            yield Token(found["quoted"], words(found["quoted"]), start, end, is_quoted=True)
        elif found["number"]:
            value = _number(found["number"])
            currency = found["currency"] or ""
            yield Token(found[0], words(found[0]), start, end, False, value, currency)
        elif found["date"] or found["word"]:
            yield Token(found[0], words(found[0]), start, end)
        elif found["sign"]:
            yield Token(found[0], (found[0],), start, end)


def _number(text: str) -> Decimal | None:
    if not _ENGLISH.fullmatch(text) or _DOUBTFUL.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a phrase before a number says; `is_lower` is None where it is both bounds."""

    is_lower: bool | None
    includes: bool
    nouns: frozenset[str] = frozenset()


class _Reader:
    """Gives the tokens of a request their roles, from the left."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._words = [token.word for token in request.tokens]

    def read(self) -> None:
        at = 0
        while at < len(self._words):
            at = (
                self._comparison(at)
                or self._top(at)
                or self._operation(at)
                or self._date(at)
                or self._other(at)
            )

    def _phrase(self, at: int, phrases: frozenset[str]) -> int:
        """Return the end of the longest of the phrases that begins at a token; 0 for none."""
        for length in range(_LONGEST_PHRASE, 0, -1):
            taken = self._words[at : at + length]
            if len(taken) == length and all(taken) and " ".join(taken) in phrases:
                return at + length
        return 0

    def _take(self, start: int, end: int, role: Role) -> int:
        for number in range(start, end):
            self._request.roles[number] = role
        return end

    def _value(self, at: int) -> Token | None:
        """Return the number at a token."""
        if at < len(self._words) and self._request.tokens[at].number is not None:
            return self._request.tokens[at]
        return None

    def _comparison(self, at: int) -> int:
        return self._between(at) or self._bound(at) or self._postfixed(at)

    def _bound(self, at: int) -> int:
        nouns: frozenset[str] = frozenset()
        for phrases, is_lower, includes in COMPARATORS:
            if end := self._phrase(at, phrases):
                return self._bounded(at, end, _Bound(is_lower, includes))
        end = self._phrase(at, frozenset(COMPARING))
        if not end:
            return 0
        is_longer, nouns = COMPARING[" ".join(self._words[at:end])]
        return self._bounded(at, end, _Bound(is_longer, False, nouns))

    def _bounded(self, start: int, end: int, bound: _Bound) -> int:
        token = self._value(end)
        if token is None or self._is_date(end):
            return 0
        low = None if bound.is_lower is False else token.number
        high = None if bound.is_lower else token.number
        made = Comparison(start, end + 1, low, high, bound.includes, "", token.currency)
        return self._compared(replace(made, nouns=bound.nouns))

    def _between(self, at: int) -> int:
        first, second = self._value(at + 1), self._value(at + 3)
        pairs = {("between", "and"), ("from", "to")}
        joined = (self._words[at], "".join(self._words[at + 2 : at + 3]))
        if first is None or second is None or joined not in pairs or self._is_date(at + 1):
            return 0
        currency = first.currency or second.currency
        made = Comparison(at, at + 4, first.number, second.number, True, "", currency)
        return self._compared(made)

    def _postfixed(self, at: int) -> int:
        token = self._value(at)
        if token is None or self._is_date(at):
            return 0
        after = at + 1
        if after < len(self._words) and self._words[after] not in {"or", "and"}:
            after += 1  # a unit: "500 kg or more"
        for phrases, lower in POSTFIXES:
            if end := self._phrase(after, phrases):
                low, high = (token.number, None) if lower else (None, token.number)
                made = Comparison(at, at + 1, low, high, True, "", token.currency)
                self._take(after, end, "comparison")
                self._compared(replace(made, said=self._request.text(at, end)))
                return at + 1
        return 0

    def _compared(self, bounds: Comparison) -> int:
        """Add a comparison, with what its currency is called behind it."""
        end = bounds.end
        if end < len(self._words) and self._words[end] in MONEY:
            currency = bounds.currency or MONEY[self._words[end]]
            bounds = replace(bounds, end=end + 1, currency=currency)
        said = bounds.said or self._request.text(bounds.start, bounds.end)
        self._request.comparisons.append(replace(bounds, said=said))
        return self._take(bounds.start, bounds.end, "comparison")

    def _is_date(self, at: int) -> bool:
        """Return whether a day and a month begin here: "3 March"."""
        found = date_at(self._request.tokens, at)
        return found is not None and found[1] > at + 1

    def _top(self, at: int) -> int:
        number = self._count_at(at)
        if number is not None and (end := self._extreme_at(at + 1)):
            self._request.most = number
            return self._take(at, at + 1, "top") and self._extreme(at + 1, end)
        if (end := self._extreme_at(at)) and (number := self._count_at(end)) is not None:
            self._request.most = number
            self._extreme(at, end)
            return self._take(end, end + 1, "top")
        return 0

    def _count_at(self, at: int) -> int | None:
        if at >= len(self._words):
            return None
        token = self._request.tokens[at]
        if token.number is not None and not token.currency:
            whole = token.number == int(token.number) and 1 <= token.number <= 100
            return int(token.number) if whole else None
        return NUMBER_WORDS.get(token.word)

    def _extreme_at(self, at: int) -> int:
        names = frozenset(EXTREMES) | frozenset(SUPERLATIVES)
        return self._phrase(at, names) if at < len(self._words) else 0

    def _extreme(self, start: int, end: int) -> int:
        said = " ".join(self._words[start:end])
        if said in SUPERLATIVES:
            name, nouns = SUPERLATIVES[said]
        else:
            name, nouns = EXTREMES[said], frozenset()
        self._request.operations.append(Operation("extreme", name, start, end, nouns))
        return self._take(start, end, "operation")

    def _operation(self, at: int) -> int:
        kinds: Sequence[tuple[frozenset[str], Kind, str]] = (
            (COUNT, "count", "count"),
            (HOW_MUCH, "how much", "sum"),
            (SUM, "aggregate", "sum"),
            (MEAN, "aggregate", "mean"),
            (MEDIAN, "aggregate", "median"),
        )
        for phrases, kind, name in kinds:
            if end := self._phrase(at, phrases):
                self._request.operations.append(Operation(kind, name, at, end))
                return self._take(at, end, "operation")
        end = self._extreme_at(at)
        return self._extreme(at, end) if end else 0

    def _date(self, at: int) -> int:
        test = DateTest.at(self._request.tokens, at, self._request.question)
        if test is None:
            return 0
        self._request.dates.append(test)
        return self._take(test.start, test.end, "date")

    def _other(self, at: int) -> int:
        if end := self._phrase(at, EACH):
            self._request.each.append(end)
            return self._take(at, end, "each")
        if self._phrase(at, SINGLE):
            self._request.is_single = True
            return self._take(at, at + 1, "filler")
        if self._phrase(at, DISTINCT):
            self._request.is_distinct = True
            return self._take(at, at + 1, "filler")
        if self._words[at] in WHO:
            self._request.asks_who = True
        if end := self._phrase(at, FILLERS | WHO):
            return self._take(at, end, "filler")
        return at + 1
