"""The words around quotations: a paragraph as tokens, each quotation one of them, in units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Span
from qa.speakers.quotations import Quotation
from qa.speakers.words import ABBREVIATIONS, HONORIFICS

_TOKEN = re.compile(r"\d++(?:[.,:]\d++)*+(?![-'’]?[^\W_])|[^\W_]++(?:[-'’&][^\W_]++)*+|[^\w\s]")
_ACRONYMS = frozenset({"IS", "IT", "US", "WHO"})
_POSSESSIVE = re.compile(r"['’]s\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a whole quotation of a text, and where it stands.

    ending: of a quotation, the last character inside it.
    """

    text: str
    start: int
    end: int
    quotation: Quotation | None = None
    ending: str = ""

    @property
    def lower(self) -> str:
        """The word in small letters, with straight apostrophes; "IS" and "US" stay as they are."""
        if self.text in _ACRONYMS:
            return self.text
        return self.text.lower().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.quotation is None and self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it is a word with the capital of a name."""
        return self.is_word and self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        """Whether it ends as "Syria's" does."""
        return _POSSESSIVE.search(self.text) is not None

    @property
    def is_title(self) -> bool:
        """Whether it goes before a name ("Mr", "Judge")."""
        return self.lower in HONORIFICS and self.is_capital

    def is_mark(self, marks: str) -> bool:
        """Return whether it is one of these punctuation marks."""
        return self.quotation is None and self.text in marks


Unit = Sequence[Token]


def tokens(text: str, paragraph: Span, quoted: Sequence[Quotation]) -> list[Token]:
    """Return a paragraph as tokens, in order; the part of a quotation that is in it is one."""
    found: list[Token] = []
    at = paragraph.start
    for quotation in quoted:
        for part in quotation.parts:
            if part.overlaps(paragraph):
                found += _words(text, at, part.start)
                found.append(Token("“”", part.start, part.end, quotation, quotation.ending(text)))
                at = part.end
    return [*found, *_words(text, at, paragraph.end)]


def units(paragraph: Sequence[Token]) -> list[Unit]:
    """Split a paragraph after each mark outside quotations that ends a sentence."""
    found: list[list[Token]] = []
    ended = True
    for number, token in enumerate(paragraph):
        is_end = token.is_mark(".!?…")
        if ended and not (is_end and found):  # "?!" and "..." end one unit
            found.append([])
        found[-1].append(token)
        following = paragraph[number + 1 : number + 2]
        ended = is_end and not (following and following[0].start == token.end)
    return [list(unit) for unit in found]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    taken = start
    for match in _TOKEN.finditer(text, start, end):
        if match.start() < taken:
            continue
        word, taken = match.group(), match.end()
        if _is_abbreviation(word) and text.startswith(".", taken) and taken < end:
            word, taken = word + ".", taken + 1
        yield Token(word, match.start(), taken)


def _is_abbreviation(word: str) -> bool:
    initial = len(word) == 1 and word.isalpha() and word != "I"
    return initial or word.lower() in ABBREVIATIONS
