"""A question over tables to a figure and the cells that it is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus import Document
from qa.tables.answers import TableAnswer
from qa.tables.layout import tables_of
from qa.tables.matching import match
from qa.tables.plan import Plan, Problem
from qa.tables.question import Request, parse
from qa.tables.running import run

_DEEPEST_READING = 3  # times that a question may be told apart, one word after the other
_MOST_TABLES = 5  # that are offered where a question fits several


def compute(question: str, documents: Sequence[Document]) -> TableAnswer | None:
    """Return what a question over the documents' tables comes to; None if it is none.

    A figure is computed only where each word of the question is explained: as an operation
    (total, average, median, highest, lowest, how many, top 3), as one of the table's columns,
    as a value, a bound or a date that chooses rows, or as a word without a meaning here. Where
    two readings remain they are offered, and nothing is computed; so it is, with a message,
    where a column holds no numbers or no row fits.

    Time is linear in the text of the tables that the question may be about.
    """
    return _verified(question, documents, _DEEPEST_READING)


def _verified(question: str, documents: Sequence[Document], depth: int) -> TableAnswer | None:
    """Return the answer with those readings alone that lead to a figure when they are asked."""
    answer = _answer(question, documents)
    if answer is None or not answer.readings or depth == 0:
        return answer if answer and not answer.readings else None
    readings = tuple(
        text
        for text in answer.readings
        if (found := _verified(text, documents, depth - 1)) is not None
        and (found.is_computed or found.readings)
    )
    answer = replace(answer, readings=readings)
    return answer if readings or answer.message else None


def _answer(question: str, documents: Sequence[Document]) -> TableAnswer | None:
    request = parse(question)
    if request is None:
        return None
    occurs = _Occurrences(documents)
    found = [
        outcome
        for document in documents
        for table in tables_of(document)
        if (outcome := match(request, document, table, occurs)) is not None
    ]
    plans = [each for each in found if isinstance(each, Plan)]
    top = max((each.rank for each in plans), default=())
    plans = [each for each in plans if each.rank == top]
    if plans:
        return _of_plans(request, plans)
    problems = [each for each in found if isinstance(each, Problem)]
    top = max((each.rank for each in problems), default=())
    problems = [each for each in problems if each.rank == top]
    if len(problems) != 1:
        return None
    return TableAnswer(readings=problems[0].readings, message=problems[0].message)


def _of_plans(request: Request, plans: Sequence[Plan]) -> TableAnswer | None:
    """Return the figure of the only plan that comes to one; tables to choose from if several."""
    if len(plans) == 1:
        return run(plans[0])
    if len(plans) > _MOST_TABLES:
        return _offered_tables(request, plans)
    answers = [(plan, run(plan)) for plan in plans]
    figures = [(plan, answer) for plan, answer in answers if answer and answer.is_computed]
    if len(figures) > 1:
        return _offered_tables(request, [plan for plan, _ in figures])
    return figures[0][1] if figures else answers[0][1]


class _Occurrences:
    """Tells whether documents hold a phrase, in prose or in a table."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def __call__(self, phrase: str) -> bool:
        sought = phrase.strip('“”"').casefold()
        return any(sought in document.text.casefold() for document in self._documents)


def _offered_tables(request: Request, plans: Sequence[Plan]) -> TableAnswer:
    """Return the question with each table's name; a message where names do not tell."""
    by_title = [plan.table.title or plan.document.name for plan in plans]
    by_document = [plan.document.name for plan in plans]
    question = request.question.rstrip(" ?.!")
    for names in (by_document, by_title):
        if len(set(names)) == len(names) and len(names) <= _MOST_TABLES:
            return TableAnswer(readings=tuple(f"{question}, in “{name}”" for name in names))
    return TableAnswer(
        message=f"{len(plans)} tables fit the question, such as those in "
        f"{' and '.join(list(dict.fromkeys(by_document))[:2])}; ask about one document at a time"
    )
