"""The examples of the README and of the documentation are run as they stand."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
PAGES = ["README.md", "docs/python.md"]
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str, page: str = "README.md") -> str:
    text = (PROJECT / page).read_text("utf-8")
    found = [body for name, body in FENCED.findall(text) if name == language]
    assert found
    return "".join(found)


def commands() -> Iterator[tuple[str, str]]:
    for example in blocks("console").split("$ ")[1:]:
        command, _, expected = example.partition("\n")
        yield command, expected


@pytest.mark.parametrize("page", PAGES)
def test_the_python_examples_print_what_they_say(page: str) -> None:
    test = doctest.DocTestParser().get_doctest(blocks("python", page), {}, page, None, 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)


@pytest.mark.parametrize(("command", "expected"), list(commands()))
def test_the_shell_examples_print_what_they_say(command: str, expected: str) -> None:
    assert command.startswith(("quoth ", "printf "))
    run = subprocess.run(
        command,
        shell=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert doctest.OutputChecker().check_output(expected, run.stdout, doctest.ELLIPSIS), run.stdout


def test_what_the_pages_link_to_is_there() -> None:
    assert re.search(r"!\[.*?\]\(docs/pictures/.*?\)", README)
    for page in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!http)(.*?)(?:#.*?)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page}: {link}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 110
