"""What an answer is made of: spans of documents, and figures about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus import Document, Span


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document, word for word, and the place where it stands."""

    document: Document
    span: Span

    @property
    def quote(self) -> str:
        """The document's own words: always `document.text[start:end]`."""
        return self.span.slice(self.document.text)

    @property
    def start(self) -> int:
        """Offset of the first quoted character in the document's text."""
        return self.span.start

    @property
    def end(self) -> int:
        """Offset just after the last quoted character."""
        return self.span.end

    @property
    def line(self) -> int:
        """Number (from 1) of the line on which the quote begins."""
        return self.document.line(self.start)

    @property
    def page(self) -> int | None:
        """Number (from 1) of the page on which the quote begins; None without pages."""
        return self.document.page(self.start)

    def place_to_dict(self) -> dict[str, Any]:
        """Return the words and their place as plain JSON values.

        Offsets count Unicode characters of the loaded text; the document's id is its hash.
        """
        return {
            "quote": self.quote,
            "document": {
                "id": self.document.id,
                "title": self.document.title,
                "source": self.document.source,
            },
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "page": self.page,
        }


@dataclass(frozen=True, slots=True)
class Evidence(Quote):
    """A quote that answers, or that is related to a question that nothing answers.

    `score` is the calibrated probability, from 0 to 1, that this quote answers.
    """

    score: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the quote, its place and its score to four digits."""
        return {**self.place_to_dict(), "score": round(self.score, 4)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they do not.

    `confidence` is the calibrated probability that the first quote answers. Answered:
    `evidence` holds the quotes, best first, `text_span` the answer inside the first, and
    `related` is empty. Not answered: `evidence` is empty, `text_span` is None, and
    `related` holds the nearest sentences.
    """

    question: str
    interpreted_as: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Evidence, ...] = ()
    text_span: Span | None = None

    def __post_init__(self) -> None:
        if bool(self.evidence) != (self.text_span is not None):
            raise ValueError("an answer has a text exactly when it has evidence")
        if self.text_span is not None and not self.text_span.within(self.evidence[0].span):
            raise ValueError(
                f"the answer's text is a span inside the first quote {self.evidence[0].span}, "
                f"found {self.text_span}"
            )

    @property
    def answered(self) -> bool:
        """Whether a sentence was found that answers."""
        return bool(self.evidence)

    @property
    def was_rewritten(self) -> bool:
        """Whether another question was searched for than was typed, spaces aside."""
        return self.interpreted_as != " ".join(self.question.split())

    @property
    def text(self) -> str:
        """The answer in the document's words, a part of the first quote; "" if there is none."""
        if self.text_span is None:
            return ""
        return self.text_span.slice(self.evidence[0].document.text)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the form in which every door gives an answer.

        Their JSON Schema is `qa/schemas/answer.json`.
        """
        return {
            "question": self.question,
            "interpreted_as": self.interpreted_as,
            "answered": self.answered,
            "text": self.text,
            "start": self.text_span.start if self.text_span else None,
            "end": self.text_span.end if self.text_span else None,
            "confidence": round(self.confidence, 4),
            "evidence": [evidence.to_dict() for evidence in self.evidence],
            "related": [related.to_dict() for related in self.related],
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a chat and the answer that it got."""

    question: str
    answer: Answer
