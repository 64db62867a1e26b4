"""Questions that compute over tables: `python -m benchmarks.table_questions [-v]`.

Each question of `benchmarks/questions/tables/questions.json` is asked of its own table, then
of all twelve tables and the article at once. "declined" gets no figure where one is expected;
"wrong" gets a figure that is not the one expected, or one where none is. None of the
article's own questions may be taken for a computation.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import corpus
from qa.evaluation.squad import read_articles
from qa.tables import TableAnswer, compute

QUESTIONS = Path(__file__).parent / "questions"
TABLES = QUESTIONS / "tables"


def load_tables() -> dict[str, corpus.Document]:
    """Return the documents of the tables by their files' names."""
    paths = sorted(path for path in TABLES.iterdir() if path.suffix != ".json")
    return {path.name: document for path in paths for document in corpus.load(path)}


def read_questions() -> list[dict[str, Any]]:
    """Return the questions: `table`, `question`, `expect` and, if it is a figure, `value`."""
    questions: list[dict[str, Any]] = json.loads((TABLES / "questions.json").read_text("utf-8"))
    return questions


def judge(asked: dict[str, Any], answer: TableAnswer | None) -> str:
    """Return what an answer is: "right", "wrong" or "declined"."""
    got = kind(answer)
    if asked["expect"] == "computed" and answer is not None and answer.is_computed:
        return "right" if _is_value(asked["value"], answer) else "wrong"
    if got == asked["expect"]:
        return "right"
    return "wrong" if got == "computed" else "declined"


def kind(answer: TableAnswer | None) -> str:
    """Return "computed", "readings", "message" or "none"."""
    if answer is None:
        return "none"
    if answer.is_computed:
        return "computed"
    return "message" if answer.message else "readings"


def _is_value(expected: str | list[Any], answer: TableAnswer) -> bool:
    if isinstance(expected, str):
        value = answer.value
        close = isinstance(value, Decimal) and abs(value - Decimal(expected)) < Decimal("1e-20")
        return bool(close) and bool(answer.cells)
    if expected and isinstance(expected[0], list):
        return sorted((group.name, group.value) for group in answer.groups) == [
            (name, Decimal(value)) for name, value in expected
        ]
    return answer.value == tuple(map(Decimal, expected))


def main() -> None:
    """Ask all, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__ and __doc__.splitlines()[0])
    parser.add_argument("-v", action="store_true", help="print each question that is not right")
    verbose = parser.parse_args().v
    tables = load_tables()
    article = corpus.sample()
    everything = [*tables.values(), article]
    for title, scope in (("its own table", None), ("all tables", everything)):
        _report(title, tables, scope, verbose=verbose)
    [palmyra] = read_articles(QUESTIONS / "palmyra.json")
    taken = [each.text for each in palmyra.questions if compute(each.text, everything) is not None]
    print(f"questions about the article: {len(palmyra.questions)}, taken {len(taken)} {taken}")


def _report(
    title: str,
    tables: dict[str, corpus.Document],
    scope: Sequence[corpus.Document] | None,
    *,
    verbose: bool,
) -> None:
    figures: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for asked in read_questions():
        answer = compute(asked["question"], scope or [tables[asked["table"]]])
        judged = judge(asked, answer)
        (figures if asked["expect"] == "computed" else others)[judged] += 1
        if verbose and judged != "right":
            print(f"  {judged}: {asked['question']} ({asked['table']})")
            print(
                f"    expected {asked['expect']} {asked.get('value', '')}, found {_short(answer)}"
            )
    print(
        f"{title}: {figures.total()} figures",
        dict(figures),
        f"; {others.total()} others",
        dict(others),
    )


def _short(answer: TableAnswer | None) -> str:
    if answer is None:
        return "none"
    return f"{answer.value_text} {answer.statement} {answer.readings} {answer.message}"


if __name__ == "__main__":
    main()
