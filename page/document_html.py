"""A document's text as HTML, sent once: numbered lines that know at which offset they begin.

The marks are set in the browser (web/reader.js), which counts code points from a line's
`data-start`: so an answer sends no text again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus import Document, Span

_LINE_END = re.compile(r"\r\n|\n|\r")  # as `Document.line` counts them
_NOT_SHOWABLE = re.compile("[\0\ud800-\udfff]")  # HTML and JSON cannot carry these
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_LONGEST_HEADLINE = 80
_ENDS_OF_SENTENCES = tuple(".!?:;,…")
_CLOSING_CHARACTERS = "\"'”’»)]*_ "
_STARTS_OF_ITEMS = ("-", "–", "—", "*", ">", "|", "+")

# A browser lays out what is in sight, by the chunk: a book stays as quick as a page.
_CHUNK = 6_000  # characters
# One paragraph of megabytes would be laid out whole, so that such a line is shown in pieces.
_LONGEST_PIECE = 4_000
_ROW = 72  # characters in a row of the reading column, on average


def escape(text: str) -> str:
    """Return HTML that shows the text as it is, in an element or in a quoted attribute."""
    return html.escape(_NOT_SHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def document_text(document: Document) -> str:
    """Render all of a document: chunks of paragraphs, one for each line."""
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
    """Return how many lines a text has, the last one included."""
    return len(_LINE_END.findall(text)) + 1


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line's length in characters and its paragraph; a very long one in pieces.

    A line without a word has no text in its paragraph, and the length 0.
    """
    spans = _line_spans(text)
    blank = [not span.of(text).strip() for span in spans]
    for position, span in enumerate(spans):
        if blank[position]:
            yield 0, '<p class="blank"></p>'
            continue
        # At the ends of the text the slice is empty, and all() of nothing is true.
        alone = all(blank[max(position - 1, 0) : position] + blank[position + 1 : position + 2])
        kind, number = _kind(span.of(text), alone), f' data-line="{position + 1}"'
        for piece in _pieces(text, span):
            start = f'{number} data-start="{piece.start}" dir="auto"'
            words = _with_syntax(piece.of(text))
            yield piece.end - piece.start, f'<p class="line{kind}"{start}>{words}</p>'
            kind, number = " more", ""


def _line_spans(text: str) -> list[Span]:
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [Span(start, stop) for start, stop in zip(starts, stops, strict=True)]


def _pieces(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    while line.end - start > _LONGEST_PIECE:
        space = text.rfind(" ", start, start + _LONGEST_PIECE)
        end = space + 1 if space > start else start + _LONGEST_PIECE
        yield Span(start, end)
        start = end
    yield Span(start, line.end)


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


def _with_syntax(line: str) -> str:
    hashes = _HASHES.match(line)
    if not hashes:
        return escape(line)
    return f'<span class="syntax">{escape(hashes.group())}</span>{escape(line[hashes.end() :])}'
