"""Answers as a terminal shows them."""

from __future__ import annotations

from qa.types import Answer, Quote


def as_text(answer: Answer) -> str:
    """Render an answer with its quotes, or the refusal with what is nearest."""
    if answer.answered:
        lines = [answer.text, ""]
        for number, evidence in enumerate(answer.evidence, 1):
            lines += [f"[{number}] {evidence.quote}", f"    {place(evidence)}", ""]
        lines.append(f"confidence {answer.confidence:.2f}")
    else:
        lines = [
            f"No sentence found that answers this (confidence {answer.confidence:.2f}).",
            "",
            "Nearest sentences:",
        ]
        for related in answer.related:
            lines += [f"  - {' '.join(related.quote.split())}", f"    {place(related)}"]
    return "\n".join(lines)


def place(quote: Quote) -> str:
    """Say where a quote stands, in the form that editors take: source:line."""
    where = quote.document.source or quote.document.name
    page = f", page {quote.page}" if quote.page is not None else ""
    return f"{where}:{quote.line}{page}, characters {quote.start}-{quote.end}"
