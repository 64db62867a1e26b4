"""SQuAD-format files (1.1 and 2.0) to documents and questions with gold spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus import Document, Span
from qa.errors import QuestionFileError

_BETWEEN_PARAGRAPHS = "\n\n"


@dataclass(frozen=True)
class Question:
    """A question, where its answers stand in its article, and its paragraph's number."""

    text: str
    golds: tuple[Span, ...]
    paragraph: int

    def is_answered_by(self, quote: Span) -> bool:
        """Return whether a quote overlaps one of the gold answers."""
        return any(quote.overlaps(gold) for gold in self.golds)


@dataclass(frozen=True)
class Trial:
    """A document and the questions that are asked of it; `whole` if it is a whole article."""

    document: Document
    questions: tuple[Question, ...]
    whole: bool


@dataclass(frozen=True)
class Article:
    """The paragraphs of one article and the questions asked of them."""

    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def document(self) -> Document:
        """The whole article: its paragraphs joined by a blank line."""
        return Document(text=_BETWEEN_PARAGRAPHS.join(self.paragraphs), title=self.title)

    @property
    def has_unanswerable(self) -> bool:
        """Whether the file itself has questions that the article does not answer."""
        return any(not question.golds for question in self.questions)

    def trials(self, *, removing: bool) -> Iterator[Trial]:
        """Yield the article with all its questions; then, `removing`, without each paragraph.

        Without a paragraph, the questions that it answered are asked, now unanswerable.
        """
        yield Trial(self.document, self.questions, whole=True)
        for paragraph in range(len(self.paragraphs)) if removing else ():
            asked = tuple(
                replace(question, golds=())
                for question in self.questions
                if question.paragraph == paragraph and question.golds
            )
            rest = self.without(paragraph)
            if asked and rest.text:
                yield Trial(rest, asked, whole=False)

    def without(self, paragraph: int) -> Document:
        """Return the article without one of its paragraphs."""
        retained = self.paragraphs[:paragraph] + self.paragraphs[paragraph + 1 :]
        return Document(text=_BETWEEN_PARAGRAPHS.join(retained), title=self.title)


def read_articles(path: Path, *, last: int | None = None) -> list[Article]:
    """Read a SQuAD-format file; with `last`, only that many articles from its end.

    Raises QuestionFileError where it is not one.
    """
    try:
        articles = [_article(entry) for entry in json.loads(path.read_text("utf-8"))["data"]]
    except OSError as error:
        raise QuestionFileError(
            f"{path}: the file cannot be read ({error.strerror}); check the name"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionFileError(
            f"{path}: found no SQuAD-format JSON ({type(error).__name__}: {error}), expected "
            "data > paragraphs > context and qas > question and answers; see the README"
        ) from error
    return articles if last is None else articles[-last:]


def _article(entry: dict[str, Any]) -> Article:
    paragraphs = [paragraph["context"] for paragraph in entry["paragraphs"]]
    return Article(
        title=entry.get("title", ""),
        paragraphs=tuple(paragraphs),
        questions=tuple(_questions(entry["paragraphs"])),
    )


def _questions(paragraphs: list[dict[str, Any]]) -> Iterator[Question]:
    offset = 0
    for number, paragraph in enumerate(paragraphs):
        for asked in paragraph["qas"]:
            starts = [offset + answer["answer_start"] for answer in asked["answers"]]
            lengths = [len(answer["text"]) for answer in asked["answers"]]
            golds = tuple(
                Span(start, start + length) for start, length in zip(starts, lengths, strict=True)
            )
            yield Question(asked["question"], golds, number)
        offset += len(paragraph["context"]) + len(_BETWEEN_PARAGRAPHS)
