"""Figures to a table, to JSON, and to two plots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.errors import QuothError
from qa.evaluation import metrics
from qa.evaluation.evaluate import Figures, Outcome

_LABELS = {
    "questions": "questions with an answer",
    "evidence_at_1": "evidence@1",
    "evidence_at_3": "evidence@3",
    "mrr": "MRR",
    "exact_match": "EM",
    "f1": "F1",
    "threshold": "threshold",
    "answered": "answered at the threshold",
    "precision": "  right quote first among them",
    "unanswerable": "questions without an answer",
    "false_answers": "  answered nevertheless",
    "auroc": "  AUROC against the others",
    "risk_coverage_area": "area under risk-coverage",
    "calibration_error": "calibration error (ECE)",
    "p50_ms": "milliseconds a question, p50",
    "p95_ms": "milliseconds a question, p95",
}


def as_table(figures: Figures) -> str:
    """Return one line a figure."""
    return "\n".join(
        f"{_LABELS[name]:32}{'-' if value is None else f'{value:g}':>8}"
        for name, value in figures.to_dict().items()
    )


def write_report(folder: Path, figures: Figures, outcomes: Sequence[Outcome]) -> None:
    """Write figures.json, risk-coverage.svg and reliability.svg into a folder.

    Raises QuothError where matplotlib is missing or the folder cannot be written to.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise QuothError(
            "found no matplotlib, which draws the report's plots; "
            "install it (pip install 'quoth[plots]'), or leave --out away"
        ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(figures.to_dict(), indent=2) + "\n"
        (folder / "figures.json").write_text(text, "utf-8")
        confidence = np.array([outcome.confidence for outcome in outcomes])
        right = np.array([outcome.rank == 1 for outcome in outcomes])

        drawing = Figure(figsize=(5, 4), layout="constrained")
        axes = drawing.add_subplot(xlabel="share answered", ylabel="share wrong among it")
        axes.plot(*metrics.risk_coverage(confidence, right))
        axes.set(xlim=(0, 1), ylim=(0, None))
        drawing.savefig(folder / "risk-coverage.svg")

        drawing = Figure(figsize=(5, 4), layout="constrained")
        axes = drawing.add_subplot(xlabel="confidence", ylabel="share right")
        sure, share, _ = zip(*metrics.reliability(confidence, right), strict=True)
        axes.plot([0, 1], [0, 1], color="0.7", linestyle="--")
        axes.plot(sure, share, marker="o")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        drawing.savefig(folder / "reliability.svg")
    except OSError as error:
        raise QuothError(
            f"{folder}: the report cannot be written ({error.strerror}); name another folder"
        ) from error
