"""Claims of receipts against documents: what stands, what has moved, what has changed.

No model is needed: a quote is in a text or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import pairwise
from pathlib import PurePath
from typing import Any, Literal

from corpus import Document, Span, split
from qa.answers import Quote
from qa.receipts import Claim

Verdict = Literal["stands", "moved", "changed"]

# A text is near a quote from this ratio of difflib's on, and only these many are compared.
_NEAR = 0.6
_COMPARED = 6
_LONGEST_COMPARED = 2000  # characters

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Finding:
    """What has become of a claim.

    `found` is where its words stand now; of changed ones, the nearest text, None if nothing
    is near, with what differs in `differences`: pairs of what the receipt says and what is
    there. `note` says what a person should know beside it, or is "".
    """

    claim: Claim
    verdict: Verdict
    found: Quote | None = None
    note: str = ""
    differences: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "asked": self.claim.asked,
            "kind": self.claim.kind,
            "number": self.claim.number,
            "words": self.claim.words,
            "start": self.claim.start,
            "end": self.claim.end,
            "verdict": self.verdict,
            "note": self.note,
            "found": self.found.place_to_dict() if self.found else None,
            "differences": [{"receipt": ours, "file": theirs} for ours, theirs in self.differences],
        }


class Verifier:
    """Checks claims against documents, which it splits at most once."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take the documents as they are now."""
        self._documents = documents
        self._sentences: dict[str, list[tuple[Span, set[str]]]] = {}

    def check(self, claim: Claim) -> Finding:
        """Return what has become of a claim.

        It "stands" where its words are at its place, "moved" where they are elsewhere, or
        the line or page is not what the receipt says, and is "changed" where they are not
        in the text. Its document is known by its hash, else by its name; else all are
        searched.
        """
        if claim.within is not None:
            return self._check_part(claim, claim.within)
        same = [document for document in self._documents if document.id == claim.source.id]
        documents = same[:1] or self._named(claim) or self._documents
        place = _at_its_place(claim, documents)
        if place is not None:
            note = "" if same else f"{_name(place.document)} has changed elsewhere"
            if place.line == claim.line and place.page == claim.page:
                return Finding(claim, "stands", place, note)
        place = place or _elsewhere(claim, documents)
        if place is not None:
            note = "the file is the one that was quoted: the receipt was altered" if same else ""
            return Finding(claim, "moved", place, note)
        note = self._why_changed(claim, same, documents)
        near = self._nearest(claim, documents)
        differing = _differences(claim.words, near.quote) if near else ()
        return Finding(claim, "changed", near, note, differing)

    def _check_part(self, claim: Claim, whole: Claim) -> Finding:
        """Check an answer's own text, which goes where its quote has gone."""
        first = claim.start - whole.start
        if first < 0 or whole.words[first : claim.end - whole.start] != claim.words:
            return Finding(claim, "changed", None, "it is not part of the receipt's first quote")
        finding = self.check(whole)
        if finding.found is None:
            return Finding(claim, "changed", None, finding.note)
        document = finding.found.document
        if finding.verdict != "changed":
            start = finding.found.start + first
        elif claim.words == document.text[claim.start : claim.end]:
            return Finding(claim, "stands", Quote(document, Span(claim.start, claim.end)))
        else:
            inside = finding.found.quote.find(claim.words)
            if inside < 0:
                return Finding(claim, "changed", finding.found, finding.note, finding.differences)
            start = finding.found.start + inside
        verdict: Verdict = "moved" if finding.verdict == "changed" else finding.verdict
        place = Quote(document, Span(start, start + len(claim.words)))
        return Finding(claim, verdict, place, finding.note)

    def _named(self, claim: Claim) -> list[Document]:
        source = claim.source
        by_path = [each for each in self._documents if each.source and each.source == source.source]
        by_file = [
            each
            for each in self._documents
            if each.source and source.file and PurePath(each.source).name == source.file
        ]
        by_title = [each for each in self._documents if each.title and each.title == source.title]
        return by_path or by_file or by_title

    def _why_changed(
        self, claim: Claim, same: Sequence[Document], documents: Sequence[Document]
    ) -> str:
        if same:
            return "the file is the one that was quoted: the receipt was altered"
        if documents is self._documents and not self._named(claim):
            return f"{claim.source.name} is not among the files; all of them were searched"
        return ""

    def _nearest(self, claim: Claim, documents: Sequence[Document]) -> Quote | None:
        words = set(_WORD.findall(claim.words.casefold()))
        length = sum(len(each.sentences) for each in split(Document(text=claim.words))) or 1
        scored: list[tuple[float, int, Quote]] = []
        for document in documents:
            sentences = self._split(document)
            for number in range(max(len(sentences) - length + 1, min(len(sentences), 1))):
                window = sentences[number : number + length]
                span = Span(window[0][0].start, window[-1][0].end)
                known: set[str] = set().union(*(each for _, each in window))
                shared = len(words & known) / (len(words | known) or 1)
                # What stands at the old place is looked at, whatever words it has left.
                is_there = span.start <= claim.start < span.end
                scored.append((shared + is_there, -len(scored), Quote(document, span)))
        compared = [
            (_ratio(claim.words, quote.quote), order, quote)
            for _, order, quote in nlargest(_COMPARED, scored, key=lambda each: each[:2])
        ]
        best = max(compared, key=lambda each: each[:2], default=None)
        return best[2] if best and best[0] >= _NEAR else None

    def _split(self, document: Document) -> list[tuple[Span, set[str]]]:
        if document.id not in self._sentences:
            self._sentences[document.id] = [
                (sentence, set(_WORD.findall(sentence.slice(document.text).casefold())))
                for passage in split(document)
                for sentence in passage.sentences
            ]
        return self._sentences[document.id]


def _at_its_place(claim: Claim, documents: Sequence[Document]) -> Quote | None:
    for document in documents:
        if document.text[claim.start : claim.end] == claim.words:
            return Quote(document, Span(claim.start, claim.end))
    return None


def _elsewhere(claim: Claim, documents: Sequence[Document]) -> Quote | None:
    """Return where the words stand nearest to their old place, in the first that has them."""
    for document in documents:
        before = document.text.rfind(claim.words, 0, claim.start + len(claim.words))
        behind = document.text.find(claim.words, claim.start)
        starts = [start for start in (before, behind) if start >= 0]
        if starts:
            start = min(starts, key=lambda each: abs(each - claim.start))
            return Quote(document, Span(start, start + len(claim.words)))
    return None


def _ratio(ours: str, theirs: str) -> float:
    ours, theirs = ours[:_LONGEST_COMPARED], theirs[:_LONGEST_COMPARED]
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _differences(ours: str, theirs: str) -> tuple[tuple[str, str], ...]:
    """Return what differs, word by word: what the receipt says, and what is there."""
    a, b = _PIECE.findall(ours), _PIECE.findall(theirs)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    edges = [(0, 0, 0), *((block.a, block.b, block.size) for block in blocks)]
    gaps = [
        ("".join(a[i + size : next_i]), "".join(b[j + size : next_j]))
        for (i, j, size), (next_i, next_j, _) in pairwise(edges)
    ]
    return tuple(gap for gap in gaps if gap != ("", ""))


def _name(document: Document) -> str:
    return document.source or document.name
