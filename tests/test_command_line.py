"""The command line as a person runs it: its output and its exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import qa
from qa.cli import main


def quoth(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, where the models are loaded already."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def test_ask_prints_the_answer_the_quote_and_its_place(tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    quote = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
    path.write_text(f"Minutes of the meeting\n\nThe weather was fine.\n{quote}\n", "utf-8")
    run = quoth("ask", "Who sold the trophy?", str(path))
    assert run.returncode == 0
    lines = run.stdout.splitlines()
    assert lines[0] == "Ottilie Brandt"
    assert f"[1] {quote}" in lines
    assert f"    {path}:4, characters 46-{46 + len(quote)}" in lines
    assert lines[-1].startswith("confidence 0.")
    assert run.stderr == ""


def test_the_installed_command_prints_the_json_that_the_code_gives() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "quoth", "ask", "--json", "Who confirmed the takeover?"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert json.loads(run.stdout) == qa.answer("Who confirmed the takeover?").to_dict()


def test_not_in_the_document_is_status_1() -> None:
    run = quoth("ask", "Who won the football match in Madrid?")
    assert run.returncode == 1
    assert run.stdout.startswith("No sentence found that answers this (confidence 0.")
    assert "Nearest sentences:" in run.stdout
    assert run.stderr == ""


def test_the_threshold_can_be_set() -> None:
    run = quoth("ask", "--threshold", "1", "Who confirmed the takeover?")
    assert run.returncode == 3
    assert run.stdout.startswith("This may answer it (confidence 0.9")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "a question without a word"),
        (["ask", "a" * 100_000], "100,000 characters"),
        (["ask", "Who?", "missing.txt"], "missing.txt: there is no such file or folder"),
        (["ask", "Who?", "folder"], "folder: found no file to read"),
        (["ask", "Who?", "binary.txt"], "binary.txt: found bytes that are not text"),
        (["ask", "Who?", "empty.txt"], "empty.txt: found no words"),
        (["ask", "Who?", "word.txt"], "no sentence of two words or more in word.txt"),
        (["ask", "Who?", "--threshold", "2"], "found the threshold 2"),
        (["ask", "Who?", "--encoder", "no-such"], "no-such: found no sentence-transformers model"),
        (["serve", "missing.txt"], "missing.txt: there is no such file or folder"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "word.txt").write_text("Quoth", "utf-8")
    monkeypatch.chdir(tmp_path)
    run = quoth(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert line.startswith("quoth: ")
    assert message in line


def test_a_skipped_file_is_named_and_the_rest_is_asked(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "good.txt").write_text("Ottilie Brandt sold the trophy. It rained.", "utf-8")
    run = quoth("ask", "Who sold the trophy?", str(tmp_path))
    assert run.returncode == 0
    assert run.stderr.startswith(f"quoth: skipped {tmp_path / 'bad.txt'}")
