"""Answers as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator

from qa.answers import Answer, Evidence, Kind, Quote

# What every door says where no sentence answers, above the sentences that it shows then, and
# above a quote that may answer.
REFUSAL = "No sentence found that answers this"
NEAREST = "Nearest sentences"
POSSIBLE = "This may answer it"
# How the doors name the kinds of request that are not plain questions.
KIND_NAMES = {
    "greeting": "a greeting",
    "summary": "what this is about",
    "property": "a property of the document",
    "list": "a list",
    "mentions": "where words stand",
    "yes_no": "a yes/no question",
    "place": "a place in the document",
    "comparison": "a comparison",
    "several": "several questions",
    "table": "a figure from a table",
}

_MOST_CELLS = 12


def as_text(answer: Answer) -> str:
    """Render an answer with its quotes, or what is nearest where none was found."""
    return "\n".join(_lines(answer)).rstrip("\n")


def place(quote: Quote) -> str:
    """Say where a quote stands, in the form that editors take: source:line."""
    where = quote.document.source or quote.document.name
    page = f", page {quote.page}" if quote.page is not None else ""
    return f"{where}:{quote.line}{page}, characters {quote.start}-{quote.end}"


def _lines(answer: Answer, *, within: Kind = "question") -> Iterator[str]:
    if answer.kind not in ("question", within):
        yield from (f"Understood as {KIND_NAMES[answer.kind]}.", "")
    if answer.statement:
        yield from (answer.statement, "")
    if answer.computed is not None:
        yield from (f"{answer.computed.text} (computed)", "")
    if answer.status == "possible" and answer.evidence:
        yield from (f"{POSSIBLE} (confidence {answer.confidence:.2f}):", "")
    elif answer.text and answer.text != answer.evidence[0].quote:
        yield from (answer.text, "")
    for number, evidence in enumerate(answer.evidence[: _shown(answer)], 1):
        yield from _quoted(number, evidence)
    if (hidden := len(answer.evidence) - _shown(answer)) > 0:
        yield from (f"... and {hidden} more; --json prints them all", "")
    if answer.kind == "question" and answer.status == "answered" and answer.evidence:
        yield f"confidence {answer.confidence:.2f}"
    is_said = answer.statement or answer.parts
    if answer.status == "none" and (answer.kind == "question" or not is_said):
        yield from (f"{REFUSAL} (confidence {answer.confidence:.2f}).", "")
    if answer.related:
        yield f"{'See also' if answer.evidence else NEAREST}:"
        for related in answer.related:
            yield f"  - {' '.join(related.quote.split())}"
            yield f"    {place(related)}"
    yield from (f"  {question}" for question in answer.suggestions)
    for part in answer.parts:
        yield from (f"== {part.question}", "")
        yield from _lines(part, within=answer.kind)
        yield ""


def _shown(answer: Answer) -> int:
    return len(answer.evidence) if answer.computed is None else _MOST_CELLS


def _quoted(number: int, evidence: Evidence) -> Iterator[str]:
    yield f"[{number}] {evidence.quote}"
    yield f"    {place(evidence)}"
    if evidence.speaker is not None:
        proof = evidence.speaker.proof
        yield f"    said by {evidence.speaker.name.quote}: {place(proof)}"
    yield ""
