"""Where the tables of a text stand, cell by cell, and what the cells are."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.formats import csv_
from corpus.formats.rows import labelled, table, unlabelled
from qa.tables import compute, row_by_key, tables_of
from qa.tables.values import PartialDate, read_dates, read_numbers

ORDERS = """\
Order,Customer,Date,Region,Units,Revenue
S1,Penrose,2024-03-02,North,3,"£1,200.50"
S2,Aldgate,2024-03-09,South,1,£80.00
S3,Penrose,2024-04-01,South,7,£310.25
S4,Marlow & Sons,2023-12-30,North,2,£99.75
"""


def csv(text: str, name: str = "orders.csv") -> corpus.Document:
    return csv_.read(text.encode(), name)


def markdown(text: str, title: str = "") -> corpus.Document:
    return corpus.Document(text=text, title=title, source="table.md")


# Where tables stand


def test_each_cell_is_a_span_of_the_text() -> None:
    document = csv(ORDERS)
    [found] = tables_of(document)
    assert found.columns == ("Order", "Customer", "Date", "Region", "Units", "Revenue")
    assert len(found) == 4
    cell = found.cell(0, 5)
    assert cell is not None
    assert cell.text == "£1,200.50" == cell.span.slice(document.text)
    assert found.row_span(3).slice(document.text).startswith("| Order: S4; Customer: Marlow & Sons")


def test_a_markdown_table_keeps_its_own_form() -> None:
    text = "# Crew\n\n| Name | Age |\n|:--|--:|\n| **Ana \\| Bo** | 31 |\n| Cy | |\n\nsome | bars\n"
    [found] = tables_of(markdown(text))
    assert (found.title, found.columns, len(found)) == ("Crew", ("Name", "Age"), 2)
    name = found.cell(0, 0)
    assert name is not None
    assert name.span.slice(text) == "Ana \\| Bo"
    assert found.cell(1, 1) is None


def test_values_with_semicolons_and_colons_stay_whole() -> None:
    document = csv("Item,Bin,Note\nHinge; brass,A: 3,see: below; ask\nBolt,,x\n")
    [found] = tables_of(document)
    assert [list(found.texts(column)) for column in range(3)] == [
        ["Hinge; brass", "Bolt"],
        ["A: 3", ""],
        ["see: below; ask", "x"],
    ]


def test_a_value_that_looks_like_a_name_makes_its_row_unclear_and_nothing_is_computed() -> None:
    document = csv("Note,Amount\npaid; Amount: 5 left,10\nfine,20\n")
    [found] = tables_of(document)
    assert found.unclear_rows == (0,)
    assert found.cell(0, 1) is None
    answer = compute("total amount", [document])
    assert answer is not None
    assert not answer.is_computed
    assert "1 of 2 rows" in answer.message


def test_a_row_without_a_named_cell_does_not_end_the_table() -> None:
    document = csv("Order,,Amount\n1,x,5\n,only this,\n3,y,7\n")
    [found] = tables_of(document)
    assert len(found) == 3
    assert list(found.texts(0)) == ["1; x", "", "3; y"]
    assert list(found.texts(1)) == ["5", "", "7"]


def test_tables_below_each_other_are_two_and_a_column_may_have_no_name() -> None:
    first = table([["", "2022", "2023"], ["Rent", "5", "6"], ["Food", "", "4"]], has_names=True)
    second = table([["Town", "People"], ["Ely", "20"]], has_names=True)
    left, right = tables_of(corpus.Document(text="\n".join([*first, *second])))
    assert (left.columns, right.columns) == (("", "2022", "2023"), ("Town", "People"))
    assert list(left.texts(0)) == ["Rent", "Food"]
    assert list(left.texts(1)) == ["5", ""]


@pytest.mark.parametrize(
    "text", ["", "| a", "| a | b\n| c | d", "| \n| ", "|---|---|", "Name: x; Role: y", "| a\n\n\n"]
)
def test_texts_without_a_table_with_names_have_none(text: str) -> None:
    document = corpus.Document(text=text)
    assert tables_of(document) == []
    assert compute("How many rows are there?", [document]) is None


_CELLS = st.text("ab;: |1", max_size=8).map(lambda text: " ".join(text.split()))
_FILLED = st.tuples(*[_CELLS.filter(bool)] * 3)


@given(st.lists(_FILLED, min_size=1, max_size=6))
def test_a_cell_that_looks_like_a_name_is_right_or_unclear(rows: list[tuple[str, ...]]) -> None:
    names = ["a", "b", "1"]
    lines = [labelled(names, row) for row in rows]
    [found] = tables_of(corpus.Document(text="\n".join([unlabelled(names), *lines])))
    assert len(found) == len(rows)
    for number, row in enumerate(rows):
        cells = tuple(found.cell(number, column) for column in range(3))
        texts = tuple(cell.text for cell in cells if cell is not None)
        assert texts == (() if number in found.unclear_rows else row)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=6))
def test_no_cell_is_given_to_another_column(rows: list[tuple[str, str, str]]) -> None:
    names = ["First", "Second", "Third"]
    lines = [labelled(names, row) for row in rows]
    document = corpus.Document(text="\n".join([unlabelled(names), *lines]))
    filled = [row for row in rows if any(row)]
    for found in tables_of(document):
        assert len(found) == len(filled)
        for column in range(3):
            assert list(found.texts(column)) == [row[column] for row in filled]


def test_a_document_s_tables_are_found_once() -> None:
    document = csv(ORDERS)
    assert tables_of(document)[0] is tables_of(document)[0]


def test_a_key_is_found_in_its_row_alone() -> None:
    document = csv(ORDERS)
    [(where, span)] = row_by_key("s3", [document, corpus.Document(text="S3 in prose")])
    assert where is document
    assert span.slice(document.text).startswith("| Order: S3;")
    assert row_by_key("S", [document]) == []
    assert row_by_key(" ", [document]) == []


# What cells are


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,234.50", "7"], ["1234.50", "7"]),
        (["1.234,50 €", "0,5 €"], ["1234.50", "0.5"]),
        (["1 234", "12 345 678"], ["1234", "12345678"]),
        (["£5", "-£2", "(3.10)"], ["5", "-2", "-3.10"]),
        (["−5.6", "+2"], ["-5.6", "2"]),
        (["USD 1,000", "USD 2"], ["1000", "2"]),
        (["12 kg", "n/a", "3.5 kg"], ["12", None, "3.5"]),
        (["45%", "—"], ["45", None]),
        (["1,23,456", "2,000"], ["123456", "2000"]),
    ],
)
def test_numbers_as_they_are_written(cells: list[str], values: list[str | None]) -> None:
    found = read_numbers(cells)
    assert found is not None
    assert not isinstance(found, str)
    assert list(found.values) == [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    "cells", [["a", "b"], ["5", "six", "7"], ["12:30", "4:10"], ["S1", "S2"], ["about 5"], [""]]
)
def test_columns_of_other_things_are_no_numbers(cells: list[str]) -> None:
    assert read_numbers(cells) is None


@pytest.mark.parametrize("cells", [["1.250", "2.500"], ["1,234.5", "1.234,5"]])
def test_numbers_that_can_be_read_in_two_ways_are_not_read(cells: list[str]) -> None:
    assert isinstance(read_numbers(cells), str)


def test_the_order_of_slashed_dates_is_that_of_the_column() -> None:
    assert read_dates(["03/04/2024", "25/04/2024"], allow_years=False) == [
        PartialDate(2024, 4, 3),
        PartialDate(2024, 4, 25),
    ]
    assert read_dates(["03/04/2024", "04/25/2024"], allow_years=False) == [
        PartialDate(2024, 3, 4),
        PartialDate(2024, 4, 25),
    ]
    assert read_dates(["03/04/2024", "05/06/2024"], allow_years=False) == [PartialDate(2024)] * 2
    assert read_dates(["3 March 2024", "Mar 4, 2024", "2024-03-05"], allow_years=False) == [
        PartialDate(2024, 3, day) for day in (3, 4, 5)
    ]
