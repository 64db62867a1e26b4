"""Questions, their paragraphs and their answers, from SQuAD 1.1 JSON files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypedDict

from nupunkt import sent_spans

Span = tuple[int, int]

WIKI, AMAZON, REDDIT = "new_wiki", "amazon_reviews", "reddit"
DEV_ARTICLES = 16


@dataclass(frozen=True)
class Question:
    """A question and the spans its annotators marked in its paragraph."""

    id: str
    text: str
    answers: tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of an article, with the questions asked of it."""

    text: str
    questions: tuple[Question, ...]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Return the half-open spans of the sentences, which tile the text."""
        return split_sentences(self.text)

    def answer_texts(self, question: Question) -> set[str]:
        """Return the annotators' answers in lower case."""
        return {self.text[start:end].lower() for start, end in question.answers}


@dataclass(frozen=True)
class Article:
    """An article of one of the three sets."""

    source: str
    title: str
    paragraphs: tuple[Paragraph, ...]


@lru_cache(maxsize=100_000)
def split_sentences(text: str) -> tuple[Span, ...]:
    """Split at line ends first, then into sentences; the spans tile the text."""
    spans: list[Span] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            spans += [(line_start + start, line_start + end) for start, end in sent_spans(line)]
        line_start += len(line)
    starts = [0] + [start for start, _ in spans[1:]]
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))


def consensus(answers: Sequence[Span]) -> Span:
    """Return the answer that overlaps most with all of them; the first of equals."""
    return max(answers, key=lambda one: sum(overlap_f1(one, other) for other in answers))


def overlap_f1(one: Span, other: Span) -> float:
    """Return the F1 of two spans, counted in characters."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * max(shared, 0) / (one[1] - one[0] + other[1] - other[0])


def load(folder: Path) -> tuple[list[Article], list[Article]]:
    """Read the three sets and return the articles of train and of dev."""
    wiki, amazon, reddit = (read(folder / f"{source}.json") for source in (WIKI, AMAZON, REDDIT))
    return wiki[:-DEV_ARTICLES] + amazon + reddit, wiki[-DEV_ARTICLES:]


def read(path: Path) -> list[Article]:
    """Read a SQuAD file, of version 1.1 or 2.0; in the latter a question may have no answers."""
    return [
        Article(path.stem, article["title"], tuple(map(_paragraph, article["paragraphs"])))
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]
    ]


def _paragraph(item: "_Paragraph") -> Paragraph:
    return Paragraph(item["context"], tuple(map(_question, item["qas"])))


def _question(item: "_Question") -> Question:
    spans = tuple(
        (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
        for answer in item["answers"]
        if answer["text"]
    )
    return Question(item["id"], item["question"], spans)


class _Answer(TypedDict):
    answer_start: int
    text: str


class _Question(TypedDict):
    id: str
    question: str
    answers: list[_Answer]


class _Paragraph(TypedDict):
    context: str
    qas: list[_Question]
