"""Totals, averages, extremes and counts over a table, with every cell that they are made of."""

from __future__ import annotations

from corpus import Document, Span
from corpus.formats.rows import ROW_MARK
from qa.answers import Answer, Computed, Evidence
from qa.requests.asker import Asker
from qa.tables import TableAnswer, compute

# The tables of more documents than these would be read for each question.
_MOST_DOCUMENTS = 200


def show_figure(question: str, asked: str, asker: Asker) -> Answer | None:
    """Return what a question over tables comes to, or the readings that it may have.

    None where no table has what is asked for.
    """
    if len(asker.documents) > _MOST_DOCUMENTS:
        return None
    found = compute(asked, asker.documents)
    if found is None:
        return None
    searched = " ".join(question.split())
    if found.value is None:
        said = found.message or "This can be read in more than one way, so nothing was computed."
        return Answer(
            question, searched, 0.0, kind="table", statement=said, suggestions=found.readings
        )
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    computed = Computed(
        operation=found.operation,
        column=found.column,
        value="; ".join(str(value) for value in values),
        text=found.value_text,
        rows=found.rows,
    )
    evidence = _evidence(found)
    return Answer(
        question,
        searched,
        1.0,
        evidence,
        text_span=evidence[0].marks[0] if len(evidence) == 1 and evidence[0].marks else None,
        kind="table",
        statement=f"{found.statement}." if found.statement else "",
        computed=computed,
    )


def _evidence(found: TableAnswer) -> tuple[Evidence, ...]:
    """Return the rows with their cells marked where a few rows are meant, else the cells."""
    if len(found.cells) == 1 and not found.row_spans:
        document, cell = found.cells[0]
        return (Evidence(document, _line(document.text, cell), 1.0, marks=(cell,)),)
    if found.row_spans:
        return tuple(
            Evidence(document, _without_mark(document, row), 1.0, marks=_in(document, row, found))
            for document, row in found.row_spans
        )
    return tuple(Evidence(document, cell, 1.0) for document, cell in found.cells)


def _line(text: str, cell: Span) -> Span:
    """Return the row of a cell, without its mark."""
    start = text.rfind("\n", 0, cell.start) + 1
    end = text.find("\n", cell.end)
    end = len(text) if end < 0 else end
    start += len(ROW_MARK) if text.startswith(ROW_MARK, start) else 0
    return Span(start, max(cell.end, start + len(text[start:end].rstrip())))


def _without_mark(document: Document, row: Span) -> Span:
    is_marked = row.slice(document.text).startswith(ROW_MARK)
    return Span(row.start + len(ROW_MARK), row.end) if is_marked else row


def _in(document: Document, row: Span, found: TableAnswer) -> tuple[Span, ...]:
    return tuple(cell for other, cell in found.cells if other is document and cell.within(row))
