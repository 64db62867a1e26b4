"""What an answer is made of: spans of documents, and figures about them."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, get_args

from corpus import Document, Span

SCHEMA_VERSION = 2

Status = Literal["answered", "possible", "none"]
STATUSES: tuple[Status, ...] = get_args(Status)
Kind = Literal[
    "question",
    "greeting",
    "summary",
    "property",
    "list",
    "mentions",
    "yes_no",
    "place",
    "comparison",
    "several",
    "table",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


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
class Speaker:
    """Who said a quote: the words that name the speaker, and the sentence that proves it."""

    name: Quote
    proof: Quote

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the name, and the proof with its place."""
        return {"name": self.name.place_to_dict(), "proof": self.proof.place_to_dict()}


@dataclass(frozen=True, slots=True)
class Evidence(Quote):
    """A quote that answers, or that is near a question that nothing answers.

    `score` is the calibrated probability, from 0 to 1, that this quote answers. `marks` are the
    spans inside the quote that answer, in order. `speaker` is who said it, where the text says so
    with certainty.
    """

    score: float
    speaker: Speaker | None = None
    marks: tuple[Span, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: the quote, its place and its score to four digits."""
        return {
            **self.place_to_dict(),
            "score": round(self.score, 4),
            "marks": [{"start": mark.start, "end": mark.end} for mark in self.marks],
            "speaker": self.speaker.to_dict() if self.speaker else None,
        }


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure that was computed from the cells in the answer's evidence.

    value: plain decimal digits. text: the same as it is shown, with its unit. rows: how many
    rows of the table were used.
    """

    operation: str
    column: str
    value: str
    text: str
    rows: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "operation": self.operation,
            "column": self.column,
            "value": self.value,
            "text": self.text,
            "rows": self.rows,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say in reply to a question, or that no sentence was found.

    `confidence` is the calibrated probability that the first quote answers. `status` is
    "answered", "possible" (the first quote may answer, but this is unproven) or "none".
    Answered or possible: `evidence` holds the quotes, best first, and `text_span` the answer
    inside the first. None: `evidence` is empty, and `related` holds the nearest sentences.

    `kind` is the kind of request that was understood (see `qa.requests`); all but "question" may
    have quotes without an answer inside them. `statement` is one line in Quoth's own words about
    what was found or done, or "". `parts` are answers side by side, where several things were
    asked for. `computed` is a figure that was computed from the quoted cells. `suggestions` are
    questions that can be asked instead.
    """

    question: str
    interpreted_as: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Evidence, ...] = ()
    text_span: Span | None = None
    _: KW_ONLY
    kind: Kind = "question"
    is_possible: bool = False
    statement: str = ""
    computed: Computed | None = None
    parts: tuple[Answer, ...] = ()
    suggestions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.text_span is None and self.evidence and self.kind == "question":
            raise ValueError("an answer has a text exactly when it has evidence")
        if self.text_span is not None and not self.evidence:
            raise ValueError("an answer has a text exactly when it has evidence")
        if self.text_span is not None and not self.text_span.within(self.evidence[0].span):
            raise ValueError(
                f"the answer's text is a span inside the first quote {self.evidence[0].span}, "
                f"found {self.text_span}"
            )
        if self.computed is not None and not self.evidence:
            raise ValueError("a computed figure cites the cells that it is made of")

    @property
    def status(self) -> Status:
        """Whether a sentence was found that answers, one that may, or none."""
        if self.parts and not self.evidence:
            statuses = {part.status for part in self.parts}
            return next(status for status in STATUSES if status in statuses)
        if not self.evidence:
            return "none"
        return "possible" if self.is_possible else "answered"

    @property
    def answered(self) -> bool:
        """Whether a sentence was found that answers, by a calibrated and strict bound."""
        return self.status == "answered"

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

        Their JSON Schema is `qa/schemas/answer.json`, made from `qa.schema.AnswerModel`.
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "question": self.question,
            "interpreted_as": self.interpreted_as,
            "kind": self.kind,
            "status": self.status,
            "answered": self.answered,
            "statement": self.statement,
            "text": self.text,
            "start": self.text_span.start if self.text_span else None,
            "end": self.text_span.end if self.text_span else None,
            "confidence": round(self.confidence, 4),
            "computed": self.computed.to_dict() if self.computed else None,
            "evidence": [evidence.to_dict() for evidence in self.evidence],
            "related": [related.to_dict() for related in self.related],
            "parts": [part.to_dict() for part in self.parts],
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a chat and the answer that it got."""

    question: str
    answer: Answer
