"""Turns of a chat without any model, for the tests of saving, exporting and feedback."""

from __future__ import annotations

import corpus
import qa

MINUTES = corpus.Document(
    title="Minutes [of](javascript:alert(1)) the <b>club</b>",
    source="minutes.pdf",
    page_starts=(0, 40),
    text="The weather was fine. It did not rain.\n\nOttilie Brandt, the treasurer, sold the trophy "
    "for 85 marks.\nNobody was sorry.",
)
LETTER = corpus.Document(title="A letter", text="Dear club,\n\nthe trophy was mine. Yours, Anna.")


def evidence(document: corpus.Document, words: str, score: float = 0.5) -> qa.Evidence:
    start = document.text.index(words)
    return qa.Evidence(document, corpus.Span(start, start + len(words)), score)


def answered(*quotes: qa.Evidence, text: str = "", question: str = "Who sold it?") -> qa.Turn:
    first = quotes[0]
    start = first.start + first.quote.index(text)
    span = corpus.Span(start, start + len(text)) if text else first.span
    answer = qa.Answer(question, "Who sold the trophy?", 0.91, quotes, text_span=span)
    return qa.Turn(question, answer)


def refused(*related: qa.Evidence, question: str = "Why?") -> qa.Turn:
    return qa.Turn(question, qa.Answer(question, question, 0.12, related=related))


SOLD = answered(
    evidence(MINUTES, "Ottilie Brandt, the treasurer, sold the trophy for 85 marks.", 0.91),
    evidence(LETTER, "the trophy was mine.", 0.2),
    text="Ottilie Brandt",
)
REFUSED = refused(evidence(LETTER, "Yours, Anna."), evidence(MINUTES, "It did not rain."))
CHAT = (SOLD, REFUSED)
