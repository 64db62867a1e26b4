"""Receipts: the JSON that the doors give, read back as claims about documents.

A receipt is what `quoth ask --json` and `quoth find --json` print and what the page exports;
several may stand in one file, one after another or in a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from pydantic import ValidationError

from qa.errors import ReceiptError
from qa.schema import AnswerModel, EvidenceModel, QuoteModel, read_answer, read_mentions

Kind = Literal["text", "quote", "speaker", "related", "sentence"]

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
    `within` the first quote. A speaker is the sentence that says who said a quote.
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
    except ValidationError as error:
        raise ReceiptError(f"{name}: found no receipt ({_first(error)}), {_EXPECTED}") from error


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
    elif isinstance(value, dict) and isinstance(value.get("turns"), list):
        for turn in value["turns"]:
            yield from _of_answer(read_answer(turn.get("answer") if isinstance(turn, dict) else {}))
    elif isinstance(value, dict) and "sentences" in value:
        mentions = read_mentions(value)
        yield from _quotes(mentions.query, "sentence", mentions.sentences)
    else:
        yield from _of_answer(read_answer(value))


def _of_answer(answer: AnswerModel) -> Iterator[Claim]:
    asked = answer.question
    evidence = _quotes(asked, "quote", answer.evidence)
    if answer.start is not None and answer.end is not None:
        yield Claim(
            asked=asked,
            kind="text",
            number=1,
            words=answer.text,
            source=evidence[0].source,
            start=answer.start,
            end=answer.end,
            within=evidence[0],
        )
    yield from evidence
    yield from _quotes(asked, "speaker", _proofs(answer.evidence))
    yield from _quotes(asked, "related", answer.related)
    for part in answer.parts:
        yield from _of_answer(part)


def _proofs(evidence: Sequence[EvidenceModel]) -> list[QuoteModel]:
    return [quote.speaker.proof for quote in evidence if quote.speaker]


def _quotes(asked: str, kind: Kind, quotes: Sequence[QuoteModel]) -> list[Claim]:
    return [_quote(asked, kind, number, quote) for number, quote in enumerate(quotes, 1)]


def _quote(asked: str, kind: Kind, number: int, quote: QuoteModel) -> Claim:
    document = quote.document
    return Claim(
        asked=asked,
        kind=kind,
        number=number,
        words=quote.quote,
        source=Source(document.id, document.title, document.source),
        start=quote.start,
        end=quote.end,
        line=quote.line,
        page=quote.page,
    )


def _first(error: ValidationError) -> str:
    """Return what is wrong first: "evidence.0.start: Input should be a valid integer"."""
    wrong = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in wrong["loc"])
    return f"{place}: {wrong['msg']}" if place else str(wrong["msg"])
