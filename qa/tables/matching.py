"""A request and a table to a plan: which columns and values are meant, or why none is certain.

Every word of the question must be explained, by its role or by the table. Where two columns
or two values are meant equally well, what is offered are questions that name one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus import Document
from qa.tables.columns import Column
from qa.tables.conditions import Conditions
from qa.tables.layout import Table
from qa.tables.mentions import (
    Mention,
    Mentions,
    ValueMention,
    find_mentions,
    row_nouns,
    title_words,
)
from qa.tables.operations import resolve
from qa.tables.phrases import GENERIC_DATES, PEOPLE, PERSONS, ROW_WORDS
from qa.tables.plan import DateFilter, Filter, Plan, Problem
from qa.tables.question import Request
from qa.tables.undecided import UndecidedError, offer
from qa.tables.words import singular

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
    except UndecidedError as undecided:
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
        """Return the plan. Raises UndecidedError."""
        implied = any(operation.nouns for operation in self.request.operations)
        found = self.mentions.columns or self.mentions.values
        if not found and not implied and not self._has_row_noun():
            return None
        Conditions(self).bind()
        return resolve(self)

    # What is free and what is used

    def is_free(self, number: int) -> bool:
        """Return whether a token has no role and nothing explains it."""
        if self.request.roles[number] or number in self.explained:
            return False
        spans: list[Mention | ValueMention] = [*self.mentions.columns, *self.mentions.values]
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
        """Return the only one of the columns; raises UndecidedError, with each as a reading."""
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

    def stands_as_name(self, start: int) -> bool:
        """Return whether the words from a token on are spoken of as a name or a value."""
        token = self.request.tokens[start]
        before = self.request.tokens[start - 1].word if start else ""
        return token.is_quoted or token.text[:1].isupper() or before in _BEFORE_NAMES

    def is_context(self, number: int) -> bool:
        """Return whether a token names the rows or the table as a whole."""
        word = self.request.tokens[number].word
        title = title_words(self.document, self.table)
        return self.has_row_noun(number) or (bool(word) and singular(word) in title)

    # Bounds on numbers

    # Dates

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
            raise UndecidedError
        raise UndecidedError(message=self.nothing(f"a value is “{said.strip('“”')}”"))

    def _is_lacking_name(self, start: int, end: int) -> bool:
        tokens = self.request.tokens[start:end]
        if not all(token.is_quoted or token.text[:1].isupper() for token in tokens):
            return False
        beside = any(
            mention.end == start and mention.is_full and mention.start in self.bound
            for mention in self.mentions.columns
        )
        if not beside and not self.stands_as_name(start):
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
