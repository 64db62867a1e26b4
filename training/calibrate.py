"""Fit the confidence: `python -m training.calibrate SQUAD.json [--last N] [--reader none]`.

Each question is asked of its article three times: whole, without the question's paragraph,
and with the answer's words blurred (see `training.trials`). The first quote is right in the
first case if it overlaps a gold answer, never in the others. Writes
qa/models/{reader,retrieval}/calibration.json; the figures printed are those of articles that
were held out.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from embeddings import VectorCache, default_encoder
from qa import metrics
from qa.assistant import Assistant
from qa.confidence import COMPARED, FEATURES, Calibration, features
from qa.evaluation import RememberingEncoder
from qa.ranker import NO_READER
from training import squad
from training.trials import BLURRED, REMOVED, WHOLE, Trial, count, is_right, trials

_MODELS = Path(__file__).parent.parent / "qa" / "models"
_FALSE_ANSWERS = 0.10  # the share of questions without their paragraph that may be answered
_FOLDS = 4
_REGULARISATION = 10.0
# What a blurred trial counts for: as much as it takes to tell near misses, and little enough
# that confidence stays the share of right quotes among whole and removed ones.
BLURRED_WEIGHT = 0.5


@dataclass(frozen=True)
class Table:
    """The first quote of each trial; arrays of one length, `features` of shape (trials, n)."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    kinds: NDArray[np.str_]
    articles: NDArray[np.int64]

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Tell which trials are of a kind."""
        return np.asarray(self.kinds == kind)

    @property
    def weights(self) -> NDArray[np.float64]:
        """What each trial counts for in a fit."""
        return np.where(self.of(BLURRED), BLURRED_WEIGHT, 1.0)


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    parser.add_argument("--reader", help=f"a model's name or folder, or {NO_READER}")
    arguments = parser.parse_args()
    articles = squad.read(arguments.squad)[-arguments.last if arguments.last else 0 :]
    table = measure(articles, arguments.reader)
    predicted = held_out(table)
    threshold = round(float(np.quantile(predicted[table.of(REMOVED)], 1 - _FALSE_ANSWERS)), 3)
    report(table, predicted, threshold)

    calibration = fit(table, np.full(len(table.right), True), threshold=threshold)
    name = "retrieval" if arguments.reader == NO_READER else "reader"
    fields = {field: getattr(calibration, field) for field in calibration.__slots__}
    fields |= {"features": FEATURES, "fitted on": f"{arguments.squad.name}, {len(articles)} last"}
    path = _MODELS / name / "calibration.json"
    path.write_text(json.dumps(fields, indent=2) + "\n", "utf-8")
    print(f"wrote {path}")


def measure(articles: Sequence[squad.Article], reader: str | None) -> Table:
    """Ask every trial and return the features of its first quote."""
    rows, right, kinds, numbers = [], [], [], []
    with tqdm(total=count(articles), disable=None) as bar:
        for number, trial, assistant in asked(articles, reader):
            best = assistant.rank(trial.question)[:COMPARED]
            rows.append(features(trial.question, best)[0])
            right.append(is_right(trial, best[0].quote.start, best[0].quote.end))
            kinds.append(trial.kind)
            numbers.append(number)
            bar.update()
    return Table(np.array(rows), np.array(right), np.array(kinds), np.array(numbers))


def asked(
    articles: Sequence[squad.Article], reader: str | None
) -> Iterator[tuple[int, Trial, Assistant]]:
    """Yield each trial with its article's number and an assistant on its document."""
    encoder = RememberingEncoder(default_encoder())
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        for number, article in enumerate(articles):
            kept: dict[str, Assistant] = {}  # one a kind: its document is the one asked last
            for trial in trials(article):
                assistant = kept.get(trial.kind)
                if assistant is None or assistant.documents[0].text != trial.document.text:
                    assistant = Assistant(
                        trial.document, encoder=encoder, reader=reader, cache=cache
                    )
                    kept[trial.kind] = assistant
                yield number, trial, assistant


def held_out(table: Table) -> NDArray[np.float64]:
    """Return the probability of each trial by a fit that has not seen its article."""
    fold = table.articles % _FOLDS
    predicted = np.zeros(len(table.right))
    for number in range(_FOLDS):
        fitted = fit(table, fold != number, threshold=0)
        predicted[fold == number] = fitted.probabilities(table.features[fold == number])
    return predicted


def fit(table: Table, chosen: NDArray[np.bool_], *, threshold: float) -> Calibration:
    """Fit a logistic regression on the standardised features of the chosen trials."""
    rows = table.features[chosen]
    means = rows.mean(axis=0)
    scales = rows.std(axis=0)
    scales[scales == 0] = 1  # without a reader all margins are 0
    model = LogisticRegression(C=_REGULARISATION, max_iter=1000).fit(
        (rows - means) / scales, table.right[chosen], sample_weight=table.weights[chosen]
    )
    return Calibration(
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        weights=tuple(model.coef_[0].tolist()),
        intercept=float(model.intercept_[0]),
        threshold=threshold,
    )


def report(table: Table, predicted: NDArray[np.float64], threshold: float) -> None:
    """Print what the held-out articles say."""
    real, removed, blurred = (table.of(kind) for kind in (WHOLE, REMOVED, BLURRED))
    easy = real | removed
    answered = predicted >= threshold
    print(f"held-out articles, {real.sum()} questions, each also without its paragraph")
    for name, figure in (
        ("AUROC real against without its paragraph", metrics.auroc(predicted[easy], real[easy])),
        (
            "AUROC real against blurred",
            metrics.auroc(predicted[real | blurred], real[real | blurred]),
        ),
        (
            "AUROC right first quote against wrong",
            metrics.auroc(predicted[easy], table.right[easy]),
        ),
        (
            "calibration error (ECE, 10 bins)",
            metrics.calibration_error(predicted[easy], table.right[easy]),
        ),
        (f"threshold for {_FALSE_ANSWERS:.0%} false answers", threshold),
        ("real ones answered", answered[real].mean()),
        ("first quote right among these", table.right[real & answered].mean()),
        ("blurred ones answered", answered[blurred].mean()),
    ):
        print(f"  {name:42}{figure:.3f}")


if __name__ == "__main__":
    main()
