"""Answers as HTML: the conversation, and the evidence beside it.

Pure functions from the project's types to strings. Whatever comes from a document, a
file name or a person goes through `escape`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import Document, Span
from page.reading import escape, lines
from qa import Answer, Evidence, Turn

# Calibrated probabilities; the page says one of three words and never a number.
STRONG = 0.8
LIKELY = 0.6

_DOCUMENTS_NAMED = 6
_BEGINNING = 160  # characters
_PARAGRAPH_BREAK = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*")


def confidence_word(confidence: float) -> str:
    """Say a calibrated probability in one word: "strong", "likely" or "weak"."""
    if confidence >= STRONG:
        return "strong"
    return "likely" if confidence >= LIKELY else "weak"


def place(quote: Evidence) -> str:
    """Say where a quote stands: "title, line 12", with the page where there are pages."""
    page = "" if quote.page is None else f"page\N{NO-BREAK SPACE}{quote.page}, "
    return f"{quote.document.name}, {page}{_line(quote)}"


def masthead() -> str:
    """Render the page's name, and the place from which answers are said aloud."""
    return '<h1>Quoth</h1><div id="said" class="unseen" role="status"></div>'


def _line(quote: Evidence) -> str:
    return f"line\N{NO-BREAK SPACE}{quote.line}"


def welcome(documents: Sequence[Document], examples: Sequence[str]) -> str:
    """Render the conversation before the first question: what this is, and what to try."""
    names = [document.name for document in documents[:_DOCUMENTS_NAMED]]
    if len(documents) > len(names):
        names.append(f"and {len(documents) - len(names):,} more")
    named = "".join(f'<li dir="auto">{escape(name)}</li>' for name in names)
    tries = "".join(
        f'<li><button type="button" data-ask="{escape(example)}">{escape(example)}</button></li>'
        for example in examples
    )
    return (
        '<div class="welcome"><h2>Ask a document. Get its own words back, and the place where '
        "they stand.</h2><p>Every answer is quoted word for word. When the text does not answer, "
        "Quoth says so.</p>"
        f'<h3>Document{"s" if len(documents) > 1 else ""}</h3><ul class="open">{named}</ul>'
        + (f'<h3>Questions to try</h3><ul class="examples">{tries}</ul>' if tries else "")
        + "</div>"
    )


def conversation(
    documents: Sequence[Document],
    turns: Sequence[Turn],
    *,
    pending: str | None = None,
    waiting_for: str = "",
) -> str:
    """Render the turns, and below them a question that waits for its answer, and for what."""
    where = "the document" if len(documents) == 1 else "the documents"
    parts = [_turn(number, turn, where) for number, turn in enumerate(turns)]
    if pending is not None:
        parts.append(
            f'<article class="turn">{_question(pending)}'
            f'<div class="reply"><p class="waiting">{escape(waiting_for)}</p></div></article>'
        )
    return f'<section aria-label="Conversation">{"".join(parts)}</section>'


def notice(message: str) -> str:
    """Render what is wrong with a question, beside the field it was typed in."""
    if not message:
        return ""
    # Errors are written to follow "quoth: " in a terminal; here they are sentences.
    sentence = message[0].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")
    return f'<p role="alert">{escape(sentence)}</p>'


def evidence(documents: Sequence[Document], turns: Sequence[Turn], shown: int = -1) -> str:
    """Render the quotes of one turn and the documents they stand in, marked.

    Before the first turn this is the first document, to read.
    """
    if not turns:
        return _document(documents[0])
    number = range(len(turns))[shown]
    turn = turns[number]
    quoted = list(dict.fromkeys(quote.document for quote in _quotes(turn.answer)))
    panes = [
        _document(document, turn.answer, hidden=position > 0)
        for position, document in enumerate(quoted or documents[:1])
    ]
    earlier = turn.question if number < len(turns) - 1 else ""
    return _quote_list(number, turn.answer, earlier) + "".join(panes)


def _turn(number: int, turn: Turn, where: str) -> str:
    answer = turn.answer
    if answer.answered:
        reply, said = _answered(number, answer), _said(answer)
    else:
        reply, said = _refused(number, answer, where), f"Not in {where}."
    return (
        f'<article class="turn" tabindex="-1" data-says="{escape(said)}">'
        f'{_question(turn.question)}<div class="reply">{reply}</div></article>'
    )


def _question(question: str) -> str:
    return (
        '<p class="question"><span class="unseen">You asked: </span>'
        f'<span dir="auto">{escape(question)}</span></p>'
    )


def _answered(turn: int, answer: Answer) -> str:
    first, *others = answer.evidence
    return (
        f'<blockquote dir="auto" data-turn="{turn}" data-quote="1">'
        f"{_words(first, _answer_span(answer))}</blockquote>"
        f'<p class="source">{_link(turn, 1, place(first))}{_confidence(answer.confidence)}</p>'
        + _shortcuts(turn, "Further quotes", others, first=2)
    )


