"""A document is a text that never changes, and half-open spans of it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets into a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(
                f"a span has 0 <= start <= end, found start {self.start} and end {self.end}"
            )

    def slice(self, text: str) -> str:
        """Return the slice of `text` that this span stands for."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """Return the same stretch counted from a place `by` characters before."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Return whether every character of this span is one of `other`'s."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text as it was loaded, with what is needed to point into it.

    `page_starts` holds the offset at which each page begins, ascending; it is empty for
    formats without pages. `source` is the path it was read from, as the caller gave it.
    """

    text: str
    title: str = ""
    source: str | None = None
    page_starts: tuple[int, ...] = ()

    @cached_property
    def id(self) -> str:
        """The SHA-256 of the text (UTF-8) in hexadecimal: equal texts are one document."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def name(self) -> str:
        """What to call it before a person: its title, else its source, else its hash."""
        return self.title or self.source or f"document {self.id[:8]}"

    def line(self, offset: int) -> int:
        """Return the number (from 1) of the line that holds the character at `offset`."""
        return bisect_right(self._line_starts, offset)

    def page(self, offset: int) -> int | None:
        """Return the number (from 1) of the page that holds `offset`; None without pages."""
        return bisect_right(self.page_starts, offset) or None

    @cached_property
    def _line_starts(self) -> list[int]:
        # Lines end where an editor ends them ("\n", "\r\n", "\r"), not at every
        # character that str.splitlines() takes for a line break.
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]
