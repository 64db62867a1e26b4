"""Lines as they stand on a page to paragraphs, by their places and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

LEADER = " … "  # for the dots between an entry of a table of contents and its page

_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)]\s|[-–—*•‣▪●○■□◦·]\s")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]\d]*\Z")
_LONGEST_END = 50  # characters; a paragraph grows with every line
_SIZES_DIFFER = 0.12  # of the larger one
_USUAL_LEADING = 1.2  # times the size, where a page has too few lines to tell
_WIDER = 1.3  # times the usual distance of two lines: a gap between paragraphs
_INDENT = 0.8  # of the size: what begins further right begins a paragraph
_COLUMN = 3.0  # of the size: lines of one column begin within this of each other
_LETTER = 0.4  # of the size: the least width of a letter on average
_RAGGED = 2.0  # of the size: how much shorter than its column a full line may be
_SLACK = 0.5  # of the size: words differ in width by so much
_ROW_WIDTH = 0.65  # of the size, a character: lines as wide as this are rows of a table
_MIN_ROW_CHARACTERS = 6
_LONG_RUN = 4  # lines, enough to see how wide their column is


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its place on the page, in points from the lower left corner.

    `left` and `top` are of its first character, `right` and `bottom` of its last; `size` is
    the height of its type.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def finished(self) -> bool:
        """Whether it ends as a sentence ends."""
        return _SENTENCE_END.search(self.text[-_LONGEST_END:]) is not None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, and where the column of the last one ends."""

    lines: tuple[Line, ...]
    column_right: float

    @property
    def finished(self) -> bool:
        """Whether it ends as a sentence ends."""
        return self.lines[-1].finished

    def runs_on_in(self, following: Line) -> bool:
        """Return whether `following`, on another page or column, goes on with its sentence."""
        last = self.lines[-1]
        if self.finished or not _same_size(last, following) or _ITEM.match(following.text):
            return False
        # Lines of a ragged column may end well before its longest one.
        right = self.column_right - _RAGGED * last.size
        return following.text[0].islower() or _full(last, following, right)


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group the lines of one page, in reading order, into paragraphs."""
    lines = list(_whole_rows(lines))
    leading = _leading(lines)
    rights = _column_rights(lines, leading)
    groups: list[list[int]] = []
    for number, line in enumerate(lines):
        if groups:
            group = groups[-1]
            so_far = Paragraph(tuple(lines[n] for n in group), rights[group[-1]])
            if _continues(so_far, line, leading):
                group.append(number)
                continue
        groups.append([number])
    return [Paragraph(tuple(lines[n] for n in group), rights[group[-1]]) for group in groups]


def _continues(paragraph: Paragraph, line: Line, leading: float) -> bool:
    last = paragraph.lines[-1]
    if _is_row(last) or _is_row(line) or not _same_size(last, line):
        return False
    if line.top > last.top:  # the next column
        return paragraph.runs_on_in(line)
    if _distance(last, line) > _WIDER * leading * last.size:
        return False
    if _opens(line, paragraph):
        return False
    goes_on = line.text[0].islower() and not last.finished
    return goes_on or _full(last, line, paragraph.column_right)


def _opens(line: Line, paragraph: Paragraph) -> bool:
    """Return whether the line is set as the first of a paragraph: an item, or indented."""
    last = paragraph.lines[-1]
    if _ITEM.match(line.text) and (last.finished or _ITEM.match(paragraph.lines[0].text)):
        return True
    hangs = len(paragraph.lines) == 1 and _ITEM.match(last.text)
    return line.left > last.left + _INDENT * line.size and not hangs


def _full(line: Line, following: Line, column_right: float) -> bool:
    """Return whether the first word of `following` had no room at the end of `line`."""
    word = following.text.split(maxsplit=1)[0]
    # A line with a divided word in it is two on the page, and tells no width.
    width = max((following.right - following.left) / len(following.text), _LETTER * line.size)
    return line.right + width * (len(word) + 0.5) > column_right - _SLACK * line.size


def _same_size(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) <= _SIZES_DIFFER * max(line.size, other.size)


def _is_row(line: Line) -> bool:
    if LEADER in line.text:
        return True
    count = len(line.text)
    one_row = line.top - line.bottom < 1.5 * line.size
    wide = line.right - line.left > _ROW_WIDTH * line.size * count
    return count >= _MIN_ROW_CHARACTERS and one_row and wide


def _distance(line: Line, following: Line) -> float:
    return line.bottom - (following.top - following.size)


def _whole_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, with pieces that stand side by side as one."""
    row: Line | None = None
    for line in lines:
        if row is None:
            row = line
            continue
        overlap = min(row.bottom + row.size, line.top) - max(row.bottom, line.top - line.size)
        beside = line.left >= row.right - row.size
        if beside and overlap > 0.5 * min(row.size, line.size):
            row = replace(row, text=f"{row.text} {line.text}", right=line.right, bottom=line.bottom)
        else:
            yield row
            row = line
    if row is not None:
        yield row


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance between lines of a paragraph, in sizes of type."""
    found = [
        _distance(line, following) / line.size
        for line, following in pairwise(lines)
        if _same_size(line, following) and line.size and following.text[0].islower()
    ]
    steps = [step for step in found if 0.5 < step < 4]
    return median(steps) if steps else _USUAL_LEADING


def _column_rights(lines: Sequence[Line], leading: float) -> list[float]:
    """Return for each line where its column ends: the furthest right of the lines around it."""
    runs: list[list[int]] = []
    for number, line in enumerate(lines):
        if runs:
            last = lines[runs[-1][-1]]
            near = 0 < _distance(last, line) <= _WIDER * leading * last.size
            level = abs(line.left - last.left) <= _COLUMN * line.size
            if near and level and _same_size(last, line):
                runs[-1].append(number)
                continue
        runs.append([number])
    rights = [0.0] * len(lines)
    for run in runs:
        members = [lines[n] for n in run]
        if len(run) < _LONG_RUN:
            # Too few lines to see the column by: those that begin below one another show it.
            first = members[0]
            members += [
                line
                for line in lines
                if abs(line.left - first.left) <= first.size and _same_size(line, first)
            ]
        for number in run:
            rights[number] = max(line.right for line in members)
    return rights
