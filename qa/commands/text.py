"""Answers as a terminal shows them."""

from __future__ import annotations

from qa.answers import Answer, Quote

# What every door says where no sentence answers, and above the sentences that it shows then.
REFUSAL = "No sentence found that answers this"
NEAREST = "Nearest sentences"


def as_text(answer: Answer) -> str:
    """Render an answer with its quotes, or the refusal with what is nearest."""
    if answer.answered:
        lines = [answer.text, ""]
        for number, evidence in enumerate(answer.evidence, 1):
            lines += [f"[{number}] {evidence.quote}", f"    {place(evidence)}", ""]
        lines.append(f"confidence {answer.confidence:.2f}")
    else:
        lines = [
            f"{REFUSAL} (confidence {answer.confidence:.2f}).",
            "",
            f"{NEAREST}:",
        ]
        for related in answer.related:
            lines += [f"  - {' '.join(related.quote.split())}", f"    {place(related)}"]
    return "\n".join(lines)


def place(quote: Quote) -> str:
    """Say where a quote stands, in the form that editors take: source:line."""
    where = quote.document.source or quote.document.name
    page = f", page {quote.page}" if quote.page is not None else ""
    return f"{where}:{quote.line}{page}, characters {quote.start}-{quote.end}"
