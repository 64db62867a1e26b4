"""A folder of real files of every format, good and bad: indexed, asked, quoted where it stands."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from files import HEIGHT, LEFT, TOP, book, letter, package, page, pdf, report, saved, scan, table
from files import write as write_files

import corpus
import qa
from qa.cli import main

DIVER = "The diver Ines Falk lost her lamp near the wreck."

# question: the answer, the file, and the page or the line on which it stands
PLANTED: dict[str, tuple[str, str, int]] = {
    "Who discovered the comet?": ("Philippa Quill", "annual.pdf", 251),
    "Who repaired the harbour clock?": ("Emil Sorensen", "letter.docx", 3),
    "How many tons of herring did the Gannet have?": ("17", "catch.csv", 3),
    "Who reopened the harbour?": ("Tobias Crane", "news.html", 3),
    "Who hid the silver compass?": ("Marta", "tide.epub", 3),
    "Who sold her oven to the monastery?": ("Leonie Hart", "notes.md", 3),
    "Who kept a parrot on board?": ("Oskar Lund", "plain.txt", 2),
    "Who lost her lamp near the wreck?": ("Ines Falk", "more.zip/inner/diary.txt", 1),
}


def long_report(pages: int, *, planted: int, sentence: str) -> bytes:
    """Write a PDF of many pages, each with its head, its number and two lines of its own."""

    def lines(number: int) -> list[tuple[float, float, str]]:
        body = [f"Ledger {number * 37 % 1000} was closed on day {number}.", f"Box {number} is dry."]
        if number == planted:
            body[1] = sentence
        placed = [(LEFT, TOP - 60.0 * place, text) for place, text in enumerate(body)]
        return [(LEFT, HEIGHT - 50, "Annual report"), *placed, (290.0, 40.0, f"Page {number}")]

    return pdf(lines(number) for number in range(1, pages + 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("formats") / "files"
    comet = "The astronomer Philippa Quill discovered the comet."
    write_files(
        made,
        {
            "annual.pdf": long_report(300, planted=251, sentence=comet),
            "letter.docx": letter(["Emil Sorensen repaired the harbour clock with a bent spoon."]),
            "catch.csv": table(
                [
                    ["Boat", "Captain", "Tons of herring"],
                    ["Petrel", "Agnes Moor", "41"],
                    ["Gannet", "Boris Vane", "17"],
                ]
            ),
            "news.html": page(
                "A walk by the sea",
                [
                    "The mayor Tobias Crane reopened the harbour after nine weeks of repairs.",
                    "Fishermen had waited for the day with great patience and little money.",
                ],
            ),
            "tide.epub": book(
                "The tide",
                [
                    "<h1>One</h1><p>Old Marta hid the silver compass under the mill.</p>",
                    "<h1>Two</h1><p>It was thirty years until a child saw it.</p>",
                ],
            ),
            "notes.md": b"# Notes\n\nThe baker Leonie Hart sold her oven to the monastery.\n",
            "plain.txt": b"It rained.\nThe ferryman Oskar Lund kept a parrot on board.\n",
            "more.zip": package({"inner/diary.txt": DIVER.encode()}),
        },
    )
    return made


@pytest.fixture(scope="module")
def library(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> qa.Assistant:
    made = tmp_path_factory.mktemp("library") / "library"
    assert main(["index", str(folder), "--library", str(made)]) == 0
    return qa.Assistant(qa.Library(made))


@pytest.mark.parametrize("question", PLANTED)
def test_every_format_is_quoted_with_its_page_row_or_line(
    library: qa.Assistant, folder: Path, question: str
) -> None:
    text, name, place = PLANTED[question]
    answer = library.answer(question)
    assert text in answer.text
    quote = answer.evidence[0]
    assert quote.document.source == str(folder / name)
    assert quote.document.text[quote.start : quote.end] == quote.quote
    assert (quote.page if name.endswith(".pdf") else quote.line) == place


def test_a_long_pdf_has_all_its_pages_and_no_heads_within_its_sentences(folder: Path) -> None:
    [document] = corpus.load(folder / "annual.pdf")
    assert len(document.page_starts) == 300
    for number in (1, 2, 150, 299, 300):
        assert document.page(document.text.index(f"on day {number}.")) == number


def test_sentences_of_a_pdf_are_whole_over_lines_hyphens_and_pages(tmp_path: Path) -> None:
    sentences = [
        f"Delegation number {number} unconditionally recommended the extraordinary construction of "
        f"lighthouse {number * 7} notwithstanding considerable disagreement among shareholders."
        for number in range(60)
    ]
    data = report([" ".join(sentences[start : start + 5]) for start in range(0, 60, 5)])
    assert data.count(b"-)") > 5  # words were divided at the ends of lines
    (tmp_path / "report.pdf").write_bytes(data)
    [document] = corpus.load(tmp_path / "report.pdf")
    assert len(document.page_starts) > 4
    found = [
        " ".join(sentence.slice(document.text).split())
        for passage in corpus.split(document)
        for sentence in passage.sentences
    ]
    assert [each for each in found if each.startswith("Delegation")] == sentences


def test_tables_of_a_word_file_are_read_in_their_place(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Before the table.")
    cells = document.add_table(rows=2, cols=2)
    for row, values in enumerate([("Boat", "Captain"), ("Petrel", "Agnes Moor")]):
        for column, value in enumerate(values):
            cells.cell(row, column).text = value
    document.add_paragraph("Behind the table.")
    (tmp_path / "table.docx").write_bytes(saved(document))
    [read] = corpus.load(tmp_path / "table.docx")
    places = [read.text.index(part) for part in ("Before", "Petrel", "Agnes Moor", "Behind")]
    assert places == sorted(places)


def test_an_article_is_read_without_the_furniture_of_its_page(folder: Path) -> None:
    [document] = corpus.load(folder / "news.html")
    for furniture in ("Sports", "cookies", "tracking", "All rights reserved"):
        assert furniture not in document.text


def with_entities(data: bytes, member: str) -> bytes:
    """Put a document type whose entities grow when they are read into a member of a package."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info.filename)
            if info.filename == member:
                content = re.sub(rb"(<\?xml[^>]*\?>\s*)?", rb"\1" + bomb.encode(), content, count=1)
            new.writestr(info.filename, content)
    return out.getvalue()


