"""Words or a question to every sentence about them, in the order of the documents."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus import Document, Span, split
from qa.answers import Quote
from qa.search.query import WORD, Query, forms, parse
from qa.search.sentences import Match, Row, folded
from qa.search.tokens import content_terms

# Bounds of the search score, chosen on the dev set among the rules in benchmarks/README.md.
# Where no word of a question is in the documents, the score is the cosine alone.
NEAR = 0.6
NEAR_IN_MEANING = 0.4

Search = Callable[[str], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Mention(Quote):
    """A sentence about what was looked for.

    `marks` are the words and phrases found, as spans of the document, in order and none
    overlapping; there are none where the sentence is near a question in meaning alone.
    """

    marks: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the sentence, its place and the offsets of its marks."""
        marks = [{"start": mark.start, "end": mark.end} for mark in self.marks]
        return {**self.place_to_dict(), "marks": marks}


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every sentence about what was typed, in the order of the documents and of their text.

    `is_question` tells whether `query` was taken as a question: then sentences near it
    count too, else only those that hold its words.
    """

    query: str
    is_question: bool
    sentences: tuple[Mention, ...] = ()

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return len(self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the form in which every door gives what was found.

        Their JSON Schema is `qa/schemas/mentions.json`.
        """
        return {
            "query": self.query,
            "is_question": self.is_question,
            "count": self.count,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
        }


class Finder:
    """Finds sentences in documents, keeping where their sentences stand between searches."""

    def __init__(self, documents: Sequence[Document], search: Search) -> None:
        """Take the documents, and what gives every row with its search score for a question."""
        self._documents = documents
        self._search = search
        # Sixteen bytes a sentence, by the document's hash: splitting is what takes long.
        self._bounds: dict[str, array[int]] = {}

    def find_all(self, typed: str) -> Mentions:
        """Return every sentence about words or a question; `Assistant.find_all` says which.

        Raises QuestionError, and for a question what `search` raises.
        """
        query = parse(typed)
        near: set[str] = set()
        if query.is_question:
            near = {folded(row.text) for row in self._near(" ".join(typed.split()))}
        mentions = [
            mention for document in self._documents for mention in self._of(document, query, near)
        ]
        return Mentions(typed, query.is_question, tuple(mentions))

    def _near(self, question: str) -> list[Row]:
        matches = self._search(question)
        stems = set(content_terms(question))
        # The first row shares a word if any does, or nearly: this seldom looks at a second.
        is_lexical = any(not stems.isdisjoint(content_terms(match.row.text)) for match in matches)
        bound = NEAR if is_lexical else NEAR_IN_MEANING
        return [match.row for match in matches if match.score >= bound]

    def _of(self, document: Document, query: Query, near: set[str]) -> Iterator[Mention]:
        hits = sorted(_hits(document.text, query), key=lambda hit: (hit[1], hit[0]))
        sought = set(range(len(query.words) + len(query.phrases)))
        phrases = set(range(len(query.words), len(sought)))
        if not near and not (sought and sought <= {number for number, _ in hits}):
            return
        at = 0
        for sentence in self._sentences(document):
            while at < len(hits) and hits[at][1].end <= sentence.start:
                at += 1
            behind = at
            while behind < len(hits) and hits[behind][1].start < sentence.end:
                behind += 1
            here = hits[at:behind]
            held = {number for number, span in here if span.overlaps(sentence)}
            has_all = bool(sought) and sought <= held
            if has_all or (phrases <= held and folded(sentence.slice(document.text)) in near):
                yield Mention(document, sentence, _marks(here, sentence))

    def _sentences(self, document: Document) -> Iterator[Span]:
        bounds = self._bounds.get(document.id)
        if bounds is None:
            spans = [span for passage in split(document) for span in passage.sentences]
            bounds = array("q", [edge for span in spans for edge in (span.start, span.end)])
            self._bounds[document.id] = bounds
        edges = iter(bounds)
        return (Span(start, end) for start, end in zip(edges, edges, strict=True))


# The number in the query of what was looked for, and where it stands.
_Hit = tuple[int, Span]


def _hits(text: str, query: Query) -> Iterator[_Hit]:
    for number, phrase in enumerate(query.phrases, len(query.words)):
        yield from ((number, Span(*match.span())) for match in phrase.finditer(text))
    known: dict[str, list[int]] = {}
    for match in WORD.finditer(text) if query.words else ():
        word = match.group()
        numbers = known.get(word)
        if numbers is None:
            sought = enumerate(query.words)
            numbers = known[word] = [number for number, some in sought if some & forms(word)]
        for number in numbers:
            yield number, Span(*match.span())


def _marks(hits: Sequence[_Hit], sentence: Span) -> tuple[Span, ...]:
    """Return what of the hits is inside the sentence, those that overlap as one."""
    marks: list[Span] = []
    for _, span in hits:
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        if marks and start < marks[-1].end:
            start, end = marks[-1].start, max(end, marks.pop().end)
        if start < end:
            marks.append(Span(start, end))
    return tuple(marks)
