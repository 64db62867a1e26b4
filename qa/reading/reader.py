"""The reader: the sentences around the best matches to the spans that answer in them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import Span
from corpus.formats.rows import ROW_MARK
from qa.reading.candidates import Candidate
from qa.reading.decoding import best_spans
from qa.reading.span_model import SpanModel
from qa.search.sentences import Match, Row
from qa.search.store import Store

# How many neighbourhoods are read, and how many sentences on either side of a match are in
# one: a pronoun's sentence comes with the name that stands before it (benchmarks/README.md).
NEIGHBOURHOODS = 6
_NEIGHBOURS = 1

# Neighbourhoods that overlap are read as one, so that no sentence is read twice; as long as this
# in characters, which is what the reader was trained on.
_LONGEST_STRETCH = 1300


class Reader:
    """Reads what stands around the best sentences with a span model."""

    def __init__(self, store: Store, model: SpanModel) -> None:
        """Take the store that is searched, and the model."""
        self._store = store
        self._model = model

    def read(
        self, question: str, matches: Sequence[Match], *, most: int = NEIGHBOURHOODS
    ) -> list[Candidate]:
        """Return the best span of each sentence that was read, best first.

        matches: what a search found, best first, at least one. A sentence that is read and
        was not found counts as found with the last one's score. most: how many neighbourhoods
        are read.
        """
        chosen = _merged(self._neighbourhoods(matches, most))
        stretches = [Span(rows[0].sentence.start, rows[-1].sentence.end) for rows in chosen]
        texts = [
            stretch.slice(rows[0].document.text)
            for rows, stretch in zip(chosen, stretches, strict=True)
        ]
        found = {match.row.number: match.score for match in matches}
        best: dict[int, Candidate] = {}
        scored = self._model.scores(question, texts)
        for rows, stretch, text, scores in zip(chosen, stretches, texts, scored, strict=True):
            sentences = [row.sentence.shifted(-stretch.start) for row in rows]
            for reading in best_spans(scores, text, within=sentences):
                span = reading.span.shifted(stretch.start)
                touched = [row for row in rows if row.sentence.overlaps(span)]
                row = touched[0]
                candidate = Candidate(
                    row=row,
                    span=span,
                    quote=Span(row.sentence.start, max(touched[-1].sentence.end, span.end)),
                    margin=reading.margin,
                    search=found.get(row.number, matches[-1].score),
                    evidence=scores.evidence_of(row.sentence.shifted(-stretch.start)),
                )
                # Sentences stand in several neighbourhoods; the one they read best in counts.
                known = best.get(row.number)
                if known is None or known.margin < candidate.margin:
                    best[row.number] = candidate
        return sorted(best.values(), key=lambda each: (-each.score, each.row.number))

    def _neighbourhoods(self, matches: Sequence[Match], most: int) -> list[tuple[Row, ...]]:
        """Return the first few that differ; no more of them are fetched than are read."""
        chosen: list[tuple[Row, ...]] = []
        for match in matches:
            # A row of a table says all by itself; beside other rows it is taken for one of them.
            is_table_row = _is_table_row(match.row)
            rows = self._store.neighbours(match.row, radius=0 if is_table_row else _NEIGHBOURS)
            if rows not in chosen:
                chosen.append(rows)
            if len(chosen) == most:
                break
        return chosen


def _is_table_row(row: Row) -> bool:
    """Return whether a sentence is a table's row, which stands after a mark in the text."""
    start = row.sentence.start
    return row.document.text[max(0, start - len(ROW_MARK)) : start] == ROW_MARK


def _merged(neighbourhoods: Sequence[tuple[Row, ...]]) -> list[tuple[Row, ...]]:
    """Return stretches of rows that hold all neighbourhoods; the best match's is first."""
    stretches: list[tuple[Row, ...]] = []
    for rows in neighbourhoods:
        for number, other in enumerate(stretches):
            union = _union(rows, other)
            if union is not None:
                stretches[number] = union
                break
        else:
            stretches.append(rows)
    return stretches


def _union(one: tuple[Row, ...], other: tuple[Row, ...]) -> tuple[Row, ...] | None:
    """Return the rows of both in order; None where they do not touch or are too long together."""
    first, last = (one, other) if one[0].number <= other[0].number else (other, one)
    if first[0].document is not last[0].document or last[0].number > first[-1].number + 1:
        return None
    if _is_table_row(first[-1]) or _is_table_row(last[0]):
        return None
    rows = {row.number: row for row in (*first, *last)}
    union = tuple(rows[number] for number in sorted(rows))
    length = union[-1].sentence.end - union[0].sentence.start
    return union if length <= _LONGEST_STRETCH else None
