"""`quoth evaluate` on a small file of questions: table, JSON, plots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_command_line import quoth

from qa.evaluation.evaluate import Outcome, summarise
from qa.evaluation.squad import read_articles

PARAGRAPHS = [
    ("Ottilie Brandt sold the trophy for 85 marks.", "Who sold the trophy?", "Ottilie Brandt"),
    ("The new bridge opens in spring.", "When does the new bridge open?", "spring"),
    ("Rain fell over the valley on Monday.", "Where did rain fall?", "the valley"),
]


def squad_file(folder: Path, *, unanswerable: bool) -> Path:
    paragraphs: list[dict[str, Any]] = []
    for number, (context, question, answer) in enumerate(PARAGRAPHS):
        golds = [{"text": answer, "answer_start": context.index(answer)}]
        asked: list[dict[str, Any]] = [{"id": str(number), "question": question, "answers": golds}]
        if unanswerable:
            asked.append(
                {"id": f"no-{number}", "question": f"{question[:-1]} in Oslo?", "answers": []}
            )
        paragraphs.append({"context": context, "qas": asked})
    path = folder / "questions.json"
    path.write_text(json.dumps({"data": [{"title": "Minutes", "paragraphs": paragraphs}]}), "utf-8")
    return path


@pytest.mark.parametrize("unanswerable", [False, True])
def test_the_figures_are_printed_and_written(tmp_path: Path, unanswerable: bool) -> None:
    path = squad_file(tmp_path, unanswerable=unanswerable)
    run = quoth("evaluate", str(path), "--out", str(tmp_path / "report"))
    assert run.returncode == 0, run.stderr
    figures = json.loads((tmp_path / "report" / "figures.json").read_text("utf-8"))
    assert figures["questions"] == figures["unanswerable"] == 3
    assert figures["evidence_at_1"] == figures["evidence_at_3"] == 1
    assert f"evidence@1{'1':>30}" in run.stdout
    for plot in ("risk-coverage.svg", "reliability.svg"):
        assert "</svg>" in (tmp_path / "report" / plot).read_text("utf-8")


@pytest.mark.parametrize("text", ["not json", "[]", '{"data": [{"paragraphs": [{}]}]}'])
def test_a_file_in_another_format_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "questions.json"
    path.write_text(text, "utf-8")
    run = quoth("evaluate", str(path))
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert line.startswith(f"quoth: {path}: found no SQuAD-format JSON")


def test_each_question_is_asked_again_without_its_paragraph(tmp_path: Path) -> None:
    [article] = read_articles(squad_file(tmp_path, unanswerable=False))
    whole, *without = article.trials(removing=True)
    assert whole.document == article.document
    assert [trial.questions[0].text for trial in without] == [asked for _, asked, _ in PARAGRAPHS]
    for trial, (context, _, _) in zip(without, PARAGRAPHS, strict=True):
        assert context not in trial.document.text
        assert trial.questions[0].golds == ()


def test_figures_by_hand() -> None:
    common = {"exact": 1.0, "f1": 1.0, "seconds": 0.010}
    outcomes = [
        Outcome(real=True, rank=1, confidence=0.9, answered=True, **common),
        Outcome(real=True, rank=2, confidence=0.6, answered=True, **common),
        Outcome(real=True, rank=float("inf"), confidence=0.2, answered=False, **common),
        Outcome(real=False, rank=float("inf"), confidence=0.3, answered=False, **common),
        Outcome(real=False, rank=float("inf"), confidence=0.7, answered=True, **common),
    ]
    figures = summarise(outcomes, 0.5)
    assert figures.evidence_at_1 == pytest.approx(1 / 3)
    assert figures.evidence_at_3 == pytest.approx(2 / 3)
    assert figures.mrr == pytest.approx(0.5)
    assert (figures.answered, figures.precision) == pytest.approx((2 / 3, 0.5))
    assert (figures.unanswerable, figures.false_answers) == (2, 0.5)
    assert figures.auroc == pytest.approx((2 + 1 + 0) / 6)
    assert figures.p50_ms == pytest.approx(10)
