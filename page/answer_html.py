"""Answers as HTML: a question, its numbered quotes, or what is nearest where none was found.

The template is templates/answer.html. Everything in it is escaped by Jinja, but for the quoted
words, which are escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from corpus import Span
from page import templates
from page.chats import Restored
from page.confidence import POSSIBLE_PERCENT, WORDS, confidence_word
from page.feedback import REASONS
from qa import Answer, Evidence
from qa.commands.text import KIND_NAMES, NEAREST, POSSIBLE, REFUSAL
from qa.search.query import WORD, forms
from qa.search.tokens import carries_meaning

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


def _rendered(**values: object) -> str:
    shared = {
        "words": WORDS,
        "possible_percent": POSSIBLE_PERCENT,
        "kind_names": KIND_NAMES,
        "refusal": REFUSAL,
        "possible": POSSIBLE,
        "nearest": NEAREST,
        "most_listed": _MOST_LISTED,
        "text": "",
        "unverified": (),
    }
    return templates.render("answer", **(shared | values))


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
    words = templates.with_strong(evidence.document.text, evidence.span, strong)
    return _QuoteView(evidence, words, templates.spans(strong))


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
    if answer.status == "none" and (answer.kind == "question" or not lines):
        lines.append(f"{REFUSAL}.")
    elif answer.evidence and not answer.computed:
        first = answer.evidence[0]
        sure = f"Confidence: {confidence_word(answer.confidence)}."
        if answer.status == "possible":
            lines.append(f"{POSSIBLE}:")
        lines.append(first.quote)
        if answer.kind == "question" and answer.status == "answered":
            lines.append(sure)
        lines.append(f"{templates.place(first)}.")
    return " ".join([*lines, *(_said(part) for part in answer.parts)])
