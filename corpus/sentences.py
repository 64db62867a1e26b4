"""Paragraphs to sentences: spans that tile the text, and the part of each worth quoting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.paragraphs import is_row

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

# Encoders read some 250 word pieces: the rest of a longer stretch could never be found.
MAX_SENTENCE_LENGTH = 1000

# Marks of the page around a sentence, no part of its words: "## ", "> ", "- ", "| ", and
# the "??" that an exporter leaves where a picture stood.
_LEADING_MARKS = re.compile(r"(?:\s|#{1,6}\s|>|\||[-*+•‣▪–—]\s|\?{2,}\s)+")
_TRAILING_MARKS = re.compile(r"[\s|]+\Z")
_WORD_CHARACTER = re.compile(r"\w")


@cache
def _splitter() -> PunktSentenceTokenizer:
    import nupunkt

    return nupunkt.load("default")


def sentence_spans(text: str, paragraphs: list[Span]) -> list[list[Span]]:
    """Split each paragraph into sentences; all of them, in order, tile the text.

    `paragraphs` tile `text`. A sentence is at most `MAX_SENTENCE_LENGTH` characters: a
    longer one is cut behind white space where there is some.
    """
    return [_sentences_of(text, paragraph) for paragraph in paragraphs]


def quotable(text: str, sentence: Span) -> Span:
    """Return `sentence` without the white space and page marks around it.

    The result is empty where the sentence holds no letter and no digit.
    """
    words = sentence.of(text)
    if not _WORD_CHARACTER.search(words):
        return Span(sentence.start, sentence.start)
    leading = _LEADING_MARKS.match(words)
    trailing = _TRAILING_MARKS.search(words)
    start = sentence.start + (leading.end() if leading else 0)
    end = sentence.start + (trailing.start() if trailing else len(words))
    return Span(start, end)


def _sentences_of(text: str, paragraph: Span) -> list[Span]:
    # A row of a table is one sentence, whatever marks its cells hold.
    whole = is_row(paragraph.of(text))
    found = [] if whole else list(_splitter().span_tokenize(paragraph.of(text)))
    starts = [paragraph.start + start for start, _ in found[1:]]
    bounds = [paragraph.start, *starts, paragraph.end]
    return [piece for start, end in pairwise(bounds) for piece in _capped(text, Span(start, end))]


def _capped(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE_LENGTH:
        limit = start + MAX_SENTENCE_LENGTH
        cut = next((at for at in range(limit, start + 1, -1) if text[at - 1].isspace()), limit)
        yield Span(start, cut)
        start = cut
    yield Span(start, sentence.end)
