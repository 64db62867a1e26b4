"""The README's examples are run as they stand, so that they cannot rot."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> str:
    found = [body for name, body in FENCED.findall(README) if name == language]
    assert found
    return "".join(found)


def commands() -> Iterator[tuple[str, str]]:
    for example in blocks("console").split("$ ")[1:]:
        command, _, expected = example.partition("\n")
        yield command, expected


def test_the_python_examples_print_what_they_say() -> None:
    test = doctest.DocTestParser().get_doctest(blocks("python"), {}, "README.md", None, 0)
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


def test_the_pictures_are_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    for picture in pictures:
        assert (Path(__file__).parent.parent / picture).stat().st_size > 0
