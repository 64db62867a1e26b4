"""Answers as HTML: a question, its numbered quotes, or the refusal and what is nearest.

Pure functions from the project's types to strings. Whatever comes from a document, a
file name or a person goes through `escape`.
"""

from __future__ import annotations

import re

from corpus import Span
from page.chats import Restored, UnverifiedQuote
from page.confidence import WORDS, confidence_word
from page.document_html import escape
from page.feedback import REASONS
from qa import Answer, Evidence
from qa.commands.text import NEAREST, REFUSAL

PARAGRAPH_BREAK = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*")


def turn(answer: Answer, saved: str, *, documents: int) -> str:
    """Render a question and its answer.

    `saved` is what the browser keeps and sends back for this turn; `documents` is how many
    were asked.
    """
    where = "the document" if documents == 1 else "the documents"
    said = _said(answer) if answer.answered else f"{REFUSAL}."
    reply = _answered(answer) if answer.answered else _refused(answer, where)
    content = f'{_question(answer)}<div class="reply">{reply}{_actions(answer)}</div>'
    return _article(answer.question, said, saved, content)


def remembered(restored: Restored) -> str:
    """Render a turn of which the browser remembers more than the documents here prove."""
    turn = restored.turn
    if turn is None:
        text = f"It was answered: “<bdi>{escape(restored.text)}</bdi>”. " if restored.text else ""
        reply = (
            f'{_typed(restored.question)}<div class="reply"><p class="refusal">No longer '
            f'verifiable</p><p class="why">{text}The document was removed or has changed, so '
            "this is only what the browser saved.</p>"
        )
    elif turn.answer.answered:
        reply = f'{_question(turn.answer)}<div class="reply">{_answered(turn.answer)}'
    else:
        reply = (
            f'{_question(turn.answer)}<div class="reply">{_refused(turn.answer, "the documents")}'
        )
    gone = "".join(
        f'<li><blockquote dir="auto">{_paragraphs(saved.words)}</blockquote><div class="source">'
        f"<span>not checked: <bdi>{escape(_saved_place(saved))}</bdi></span></div></li>"
        for saved in restored.unverified
    )
    content = f'{reply}<ol class="quotes related gone">{gone}</ol>{_actions(None)}</div>'
    return _article(restored.question, "", restored.saved, content)


def place(quote: Evidence) -> str:
    """Say where a quote stands: "title, line 12", with the page where there are pages."""
    space = "\N{NO-BREAK SPACE}"
    page = "" if quote.page is None else f"page{space}{quote.page}, "
    return f"{quote.document.name}, {page}line{space}{quote.line}"


def _article(question: str, said: str, saved: str, content: str) -> str:
    asked = escape(question)
    return (
        f'<article class="turn" tabindex="-1" aria-label="{asked}" data-says="{escape(said)}" '
        f'data-question="{asked}" data-turn="{escape(saved)}">{content}</article>'
    )


def _typed(question: str) -> str:
    return (
        '<p class="question"><span class="visually-hidden">You asked: </span>'
        f'<span dir="auto">{escape(question)}</span></p>'
    )


def _question(answer: Answer) -> str:
    asked = _typed(answer.question)
    if not answer.was_rewritten:
        return asked
    return (
        f'{asked}<p class="searched"><span>Searched for: “<bdi>'
        f"{escape(answer.interpreted_as)}</bdi>”</span> "
        '<button type="button" data-do="as-typed">Ask as typed</button></p>'
    )


def _answered(answer: Answer) -> str:
    first, *others = answer.evidence
    best = _quote(
        1, first, _words(first, _answer_span(answer)), answer.text_span, _confidence(answer)
    )
    further = "".join(_quote(n, quote, _words(quote)) for n, quote in enumerate(others, 2))
    heading = f"<h3>Further quote{'s' if len(others) > 1 else ''}</h3>" if others else ""
    return (
        f'<ol class="quotes best">{best}</ol>'
        + heading
        + (f'<ol class="quotes further" start="2">{further}</ol>' if further else "")
    )


def _refused(answer: Answer, where: str) -> str:
    items = "".join(_quote(n, one, _words(one)) for n, one in enumerate(answer.related, 1))
    nearest = f'<h3>{NEAREST}</h3><ol class="quotes related">{items}</ol>'
    searched = (
        f"Searched {where}"  # for what stands above
        if answer.was_rewritten
        else f"Searched {where} for “<bdi>{escape(answer.interpreted_as)}</bdi>”"
    )
    return (
        f'<p class="refusal">{REFUSAL}</p>'
        f'<p class="why">{searched}. No sentence answers it surely enough to be quoted as the '
        "answer.</p>" + (nearest if items else "")
    )


