"""A document with its sentences to a string, and back: what stands beside the vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from corpus import Document, Passage, Span
from qa.milvus.collection import Sentence, hashed
from qa.search.sentences import Row, collect, folded
from qa.search.tokens import content_terms


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as it is written: its record, and its sentences with their texts."""

    id: str
    source: str
    record: str
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]


def prepare(document: Document) -> Prepared:
    """Split a document into what is embedded and what is kept."""
    rows = collect([document])
    texts = tuple(row.text for row in rows)
    sentences = tuple(
        Sentence(
            document=document.id,
            number=row.number,
            same=hashed(folded(text)),
            words=as_words(text),
        )
        for row, text in zip(rows, texts, strict=True)
    )
    record = _record(document, rows)
    return Prepared(document.id, document.source or document.name, record, sentences, texts)


def as_words(text: str) -> str:
    """Return the stems of a sentence or a question, as lexical search on Milvus takes them."""
    return " ".join(content_terms(text))


def _record(document: Document, rows: Sequence[Row]) -> str:
    known: dict[str, Any] = {
        field.name: getattr(document, field.name) for field in fields(Document)
    }
    passages = list(dict.fromkeys(row.passage for row in rows))
    places = {passage: place for place, passage in enumerate(passages)}
    return json.dumps(
        {
            "document": known,
            "passages": [
                [[sentence.start, sentence.end] for sentence in passage.sentences]
                for passage in passages
            ],
            "rows": [
                [places[row.passage], row.passage.sentences.index(row.sentence)] for row in rows
            ],
        },
        separators=(",", ":"),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was written, and its rows."""

    document: Document
    rows: tuple[Row, ...]


def kept_of(record: str) -> Kept:
    """Return what a record holds; its rows are numbered from `first_number` on."""
    written = json.loads(record)
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in written["document"].items()
    }
    document = Document(**known)
    passages = [
        Passage(tuple(Span(start, end) for start, end in sentences))
        for sentences in written["passages"]
    ]
    first = first_number(document.id)
    rows = (
        Row(first + number, document, passages[passage].sentences[sentence], passages[passage])
        for number, (passage, sentence) in enumerate(written["rows"])
    )
    return Kept(document, tuple(rows))


def first_number(document: str) -> int:
    """Return the number of a document's first row: no two documents' rows share one."""
    return int(document, 16) << 32
