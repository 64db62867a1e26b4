"""The dev articles as documents, with the retrieval scores of their questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.similarity import LEXICAL_WEIGHT, embed, lexical, scaled
from training.squad import Article, Paragraph, Question, Span

Floats = NDArray[np.float32]

PARAGRAPH_WEIGHT = 0.5
READ = 6


@dataclass(frozen=True)
class Asked:
    """A question and the number of the paragraph it was asked of."""

    question: Question
    home: int


@dataclass(frozen=True)
class Document:
    """An article whose sentences are numbered through, and what retrieval says of them."""

    paragraphs: tuple[Paragraph, ...]
    asked: tuple[Asked, ...]
    owners: NDArray[np.int64]
    cosine: Floats
    words: Floats
    paragraph_cosine: Floats

    def scores(self, row: int, *, without: int | None = None) -> Floats:
        """Return a score for each sentence, shape (sentences,); -inf in a removed paragraph."""
        hidden = self.owners == (-1 if without is None else without)
        words = scaled(np.where(hidden, 0, self.words[row]))
        score = self.cosine[row] + LEXICAL_WEIGHT * words
        score = score + PARAGRAPH_WEIGHT * self.paragraph_cosine[row, self.owners]
        return np.where(hidden, -np.inf, score).astype(np.float32)

    def best_paragraphs(self, scores: Floats) -> list[int]:
        """Return the paragraphs to read, that of the best sentence first."""
        owners = self.owners[np.argsort(-scores, kind="stable")]
        return list(dict.fromkeys(int(owner) for owner in owners))[:READ]

    def first_sentence(self, paragraph: int) -> int:
        """Return the number of the paragraph's first sentence."""
        return int(np.searchsorted(self.owners, paragraph))

    def answers(self, row: int) -> tuple[str, ...]:
        """Return the annotators' answers."""
        text = self.paragraphs[self.asked[row].home].text
        return tuple(text[start:end] for start, end in self.asked[row].question.answers)

    def right_sentences(self, row: int) -> set[int]:
        """Return the numbers of the sentences that overlap an answer."""
        home, question = self.asked[row].home, self.asked[row].question
        first = self.first_sentence(home)
        return {
            first + number
            for number, span in enumerate(self.paragraphs[home].sentences)
            if any(_overlap(span, answer) for answer in question.answers)
        }


def documents(articles: Sequence[Article], cache: Path) -> list[Document]:
    """Return the articles with their scores, read from `cache` if they are there."""
    if not cache.exists():
        arrays: dict[str, Floats] = {}
        for number, article in enumerate(articles):
            for name, scores in zip("cwp", _scored(article), strict=True):
                arrays[f"{name}{number}"] = scores
        np.savez(cache, allow_pickle=False, **arrays)
    with np.load(cache) as arrays:
        return [
            Document(
                article.paragraphs,
                tuple(_asked(article)),
                np.asarray([p for p, _ in _sentences(article)]),
                *(arrays[f"{name}{number}"] for name in "cwp"),
            )
            for number, article in enumerate(articles)
        ]


def _scored(article: Article) -> tuple[Floats, Floats, Floats]:
    questions = [asked.question.text for asked in _asked(article)]
    sentences = [text for _, text in _sentences(article)]
    vectors = embed(questions)
    return (
        vectors @ embed(sentences).T,
        lexical(questions, sentences),
        vectors @ embed([p.text for p in article.paragraphs]).T,
    )


def _asked(article: Article) -> list[Asked]:
    return [Asked(q, home) for home, p in enumerate(article.paragraphs) for q in p.questions]


def _sentences(article: Article) -> list[tuple[int, str]]:
    return [
        (number, paragraph.text[start:end])
        for number, paragraph in enumerate(article.paragraphs)
        for start, end in paragraph.sentences
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