# file: what its line says
BAD = {
    "broken.docx": "damaged",
    "cut.pdf": "damaged",
    "entities.docx": "entities",
    "entities.epub": "entities",
    "huge.txt": "found a file of 1,000.0 MB, expected at most 500.0 MB",
    "link.txt": "found a link out of the folder",
    "locked.pdf": "password",
    "scan.pdf": "pictures",
    "zeros.zip": "expected",
}


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    made = tmp_path / "bad"
    good = letter(["A letter of no importance was sent."])
    write_files(
        made,
        {
            "broken.docx": good[: len(good) // 2],
            "cut.pdf": b"%PDF-1.7\n" + os.urandom(2000),
            "entities.docx": with_entities(good, "word/document.xml"),
            "entities.epub": with_entities(book("x", ["<p>&c;</p>"]), "OEBPS/book.opf"),
            "locked.pdf": pdf([[(72, 700, "A secret was kept.")]], encrypt="secret"),
            "scan.pdf": scan(),
            "zeros.zip": package({"zeros.txt": b"0 " * 10_000_000}),
            "good.txt": b"Ottilie Brandt sold the trophy.",
        },
    )
    with (made / "huge.txt").open("wb") as file:
        file.truncate(1_000_000_000)
    (tmp_path / "outside.txt").write_text("Nobody may read this.", "utf-8")
    (made / "link.txt").symlink_to(tmp_path / "outside.txt")
    return made


def lines_of(files: Sequence[str], output: str) -> dict[str, str]:
    return {
        name: line
        for name in files
        for line in output.splitlines()
        if re.search(rf"skipped \S*/{re.escape(name)}\b", line)
    }


def test_each_bad_file_has_its_line_and_the_rest_is_read(
    bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(bad), "--library", str(tmp_path / "library")]) == 0
    run = capsys.readouterr()
    lines = lines_of(list(BAD), run.err)
    assert lines.keys() == BAD.keys(), run.err
    for name, said in BAD.items():
        assert said in lines[name]
    assert len(run.err.splitlines()) == len(BAD)
    assert "read 1 file, skipped 9 files: " in run.out
    [document] = qa.Library(tmp_path / "library").documents
    assert document.source == str(bad / "good.txt")


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (  # a cell over two rows stands in both
            (
                "<tr><th>Boat</th><th>Captain</th><th>Age</th></tr>"
                "<tr><td rowspan=2>Petrel</td><td>Agnes Moor</td><td>41</td></tr>"
                "<tr><td>Boris Vane</td><td>17</td></tr>"
            ),
            [
                "| Boat | Captain | Age",
                "| Boat: Petrel; Captain: Agnes Moor; Age: 41",
                "| Boat: Petrel; Captain: Boris Vane; Age: 17",
            ],
        ),
        (  # a title over all columns names none of them
            (
                "<tr><th colspan=3>The fleet</th></tr>"
                "<tr><th>Boat</th><th>Captain</th><th>Age</th></tr>"
                "<tr><td>Petrel</td><td colspan=2>nobody</td></tr>"
            ),
            ["The fleet", "| Boat | Captain | Age", "| Boat: Petrel; Captain: nobody"],
        ),
        (  # names of groups of columns stand with the columns' own
            (
                "<tr><th rowspan=2>Year</th><th colspan=2>Sales</th></tr>"
                "<tr><th>Q1</th><th>Q2</th></tr>"
                "<tr><td>1990</td><td>4</td><td>5</td></tr>"
            ),
            ["| Year | Sales Q1 | Sales Q2", "| Year: 1990; Sales Q1: 4; Sales Q2: 5"],
        ),
        (  # numbers that make no sense
            (
                "<tr><td rowspan=99999999999999999999 colspan=-1>a</td><td colspan=x>b</td></tr>"
                f"<tr><td>d</td><td rowspan={'9' * 5000}>e</td></tr>"
            ),
            ["| a | b", "| a | d | e"],
        ),
    ],
)
def test_cells_that_span_rows_and_columns_keep_their_names(
    rows: str, lines: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "fleet.html"
    file.write_text(f"<html><body><table>{rows}</table></body></html>", "utf-8")
    (document,) = corpus.load(file)
    assert [line for line in document.text.splitlines() if line] == lines


def test_reading_tables_leaves_the_limit_of_a_cell_as_it_is(tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    file = tmp_path / "long.csv"
    file.write_text(f'name,text\nLorn,"{"word " * 40_000}"\nPalm,short\n', "utf-8")
    (document,) = corpus.load(file)
    assert document.text.count("word") == 40_000
    assert csv.field_size_limit() == limit
