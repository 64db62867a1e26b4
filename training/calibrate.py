"""Fit the confidence: `python -m training.calibrate SQUAD.json [--last N] [--reader none]`.

Each question is asked of its article up to four times: whole, without the question's
paragraph, with the answer's words blurred, and about another name (see `training.trials`). The
first quote is right in the first case if it overlaps a gold answer, never in the others. Writes
qa/models/{reader,retrieval}/calibration.json; the figures printed are those of articles that
were held out.
"""

import argparse
import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from itertools import count, repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from embeddings import VectorCache, default_encoder
from qa.assistant import Assistant
from qa.confidence import COMPARED, FEATURES, Calibration, features, wrong_types
from qa.evaluation import metrics
from qa.evaluation.evaluate import RememberingEncoder
from qa.reading.ranker import NO_READER
from training import squad
from training.trials import BLURRED, REMOVED, SWAPPED, WHOLE, Trial, is_right, trials

_MODELS = Path(__file__).parent.parent / "qa" / "models"
# The share of unanswerable questions (without their paragraph, or about another name) that may be
# answered.
_FALSE_ANSWERS = 0.05
# The share of answerable questions that are answered or get a quote that may answer.
_SHOWN = 0.93
# The least share of quotes shown as possible answers that are right, where there is one
# unanswerable question to four others.
_POSSIBLE_RIGHT = 0.60
_OTHERS = 0.25
_FOLDS = 4
_REGULARISATION = 10.0
# What a blurred or swapped trial counts for when the features are weighed against each other.
HARD_WEIGHT = 0.5
_PRECISIONS = (0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Table:
    """The first quote of each trial; arrays of one length, `features` of shape (trials, n)."""

    features: NDArray[np.float64]
    wrong_types: NDArray[np.bool_]
    right: NDArray[np.bool_]
    kinds: NDArray[np.str_]
    articles: NDArray[np.int64]

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Tell which trials are of a kind."""
        return np.asarray(self.kinds == kind)

    @property
    def weights(self) -> NDArray[np.float64]:
        """What each trial counts for in a fit."""
        return np.where(self.of(BLURRED) | self.of(SWAPPED), HARD_WEIGHT, 1.0)


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    parser.add_argument("--reader", help=f"a model's name or folder, or {NO_READER}")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="ask each Nth question (%(default)s)"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes (%(default)s)")
    parser.add_argument(
        "--table", type=Path, help="an .npz file for what was measured: read if it is there"
    )
    arguments = parser.parse_args()
    articles = squad.read(arguments.squad)[-arguments.last if arguments.last else 0 :]
    articles = [_thinned(article, arguments.every) for article in articles]
    table = _kept(arguments.table) or measure(articles, arguments.reader, arguments.jobs)
    if arguments.table is not None:
        np.savez(arguments.table, allow_pickle=False, **asdict(table))
    predicted = held_out(table)
    everything = np.full(len(table.right), True)
    shipped = fit(table, everything).probabilities(table.features, table.wrong_types)
    threshold = max(_threshold(table, predicted), _threshold(table, shipped))
    possible = _possible_threshold(table, predicted, threshold)
    report(table, predicted, threshold, possible)

    calibration = replace(fit(table, everything), threshold=threshold, possible_threshold=possible)
    name = "retrieval" if arguments.reader == NO_READER else "reader"
    fitted = {field: getattr(calibration, field) for field in calibration.__slots__}
    fitted |= {"features": FEATURES, "fitted on": f"{arguments.squad.name}, {len(articles)} last"}
    path = _MODELS / name / "calibration.json"
    path.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    print(f"wrote {path}")


def _thinned(article: squad.Article, every: int) -> squad.Article:
    """Return the article with each `every`th of its questions."""
    numbers = count()
    paragraphs = tuple(
        replace(
            paragraph,
            questions=tuple(each for each in paragraph.questions if next(numbers) % every == 0),
        )
        for paragraph in article.paragraphs
    )
    return replace(article, paragraphs=paragraphs)


def _threshold(table: Table, predicted: NDArray[np.float64]) -> float:
    """Return the least confidence, in thousandths, that few enough unanswerable ones reach."""
    allowed = max(
        float(np.quantile(predicted[table.of(kind)], 1 - _FALSE_ANSWERS))
        for kind in (REMOVED, SWAPPED)
    )
    return math.ceil(1000 * allowed) / 1000


def _possible_threshold(table: Table, predicted: NDArray[np.float64], threshold: float) -> float:
    """Return the confidence, in thousandths, from which on a quote is shown as possible.

    It is the one that enough answerable questions reach, or a higher one if fewer of the quotes
    below `threshold` would be right.
    """
    real, other = table.of(WHOLE), table.of(REMOVED) | table.of(SWAPPED)
    weights = np.where(real, 1 / real.sum(), np.where(other, _OTHERS / other.sum(), 0))
    reached = float(np.quantile(predicted[real], 1 - _SHOWN))
    for bound in np.arange(math.floor(1000 * reached) / 1000, threshold, 0.005):
        shown = (predicted >= bound) & (predicted < threshold)
        if (weights * table.right)[shown].sum() >= _POSSIBLE_RIGHT * weights[shown].sum():
            return round(float(bound), 3)
    return threshold


def measure(articles: Sequence[squad.Article], reader: str | None, jobs: int) -> Table:
    """Ask every trial, articles side by side, and return the features of its first quote."""
    with tqdm(total=len(articles), unit="article", disable=None) as bar:
        parts = []
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            for part in pool.map(_measured, enumerate(articles), repeat(reader)):
                parts.append(part)
                bar.update()
    columns = [[getattr(part, field.name) for part in parts] for field in fields(Table)]
    return Table(*map(np.concatenate, columns))


def _kept(path: Path | None) -> Table | None:
    if path is None or not path.exists():
        return None
    with np.load(path) as columns:
        return Table(**columns)


def _measured(numbered: tuple[int, squad.Article], reader: str | None) -> Table:
    number, article = numbered
    rows, wrong, right, kinds = [], [], [], []
    for trial, assistant in asked(article, reader):
        best = assistant.rank(trial.question)[:COMPARED]
        rows.append(features(trial.question, best)[0])
        wrong.append(wrong_types(trial.question, best[:1])[0])
        right.append(is_right(trial, best[0].quote.start, best[0].quote.end))
        kinds.append(trial.kind)
    return Table(
        np.array(rows),
        np.array(wrong),
        np.array(right),
        np.array(kinds),
        np.full(len(rows), number),
    )


def asked(article: squad.Article, reader: str | None) -> Iterator[tuple[Trial, Assistant]]:
    """Yield each trial with an assistant on its document."""
    encoder = RememberingEncoder(default_encoder())
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        kept: dict[str, Assistant] = {}  # one a kind: its document is the one asked last
        for trial in trials(article):
            assistant = kept.get(trial.kind)
            if assistant is None or assistant.documents[0].text != trial.document.text:
                assistant = Assistant(trial.document, encoder=encoder, reader=reader, cache=cache)
                kept[trial.kind] = assistant
            yield trial, assistant


def held_out(table: Table) -> NDArray[np.float64]:
    """Return the probability of each trial by a fit that has not seen its article."""
    fold = table.articles % _FOLDS
    predicted = np.zeros(len(table.right))
    for number in range(_FOLDS):
        fitted = fit(table, fold != number)
        predicted[fold == number] = fitted.probabilities(
            table.features[fold == number], table.wrong_types[fold == number]
        )
    return predicted


def fit(table: Table, chosen: NDArray[np.bool_]) -> Calibration:
    """Fit a logistic regression on the standardised features of the chosen trials.

    All of them weigh the features; then the blurred and the swapped are left out and the sum is
    scaled (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999), so that
    confidence is the share of right quotes among whole and removed ones, half of each. The
    thresholds are left at 1.
    """
    rows, right = table.features[chosen], table.right[chosen]
    # Without a reader all margins are 0.
    means = np.nan_to_num(np.nanmean(rows, axis=0))
    scales = np.nan_to_num(np.nanstd(rows, axis=0))
    scales[scales == 0] = 1
    standard = np.nan_to_num((rows - means) / scales)
    weighed = LogisticRegression(C=_REGULARISATION, max_iter=1000)
    weighed.fit(standard, right, sample_weight=table.weights[chosen])
    easy = ~(table.of(BLURRED) | table.of(SWAPPED))[chosen]
    sums = weighed.decision_function(standard[easy])[:, None]
    scaled = LogisticRegression(C=1e6, max_iter=1000).fit(sums, right[easy])
    wrong = easy & table.wrong_types[chosen]
    slope, shift = float(scaled.coef_[0, 0]), float(scaled.intercept_[0])
    return Calibration(
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        weights=tuple((slope * weighed.coef_[0]).tolist()),
        intercept=slope * float(weighed.intercept_[0]) + shift,
        wrong_type=float(right[wrong].mean()) if wrong.any() else 1.0,
        threshold=1.0,
        possible_threshold=1.0,
    )


def report(table: Table, predicted: NDArray[np.float64], threshold: float, possible: float) -> None:
    """Print what the held-out articles say."""
    real, removed, blurred, swapped = (
        table.of(kind) for kind in (WHOLE, REMOVED, BLURRED, SWAPPED)
    )
    easy = real | removed
    answered = predicted >= threshold
    shown = (predicted >= possible) & ~answered
    print(f"held-out articles, {real.sum()} questions, each also without its paragraph")
    for name, figure in (
        ("AUROC real against without its paragraph", metrics.auroc(predicted[easy], real[easy])),
        (
            "AUROC real against blurred",
            metrics.auroc(predicted[real | blurred], real[real | blurred]),
        ),
        (
            "AUROC real against swapped",
            metrics.auroc(predicted[real | swapped], real[real | swapped]),
        ),
        (
            "AUROC right first quote against wrong",
            metrics.auroc(predicted[easy], table.right[easy]),
        ),
        (
            "calibration error (ECE, 10 bins)",
            metrics.calibration_error(predicted[easy], table.right[easy]),
        ),
        *(
            (f"{kind}: answered with {share:.0%} right", coverage(predicted, table, kind, share))
            for kind in (REMOVED, BLURRED, SWAPPED)
            for share in _PRECISIONS
        ),
        (
            "area under risk-coverage",
            metrics.area_under_risk_coverage(predicted[easy], table.right[easy]),
        ),
        (f"threshold for {_FALSE_ANSWERS:.0%} false answers", threshold),
        ("threshold for possible answers", possible),
        ("real ones shown as possible", shown[real].mean()),
        ("first quote right among these", table.right[real & shown].mean()),
        ("removed ones answered", answered[removed].mean()),
        ("removed, blurred, swapped ones shown as possible", shown[~real].mean()),
        ("real ones answered", answered[real].mean()),
        ("first quote right among these", table.right[real & answered].mean()),
        ("blurred ones answered", answered[blurred].mean()),
        ("swapped ones answered", answered[swapped].mean()),
    ):
        print(f"  {name:50}{figure:.3f}")


def coverage(predicted: NDArray[np.float64], table: Table, kind: str, precision: float) -> float:
    """Return the largest share of real questions and as many of a kind that may be answered."""
    real, other = np.flatnonzero(table.of(WHOLE)), np.flatnonzero(table.of(kind))
    chosen = np.concatenate([real, np.resize(other, len(real))])
    return metrics.coverage_at(predicted[chosen], table.right[chosen], precision=precision)


if __name__ == "__main__":
    main()
