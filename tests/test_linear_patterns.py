"""No pattern and no file takes time that grows faster than the text: one file freezes nobody."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

import corpus
import page
import qa
from page.document_html import document_text
from qa.search.sentences import collect
from qa.search.tokens import content_terms

Kind = tuple[str, str, str]

_LARGE = 100_000
# A pass over a text of this size takes milliseconds; what backtracks takes seconds.
_AT_ONCE = 0.05

_UNITS = (
    *(" ", "\t", "\n", "\r", "\r\n", " \n", "\n ", "\x85", "#", "# ", " #", "a", "a ", "A", "1"),
    *(
        "1 ",
        ".",
        ". ",
        " .",
        "1.",
        "1,",
        "1:",
        ",",
        "-",
        "- ",
        "a-",
        "-a",
        "=",
        "|",
        "| ",
        "?",
        "? ",
    ),
    *(">", "'", "’", "a'", "a.", "\ufffe", "a\ufffe", "\u00ad", "\u0301", "a\u0301", '"', '"a'),
    *("“", "(", ")", "]", "[", "<", "</", "$", "%", "*", "_", "`", "\\", "ed", "aed", "e", "i"),
    *(
        "ix",
        "xl",
        "p",
        "of",
        "page ",
        "www.",
        "://",
        "the ",
        "how ",
        "year ",
        "の",
        "\x0c",
        "\u2028",
    ),
    *("charset", "charset ", "encoding=", "<?xml", "and ", "Ab ", "Ab. "),
)
_BEFORE = ("", "a", "# ", "1", '"', " ", "how ")
_BEHIND = ("", "!", "a", "\nx", "~")


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every pattern that stands in a module, each once, by its name."""
    found: dict[re.Pattern[str], str] = {}
    for package in (corpus, qa, page):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    text = value.pattern
                    if isinstance(text, bytes):
                        text = text.decode()
                    found.setdefault(re.compile(text, value.flags), f"{module.name}.{name}")
    return {name: pattern for pattern, name in found.items()}


PATTERNS = patterns()


def made(kind: Kind, length: int) -> str:
    before, unit, behind = kind
    return before + unit * (length // len(unit)) + behind


def use(pattern: re.Pattern[str], text: str) -> None:
    """Use a pattern in each way that a text can be looked through with it."""
    pattern.fullmatch(text)
    for _ in pattern.finditer(text):
        pass


def use_kind(pattern: re.Pattern[str], kind: Kind, length: int) -> None:
    use(pattern, made(kind, length))


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of a call; the better of two, of one where it is long or short."""
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
        if not _AT_ONCE / 2 < best < 1:
            break
    return best


def is_linear(work: Callable[[int], object]) -> bool:
    """Return whether twice the text takes about twice the time; a tenth goes first."""
    if seconds(lambda: work(_LARGE // 10)) > _AT_ONCE * 10:
        return False
    once, twice = seconds(lambda: work(_LARGE)), seconds(lambda: work(2 * _LARGE))
    return twice < max(3 * once, _AT_ONCE)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_in_proportion_to_the_text(name: str) -> None:
    pattern = PATTERNS[name]
    costs: list[tuple[float, Kind]] = []
    for kind in itertools.product(_BEFORE, _UNITS, _BEHIND):
        text = made(kind, 300)
        started = time.perf_counter()
        use(pattern, text)
        costs.append((time.perf_counter() - started, kind))
    costs.sort(reverse=True)
    for _, kind in costs[:3]:
        assert is_linear(partial(use_kind, pattern, kind)), kind


def as_text(words: str, path: Path) -> Path:
    path = path / "a.txt"
    path.write_text(f"The town is old.\n\n{words}\n\nIt fell {words} in June.", "utf-8")
    return path


def as_markdown(words: str, path: Path) -> Path:
    path = path / "a.md"
    path.write_text(f"# {words}x\n\nThe town is old.\n\n- {words}", "utf-8")
    return path


def as_table(words: str, path: Path) -> Path:
    path = path / "a.csv"
    cell = re.sub(r'["\r\n]', " ", words)
    path.write_text(f"town,fell,age\nLorn,{cell},3\nPalm,{cell}x,4\n", "utf-8")
    return path


def as_web_page(words: str, path: Path) -> Path:
    path = path / "a.html"
    path.write_text(
        f"<html><body><p>The town is old {words} and fell.</p>"
        f"<table><tr><td>town</td><td>{words}</td></tr></table></body></html>",
        "utf-8",
    )
    return path


def as_word_file(words: str, path: Path) -> Path:
    path = path / "a.docx"
    file = docx.Document()
    file.add_paragraph(f"The town is old {words} and fell.")
    file.add_table(1, 2).cell(0, 1).text = words
    file.save(str(path))
    return path


def as_pdf(words: str, path: Path) -> Path:
    path = path / "a.pdf"
    canvas = Canvas(str(path))
    for first in range(0, len(words), 10_000):
        text = canvas.beginText(20, 800)
        text.setFont("Helvetica", 2)
        text.textLine("The town is old.")
        for line in range(first, min(first + 10_000, len(words)), 500):
            text.textLine(words[line : line + 500])
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> None:
    """Do with a file what the page does with it, but for the models."""
    for document in corpus.load(path):
        rows = collect([document])
        content_terms(" ".join(row.text for row in rows))
        document_text(document)


@pytest.mark.parametrize("unit", ["#", "a", "1", ".", "!", "a-", "a\u00ad"])
@pytest.mark.parametrize(
    "written", [as_text, as_markdown, as_table, as_web_page, as_word_file, as_pdf]
)
def test_a_file_takes_time_in_proportion_to_its_size(
    written: Callable[[str, Path], Path], unit: str, tmp_path: Path
) -> None:
    paths: dict[int, Path] = {}
    for length in (_LARGE // 10, _LARGE, 2 * _LARGE):
        (tmp_path / str(length)).mkdir()
        paths[length] = written(unit * (length // len(unit)), tmp_path / str(length))
    assert is_linear(lambda length: read(paths[length]))
