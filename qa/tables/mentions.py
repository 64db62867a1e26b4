"""Which words of a question name a table's columns, its values, its rows or the table itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from corpus import Document
from qa.tables.columns import Column
from qa.tables.layout import Table
from qa.tables.phrases import NOUNS
from qa.tables.question import Request
from qa.tables.words import PLURAL, SAME, TYPO, is_typo, likeness, singular, singulars, words

_LONGEST_VALUE = 8  # tokens
_JOINTS = frozenset("of in per for from at to by".split())
_BETWEEN = frozenset("is are was were the a an being as in of".split())
# "Plants" is all of "plant_name", and "orders" of "Order ID".
_OPTIONAL = frozenset("name id no nr number code key ref reference".split())
_MOST_NEAR_VALUES = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a column, or several equally well.

    `is_full`: all words of the name are there. `is_head`: the noun of the name is ("price" of
    "Unit price"). `quality` is the likeness of the least alike word.
    """

    start: int
    end: int
    columns: tuple[Column, ...]
    is_full: bool
    is_head: bool
    quality: int


@dataclass(frozen=True, slots=True)
class ValueMention:
    """Words that are a value, in one column or more: the values' numbers in each."""

    start: int
    end: int
    codes: dict[int, tuple[int, ...]]
    is_exact: bool = True


@dataclass
class Mentions:
    """What of a question a table explains; `explained` are tokens that name the table."""

    columns: list[Mention] = field(default_factory=list)
    values: list[ValueMention] = field(default_factory=list)
    explained: set[int] = field(default_factory=set)
    names_table: bool = False


def find_mentions(request: Request, document: Document, table: Table) -> Mentions:
    """Return the mentions of a table's values and columns in a question, in order."""
    mentions = Mentions()
    taken = _table_names(request, document, table, mentions)
    taken |= _absorbed_names(request, table, mentions, taken)
    _values(request, table, mentions, taken)
    at = 0
    while at < len(request.tokens):
        found = None if at in taken else _column_at(request, table, at, taken)
        if found and _is_operation(request, found) and _is_known(found, mentions):
            found = None  # "highest total “Total”"
        if found:
            mentions.columns.append(found)
            taken |= set(range(found.start, found.end))
        at = found.end if found else at + 1
    # "Total" is a column of that name only where no other column is added up.
    measured = any(
        column.is_quantity
        for mention in mentions.columns
        if not _is_operation(request, mention)
        for column in mention.columns
    )
    mentions.columns = sorted(
        (each for each in mentions.columns if not (measured and _is_operation(request, each))),
        key=lambda mention: mention.start,
    )
    return mentions


def _is_operation(request: Request, mention: Mention) -> bool:
    roles = set(request.roles[mention.start : mention.end])
    return roles == {"operation"}


def _is_known(mention: Mention, mentions: Mentions) -> bool:
    known = [column for each in mentions.columns for column in each.columns]
    return any(column in known for column in mention.columns)


def row_nouns(document: Document, table: Table) -> set[str]:
    """Return what a row of the table is called: by its file, its heading and its first column."""
    nouns: set[str] = set()
    first = table.typed[0]
    if first.kind == "text" or first.is_key:
        nouns |= {singular(word) for word in first.words[:1] if len(first.words) <= 2}
    stem = PurePath(document.source or document.title).stem
    for title in (stem, table.title, document.title):
        named = [word for word in words(title) if not word.isdecimal()]
        if not named or "and" in named or "or" in named:
            continue
        joint = next((place for place, word in enumerate(named) if word in _JOINTS), len(named))
        if joint:
            nouns.add(singular(named[joint - 1]))
    return nouns


def title_words(document: Document, table: Table) -> set[str]:
    """Return the words that name the table or its file."""
    stem = PurePath(document.source or document.title).stem
    return {singular(word) for text in (stem, table.title, document.title) for word in words(text)}


def near_values(table: Table, asked: tuple[str, ...]) -> list[tuple[Column, tuple[int, ...]]]:
    """Return the values that hold all of the words, for each column that has some."""
    sought = set(singulars(asked))
    found = []
    for column in _worded(table):
        codes = [
            code
            for key, several in column.by_words.items()
            if sought <= set(key)
            for code in several
        ]
        if codes:
            found.append((column, tuple(codes)))
    return found


