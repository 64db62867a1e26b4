"""Sentences to passages: a few neighbours, the stretch that is read and shown together."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.documents import Document, Span
from corpus.paragraphs import paragraph_spans
from corpus.sentences import quotable, sentence_spans

# Some three sentences of news, one paragraph of an encyclopedia: enough to hold a pronoun
# and the name it stands for, short enough to be shown as it is.
MAX_WORDS = 90


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that follow one another in one document, without the marks between them."""

    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first sentence's first character to the last one's last."""
        return Span(self.sentences[0].start, self.sentences[-1].end)


def split(document: Document) -> list[Passage]:
    """Split a document into passages; each sentence with a word in it is in exactly one.

    Paragraphs are kept whole and packed together up to `MAX_WORDS`; a longer paragraph
    is divided between its sentences, as evenly as they allow.
    """
    text = document.text
    passages: list[Passage] = []
    packed: list[Span] = []
    packed_words = 0
    for paragraph in sentence_spans(text, paragraph_spans(text)):
        spans = [
            span for sentence in paragraph if (span := quotable(text, sentence)).end > span.start
        ]
        counts = [len(span.slice(text).split()) for span in spans]
        if packed and packed_words + sum(counts) > MAX_WORDS:
            passages.append(Passage(tuple(packed)))
            packed, packed_words = [], 0
        if sum(counts) > MAX_WORDS:
            passages.extend(_divided(spans, counts))
        else:
            packed += spans
            packed_words += sum(counts)
    if packed:
        passages.append(Passage(tuple(packed)))
    return passages


def _divided(sentences: list[Span], counts: list[int]) -> list[Passage]:
    parts = -(-sum(counts) // MAX_WORDS)
    share = sum(counts) / parts
    groups: list[list[Span]] = [[]]
    seen = 0
    for sentence, count in zip(sentences, counts, strict=True):
        # A sentence goes to the part in which its middle falls.
        if groups[-1] and (seen + count / 2) >= share * len(groups):
            groups.append([])
        groups[-1].append(sentence)
        seen += count
    return [Passage(tuple(group)) for group in groups]
