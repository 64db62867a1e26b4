"""Fit the confidence: `python -m benchmarks.calibrate SQUAD.json [--last N] [--reader none]`.

Each question is asked of its article twice: whole, and without the question's paragraph.
The first quote is right in the first case if it overlaps a gold answer, never in the
second. Writes qa/models/{reader,retrieval}/calibration.json; the figures printed are
those of articles that were held out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa import metrics
from qa.confidence import COMPARED, FEATURES, Calibration, features
from qa.evaluation import asked, count
from qa.ranker import NO_READER
from qa.squad import read_articles

_MODELS = Path(__file__).parent.parent / "qa" / "models"
_FALSE_ANSWERS = 0.10  # the share of questions without their paragraph that may be answered
_FOLDS = 4
_REGULARISATION = 10.0
_REPORT_EVERY = 500


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    parser.add_argument("--reader", help=f"a model's name or folder, or {NO_READER}")
    arguments = parser.parse_args()
    articles = read_articles(arguments.squad, last=arguments.last)
    numbers = {article.title: number for number, article in enumerate(articles)}
    total = count(articles)
    groups, tables, right, real = [], [], [], []
    for article, assistant, question, _ in asked(articles, reader=arguments.reader):
        best = assistant.rank(question.text)[:COMPARED]
        groups.append(numbers[article.title])
        tables.append(features(question.text, best)[0])
        right.append(question.is_answered_by(best[0].quote))
        real.append(bool(question.golds))
        if len(groups) % _REPORT_EVERY == 0:
            print(f"{len(groups)} of {total}", flush=True)
    table, is_right = np.array(tables), np.array(right)

    held_out = np.array(groups) % _FOLDS
    predicted = np.zeros(len(table))
    for fold in range(_FOLDS):
        fitted = fit(table[held_out != fold], is_right[held_out != fold], threshold=0)
        predicted[held_out == fold] = fitted.probabilities(table[held_out == fold])
    is_real = np.array(real)
    threshold = round(float(np.quantile(predicted[~is_real], 1 - _FALSE_ANSWERS)), 3)
    report(predicted, is_right, is_real, threshold)

    calibration = fit(table, is_right, threshold=threshold)
    name = "retrieval" if arguments.reader == NO_READER else "reader"
    fields = {field: getattr(calibration, field) for field in calibration.__slots__}
    fields |= {"features": FEATURES, "fitted on": f"{arguments.squad.name}, {len(articles)} last"}
    path = _MODELS / name / "calibration.json"
    path.write_text(json.dumps(fields, indent=2) + "\n", "utf-8")
    print(f"wrote {path}")


def fit(table: NDArray[np.float64], right: NDArray[np.bool_], *, threshold: float) -> Calibration:
    """Fit a logistic regression on standardised features. table: (n, features), right: (n,)."""
    means = table.mean(axis=0)
    scales = table.std(axis=0)
    scales[scales == 0] = 1  # without a reader all margins are 0
    model = LogisticRegression(C=_REGULARISATION).fit((table - means) / scales, right)
    return Calibration(
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        weights=tuple(model.coef_[0].tolist()),
        intercept=float(model.intercept_[0]),
        threshold=threshold,
    )


def report(
    predicted: NDArray[np.float64],
    right: NDArray[np.bool_],
    real: NDArray[np.bool_],
    threshold: float,
) -> None:
    """Print what the held-out articles say."""
    answered = predicted >= threshold
    ece = metrics.calibration_error(predicted, right)
    print(f"held-out articles, {np.sum(real)} questions, each also without its paragraph")
    print(f"  AUROC real against without its paragraph  {metrics.auroc(predicted, real):.3f}")
    print(f"  AUROC right first quote against wrong     {metrics.auroc(predicted, right):.3f}")
    print(f"  calibration error (ECE, 10 bins)          {ece:.3f}")
    print(f"  threshold for {_FALSE_ANSWERS:.0%} false answers          {threshold:.3f}")
    print(f"  real ones answered                        {answered[real].mean():.3f}")
    print(f"  first quote right among these             {right[real & answered].mean():.3f}")


if __name__ == "__main__":
    main()
