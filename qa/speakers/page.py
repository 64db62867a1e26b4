"""The stretch of a document around a span: paragraphs, quotations, units and their clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus import Span
from corpus.paragraphs import paragraph_spans
from corpus.sentences import quotable, sentence_spans
from qa.speakers.clauses import Clause, clauses
from qa.speakers.narration import Token, Unit, tokens, units
from qa.speakers.quotations import Quotation, quotations

# Characters that are read before and behind a span: a long page of a book.
BEFORE = 8000
BEHIND = 3000


@dataclass(frozen=True, slots=True)
class Found:
    """A clause of saying, and the paragraph and the unit that it stands in, by number."""

    paragraph: int
    unit: int
    clause: Clause


class Page:
    """A stretch of text with its offset in the document; all spans here count from its start."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.text = text
        self.offset = offset
        self.paragraphs = paragraph_spans(text)
        self.quotations = quotations(text, self.paragraphs)
        self._units: dict[int, list[Unit]] = {}
        self._clauses: dict[tuple[int, int], list[Clause]] = {}
        self.notes: dict[str, set[str]] = {}  # what is found out once about the whole page

    @classmethod
    def around(cls, text: str, span: Span) -> Page:
        """Return the page around a span; it begins where a paragraph may begin."""
        start = max(0, span.start - BEFORE)
        if start:
            blank = text.find("\n\n", start, start + BEFORE // 2)
            line = text.find("\n", start, start + BEFORE // 2)
            start = blank + 2 if blank >= 0 else line + 1 if line >= 0 else start
        end = min(len(text), span.end + BEHIND)
        return cls(text[start:end], start)

    def paragraph_of(self, offset: int) -> int:
        """Return the number of the paragraph that holds `offset`."""
        return next(
            (n for n, each in enumerate(self.paragraphs) if each.start <= offset < each.end),
            max(0, len(self.paragraphs) - 1),
        )

    def units(self, paragraph: int) -> list[Unit]:
        """Return the units of a paragraph."""
        if paragraph not in self._units:
            span = self.paragraphs[paragraph]
            quoted = [each for each in self.quotations if each.span.overlaps(span)]
            self._units[paragraph] = units(tokens(self.text, span, quoted))
        return self._units[paragraph]

    def clauses(self, paragraph: int, unit: int) -> list[Clause]:
        """Return the clauses of saying of a unit."""
        key = paragraph, unit
        if key not in self._clauses:
            self._clauses[key] = clauses(self.units(paragraph)[unit])
        return self._clauses[key]

    def place_of(self, quotation: Quotation, part: Span) -> tuple[int, int, int] | None:
        """Return the paragraph, the unit and the token of a quotation's part, by number."""
        paragraph = self.paragraph_of(part.start)
        for number, unit in enumerate(self.units(paragraph)):
            for at, token in enumerate(unit):
                if token.quotation is quotation:
                    return paragraph, number, at
        return None

    def sentence(self, offset: int) -> Span:
        """Return the sentence that holds `offset`, as it is quoted."""
        paragraph = self.paragraphs[self.paragraph_of(offset)]
        (sentences,) = sentence_spans(self.text, [paragraph])
        inside = next(each for each in sentences if each.start <= offset < each.end)
        return quotable(self.text, inside)

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens of the page, paragraph by paragraph, each quotation one of them."""
        return [
            token
            for paragraph in range(len(self.paragraphs))
            for unit in self.units(paragraph)
            for token in unit
        ]
