"""Answers as HTML: a question, its numbered quotes, or what is nearest where none was found.

The template is templates/answer.html. Everything in it is escaped by Jinja, but for the quoted
words, which are escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from corpus import Span
from page.chats import Restored
from page.confidence import POSSIBLE_PERCENT, WORDS, confidence_word
from page.document_html import escape
from page.feedback import REASONS
from qa import Answer, Evidence
from qa.commands.text import KIND_NAMES, NEAREST, POSSIBLE, REFUSAL
from qa.search.query import WORD, forms
from qa.search.tokens import carries_meaning

PARAGRAPH_BREAK = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*")
_MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class _QuoteView:
    """A quote as it is shown: its words as HTML, and the spans that stand out ("740-839")."""

    evidence: Evidence
    words: Markup
    strong: str

    @property
    def proof_is_here(self) -> bool:
        speaker = self.evidence.speaker
        return speaker is not None and speaker.proof.span.within(self.evidence.span)


@dataclass(frozen=True, slots=True)
class _View:
    """An answer as it is shown."""

    answer: Answer
    quotes: Sequence[_QuoteView]
    related: Sequence[_QuoteView]
    parts: Sequence[_View]

    @property
    def word(self) -> str:
        return confidence_word(self.answer.confidence)


def turn(answer: Answer, saved: str, *, documents: int) -> str:
    """Render a question and its answer.

    `saved` is what the browser keeps and sends back for this turn; `documents` is how many
    were asked.
    """
    return _rendered(
        question=answer.question,
        says=_said(answer),
        saved=saved,
        view=_view(answer),
        where="the document" if documents == 1 else "the documents",
        reasons=_reasons(answer),
    )


def remembered(restored: Restored) -> str:
    """Render a turn of which the browser remembers more than the documents here prove."""
    return _rendered(
        question=restored.question,
        says="",
        saved=restored.saved,
        view=_view(restored.turn.answer) if restored.turn else None,
        where="the documents",
        reasons=(),
        text=restored.text,
        unverified=restored.unverified,
    )


def place(quote: Evidence) -> str:
    """Say where a quote stands: "title, line 12", with the page where there are pages."""
    space = "\N{NO-BREAK SPACE}"
    page = "" if quote.page is None else f"page{space}{quote.page}, "
    return f"{quote.document.name}, {page}line{space}{quote.line}"


def with_strong(text: str, whole: Span, strong: Sequence[Span]) -> str:
    """Return a stretch of a text as HTML with some spans inside it standing out.

    A quote runs on as a sentence does; only where the text breaks a paragraph, it does too.
    """
    inside = {(span.start, span.end) for span in strong}
    edges = sorted({whole.start, whole.end, *(edge for pair in inside for edge in pair)})
    pieces = []
    for start, end in pairwise(edges):
        words = escape(text[start:end])
        pieces.append(f"<strong>{words}</strong>" if (start, end) in inside else words)
    return PARAGRAPH_BREAK.sub("<br>", "".join(pieces))


def _rendered(**values: object) -> str:
    values = {"text": "", "unverified": (), **values}
    return _TEMPLATE.render(values)


def _view(answer: Answer) -> _View:
    sought = frozenset().union(*_word_forms(answer.interpreted_as))
    quotes = []
    for number, evidence in enumerate(answer.evidence):
        marks = (*evidence.marks, *([answer.text_span] if answer.text_span and not number else ()))
        # An answer that is the whole quote needs no second emphasis.
        quotes.append(_quote_view(evidence, [span for span in marks if span != evidence.span]))
    related = [_quote_view(one, _asked_words(one, sought)) for one in answer.related]
    return _View(answer, quotes, related, [_view(part) for part in answer.parts])


def _quote_view(evidence: Evidence, strong: Sequence[Span]) -> _QuoteView:
    words = with_strong(evidence.document.text, evidence.span, strong)
    spans = " ".join(f"{span.start}-{span.end}" for span in strong)
    return _QuoteView(evidence, Markup(words), spans)  # noqa: S704 - escaped above


def _word_forms(text: str) -> Iterator[frozenset[str]]:
    for match in WORD.finditer(text):
        if carries_meaning(match.group()):
            yield forms(match.group())


def _asked_words(evidence: Evidence, sought: frozenset[str]) -> list[Span]:
    """Return the words of a sentence that the question has too."""
    return [
        Span(evidence.start + match.start(), evidence.start + match.end())
        for match in WORD.finditer(evidence.quote)
        if sought & forms(match.group())
    ]


def _reasons(answer: Answer) -> tuple[str, ...]:
    no_answer, not_there, is_there = REASONS
    return (is_there,) if answer.status == "none" else (no_answer, not_there)


def _said(answer: Answer) -> str:
    """Return what a screen reader says when the answer comes."""
    lines = [answer.statement] if answer.statement else []
    if answer.computed:
        lines.append(f"{answer.computed.text}.")
    if answer.status == "none" and answer.kind == "question":
        lines.append(f"{REFUSAL}.")
    elif answer.evidence and not answer.computed:
        first = answer.evidence[0]
        sure = f"Confidence: {confidence_word(answer.confidence)}."
        if answer.status == "possible":
            lines.append(f"{POSSIBLE}:")
        lines.append(first.quote)
        if answer.kind == "question" and answer.status == "answered":
            lines.append(sure)
        lines.append(f"{place(first)}.")
    return " ".join([*lines, *(_said(part) for part in answer.parts)])


def _shown(text: str) -> Markup:
    return Markup(escape(text))  # noqa: S704 - escaped here


def _paragraphs(words: str) -> Markup:
    return Markup(PARAGRAPH_BREAK.sub("<br>", escape(words)))  # noqa: S704 - escaped here


def _place(quote: Evidence) -> Markup:
    return _shown(place(quote))


def _template_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("page"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters |= {"shown": _shown, "paragraphs": _paragraphs, "place": _place}
    environment.globals |= {
        "words": WORDS,
        "possible_percent": POSSIBLE_PERCENT,
        "kind_names": KIND_NAMES,
        "refusal": REFUSAL,
        "possible": POSSIBLE,
        "nearest": NEAREST,
        "most_listed": _MOST_LISTED,
    }
    return environment


_TEMPLATE = _template_environment().get_template("answer.html")