def mistyped_values(table: Table, asked: tuple[str, ...]) -> list[str]:
    """Return the values that the words are likely meant for, with one of them mistyped."""
    found: dict[str, None] = {}
    for column in _worded(table):
        for key, codes in column.by_words.items():
            pairs = list(zip(singulars(asked), key, strict=False))
            odd = [(one, other) for one, other in pairs if one != other]
            if len(key) == len(asked) and len(odd) == 1 and is_typo(*odd[0]):
                found[column.values[codes[0]]] = None
                if len(found) > _MOST_NEAR_VALUES:
                    return []
    return list(found)


def qualifier(request: Request, mentions: Mentions, value: ValueMention) -> Mention | None:
    """Return the mention of a column right beside a value: "region North", "North region"."""
    before = value.start
    while before > 0 and request.tokens[before - 1].word in _BETWEEN:
        before -= 1
    for mention in mentions.columns:
        beside = mention.end in {before, value.start} or mention.start == value.end
        if beside and any(column.index in value.codes for column in mention.columns):
            return mention
    return None


def prepositional(request: Request, table: Table, value: ValueMention) -> Column | None:
    """Return the column whose whole name is the preposition before a value ("From", "To")."""
    word = request.tokens[value.start - 1].word if value.start else ""
    if word not in _JOINTS:
        return None
    return next((column for column in table.typed if column.words == (word,)), None)


def _worded(table: Table) -> Iterator[Column]:
    """Yield the columns whose values are words, or numbers that name rows."""
    return (column for column in table.typed if column.kind == "text" or column.is_key)


def _table_names(
    request: Request, document: Document, table: Table, mentions: Mentions
) -> set[int]:
    """Return the tokens in quotes that name the table or its document."""
    names = {words(name) for name in (document.name, table.title, document.title) if name}
    taken = {
        number
        for number, token in enumerate(request.tokens)
        if token.is_quoted and token.key in names and not _is_column(table, token.text)
    }
    mentions.names_table = bool(taken)
    mentions.explained |= taken
    return taken


def _is_column(table: Table, text: str) -> bool:
    return any(column.name == text for column in table.typed)


def _absorbed_names(
    request: Request, table: Table, mentions: Mentions, taken: set[int]
) -> set[int]:
    """Find names of columns in quotes, and those that hold words with a role ("2023")."""
    absorbed: set[int] = set()
    for number, token in enumerate(request.tokens):
        if number in taken:
            continue
        is_number = token.number is not None and request.roles[number] in {"", "date"}
        if token.is_quoted or is_number:
            same = tuple(column for column in table.typed if _is_named(column, token.text))
            if same:
                mentions.columns.append(Mention(number, number + 1, same, True, True, SAME))
                absorbed.add(number)
    return absorbed


def _is_named(column: Column, text: str) -> bool:
    return column.name.casefold() == text.casefold()


def _values(request: Request, table: Table, mentions: Mentions, taken: set[int]) -> None:
    if not _may_hold_values(request, table, taken):
        return
    at = 0
    while at < len(request.tokens):
        found = _value_at(request, table, at, taken)
        if found:
            mentions.values.append(found)
            taken |= set(range(found.start, found.end))
        at = found.end if found else at + 1


def _may_hold_values(request: Request, table: Table, taken: set[int]) -> bool:
    """Return whether a free word of the question is anywhere in the table's text."""
    sought = [
        singular(word)
        for number, token in enumerate(request.tokens)
        if number not in taken and request.roles[number] in {"", "date"}
        for word in token.key
    ]
    body = table.text
    if not sought:
        return False
    if not all(word.isascii() for word in sought) or not body.isascii():
        return True
    pattern = re.compile("|".join(map(re.escape, sought)), re.IGNORECASE)
    return pattern.search(body, table.first_row, table.span.end) is not None