def _quote(
    number: int, quote: Evidence, words: str, answer: Span | None = None, sure: str = ""
) -> str:
    inside = f' data-strong="{answer.start}-{answer.end}"' if answer else ""
    return (
        f'<li data-document="{quote.document.id}" data-start="{quote.start}" '
        f'data-end="{quote.end}"{inside}>'
        f'<blockquote dir="auto">{words}</blockquote><div class="source">'
        f'<button type="button" class="place"><span class="number">'
        f'<span class="visually-hidden">Quote </span>{number}</span> '
        f"<bdi>{escape(place(quote))}</bdi>"
        f'</button><button type="button" class="quiet" data-do="link">Copy link'
        f'<span class="visually-hidden"> to quote {number}</span></button>{sure}</div></li>'
    )


def _confidence(answer: Answer) -> str:
    said = confidence_word(answer.confidence)
    rows = "".join(
        f"<li><span>{word.word}</span> {word.percent} of 100 right</li>" for word in WORDS
    )
    return (
        f'<details class="confidence {said}"><summary><span>Confidence:</span> {said}</summary>'
        "<div><p>How often the first quote was the right one, by the word it came with, on "
        "questions whose answers are known:</p>"
        f"<ul>{rows}</ul></div></details>"
    )


def _actions(answer: Answer | None) -> str:
    """Render what can be done with an answer; None stands for one that cannot be proved."""
    return (
        '<div class="actions" role="group" aria-label="What to do with this answer">'
        '<button type="button" data-do="copy">Copy</button>'
        '<button type="button" data-do="edit">Edit</button>'
        '<button type="button" data-do="retry" class="last">Retry</button>'
        '<button type="button" data-do="undo" class="last">Undo</button>'
        f"{_THUMBS if answer else ''}</div>{_reasons(answer) if answer else ''}"
    )


def _reasons(answer: Answer) -> str:
    no_answer, not_there, is_there = REASONS
    choices = "".join(
        f'<button type="button" data-do="reason" data-reason="{reason}">'
        f"{reason[0].upper()}{reason[1:]}</button>"
        for reason in ((no_answer, not_there) if answer.answered else (is_there,))
    )
    return f'<div class="reasons" role="group" aria-label="What is wrong?" hidden>{choices}</div>'


_THUMB = (
    '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.5" stroke-linejoin="round">'
    '<path d="M3 9h3v8H3zM6 9.5 9.6 2.6c1.3 0 2 1 1.8 2.2L11 8h4.7c1 0 1.7.9 1.5 1.9l-1.2 '
    '5.7c-.2.8-.8 1.4-1.7 1.4H6"/></svg>'
)
_THUMBS = (
    '<span class="thumbs">'
    f'<button type="button" data-do="up" aria-label="Right" aria-pressed="false">{_THUMB}</button>'
    '<button type="button" data-do="down" aria-label="Wrong" aria-pressed="false" '
    f'aria-expanded="false">{_THUMB}</button></span>'
)


def _words(quote: Evidence, answer: Span | None = None) -> str:
    # A quote runs on as a sentence does; only where the text breaks a paragraph, it does too.
    words = escape(quote.quote)
    if answer is not None:
        text = quote.document.text
        before, after = text[quote.start : answer.start], text[answer.end : quote.end]
        words = f"{escape(before)}<strong>{escape(answer.slice(text))}</strong>{escape(after)}"
    return PARAGRAPH_BREAK.sub("<br>", words)


def _paragraphs(words: str) -> str:
    return PARAGRAPH_BREAK.sub("<br>", escape(words))


def _saved_place(saved: UnverifiedQuote) -> str:
    page = "" if saved.page is None else f"page {saved.page}, "
    return f"{saved.document}, {page}line {saved.line}"


def _answer_span(answer: Answer) -> Span | None:
    # An answer that is the whole quote needs no second emphasis.
    whole = bool(answer.evidence) and answer.text_span == answer.evidence[0].span
    return None if whole else answer.text_span


def _said(answer: Answer) -> str:
    """Return what a screen reader says when the answer comes."""
    first = answer.evidence[0]
    sure = confidence_word(answer.confidence)
    return f"{first.quote} Confidence: {sure}. {place(first)}."
