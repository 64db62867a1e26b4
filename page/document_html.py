"""A document's text as HTML: numbered lines, each with its offset in `data-start`.

The text is sent once. The browser (web/reader.js) highlights quotes in it, counting code points
from a line's `data-start`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus import Document, Span

_LINE_END = re.compile(r"\r\n|\n|\r")  # as `Document.line` counts them
_UNSUPPORTED = re.compile("[\0\ud800-\udfff]")  # not allowed in HTML and JSON
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_MAX_HEADLINE = 80
_SENTENCE_ENDS = tuple(".!?:;,…")
_CLOSING_CHARACTERS = "\"'”’»)]*_ "
_ITEM_STARTS = ("-", "–", "—", "*", ">", "|", "+")

# The browser lays out only the visible chunks, so a book scrolls as fast as a page.
_CHUNK = 6_000  # characters
# A line of megabytes would be laid out at once, so it is split into pieces.
_MAX_PIECE = 4_000
_ROW = 72  # average characters per row of the reader


def escape(text: str) -> str:
    """Return HTML that shows the text verbatim, in an element or a quoted attribute."""
    return html.escape(_UNSUPPORTED.sub("\N{REPLACEMENT CHARACTER}", text))


def document_text(document: Document) -> str:
    """Render a document: chunks of paragraphs, one paragraph per line."""
    chunks: list[str] = []
    paragraphs: list[str] = []
    characters = rows = 0

    def close() -> None:
        if paragraphs:
            chunks.append(f'<div class="chunk" style="--rows: {rows}">{"".join(paragraphs)}</div>')
            paragraphs.clear()

    for length, paragraph in lines(document.text):
        paragraphs.append(paragraph)
        characters += length
        rows += -(-length // _ROW) if length else 1
        if characters > _CHUNK or len(paragraphs) > 200:
            close()
            characters = rows = 0
    close()
    return "".join(chunks)


def line_count(text: str) -> int:
    """Return the number of lines, including the last."""
    return len(_LINE_END.findall(text)) + 1


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the length in characters and the paragraph of each line.

    A very long line is yielded in pieces. A blank line yields an empty paragraph and length 0.
    """
    spans = _line_spans(text)
    blank = [not span.slice(text).strip() for span in spans]
    for position, span in enumerate(spans):
        if blank[position]:
            yield 0, '<p class="blank"></p>'
            continue
        # At the ends of the text the slice is empty, and all() of nothing is true.
        is_separate = all(
            blank[max(position - 1, 0) : position] + blank[position + 1 : position + 2]
        )
        kind, number = _kind(span.slice(text), is_separate), f' data-line="{position + 1}"'
        for piece in _pieces(text, span):
            start = f'{number} data-start="{piece.start}" dir="auto"'
            words = _with_syntax(piece.slice(text))
            yield piece.end - piece.start, f'<p class="line{kind}"{start}>{words}</p>'
            kind, number = " more", ""


def _line_spans(text: str) -> list[Span]:
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [Span(start, stop) for start, stop in zip(starts, stops, strict=True)]


def _pieces(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    while line.end - start > _MAX_PIECE:
        space = text.rfind(" ", start, start + _MAX_PIECE)
        end = space + 1 if space > start else start + _MAX_PIECE
        yield Span(start, end)
        start = end
    yield Span(start, line.end)


def _kind(line: str, is_separate: bool) -> str:
    # A guess from the line's appearance; it only affects the font.
    if _HASHES.match(line):
        return " heading"
    line = line.strip()
    headline = (
        is_separate
        and len(line) <= _MAX_HEADLINE
        and any(character.isalpha() for character in line)
        and not line.rstrip(_CLOSING_CHARACTERS).endswith(_SENTENCE_ENDS)
        and not line.startswith(_ITEM_STARTS)
    )
    return " headline" if headline else ""


def _with_syntax(line: str) -> str:
    hashes = _HASHES.match(line)
    if not hashes:
        return escape(line)
    return f'<span class="syntax">{escape(hashes.group())}</span>{escape(line[hashes.end() :])}'
