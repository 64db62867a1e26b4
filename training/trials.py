"""Questions asked of their article as it is, and of what it would be if it did not answer.

An article without the question's paragraph is easy to tell from a whole one: nothing in it
is near the question. An article whose paragraph tells everything but the answer is hard, and
so is a question about another name or year than the article's; both are what people meet.
Confidence is fitted on all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from corpus import Document
from training.near_misses import blurred
from training.squad import Article, Span
from training.wording import about_another

WHOLE, REMOVED, BLURRED, SWAPPED = "whole", "removed", "blurred", "swapped"

_BETWEEN = "\n\n"


@dataclass(frozen=True)
class Trial:
    """A question, what it is asked of, and the spans that answer there (none unless whole)."""

    kind: str
    question: str
    golds: tuple[Span, ...]
    document: Document


def trials(article: Article) -> Iterator[Trial]:
    """Yield up to four trials a question; those of one document follow each other."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    whole = _joined(article, texts)
    start = 0
    for number, paragraph in enumerate(article.paragraphs):
        before, behind = texts[:number], texts[number + 1 :]
        for question in paragraph.questions:
            golds = tuple((start + first, start + last) for first, last in question.answers)
            yield Trial(WHOLE, question.text, golds, whole)
        for question in paragraph.questions:
            random = Random(question.id)  # noqa: S311 - no secrets
            other = about_another(question.text, paragraph.text, whole.text, random)
            if other is not None:
                yield Trial(SWAPPED, other, (), whole)
        start += len(paragraph.text) + len(_BETWEEN)
        if len(texts) > 1:
            rest = _joined(article, before + behind)
            yield from (Trial(REMOVED, asked.text, (), rest) for asked in paragraph.questions)
        for question in paragraph.questions:
            told = blurred(paragraph, question, Random(question.id))  # noqa: S311 - no secrets
            if told is not None:
                document = _joined(article, [*before, told[0], *behind])
                yield Trial(BLURRED, question.text, (), document)


def is_right(trial: Trial, start: int, end: int) -> bool:
    """Return whether a quote overlaps an answer."""
    return any(first < end and start < last for first, last in trial.golds)


def _joined(article: Article, texts: Sequence[str]) -> Document:
    return Document(text=_BETWEEN.join(texts), title=article.title)
