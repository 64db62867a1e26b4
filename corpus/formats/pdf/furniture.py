"""Running heads, running feet and page numbers: which lines of a page are no part of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.pdf.layout import Line

_EDGE_LINES = 3  # at the top and at the foot of a page
_GAP = 1.7  # of the size, from a line to the next: what stands off from the body
_NEAR_PAGES = 4  # a chapter's running head is on its own pages only, on every second at times
_MIN_PAGES = 3  # on which a line stands, in documents that have as many
_MIN_PAGES_CLOSE = 7  # for a line close to the body, which may repeat by chance
_SAME_PLACE = 6.0  # points
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l?x{0,3})(ix|iv|v?i{0,3})")
Edge = tuple[Line, bool]

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_PAGE_WORDS = re.compile(
    r"\A(?:page|seite|p[aá]gina|strana|von|sur|of|de|[psivxl\d]|\W)*+", re.IGNORECASE
)


def split_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[list[str]]]:
    """Return each page's body lines, and what is set apart from it.

    A line is furniture if it stands at the edge of a page, and again at the same height of
    pages near by: the same words, and numbers that are the same or count the pages. The
    first of those that repeat is set apart, so that it can be found; page numbers are dropped.
    """
    edges = [_edges(lines) for lines in pages]
    bodies: list[list[Line]] = []
    apart: list[list[str]] = []
    seen: set[str] = set()
    for number, lines in enumerate(pages):
        found = [
            line
            for line, stands_off in edges[number]
            if _repeats(line, number, edges) >= _needed(len(pages), stands_off=stands_off)
        ]
        bodies.append([line for line in lines if line not in found])
        apart.append([])
        for line in found:
            words = _NUMBER.sub("0", line.text)
            if words not in seen and not _PAGE_WORDS.fullmatch(line.text):
                apart[-1].append(line.text)
            seen.add(words)
    return bodies, apart


def _needed(pages: int, *, stands_off: bool) -> int:
    """Return on how many other pages a line of furniture stands."""
    return max(min(_MIN_PAGES, pages), 2) - 1 if stands_off else _MIN_PAGES_CLOSE - 1


def _edges(lines: Sequence[Line]) -> list[Edge]:
    """Return a page's outermost lines, with whether a gap is between them and its middle."""
    by_height = sorted(lines, key=lambda line: -line.top)
    steps = [
        upper.bottom - (lower.top - lower.size) > _GAP * min(upper.size, lower.size)
        for upper, lower in pairwise(by_height)
    ]
    edges: dict[int, bool] = {}
    for place in range(min(_EDGE_LINES, len(by_height))):
        edges[place] = any(steps[place:_EDGE_LINES])
    for place in range(max(len(by_height) - _EDGE_LINES, 0), len(by_height)):
        gap = any(steps[max(len(steps) - _EDGE_LINES, 0) : place])
        edges[place] = edges.get(place, False) or gap
    return [(by_height[place], stands_off) for place, stands_off in edges.items()]


def _repeats(line: Line, number: int, edges: Sequence[Sequence[Edge]]) -> int:
    """Return on how many pages near page `number` the line stands again."""
    near = range(max(number - _NEAR_PAGES, 0), min(number + _NEAR_PAGES + 1, len(edges)))
    return sum(
        any(_same(line, other, pages_on=page - number) for other, _ in edges[page])
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
    # A number of a hundred digits is not a page number.
    return _NUMBER.sub("0", text), [int(found[:9]) for found in _NUMBER.findall(text)]
