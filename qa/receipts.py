"""Receipts: the JSON that the doors give, read back as claims about documents.

A receipt is what `quoth ask --json` and `quoth find --json` print and what the page exports;
several may stand in one file, one after another or in a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, TypeVar

from qa.errors import ReceiptError

Kind = Literal["text", "quote", "related", "sentence"]

_T = TypeVar("_T")

_EXPECTED = "expected what `quoth ask --json`, `quoth find --json` or an export of a chat gives"


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a receipt names: the hash of its text, its title, where it was."""

    id: str
    title: str
    source: str | None

    @property
    def name(self) -> str:
        """What to call it before a person."""
        return self.source or self.title or f"document {self.id[:8]}"

    @property
    def file(self) -> str:
        """The last part of the path, from whatever system it comes; "" without one."""
        return PurePath((self.source or "").replace("\\", "/")).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Words that a receipt says stand in a document, from `start` to `end`.

    `asked` is the question, or the words that were looked for; `number` counts the claims
    of one kind in one answer from 1. An answer's own text claims no line, and stands
    `within` the first quote.
    """

    asked: str
    kind: Kind
    number: int
    words: str
    source: Source
    start: int
    end: int
    line: int | None = None
    page: int | None = None
    within: Claim | None = None


def read_receipts(text: str, *, name: str) -> list[Claim]:
    """Return every claim of the receipts in `text`, in their order.

    Raises ReceiptError, with `name` in its message, where it is not JSON or no receipt.
    """
    try:
        return [claim for value in _values(text) for claim in _claims(value)]
    except RecursionError:
        raise ReceiptError(f"{name}: found JSON nested too deeply, {_EXPECTED}") from None
    except json.JSONDecodeError as error:
        raise ReceiptError(
            f"{name}: found no JSON (line {error.lineno}: {error.msg}), {_EXPECTED}"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ReceiptError(f"{name}: found no receipt ({_said(error)}), {_EXPECTED}") from error


def _values(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    text = text.strip().removeprefix("\ufeff")
    at = 0
    while at < len(text) or not at:
        value, at = decoder.raw_decode(text, at)
        yield value
        while text[at : at + 1].isspace():
            at += 1


def _claims(value: object) -> Iterator[Claim]:
    if isinstance(value, list):
        for each in value:
            yield from _claims(each)
    elif isinstance(value, dict) and "turns" in value:
        for turn in _typed(value, "turns", list):
            yield from _of_answer(_typed(turn, "answer", dict))
    elif isinstance(value, dict) and "sentences" in value:
        asked = _typed(value, "query", str)
        yield from _quotes(asked, "sentence", _typed(value, "sentences", list))
    else:
        yield from _of_answer(value)


def _of_answer(answer: object) -> Iterator[Claim]:
    asked = _typed(answer, "question", str)
    evidence = _quotes(asked, "quote", _typed(answer, "evidence", list))
    text = _typed(answer, "text", str)
    if bool(text) != bool(evidence):
        raise ValueError("an answer has a text exactly when it has evidence")
    if text:
        yield Claim(
            asked=asked,
            kind="text",
            number=1,
            words=text,
            source=evidence[0].source,
            start=_offset(answer, "start"),
            end=_offset(answer, "end"),
            within=evidence[0],
        )
    yield from evidence
    yield from _quotes(asked, "related", _typed(answer, "related", list))


def _quotes(asked: str, kind: Kind, quotes: list[object]) -> list[Claim]:
    return [_quote(asked, kind, number, quote) for number, quote in enumerate(quotes, 1)]


def _quote(asked: str, kind: Kind, number: int, quote: object) -> Claim:
    document = _typed(quote, "document", dict)
    source = None if document["source"] is None else _typed(document, "source", str)
    words = _typed(quote, "quote", str)
    if not words:
        raise ValueError("quote: an empty one")
    return Claim(
        asked=asked,
        kind=kind,
        number=number,
        words=words,
        source=Source(_typed(document, "id", str), _typed(document, "title", str), source),
        start=_offset(quote, "start"),
        end=_offset(quote, "end"),
        line=_offset(quote, "line"),
        page=None if _typed(quote, "page", object) is None else _offset(quote, "page"),
    )


def _typed(value: object, key: str, kind: type[_T]) -> _T:
    if not isinstance(value, dict):
        raise TypeError(f"{type(value).__name__} where an object belongs")
    found = value[key]
    if not isinstance(found, kind):
        raise TypeError(f"{key}: {type(found).__name__}, expected {kind.__name__}")
    return found


def _offset(value: object, key: str) -> int:
    found = _typed(value, key, int)
    if isinstance(found, bool) or not 0 <= found < 1 << 62:
        raise ValueError(f"{key}: expected a number from 0 on")
    return found


def _said(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
