"""Pages of lines to one text whose sentences are whole, and the offset at which each starts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from corpus.formats.pdf.furniture import split_furniture
from corpus.formats.pdf.hyphens import Hyphens
from corpus.formats.pdf.layout import Line, Paragraph, paragraphs

_NOTE_SIZE = 0.92  # of the body's: what is smaller, at a page's foot, is a footnote
_GAP = "\n\n"

Piece = tuple[int, str]  # the page that it stands on, counted from 0, and a line


def as_text(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text, a blank line between its paragraphs, and the start of each page.

    pages: the lines of each in reading order. A paragraph that runs over the end of a page
    is one; footnotes, running heads and feet are set before or after it, on their page.
    """
    hyphens = Hyphens(line.text for lines in pages for line in lines)
    bodies, apart = split_furniture(pages)
    size = _body_size(bodies)
    done: list[list[Piece]] = []
    last: Paragraph | None = None  # of the text so far, if the next page may go on with it
    for number, lines in enumerate(bodies):
        upper, notes = _without_notes(lines, size)
        found = paragraphs(upper)
        beside = [[(number, text)] for text in apart[number]]
        beside += [_pieces(note, number) for note in paragraphs(notes)]
        begun = [_pieces(paragraph, number) for paragraph in found]
        if last and found and last.runs_on_in(found[0].lines[0]):
            done[-1] += begun.pop(0)
        stays_last = not begun or found[-1].finished
        done += [*begun, *beside] if stays_last else [*begun[:-1], *beside, begun[-1]]
        if found:
            last = found[-1]
        if beside and stays_last:
            last = None
    return _joined(done, len(pages), hyphens)


def _pieces(paragraph: Paragraph, page: int) -> list[Piece]:
    return [(page, line.text) for line in paragraph.lines]


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size of type that most of the text is set in."""
    # Weighted by words: a page of short lines in large type is not body text.
    sizes = [line.size for lines in pages for line in lines for _ in line.text.split()]
    return median(sizes) if sizes else 0.0


def _without_notes(lines: Sequence[Line], size: float) -> tuple[list[Line], list[Line]]:
    """Divide a page's lines before those in small type at its foot."""
    first_note = len(lines)
    while first_note and lines[first_note - 1].size < _NOTE_SIZE * size:
        first_note -= 1
    if not first_note:  # a page that is small all over, such as an index, has no notes
        return list(lines), []
    return list(lines[:first_note]), list(lines[first_note:])


def _joined(
    done: Sequence[Sequence[Piece]], pages: int, hyphens: Hyphens
) -> tuple[str, tuple[int, ...]]:
    text_parts: list[str] = []
    length = 0
    starts: list[int | None] = [None] * pages
    for paragraph in done:
        if length:
            text_parts.append(_GAP)
            length += len(_GAP)
        whole = ""
        for page, piece in paragraph:
            before = len(whole)
            mended = hyphens.mend(piece)
            whole = hyphens.join(whole, mended) if whole else mended
            if starts[page] is None:
                # A word that the page's end divides begins on the page before.
                starts[page] = length + min(before + 1 if before else 0, len(whole))
        text_parts.append(whole)
        length += len(whole)
    return "".join(text_parts), _filled(starts, length)


def _filled(starts: Sequence[int | None], length: int) -> tuple[int, ...]:
    """Return the starts; a page without text starts where the next one does."""
    filled: list[int] = []
    following = length
    for start in reversed(starts):
        following = following if start is None else start
        filled.append(following)
    return tuple(reversed(filled))
