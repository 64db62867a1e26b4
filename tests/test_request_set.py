"""The sets of 200 and 60 requests: quotes stand in the documents and figures are right."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.paragraphs import paragraph_spans
from corpus.sentences import sentence_spans

FOLDER = Path(__file__).parent.parent / "benchmarks" / "questions" / "requests"
COUNTS = {
    "question": 45,
    "greeting": 8,
    "summary": 14,
    "metadata": 12,
    "list": 18,
    "count": 12,
    "yes_no": 20,
    "place": 20,
    "comparison": 10,
    "several": 8,
    "table": 20,
    "language": 13,
}
LONGEST_SECTION = 1500  # characters: what a place holds is not looked for in the next chapter

WORKED_WITH: list[dict[str, Any]] = json.loads((FOLDER / "requests.json").read_text("utf-8"))
HELD_OUT: list[dict[str, Any]] = json.loads((FOLDER / "held-out.json").read_text("utf-8"))
REQUESTS = WORKED_WITH + HELD_OUT

# One row of a table by its columns' names.
Row = dict[str, str]


def of_kind(*kinds: str) -> list[Any]:
    chosen = [request for request in REQUESTS if request["kind"] in kinds]
    return [pytest.param(request, id=request["id"]) for request in chosen]


@cache
def text_of(name: str) -> str:
    [document] = corpus.load(FOLDER / "documents" / name)
    return document.text


@cache
def sentences_of(name: str) -> list[str]:
    text = text_of(name)
    paragraphs = sentence_spans(text, paragraph_spans(text))
    return [span.slice(text) for paragraph in paragraphs for span in paragraph]


def words_of(expect: dict[str, Any]) -> Iterator[str]:
    """Yield what must stand in a document word for word."""
    for key in ("must_hold_heading", "value", "quote_starts", "term"):
        if isinstance(expect.get(key), str):
            yield expect[key]
    for key in ("quotes", "answers", "items", "holds"):
        for value in expect.get(key, []):
            yield from [value] if isinstance(value, str) else value
    for part in expect.get("parts", []):
        yield from part["quotes"]


def rows_of(name: str) -> list[Row]:
    """Return the rows of a CSV file, or of the first table of a Markdown file."""
    if name.endswith(".csv"):
        with (FOLDER / "documents" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    lines = [line for line in text_of(name).splitlines() if line.startswith("|")]
    names, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(names, row, strict=True)) for row in rows]


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", ""))


def chosen_rows(request: dict[str, Any]) -> list[Row]:
    [name] = request["documents"]
    where: dict[str, list[str]] = request["expect"]["where"]
    return [
        row
        for row in rows_of(name)
        if all(row[column].startswith(tuple(starts)) for column, starts in where.items())
    ]


def best_groups(rows: list[Row], expect: dict[str, Any]) -> list[tuple[str, str]]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row[expect["by"]]] += number(row[expect["column"]])
    ordered = sorted(sums.items(), key=lambda group: group[1], reverse=True)
    size = len(expect["value"])
    assert ordered[size - 1][1] > ordered[size][1]  # no tie at the edge
    return [(name, str(total)) for name, total in ordered[:size]]


def figure(rows: list[Row], expect: dict[str, Any]) -> Decimal:
    """Compute the one number of a table request; averages have the places of `value`."""
    if expect["operation"] == "count":
        return Decimal(len(rows))
    numbers = [number(row[expect["column"]]) for row in rows]
    if expect["operation"] == "average":
        mean = sum(numbers, Decimal()) / len(numbers)
        return mean.quantize(Decimal(expect["value"]), ROUND_HALF_UP)
    if expect["operation"] == "total":
        return sum(numbers, Decimal())
    return {"max": max, "min": min}[expect["operation"]](numbers)


def test_there_are_as_many_of_each_kind_as_the_readme_says() -> None:
    assert Counter(request["kind"] for request in WORKED_WITH) == COUNTS
    assert sum(COUNTS.values()) == 200
    assert {request["kind"] for request in HELD_OUT} == COUNTS.keys()
    assert len(HELD_OUT) == 60


def test_ids_and_questions_are_unique() -> None:
    assert len({request["id"] for request in REQUESTS}) == len(REQUESTS)
    asked = {(request["question"], *request["documents"]) for request in REQUESTS}
    assert len(asked) == len(REQUESTS)


def test_every_document_is_there_and_is_asked_about() -> None:
    asked = {name for request in REQUESTS for name in request["documents"]}
    folder = FOLDER / "documents"
    assert asked == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }


def test_at_least_ten_questions_have_no_answer() -> None:
    questions = [request["expect"] for request in REQUESTS if request["kind"] == "question"]
    assert sum(expect["status"] == "none" for expect in questions) >= 10


@pytest.mark.parametrize("request_", of_kind(*(COUNTS.keys() - {"table", "greeting"})))
def test_what_is_expected_stands_in_the_documents(request_: dict[str, Any]) -> None:
    expect = request_["expect"]
    texts = [text_of(name) for name in request_["documents"]]
    words = list(words_of(expect))
    assert bool(words) == (expect.get("status") != "none")
    for each in words:
        fold = request_["kind"] == "count"
        assert any(
            (each.casefold() in text.casefold()) if fold else each in text for text in texts
        ), each


@pytest.mark.parametrize("request_", of_kind("place"))
def test_a_place_begins_a_line_and_holds_its_words(request_: dict[str, Any]) -> None:
    [name] = request_["documents"]
    text, expect = text_of(name), request_["expect"]
    found = re.findall(rf"^[#*| ]*{re.escape(expect['quote_starts'])}", text, re.MULTILINE)
    assert len(found) == 1
    start = text.index(found[0])
    assert expect["holds"]
    for words in expect["holds"]:
        assert words in text[start : start + LONGEST_SECTION]


@pytest.mark.parametrize("request_", of_kind("count"))
def test_a_count_is_the_number_of_sentences_and_of_words(request_: dict[str, Any]) -> None:
    expect = request_["expect"]
    term = re.compile(rf"(?<!\w){re.escape(expect['term'])}(?!\w)", re.IGNORECASE)
    sentences = [each for name in request_["documents"] for each in sentences_of(name)]
    assert sum(bool(term.search(each)) for each in sentences) == expect["count"]
    assert sum(len(term.findall(each)) for each in sentences) == expect["count"]


@pytest.mark.parametrize("request_", of_kind("table"))
def test_a_figure_is_what_the_rows_give(request_: dict[str, Any]) -> None:
    rows, expect = chosen_rows(request_), request_["expect"]
    assert len(rows) == expect["rows"]
    if expect["operation"] == "top":
        assert best_groups(rows, expect) == list(
            zip(expect["value"], expect["figures"], strict=True)
        )
    else:
        assert figure(rows, expect) == Decimal(expect["value"])


@pytest.mark.parametrize("request_", of_kind("yes_no"))
def test_an_answered_yes_no_question_has_a_polarity(request_: dict[str, Any]) -> None:
    expect = request_["expect"]
    assert expect.get("polarity") in (("yes", "no") if expect["status"] == "found" else (None,))


@pytest.mark.parametrize("request_", of_kind("comparison"))
def test_a_comparison_has_quotes_for_both_sides(request_: dict[str, Any]) -> None:
    assert len(request_["expect"]["sides"]) == len(request_["expect"]["quotes"]) == 2
