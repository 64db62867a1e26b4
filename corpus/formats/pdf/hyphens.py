"""Words that a line's end divided: with the hyphen that is theirs, without the one that is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What pdfium sets where it has joined a divided word, and hyphens that stand at an end.
MARK = "\ufffe"
_HYPHENS = f"-\u2010\u00ad{MARK}"
_WORD = re.compile(rf"[^\W\d_]+(?:[-\u2010{MARK}][^\W\d_]+)*")
_MARKED = re.compile(rf"(?<!\w)(\w*+){MARK}(\w*+)|{MARK}(\w*+)")
_FIRST_WORD = re.compile(r"\w*")
_SHORTEST_HALF = 3  # letters; shorter ones are words too often by chance


class Hyphens:
    """Decides by a document's own words whether a divided word is written with a hyphen."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn the words of `texts` that no line's end divides."""
        self._words: set[str] = set()
        for text in texts:
            for word in _WORD.findall(text):
                if MARK not in word:
                    folded = word.casefold().replace("\u2010", "-")
                    self._words.update((folded, *folded.split("-")))

    def mend(self, text: str) -> str:
        """Return `text` with its marks of divided words resolved, without soft hyphens."""
        mended = _MARKED.sub(
            lambda found: self._whole(found[1] or "", found[2] or found[3] or ""), text
        )
        return mended.replace("\u00ad", "").replace(MARK, "-")

    def join(self, line: str, following: str) -> str:
        """Return two lines of a paragraph as one, the word that they share made whole."""
        line, following = line.rstrip(), following.lstrip()
        is_divided = line[-1:] in _HYPHENS and _is_in_word(line[-2:-1])
        if not is_divided or not following[:1].isalnum():
            return f"{line} {following}"
        # From the end: what comes before grows with every line of a paragraph.
        start = end = len(line) - 1
        while start and _is_in_word(line[start - 1]):
            start -= 1
        right = _FIRST_WORD.match(following)
        rest = right.end() if right else 0
        whole = self._whole(line[start:end], following[:rest])
        return line[:start] + whole + following[rest:]

    def _whole(self, left: str, right: str) -> str:
        if not right[:1].islower() or left[-1:].isdigit():
            return f"{left}-{right}"
        joined, halves = (left + right).casefold(), (left.casefold(), right.casefold())
        if joined in self._words:
            return left + right
        are_words = all(len(half) >= _SHORTEST_HALF and half in self._words for half in halves)
        return f"{left}-{right}" if are_words or "-".join(halves) in self._words else left + right


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
