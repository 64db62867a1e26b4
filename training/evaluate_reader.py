"""Judge a reader on the dev articles, with each question's paragraph there and taken away.

`python -m training.evaluate_reader --data DIR --reader DIR --cache DIR`
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from qa.evaluation.metrics import exact_match, f1
from training.decoding import Reading
from training.dev_set import Document, Floats, documents
from training.features import load_tokenizer
from training.metrics import at_false_answers, auroc
from training.model import Reader, load_reader
from training.numerics import mixed_precision
from training.reading import Task, read
from training.squad import load

RETRIEVAL_WEIGHT = 10.0

Pair = tuple[int, int, int]  # document, question, paragraph


@dataclass(frozen=True)
class Candidate:
    """A sentence with the best span that starts in it."""

    paragraph: int
    sentence: int
    reading: Reading
    retrieval: float

    def score(self, weight: float) -> float:
        """Return the margin and the weighted retrieval score together."""
        return self.reading.margin + weight * self.retrieval


@dataclass(frozen=True)
class Outcome:
    """The candidates for a question, with its paragraph in the article and without."""

    document: Document
    row: int
    real: Sequence[Candidate]
    removed: Sequence[Candidate]


def outcomes(
    model: Reader, tokenizer_path: str, docs: Sequence[Document], per_article: int | None
) -> list[Outcome]:
    """Read the best paragraphs of each question, in both settings; each pair only once."""
    chosen = [(d, row) for d, doc in enumerate(docs) for row in _rows(doc, per_article)]
    pairs: dict[Pair, Task] = {}
    for d, row in chosen:
        doc = docs[d]
        for without in (None, doc.asked[row].home):
            for paragraph in doc.best_paragraphs(doc.scores(row, without=without)):
                found = doc.paragraphs[paragraph]
                question = doc.asked[row].question.text
                pairs[d, row, paragraph] = Task(question, found.text, found.sentences)
    readings = dict(
        zip(pairs, read(model, load_tokenizer(tokenizer_path), list(pairs.values())), strict=True)
    )
    return [
        Outcome(
            docs[d],
            row,
            _candidates(docs[d], d, row, docs[d].scores(row), readings),
            _candidates(
                docs[d], d, row, docs[d].scores(row, without=docs[d].asked[row].home), readings
            ),
        )
        for d, row in chosen
    ]


def _rows(doc: Document, per_article: int | None) -> list[int]:
    """Return all questions, or some at equal distances."""
    count = len(doc.asked)
    if per_article is None or per_article >= count:
        return list(range(count))
    return [round(place) for place in np.linspace(0, count - 1, per_article)]


def _candidates(
    doc: Document, number: int, row: int, scores: Floats, readings: dict[Pair, list[Reading]]
) -> list[Candidate]:
    found: list[Candidate] = []
    for paragraph in doc.best_paragraphs(scores):
        first = doc.first_sentence(paragraph)
        for reading in readings[number, row, paragraph]:
            sentence = first + reading.sentence
            found.append(Candidate(paragraph, sentence, reading, float(scores[sentence])))
    return found


def figures(found: Sequence[Outcome], weight: float = RETRIEVAL_WEIGHT) -> dict[str, float]:
    """Return all figures for one weight of the retrieval score."""
    first, third, em, f1s, real, removed = [], [], [], [], [], []
    for outcome in found:
        ranked = sorted(outcome.real, key=lambda c: -c.score(weight))
        right = outcome.document.right_sentences(outcome.row)
        answers = outcome.document.answers(outcome.row)
        best = ranked[0]
        text = outcome.document.paragraphs[best.paragraph].text
        text = text[best.reading.start : best.reading.end]
        first.append(best.sentence in right)
        third.append(any(c.sentence in right for c in ranked[:3]))
        em.append(exact_match(text, answers))
        f1s.append(f1(text, answers))
        real.append(best.score(weight))
        removed.append(max(c.score(weight) for c in outcome.removed))
    threshold, answered, precision = at_false_answers(
        np.asarray(real), np.asarray(removed), np.asarray(first)
    )
    return {
        "questions": len(found),
        "evidence@1": float(np.mean(first)),
        "evidence@3": float(np.mean(third)),
        "em": float(np.mean(em)),
        "f1": float(np.mean(f1s)),
        "auroc": auroc(np.asarray(real), np.asarray(removed)),
        "answered": answered,
        "precision": precision,
        "threshold": threshold,
    }


def in_one_line(values: dict[str, float]) -> str:
    """Return the figures for a log."""
    return " ".join(f"{name} {round(value, 4)}" for name, value in values.items())


def main() -> None:
    """Print the figures for some weights and write them as JSON beside the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="folder for retrieval scores")
    parser.add_argument("--questions", type=int, help="of each article; all without it")
    parser.add_argument("--weights", type=float, nargs="+", default=[RETRIEVAL_WEIGHT])
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "mixed"], default="mixed")
    parser.add_argument("--report", type=Path, help="JSON file to write")
    args = parser.parse_args()
    docs = documents(load(args.data)[1], args.cache / "dev.npz")
    model = load_reader(args.reader).train(mode=False)
    if args.dtype == "bfloat16":
        model = model.to(torch.bfloat16)
    with mixed_precision() if args.dtype == "mixed" else nullcontext():
        found = outcomes(model, str(args.reader), docs, args.questions)
    report = {str(weight): figures(found, weight) for weight in args.weights}
    for weight, values in report.items():
        print(f"weight {weight}: {in_one_line(values)}")
    if args.report:
        args.report.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
