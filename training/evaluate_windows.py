"""Judge a reader on news, whose paragraphs are one sentence, by windows across paragraphs.

`python -m training.evaluate_windows --reader DIR FILE...`, each FILE of SQuAD 2.0.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.metrics import exact_match, f1
from training.evaluate_reader import RETRIEVAL_WEIGHT, in_one_line
from training.features import load_tokenizer
from training.metrics import auroc
from training.model import Reader, load_reader
from training.numerics import mixed_precision
from training.reading import Task, read
from training.similarity import LEXICAL_WEIGHT, embed, lexical, scaled
from training.squad import Article, Question, Span, split_sentences
from training.squad import read as read_squad

GLUE = "\n\n"
PASSAGE_WEIGHT = 0.5


@dataclass(frozen=True)
class News:
    """An article's text, its sentences, a window for each, and the questions in its offsets."""

    text: str
    sentences: list[Span]
    windows: list[Span]
    questions: list[Question]


def joined(article: Article, *, around: int) -> News:
    """Join the paragraphs; a window has `around` sentences on either side."""
    text = GLUE.join(paragraph.text for paragraph in article.paragraphs)
    sentences: list[Span] = []
    questions: list[Question] = []
    start = 0
    for paragraph in article.paragraphs:
        sentences += [(start + a, start + b) for a, b in split_sentences(paragraph.text)]
        for question in paragraph.questions:
            moved = tuple((start + a, start + b) for a, b in question.answers)
            questions.append(Question(question.id, question.text, moved))
        start += len(paragraph.text) + len(GLUE)
    last = len(sentences) - 1
    windows = [
        (sentences[max(0, i - around)][0], sentences[min(last, i + around)][1])
        for i in range(len(sentences))
    ]
    return News(text, sentences, windows, questions)


def retrieval(news: News) -> NDArray[np.float32]:
    """Return a score for each question and sentence, shape (questions, sentences)."""
    questions = [question.text for question in news.questions]
    sentences = [news.text[a:b] for a, b in news.sentences]
    vectors = embed(questions)
    scores = vectors @ embed(sentences).T + LEXICAL_WEIGHT * scaled(lexical(questions, sentences))
    passages = embed([news.text[a:b] for a, b in news.windows])
    return np.asarray(scores + PASSAGE_WEIGHT * (vectors @ passages.T), dtype=np.float32)


def figures(
    model: Reader, reader: Path, news: News, *, weight: float, count: int
) -> dict[str, float]:
    """Return the figures of one article."""
    scores = retrieval(news)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    tasks: list[Task] = []
    for row, question in enumerate(news.questions):
        for sentence in best[row]:
            start, end = news.windows[sentence]
            inside = [(a - start, b - start) for a, b in news.sentences if start <= a and b <= end]
            tasks.append(Task(question.text, news.text[start:end], inside))
    found = iter(read(model, load_tokenizer(reader), tasks))
    right, em, f1s, real, refused = [], [], [], [], []
    for row, question in enumerate(news.questions):
        candidates = []
        for sentence in best[row]:
            start, end = news.windows[sentence]
            first = next(i for i, (a, _) in enumerate(news.sentences) if a == start)
            for reading in next(found):
                number = first + reading.sentence
                score = reading.margin + weight * float(scores[row, number])
                candidates.append((score, number, start + reading.start, start + reading.end))
        score, number, start, end = max(candidates)
        if not question.answers:
            refused.append(score)
            continue
        real.append(score)
        quote = news.sentences[number]
        right.append(any(a < quote[1] and quote[0] < b for a, b in question.answers))
        answers = [news.text[a:b] for a, b in question.answers]
        em.append(exact_match(news.text[start:end], answers))
        f1s.append(f1(news.text[start:end], answers))
    # Two of twenty pass.
    threshold = np.sort(refused)[-max(1, len(refused) // 10) - 1] if refused else -np.inf
    return {
        "questions": len(real),
        "unanswerable": len(refused),
        "right first": sum(right),
        "em": float(np.mean(em)),
        "f1": float(np.mean(f1s)),
        "auroc": auroc(np.asarray(real), np.asarray(refused)) if refused else float("nan"),
        "kept at a tenth": int((np.asarray(real) > threshold).sum()),
        "threshold": float(threshold),
    }


def main() -> None:
    """Print the figures of each article of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--around", type=int, default=1)
    parser.add_argument("--read", type=int, default=6, help="windows a question")
    parser.add_argument("--weight", type=float, default=RETRIEVAL_WEIGHT)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    model = load_reader(args.reader).train(mode=False)
    for path in args.files:
        for article in read_squad(path):
            news = joined(article, around=args.around)
            with mixed_precision():
                values = figures(model, args.reader, news, weight=args.weight, count=args.read)
            print(f"{path.name}, {article.title}: {in_one_line(values)}")


if __name__ == "__main__":
    main()
