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
_LEADING_MARKS = re.compile(r"\A(?:\s|#{1,6}\s|>|\||[-*+•‣▪–—]\s|\?{2,}+\s)++")
_TRAILING_MARKS = re.compile(r"(?<![\s|])[\s|]++\Z")
_WORD_CHARACTER = re.compile(r"\w")
# No word, but data, a drawn line or a run of marks. The splitter's time grows with the square of
# its length, so the splitter does not see it.
_LONG_TOKEN = re.compile(rf"(?<!\S)\S{{{MAX_SENTENCE_LENGTH + 1},}}+\s*+")


@cache
def _splitter() -> PunktSentenceTokenizer:
    import nupunkt

    return nupunkt.load("default")


def sentence_spans(text: str, paragraphs: list[Span]) -> list[list[Span]]:
    """Split each paragraph into sentences; all of them, in order, tile the text.

    `paragraphs` tile `text`. A sentence is at most `MAX_SENTENCE_LENGTH` characters: a
    longer one is cut after white space where there is some.
    """
    return [_sentences_of(text, paragraph) for paragraph in paragraphs]


def quotable(text: str, sentence: Span) -> Span:
    """Return `sentence` without the white space and page marks around it.

    The result is empty where the sentence holds no letter and no digit.
    """
    words = sentence.slice(text)
    if not _WORD_CHARACTER.search(words):
        return Span(sentence.start, sentence.start)
    leading = _LEADING_MARKS.match(words)
    trailing = _TRAILING_MARKS.search(words)
    start = sentence.start + (leading.end() if leading else 0)
    end = sentence.start + (trailing.start() if trailing else len(words))
    return Span(start, end)


def _sentences_of(text: str, paragraph: Span) -> list[Span]:
    words = paragraph.slice(text)
    # A row of a table is one sentence, whatever marks its cells hold.
    starts = [0] if is_row(words) else _starts(words)
    bounds = [paragraph.start + start for start in (*starts, len(words))]
    return [piece for start, end in pairwise(bounds) for piece in _capped(text, Span(start, end))]


def _starts(words: str) -> list[int]:
    """Return where sentences begin: at 0, and at and after each token that is too long."""
    starts = [0]
    behind = 0
    for token in [*_LONG_TOKEN.finditer(words), None]:
        before = words[behind : token.start() if token else len(words)]
        found = list(_splitter().span_tokenize(before)) if before else []
        starts += [behind + start for start, _ in found[1:]]
        if token:
            starts += [token.start(), token.end()]
            behind = token.end()
    return sorted({start for start in starts if start < len(words)} | {0})


def _capped(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE_LENGTH:
        limit = start + MAX_SENTENCE_LENGTH
        cut = next((at for at in range(limit, start + 1, -1) if text[at - 1].isspace()), limit)
        yield Span(start, cut)
        start = cut
    yield Span(start, sentence.end)
