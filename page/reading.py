"""A document's text as HTML: numbered lines, headlines, and marks at offsets.

The browser never counts characters: marks are set here, from Python's offsets, so that
they are right for any Unicode.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus import Span

_LINE_END = re.compile(r"\r\n|\n|\r")  # as `Document.line` counts them
_NOT_SHOWABLE = re.compile("[\0\ud800-\udfff]")  # HTML and JSON cannot carry these
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_LONGEST_HEADLINE = 80
_ENDS_OF_SENTENCES = tuple(".!?:;,…")
_CLOSING_CHARACTERS = "\"'”’»)]*_ "
_STARTS_OF_ITEMS = ("-", "–", "—", "*", ">", "|", "+")


def escape(text: str) -> str:
    """Return HTML that shows the text as it is, in an element or in a quoted attribute."""
    return html.escape(_NOT_SHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def lines(text: str, quotes: Sequence[Span] = (), answer: Span | None = None) -> Iterator[str]:
    """Render each line of the text as a paragraph that knows its number.

    The quotes are marked and numbered from 1; the answer, a part of one of them, stands out
    inside its mark. The first of two quotes that overlap keeps what they share.
    """
    spans = _line_spans(text)
    blank = [not span.of(text).strip() for span in spans]
    for position, span in enumerate(spans):
        if blank[position]:
            yield '<p class="blank"></p>'
            continue
        # At the ends of the text the slice is empty, and all() of nothing is true.
        alone = all(blank[max(position - 1, 0) : position] + blank[position + 1 : position + 2])
        yield (
            f'<p class="line{_kind(span.of(text), alone)}" data-line="{position + 1}" '
            f'dir="auto">{_marked(text, span, quotes, answer)}</p>'
        )


def _line_spans(text: str) -> list[Span]:
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [Span(start, stop) for start, stop in zip(starts, stops, strict=True)]


def _kind(line: str, alone: bool) -> str:
    # A guess from looks, on which nothing depends but the type a line is set in.
    if _HASHES.match(line):
        return " heading"
    line = line.strip()
    headline = (
        alone
        and len(line) <= _LONGEST_HEADLINE
        and any(character.isalpha() for character in line)
        and not line.rstrip(_CLOSING_CHARACTERS).endswith(_ENDS_OF_SENTENCES)
        and not line.startswith(_STARTS_OF_ITEMS)
    )
    return " headline" if headline else ""


def _marked(text: str, line: Span, quotes: Sequence[Span], answer: Span | None) -> str:
    """Render one line; what runs over several lines is marked in each of them."""
    hashes = _HASHES.match(text, line.start, line.end)
    syntax = Span(line.start, hashes.end() if hashes else line.start)
    inner = [span for span in (*quotes, answer, syntax) if span and span.overlaps(line)]
    if not inner:
        return escape(line.of(text))
    edges = {edge for span in inner for edge in (span.start, span.end)}
    cuts = sorted({line.start, line.end} | {e for e in edges if line.start < e < line.end})
    parts = []
    marked = 0  # the number of the quote whose mark is open, 0 where none is
    for start, end in pairwise(cuts):
        piece = Span(start, end)
        number = next((n for n, quote in enumerate(quotes, 1) if piece.within(quote)), 0)
        if number != marked:
            parts.append("</mark>" * bool(marked))
            parts.append(f'<mark data-quote="{number}">' * bool(number))
            marked = number
        words = escape(piece.of(text))
        if piece.within(syntax):
            words = f'<span class="syntax">{words}</span>'
        if answer and piece.within(answer):
            words = f"<strong>{words}</strong>"
        parts.append(words)
    return "".join(parts) + "</mark>" * bool(marked)
