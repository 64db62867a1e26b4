"""Running heads, running feet and page numbers: which lines of a page are no part of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.formats.layout import Line

_EDGE_LINES = 3  # at the top and at the foot of a page
_NEAR_PAGES = 4  # a chapter's running head is on its own pages only, on every second at times
_MIN_PAGES = 3  # on which a line stands, in documents that have as many
_SAME_PLACE = 6.0  # points
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_PAGE_WORDS = re.compile(
    r"\W*(?:page|seite|p|pp|s|of|von|de|sur|p[aá]gina|strana|\d+|[ivxl]+|\W)*\W*", re.IGNORECASE
)


def split_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[list[str]]]:
    """Return each page's body lines, and what is set apart from it.

    A line is furniture if it stands at the edge of a page, and again at the same height of
    pages near by: the same words, and numbers that are the same or count the pages. The
    first of those that repeat is set apart, so that it can be found; page numbers are dropped.
    """
    edges = [_edges(lines) for lines in pages]
    needed = min(_MIN_PAGES, len(pages)) - 1
    bodies: list[list[Line]] = []
    apart: list[list[str]] = []
    seen: set[str] = set()
    for number, lines in enumerate(pages):
        found = [
            line for line in edges[number] if needed and _repeats(line, number, edges) >= needed
        ]
        bodies.append([line for line in lines if line not in found])
        apart.append([])
        for line in found:
            words = _NUMBER.sub("0", line.text)
            if words not in seen and not _PAGE_WORDS.fullmatch(line.text):
                apart[-1].append(line.text)
            seen.add(words)
    return bodies, apart


def _edges(lines: Sequence[Line]) -> list[Line]:
    by_height = sorted(lines, key=lambda line: -line.top)
    return by_height[:_EDGE_LINES] + by_height[_EDGE_LINES:][-_EDGE_LINES:]


def _repeats(line: Line, number: int, edges: Sequence[Sequence[Line]]) -> int:
    """Return on how many pages near page `number` the line stands again."""
    near = range(max(number - _NEAR_PAGES, 0), min(number + _NEAR_PAGES + 1, len(edges)))
    return sum(
        any(_same(line, other, pages_on=page - number) for other in edges[page])
        for page in near
        if page != number
    )


def _same(line: Line, other: Line, *, pages_on: int) -> bool:
    if abs(line.top - other.top) > _SAME_PLACE:
        return False
    if line.text == other.text:
        return True
    words, numbers = _masked(line.text)
    other_words, other_numbers = _masked(other.text)
    return words == other_words and all(
        there - here in {0, pages_on} for here, there in zip(numbers, other_numbers, strict=True)
    )


def _masked(text: str) -> tuple[str, list[int]]:
    """Return the text with its numbers masked, and the numbers; a lone "iv" is one."""
    roman = _ROMAN.fullmatch(text.strip().lower())
    if roman:
        values = [_ROMAN_VALUES[letter] for letter in roman[0]]
        following = [*values[1:], 0]
        signed = (v if v >= n else -v for v, n in zip(values, following, strict=True))
        return "0", [sum(signed)]
    # A number of a hundred digits is no page's.
    return _NUMBER.sub("0", text), [int(found[:9]) for found in _NUMBER.findall(text)]
