"""Fit the confidence of retrieval: `python -m benchmarks.calibrate SQUAD.json --last 16`.

Each question is asked of its article twice: whole, and without the question's paragraph.
The first quote is right in the first case if it overlaps a gold answer, never in the
second. Writes qa/models/retrieval/calibration.json and prints what held-out articles say.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.squad import Article, Question, read_articles
from corpus import Document
from embeddings import Encoder, SentenceEncoder, VectorCache, Vectors
from qa import Assistant
from qa.confidence import COMPARED, FEATURES, features

_OUTPUT = Path(__file__).parent.parent / "qa" / "models" / "retrieval" / "calibration.json"
_FALSE_ANSWERS = 0.10  # the share of questions without their paragraph that may be answered
_FOLDS = 4
_REGULARISATION = 10.0


class RememberingEncoder:
    """An encoder that encodes each text once, so that an article can be asked many times."""

    def __init__(self, encoder: Encoder) -> None:
        """Take the encoder that does the work."""
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the encoder that does the work."""
        return self._encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text. Shape: (len(texts), dimension)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    arguments = parser.parse_args()
    articles = read_articles(arguments.squad, last=arguments.last)
    encoder = RememberingEncoder(SentenceEncoder())
    observed = []
    with tempfile.TemporaryDirectory() as folder:
        for number, article in enumerate(articles):
            print(f"{number + 1}/{len(articles)} {article.title}", flush=True)
            seen = _observe(article, encoder, VectorCache(Path(folder)))
            observed += [(number, *observation) for observation in seen]
    groups, tables, right, real = (np.array(column) for column in zip(*observed, strict=True))

    predicted = np.zeros(len(right))
    for fold in range(_FOLDS):
        held_out = groups % _FOLDS == fold
        fitted = _fit(tables[~held_out], right[~held_out])
        predicted[held_out] = _predict(fitted, tables[held_out])
    threshold = float(np.quantile(predicted[~real], 1 - _FALSE_ANSWERS))
    _report(predicted, right, real, threshold)

    means, scales, weights, intercept = _fit(tables, right)
    calibration = {
        "features": FEATURES,
        "means": means.tolist(),
        "scales": scales.tolist(),
        "weights": weights.tolist(),
        "intercept": intercept,
        "threshold": round(threshold, 3),
        "fitted on": f"{arguments.squad.name}, last {arguments.last}",
    }
    _OUTPUT.write_text(json.dumps(calibration, indent=2) + "\n", "utf-8")
    print(f"wrote {_OUTPUT}")


Observation = tuple[NDArray[np.float64], bool, bool]
Fitted = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]


def _observe(article: Article, encoder: Encoder, cache: VectorCache) -> Iterator[Observation]:
    """Yield the first quote's features, whether it is right, and whether it could be."""
    whole = Assistant(article.document, encoder=encoder, cache=cache)
    for question in article.questions:
        yield *_first_quote(whole, question), True
    for paragraph in range(len(article.paragraphs)):
        asked = [question for question in article.questions if question.paragraph == paragraph]
        without: Document = article.without(paragraph)
        if asked and without.text:
            rest = Assistant(without, encoder=encoder, cache=cache)
            for question in asked:
                yield _first_quote(rest, question)[0], False, False


def _first_quote(assistant: Assistant, question: Question) -> tuple[NDArray[np.float64], bool]:
    matches = assistant.search(question.text, k=COMPARED)
    table = features(question.text, matches)
    return table[0], question.is_answered_by(matches[0].row.sentence)


def _fit(tables: NDArray[np.float64], right: NDArray[np.bool_]) -> Fitted:
    means, scales = tables.mean(axis=0), tables.std(axis=0)
    model = LogisticRegression(C=_REGULARISATION).fit((tables - means) / scales, right)
    return means, scales, model.coef_[0], float(model.intercept_[0])


def _predict(fitted: Fitted, tables: NDArray[np.float64]) -> NDArray[np.float64]:
    means, scales, weights, intercept = fitted
    logits = (tables - means) / scales @ weights + intercept
    return np.asarray(1 / (1 + np.exp(-logits)))


def _report(
    predicted: NDArray[np.float64],
    right: NDArray[np.bool_],
    real: NDArray[np.bool_],
    threshold: float,
) -> None:
    bins = np.minimum((predicted * 10).astype(int), 9)
    error = sum(
        abs(predicted[bins == each].mean() - right[bins == each].mean()) * np.mean(bins == each)
        for each in np.unique(bins)
    )
    answered = predicted >= threshold
    print(f"held-out articles, {np.sum(real)} questions, each also without its paragraph")
    print(f"  AUROC real against without its paragraph  {roc_auc_score(real, predicted):.3f}")
    print(f"  AUROC right first quote against wrong     {roc_auc_score(right, predicted):.3f}")
    print(f"  calibration error (ECE, 10 bins)          {error:.3f}")
    print(f"  threshold for {_FALSE_ANSWERS:.0%} false answers          {threshold:.3f}")
    print(f"  real ones answered                        {answered[real].mean():.3f}")
    print(f"  first quote right among these             {right[real & answered].mean():.3f}")


if __name__ == "__main__":
    main()