def _value_at(request: Request, table: Table, at: int, taken: set[int]) -> ValueMention | None:
    for end in range(min(at + _LONGEST_VALUE, len(request.tokens)), at, -1):
        numbers = range(at, end)
        if not taken.isdisjoint(numbers) or not _may_be_value(request, at, end):
            continue
        key = singulars(tuple(word for number in numbers for word in request.tokens[number].key))
        codes = {
            column.index: tuple(column.by_words[key])
            for column in _worded(table)
            if key in column.by_words
        }
        if codes and not (end == at + 1 and _names_column(request, table, at)):
            return ValueMention(at, end, codes)
    return None


def _may_be_value(request: Request, start: int, end: int) -> bool:
    roles = [request.roles[number] for number in range(start, end)]
    if "comparison" in roles or "top" in roles:
        return False
    if "date" in roles:
        # A month may be a value of its own ("Month: March"); "in March" is then no date.
        test = next((date for date in request.dates if date.start <= start < date.end), None)
        is_month = test is not None and test.is_month_only and end == test.end
        return is_month and start == end - 1
    return "" in roles


def _names_column(request: Request, table: Table, at: int) -> bool:
    """Return whether a word that is a value is a column's name rather.

    "Admitted" may be both a state and a date: it is the date's column where a date follows.
    """
    word = request.tokens[at].word
    same = [
        column
        for column in table.typed
        if word and len(column.words) == 1 and likeness(word, column.words[0]) >= PLURAL
    ]
    is_dated = "date" in request.roles[at + 1 : at + 3]
    return any(column.is_quantity or is_dated or not _is_participle(word) for column in same)


def _is_participle(word: str) -> bool:
    return len(word) > 4 and word.endswith(("ed", "en"))


def _column_at(request: Request, table: Table, at: int, taken: set[int]) -> Mention | None:
    best: list[tuple[tuple[int, bool, int, bool], Mention]] = []
    for column in table.typed:
        mention = _of_column(request, column, at, taken)
        if mention:
            rank = (
                mention.end - mention.start,
                mention.is_full,
                mention.quality,
                mention.is_head,
            )
            best.append((rank, mention))
    if not best:
        return None
    top = max(rank for rank, _ in best)
    same = [mention for rank, mention in best if rank == top]
    first = same[0]
    columns = tuple(mention.columns[0] for mention in same)
    return Mention(first.start, first.end, columns, first.is_full, first.is_head, first.quality)


def _of_column(request: Request, column: Column, at: int, taken: set[int]) -> Mention | None:
    """Return the longest run of tokens from `at` that are words of the column's name."""
    left = list(enumerate(column.words))
    matched: list[tuple[int, int]] = []
    number = at
    while number < len(request.tokens) and left and number not in taken:
        word = request.tokens[number].word
        if request.roles[number] in {"comparison", "date", "top", "each"} or not word:
            break
        least = TYPO if len(word) > 4 else PLURAL
        alike = [(likeness(word, name), -place) for place, name in left]
        quality, place = max(alike)
        if quality < least:
            break
        matched.append((-place, quality))
        left = [(other, name) for other, name in left if other != -place]
        number += 1
    left = [(place, name) for place, name in left if name not in _OPTIONAL]
    if left:
        # Words with a role of their own are part of a name only if all of it is there.
        while matched and request.roles[at + len(matched) - 1]:
            matched.pop()
        if not matched or request.roles[at]:
            return None
    roles = {request.roles[place] for place in range(at, at + len(matched))}
    is_noun = any(request.tokens[at + place].word in NOUNS for place in range(len(matched)))
    if not matched or (roles == {"filler"} and not is_noun):
        return None
    quality = min(quality for _, quality in matched)
    is_head = _head(column.words) in {place for place, _ in matched}
    if quality == TYPO and not is_head:
        return None
    return Mention(at, at + len(matched), (column,), not left, is_head, quality)


def _head(name: Sequence[str]) -> int:
    """Return the place of the noun in a name: before a preposition, else the last word."""
    begin = 2 if tuple(name[:2]) == ("number", "of") else 0
    for place in range(begin + 1, len(name)):
        if name[place] in _JOINTS:
            return place - 1
    return len(name) - 1