def _refused(turn: int, answer: Answer, where: str) -> str:
    return (
        f'<p class="refusal">Not in {where}</p>'
        '<p class="why">Nothing in the text answers this well enough to be quoted.</p>'
        + _shortcuts(turn, "Nearest passages, not an answer", answer.related)
    )


def _shortcuts(turn: int, label: str, quotes: Sequence[Evidence], *, first: int = 1) -> str:
    one_document = len({quote.document for quote in quotes}) == 1
    links = [
        _link(turn, number, _line(quote) if one_document else place(quote))
        for number, quote in enumerate(quotes, first)
    ]
    return f'<p class="shortcuts"><span>{label}</span>{"".join(links)}</p>' if links else ""


def _quotes(answer: Answer) -> tuple[Evidence, ...]:
    return answer.evidence or answer.related


def _quote_list(turn: int, answer: Answer, earlier: str) -> str:
    items = []
    for number, quote in enumerate(_quotes(answer), 1):
        if answer.answered:
            words = _words(quote, _answer_span(answer) if number == 1 else None)
            sure = _confidence(quote.score)
        else:
            words, sure = _beginning(quote), ""
        items.append(
            f'<li data-turn="{turn}" data-quote="{number}">'
            f'<blockquote dir="auto">{words}</blockquote>'
            f'<p class="source">{_link(turn, number, place(quote))}{sure}</p></li>'
        )
    heading = "Evidence" if answer.answered else "Nearest passages"
    notes = [] if answer.answered else ["Related to the question, not an answer to it."]
    if earlier:
        notes.append(f'Asked before: <span dir="auto">{escape(earlier)}</span>')
    return (
        f'<section class="quotes {_kind(answer)}" data-turn="{turn}" aria-labelledby="quotes">'
        f'<h2 id="quotes">{heading}</h2>{"".join(f"<p>{note}</p>" for note in notes)}'
        f"<ol>{''.join(items)}</ol></section>"
    )


def _document(document: Document, answer: Answer | None = None, *, hidden: bool = False) -> str:
    spans, inside, kind = [], None, ""
    if answer:
        # A quote of another document keeps its number here and marks nothing.
        here = [quote.document == document for quote in _quotes(answer)]
        spans = [q.span if h else Span(0, 0) for q, h in zip(_quotes(answer), here, strict=True)]
        inside = _answer_span(answer) if here[:1] == [True] else None
        kind = _kind(answer)
    name = escape(document.name)
    digits = len(str(document.line(len(document.text))))
    return (
        f'<section class="document {kind}" aria-label="{name}"{" hidden" if hidden else ""}>'
        f'<h2 dir="auto">{name}</h2><div class="text" style="--digits: {digits}" tabindex="0" '
        f'role="group" aria-label="Text of {name}">'
        f"{''.join(lines(document.text, spans, inside))}</div></section>"
    )


def _kind(answer: Answer) -> str:
    return "quoted" if answer.answered else "related"


def _link(turn: int, number: int, where: str) -> str:
    return (
        f'<button type="button" class="place" data-turn="{turn}" data-quote="{number}">'
        f'<span class="number"><span class="unseen">Quote </span>{number}</span> '
        f"<bdi>{escape(where)}</bdi></button>"
    )


def _confidence(confidence: float) -> str:
    word = confidence_word(confidence)
    return f'<span class="confidence {word}"><span>Confidence:</span> {word}</span>'


def _words(quote: Evidence, answer: Span | None) -> str:
    # A quote runs on as a sentence does; only where the text breaks a paragraph, it does too.
    words = escape(quote.quote)
    if answer is not None:
        text = quote.document.text
        before, after = text[quote.start : answer.start], text[answer.end : quote.end]
        words = f"{escape(before)}<strong>{escape(answer.of(text))}</strong>{escape(after)}"
    return _PARAGRAPH_BREAK.sub("<br>", words)


def _beginning(passage: Evidence) -> str:
    # What does not answer is only pointed at; the document beside it has it whole.
    words = passage.quote
    if len(words) > _BEGINNING:
        words = (words[:_BEGINNING].rpartition(" ")[0] or words[:_BEGINNING]) + " …"
    return _PARAGRAPH_BREAK.sub("<br>", escape(words))


def _answer_span(answer: Answer) -> Span | None:
    # An answer that is the whole quote needs no second emphasis.
    whole = bool(answer.evidence) and answer.text_span == answer.evidence[0].span
    return None if whole else answer.text_span


def _said(answer: Answer) -> str:
    """Return what a screen reader says when the answer comes."""
    first = answer.evidence[0]
    return f"{first.quote} Confidence: {confidence_word(answer.confidence)}. {place(first)}."
