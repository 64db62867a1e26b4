"""Questions with known answers to figures: how often, how exactly, how honestly, how fast."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, SentenceEncoder, VectorCache, Vectors, default_encoder
from qa.assistant import Assistant, Settings
from qa.evaluation import metrics
from qa.evaluation.squad import Article, Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    real: whether the document answers it. rank: that of the first right quote, infinite if
    none is. seconds: what the answer took.
    """

    real: bool
    rank: float
    exact: float
    f1: float
    confidence: float
    answered: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a file of questions.

    Answered and precision are at the threshold; those of unanswerable questions, and the
    area under the risk-coverage curve, are NaN where there are none. Milliseconds are those
    of whole documents.
    """

    questions: int
    evidence_at_1: float
    evidence_at_3: float
    mrr: float
    exact_match: float
    f1: float
    threshold: float
    answered: float
    precision: float
    unanswerable: int
    false_answers: float
    auroc: float
    risk_coverage_area: float
    calibration_error: float
    p50_ms: float
    p95_ms: float

    def to_dict(self) -> dict[str, float | int | None]:
        """Return plain JSON values, NaN as None."""
        return {
            name: None if value != value else round(value, 4)  # noqa: PLR0124 - NaN alone differs
            for name, value in asdict(self).items()
        }


class RememberingEncoder:
    """An encoder that encodes each text once, so that an article can be split in many ways."""

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


def evaluate(
    articles: Iterable[Article],
    *,
    encoder: str | None = None,
    reader: str | None = None,
    settings: Settings | None = None,
) -> Iterator[tuple[Outcome, float]]:
    """Ask every question of its own article and yield what became of it, and the threshold.

    Where an article has no unanswerable questions of its own, each question is asked again
    of the article without its paragraph.
    """
    for article, assistant, question, whole in asked(articles, encoder, reader, settings):
        began = time.perf_counter()
        ranked = assistant.rank(question.text)
        answer = assistant.answer_from(question.text, ranked)
        seconds = time.perf_counter() - began if whole else float("nan")
        rank, exact, f1 = float("inf"), 0.0, 0.0
        if question.golds:
            right = (question.is_answered_by(candidate.quote) for candidate in ranked)
            rank = next((place for place, hit in enumerate(right, 1) if hit), float("inf"))
            text = ranked[0].span.slice(ranked[0].row.document.text)
            golds = [gold.slice(article.document.text) for gold in question.golds]
            exact, f1 = metrics.exact_match(text, golds), metrics.f1(text, golds)
        yield (
            Outcome(
                real=bool(question.golds),
                rank=rank,
                exact=exact,
                f1=f1,
                confidence=answer.confidence,
                answered=answer.answered,
                seconds=seconds,
            ),
            assistant.threshold,
        )


def asked(
    articles: Iterable[Article],
    encoder: str | None = None,
    reader: str | None = None,
    settings: Settings | None = None,
) -> Iterator[tuple[Article, Assistant, Question, bool]]:
    """Yield each question with an assistant on its article, whole or without a paragraph."""
    remembering = RememberingEncoder(
        default_encoder() if encoder is None else SentenceEncoder(encoder)
    )
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        for article in articles:
            for trial in article.trials(removing=not article.has_unanswerable):
                assistant = Assistant(
                    trial.document,
                    encoder=remembering,
                    reader=reader,
                    cache=cache,
                    settings=settings,
                )
                for question in trial.questions:
                    yield article, assistant, question, trial.whole


def count(articles: Sequence[Article]) -> int:
    """Return how many questions `evaluate` asks of these articles."""
    return sum(
        len(trial.questions)
        for article in articles
        for trial in article.trials(removing=not article.has_unanswerable)
    )


def summarise(outcomes: Sequence[Outcome], threshold: float) -> Figures:
    """Return the figures of some outcomes, at least one of a question with an answer."""
    column: Callable[[str], NDArray[np.float64]] = lambda name: np.array(  # noqa: E731
        [float(getattr(outcome, name)) for outcome in outcomes]
    )
    real, ranks, answered = column("real") == 1, column("rank"), column("answered") == 1
    confidence, seconds = column("confidence"), column("seconds")
    right = ranks == 1
    return Figures(
        questions=int(real.sum()),
        evidence_at_1=float(right[real].mean()),
        evidence_at_3=float((ranks[real] <= 3).mean()),
        mrr=float((1 / ranks[real]).mean()),
        exact_match=float(column("exact")[real].mean()),
        f1=float(column("f1")[real].mean()),
        threshold=threshold,
        answered=float(answered[real].mean()),
        precision=_mean(right[real & answered]),
        unanswerable=int((~real).sum()),
        false_answers=_mean(answered[~real]),
        auroc=metrics.auroc(confidence, real),
        risk_coverage_area=metrics.area_under_risk_coverage(confidence, right),
        calibration_error=metrics.calibration_error(confidence, right),
        p50_ms=float(np.nanquantile(seconds, 0.5) * 1000),
        p95_ms=float(np.nanquantile(seconds, 0.95) * 1000),
    )


def _mean(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else float("nan")
