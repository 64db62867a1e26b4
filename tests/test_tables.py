"""Tables in texts, and questions that compute over them: figures with their cells, or none."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from benchmarks.table_questions import judge, kind, load_tables, read_questions
from corpus.formats import csv_
from corpus.formats.rows import labelled, table, unlabelled
from qa.evaluation.squad import read_articles
from qa.tables import TableAnswer, compute, row_by_key, tables_of
from qa.tables.values import PartialDate, read_dates, read_numbers

QUESTIONS = Path(__file__).parent.parent / "benchmarks" / "questions"

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


def computed(question: str, *documents: corpus.Document) -> TableAnswer:
    answer = compute(question, documents)
    assert answer is not None, question
    assert answer.is_computed, (answer.message, answer.readings)
    assert answer.cells
    for document, span in (*answer.cells, *answer.row_spans):
        assert span.slice(document.text).strip()
    return answer


def cited(answer: TableAnswer) -> list[str]:
    return [span.slice(document.text) for document, span in answer.cells]


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


# Figures


@pytest.mark.parametrize(
    ("question", "value", "text", "cells"),
    [
        ("What is the total revenue?", "1690.50", "£1,690.50", 4),
        ("how much revenue came from penrose, altogether", "1510.75", "£1,510.75", 2),
        ("total revenue in March 2024", "1280.50", "£1,280.50", 2),
        ("revenue in total where region is South", "390.25", "£390.25", 2),
        ("average revenue in the North", "650.125", "£650.13", 2),
        ("median units", "2.5", "2.5", 4),
        ("How many orders were over £100?", "2", "2", 2),
        ("How many customers are there?", "3", "3", 4),
        ("number of orders from Marlow & Sons", "1", "1", 1),
        ("How many units did we sell to Penrose and Aldgate?", None, "", 0),
        ("total units for Penrose and Aldgate", "11", "11", 3),
        ("how many units between 1 January 2024 and 31 March 2024", "4", "4", 2),
        ("total units since April 2024", "7", "7", 1),
        ("total revnue for Penrose", "1510.75", "£1,510.75", 2),
    ],
)
def test_figures_of_a_table(question: str, value: str | None, text: str, cells: int) -> None:
    if value is None:
        assert compute(question, [csv(ORDERS)]) is None
        return
    answer = computed(question, csv(ORDERS))
    assert answer.value == Decimal(value)
    assert (answer.value_text, len(answer.cells)) == (text, cells)


def test_an_extreme_has_its_row_and_equals_are_all_named() -> None:
    answer = computed("Which order has the highest revenue?", csv(ORDERS))
    assert (answer.value, cited(answer)) == (Decimal("1200.50"), ["£1,200.50"])
    [(document, span)] = answer.row_spans
    assert "Order: S1;" in span.slice(document.text)
    top = computed("top 2 orders by units", csv(ORDERS))
    assert (top.value, cited(top)) == ((Decimal(7), Decimal(3)), ["7", "3"])
    tied = computed("lowest points", csv("Team,Points\nA,3\nB,3\nC,9\n", "teams.csv"))
    assert cited(tied) == ["3", "3"]
    assert "2 rows" in tied.statement


def test_a_total_for_each_value_of_a_column() -> None:
    answer = computed("total revenue by region", csv(ORDERS))
    assert [(group.name, group.value_text) for group in answer.groups] == [
        ("North", "£1,300.25"),
        ("South", "£390.25"),
    ]
    best = computed("Which customer has the highest total revenue?", csv(ORDERS))
    assert (best.groups[0].name, best.value) == ("Penrose", Decimal("1510.75"))
    assert cited(best) == ["£1,200.50", "£310.25"]


def test_the_statement_says_what_was_computed() -> None:
    answer = computed("total revenue for Penrose in the South", csv(ORDERS))
    assert answer.statement == (
        "Total of Revenue over 1 row where Customer is Penrose and Region is South"
    )


def test_a_row_of_totals_is_left_out() -> None:
    text = "| Item | Cost |\n|---|---|\n| Rope | 5 |\n| Tar | 7 |\n| **Total** | **12** |\n"
    answer = computed("total cost", markdown(text))
    assert (answer.value, answer.rows) == (Decimal(12), 2)
    assert "1 row of totals left out" in answer.statement
    assert computed("highest cost", markdown(text)).value == Decimal(7)


def test_a_sum_among_the_rows_is_not_added_to_them() -> None:
    text = "Item,Amount\nSales,500\nGrants,200\nTotal income,700\nRent,-90\nPay,-300\n"
    answer = compute("sum of amount", [csv(text, "accounts.csv")])
    assert answer is not None
    assert "Total income" in answer.message
    named = computed("total amount of sales and grants", csv(text, "accounts.csv"))
    assert named.value == Decimal(700)


def test_empty_cells_are_left_out_and_said() -> None:
    answer = computed("average age", csv("Name,Age\nAda,30\nBo,\nCy,n/a\nDi,40\n", "crew.csv"))
    assert (answer.value, answer.rows) == (Decimal(35), 2)
    assert "2 rows without Age left out" in answer.statement


def test_sums_are_exact() -> None:
    rows = "\n".join(f"{name},0.1" for name in "abcdefghij")
    assert computed("total weight", csv(f"Item,Weight\n{rows}\n", "x.csv")).value == Decimal("1.0")
    huge = computed("total size", csv(f"Item,Size\na,{10**40}\nb,0.01\n", "x.csv"))
    assert huge.value == Decimal(f"{10**40}.01")


# Nothing computed


@pytest.mark.parametrize(
    "question",
    [
        "",
        "???",
        "How many people were executed?",
        "Who confirmed the takeover?",
        "What is the revenue of order S2?",
        "How many orders were cancelled?",
        "total revenue excluding Penrose",
        "second highest revenue",
        "What share of the revenue came from Penrose?",
        "difference between the highest and the lowest revenue",
        "revenue",
        "total revenue and units",
        "How many orders did not come from Penrose?",
        "How much revenue did it make?",
        "total revenue last month",
    ],
)
def test_other_questions_are_left_to_others(question: str) -> None:
    prose = corpus.Document(text="Many people were executed. The total was not given.")
    assert compute(question, [csv(ORDERS), prose]) is None


def test_no_document_and_no_table_give_none() -> None:
    assert compute("total revenue", []) is None
    assert compute("total revenue", [corpus.Document(text="The total revenue was 5.")]) is None


def test_a_column_of_words_is_not_added_up() -> None:
    answer = compute("total of customers", [csv(ORDERS)])
    assert answer is not None
    assert answer.message == (
        "Customer holds words, such as “Penrose”, nothing that can be added up"
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("total revenue from Zanzibar", "“Zanzibar”"),
        ("how many orders in May 2024", "Date is in May 2024"),
        ("total revenue where units is over 100", "Units is over 100"),
        ("total revenue of Aldgate in the North", "Region is North"),
    ],
)
def test_conditions_that_no_row_meets_are_said(question: str, said: str) -> None:
    answer = compute(question, [csv(ORDERS)])
    assert answer is not None
    assert not answer.is_computed
    assert said in answer.message
    assert not answer.cells


def test_a_name_that_prose_holds_is_left_to_prose() -> None:
    prose = corpus.Document(text="Zanzibar brought in a total revenue of five pounds.")
    assert compute("total revenue from Zanzibar", [csv(ORDERS), prose]) is None


AMBIGUOUS = "Ship,Left,Arrived,Net price,List price\nA,2024-01-02,2024-02-03,5,6\n"


@pytest.mark.parametrize(
    ("question", "document", "readings"),
    [
        ("total price", csv(AMBIGUOUS, "x.csv"), ["total “Net price”", "total “List price”"]),
        (
            "How many ships in January 2024?",
            csv(AMBIGUOUS, "x.csv"),
            ["How many ships with “Left” in January 2024?"],
        ),
        (
            "Which customer has the highest revenue?",
            csv(ORDERS),
            [
                "Which customer has the highest single “Revenue”?",
                "Which customer has the highest total “Revenue”?",
            ],
        ),
        ("total units of Pnerose", csv(ORDERS), ["total units of “Penrose”"]),
        (
            "total revenue in March",
            csv(ORDERS + "S5,Penrose,2023-03-30,North,2,£1.00\n"),
            [
                "total revenue in March 2023",
                "total revenue in March 2024",
                "total revenue in March of any year",
            ],
        ),
    ],
)
def test_readings_are_offered_and_each_can_be_asked(
    question: str, document: corpus.Document, readings: list[str]
) -> None:
    answer = compute(question, [document])
    assert answer is not None
    assert not answer.is_computed
    assert list(answer.readings) == readings
    for reading in answer.readings:
        computed(reading, document)


def test_two_tables_that_fit_are_offered_by_name() -> None:
    january = csv("Item,Cost\nRope,5\n", "january.csv")
    february = csv("Item,Cost\nRope,6\nTar,1\n", "february.csv")
    answer = compute("total cost?", [january, february])
    assert answer is not None
    assert answer.readings == (
        "total cost, in “january.csv”",
        "total cost, in “february.csv”",
    )
    assert computed(answer.readings[1], january, february).value == Decimal(7)
    assert computed("total cost in february", january, february).value == Decimal(7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Item,Amount\nA,$5\nB,€6\n", "numbers in $ and €"),
        ("Item,Amount,Currency\nA,5,EUR\nB,6,USD\n", "Currency is EUR and USD"),
        ("Item,Amount\nA,5 kg\nB,6 lb\n", "different units"),
        ("Item,Amount\nA,1.250\nB,2.500\n", "read in two ways"),
    ],
)
def test_what_cannot_be_put_together_is_not(text: str, said: str) -> None:
    answer = compute("total amount", [csv(text, "x.csv")])
    assert answer is not None
    assert not answer.is_computed
    assert said in answer.message


def test_numbers_that_name_rows_are_not_added_up() -> None:
    document = csv("Order ID,Town\n1001,Ely\n1002,Ely\n1003,Ayr\n", "orders.csv")
    answer = compute("sum of the order ids", [document])
    assert answer is not None
    assert "tell the rows apart" in answer.message
    assert computed("How many orders from Ely?", document).value == Decimal(2)


# At size, and on the questions of others


def test_a_hundred_thousand_rows_take_seconds() -> None:
    names = ["Order", "Customer", "Date", "Amount"]
    rows = (
        [f"S{n}", f"Firm {n % 90}", f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", f"£{n % 70}.50"]
        for n in range(100_000)
    )
    text = "\n".join([unlabelled(names), *(labelled(names, row) for row in rows)])
    document = corpus.Document(text=text, title="orders.csv")
    began = time.perf_counter()
    answer = computed("total amount for Firm 8 in March 2024", document)
    assert time.perf_counter() - began < 15
    meant = [n for n in range(100_000) if n % 90 == 8 and n % 12 == 2]
    assert answer.rows == len(answer.cells) == len(meant)
    assert answer.value == sum(Decimal(f"{n % 70}.50") for n in meant)


def test_most_questions_of_the_benchmark_are_computed_and_none_wrong() -> None:
    tables = load_tables()
    everything = [*tables.values(), corpus.sample()]
    judged = [
        judge(asked, compute(asked["question"], documents))
        for asked in read_questions()
        for documents in ([tables[asked["table"]]], everything)
    ]
    assert "wrong" not in judged
    assert judged.count("right") >= 0.9 * len(judged)


def test_no_question_about_the_article_is_taken(article: corpus.Document) -> None:
    documents = [*load_tables().values(), article]
    for name in ("palmyra.json", "palmyra-paraphrased.json", "palmyra-hurried.json"):
        [read] = read_articles(QUESTIONS / name)
        for question in read.questions:
            assert kind(compute(question.text, documents)) == "none", question.text
