"""Where quotation marks open and close: the stretches of a text that stand inside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Span

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", '"': '"', "‘": "’", "'": "'"}
_SINGLE = "‘'"
_BEFORE_OPENING = " \t\n\r\u00a0\u202f([{—–-/:;>*_"
_ENDING = ".,!?…—–-;:»”*_"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch inside quotation marks, the marks included.

    parts: one span for each paragraph that it runs over. closed: whether its last mark is there.
    """

    parts: tuple[Span, ...]
    closed: bool

    @property
    def span(self) -> Span:
        """From its first mark to its last one."""
        return Span(self.parts[0].start, self.parts[-1].end)

    def ending(self, text: str) -> str:
        """Return the last character before the closing mark."""
        return text[self.parts[-1].start : self.parts[-1].end - self.closed].rstrip()[-1:]


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """Return the outermost quotations of a text in order.

    A quotation that a paragraph leaves open goes on in the next one if that opens with the same
    mark; otherwise it ends with its paragraph.
    """
    found: list[Quotation] = []
    for paragraph in paragraphs:
        follows = bool(found) and not found[-1].closed
        for number, (part, closed) in enumerate(_of_paragraph(text, paragraph)):
            opens = not text[paragraph.start : part.start].strip(" \t\n\r>")
            if number == 0 and follows and opens and _same_mark(text, found[-1], part):
                found[-1] = Quotation((*found[-1].parts, part), closed)
            else:
                found.append(Quotation((part,), closed))
    return found


def _same_mark(text: str, quotation: Quotation, part: Span) -> bool:
    last = quotation.parts[-1]
    between = text[last.end : part.start]
    return text[last.start] == text[part.start] and not between.strip(" \t\n\r>")


def _of_paragraph(text: str, paragraph: Span) -> Iterator[tuple[Span, bool]]:
    at = paragraph.start
    while at < paragraph.end:
        if not _opens(text, at, paragraph):
            at += 1
            continue
        close = _closing(text, at, paragraph)
        if close is None and text[at] in _SINGLE and not _starts(text, at, paragraph):
            at += 1  # an apostrophe: "’tis", "the ‘90s"
            continue
        end = paragraph.end if close is None else close + 1
        while close is None and end > at and text[end - 1].isspace():
            end -= 1
        yield Span(at, end), close is not None
        at = end


def _starts(text: str, at: int, paragraph: Span) -> bool:
    return text[at] == "‘" and not text[paragraph.start : at].strip()


def _opens(text: str, at: int, paragraph: Span) -> bool:
    mark = text[at]
    if mark not in _CLOSERS or at + 1 >= paragraph.end or text[at + 1].isspace():
        return False
    if mark in "“„«‹":
        return True
    before = text[at - 1] if at > paragraph.start else " "
    return before in _BEFORE_OPENING or before in _CLOSERS


def _closing(text: str, at: int, paragraph: Span) -> int | None:
    closers = _CLOSERS[text[at]]
    if text[at] in _SINGLE:
        return _single_closing(text, at, paragraph)
    places = [text.find(closer, at + 1, paragraph.end) for closer in closers]
    return min((place for place in places if place >= 0), default=None)


def _single_closing(text: str, at: int, paragraph: Span) -> int | None:
    """Return where a single mark closes, apostrophes left out ("the boats’ crews", "goin’ home").

    One behind punctuation closes; one behind a letter does if none behind punctuation follows
    before the next quotation opens.
    """
    closer = _CLOSERS[text[at]]
    behind_letter: int | None = None
    place = at + 1
    while place < paragraph.end:
        if text[place] == closer and not text[place + 1 : place + 2].isalnum():
            if text[place - 1] in _ENDING:
                return place
            if behind_letter is None:
                behind_letter = place
        elif place > at + 1 and text[place] in _SINGLE and _opens(text, place, paragraph):
            break
        place += 1
    return behind_letter
