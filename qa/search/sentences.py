"""Documents to the rows that are searched: their sentences, each text once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Document, Passage, Span, split
from qa.search.tokens import UNSPACED

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, the passage that it stands in, and their document.

    `number` is its place among the rows that are searched together.
    """

    number: int
    document: Document
    sentence: Span
    passage: Passage

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.sentence.slice(self.document.text)


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the score that a search gave it, comparable within that search."""

    row: Row
    score: float


def collect(documents: Sequence[Document]) -> list[Row]:
    """Return the sentences of all documents in order, the first of those that repeat.

    Two sentences are the same if they differ in nothing but white space and case. A
    single word is not a row: alone on its line it says nothing, so quoting it proves nothing.
    """
    seen: set[str] = set()
    rows: list[Row] = []
    for document in documents:
        for passage in split(document):
            for sentence in passage.sentences:
                row = Row(len(rows), document, sentence, passage)
                same = dedup_key(row.text)
                if same is not None and same not in seen:
                    seen.add(same)
                    rows.append(row)
    return rows


def folded(sentence: str) -> str:
    """Return what two sentences that differ in nothing but white space and case share."""
    return " ".join(sentence.casefold().split())


def dedup_key(sentence: str) -> str | None:
    """Return what is equal for sentences of which one is enough; None where it is not a row."""
    same = folded(sentence)
    says_something = len(_WORD.findall(same)) > 1 or UNSPACED.search(same) is not None
    return same if says_something else None
