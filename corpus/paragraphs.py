"""Text to paragraphs: runs of lines that belong together, as spans that tile the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.documents import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|\Z)")
# What opens an item of its own: headings, quotations, table rows, bullets, numbers, rules.
_ITEM = re.compile(r"\A\s*+(?:#{1,6}\s|[>|]|[-*+•‣▪–—]\s|\(?\d{1,3}[.)]\s|[-=*_]{3,}+\s*+$)")
_HEADING = re.compile(r"\A\s*+#{1,6}\s")
_ROW = re.compile(r"\A\s*+\|")
_WORD = re.compile(r"\S+")

# A text counts as wrapped by hand when this share of its unfinished lines is full.
_WRAPPED_SHARE = 0.7
_MIN_WRAPPED_LINES = 3
_MAX_WRAP_WIDTH = 120


def paragraph_spans(text: str) -> list[Span]:
    """Split `text` into paragraphs that tile it: each begins where the one before ends.

    A blank line ends a paragraph. So does a line end, unless the next line goes on with
    a lower-case letter, or the text is wrapped by hand and the line had no room for the
    next word: headlines, bylines and captions thus stay apart from what follows them.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match.group()]
    width = _wrap_width(text, lines)
    starts: list[int] = []
    previous: tuple[int, int] | None = None  # the line before, while its paragraph is open
    seen_words = False
    for start, end in lines:
        line = text[start:end]
        if not line.strip():
            previous = None
            continue
        joined = previous is not None and _continues(text[slice(*previous)], line, width)
        if seen_words and not joined:
            starts.append(start)
        seen_words = True
        previous = (start, end)
    bounds = [0, *starts, len(text)] if text else []
    return [Span(a, b) for a, b in pairwise(bounds)]


def is_row(line: str) -> bool:
    """Return whether a line, or a paragraph of one, is a row of a table: it begins with "|"."""
    return _ROW.match(line) is not None


def _continues(line: str, following: str, width: int | None) -> bool:
    if _ITEM.match(following) or _HEADING.match(line) or is_row(line):
        return False
    if following.lstrip()[0].islower():
        return True
    return width is not None and _is_full(line, following, width)


def _is_full(line: str, following: str, width: int) -> bool:
    first_word = _WORD.search(following)
    room_needed = len(first_word.group()) if first_word else 0
    return len(line.rstrip()) + 1 + room_needed > width


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int | None:
    """Return the column at which the text was wrapped by hand; None if it was not."""
    unfinished = list(_unfinished_lines(text, lines))
    if len(unfinished) < _MIN_WRAPPED_LINES:
        return None
    width = max(len(line.rstrip()) for line, _ in unfinished)
    if width > _MAX_WRAP_WIDTH:
        return None
    full = sum(_is_full(line, following, width) for line, following in unfinished)
    return width if full >= _WRAPPED_SHARE * len(unfinished) else None


def _unfinished_lines(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Yield each line that another line of words follows directly, with that line."""
    for (start, end), (next_start, next_end) in pairwise(lines):
        line, following = text[start:end], text[next_start:next_end]
        if line.strip() and following.strip() and not _ITEM.match(following):
            yield line, following
