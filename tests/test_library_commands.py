"""`quoth index`, and a library behind the other commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from library_tools import write_files

from qa import library
from qa.cli import main


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    write_files(folder, {"a.txt": 1, "b.txt": 2})
    (folder / "minutes.txt").write_text("Ottilie Brandt sold the trophy for 85 marks. It rained.")
    (folder / "bad.txt").write_bytes(bytes(range(256)) * 10)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


def test_a_folder_is_indexed_asked_and_brought_up_to_date(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = str(tmp_path / "library")
    assert main(["index", str(files), "--library", made]) == 0
    first = capsys.readouterr()
    [line] = first.err.splitlines()  # no bar: this is not a terminal
    assert line.startswith(f"quoth: skipped {files / 'bad.txt'}: found bytes that are not text")
    where, read, embedded = first.out.splitlines()
    assert where.startswith(f"{made}: 3 documents, ")
    assert read == "read 3 files, skipped 2 files: 1 in other formats, 1 not text"
    assert embedded.startswith(f"embedded {where.split()[-2]} sentences in ")

    question = ["ask", "--json", "Who sold the trophy for 85 marks?"]
    assert main([*question, "--library", made]) == 0
    from_library = json.loads(capsys.readouterr().out)
    assert from_library["text"] == "Ottilie Brandt"
    assert from_library["evidence"][0]["document"]["source"] == str(files / "minutes.txt")
    assert main([*question, str(files)]) == 0
    assert json.loads(capsys.readouterr().out) == from_library

    (files / "b.txt").unlink()
    (files / "minutes.txt").write_text("Nobody sold the trophy. It rained.")
    assert main(["index", "--library", made]) == 0
    assert "read 0 files, 1 unchanged, 1 replaced, 1 dropped, skipped 2" in capsys.readouterr().out
    assert main(["index", "--check", "--library", made]) == 0
    assert capsys.readouterr().out.startswith(f"{made}: whole, 2 documents, ")


def test_the_bar_tells_files_sentences_a_second_and_the_time_left(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.indexing, "_WINDOW", 8)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["index", str(files), "--library", str(tmp_path / "library")]) == 0
    drawn = capsys.readouterr().err.split("\r")
    assert any("4/4 files, " in each and " sentences/s |" in each for each in drawn)
    assert any(each.rstrip().endswith(" left") for each in drawn)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "Who?", "--library", "none"], "none: found no library, expected a folder"),
        (["ask", "Who?", "a.txt", "--library", "none"], "found both a.txt and --library"),
        (["serve", "a.txt", "--library", "none"], "found both a.txt and --library"),
        (["index", "--library", "none"], "none: found no folder to keep in the library"),
        (["index", "missing", "--library", "none"], "missing: there is no such file or folder"),
        (["index", ".", "--library", "."], ".: found a folder with other files in it (a.txt)"),
        (["index", "--check", "--library", "none"], "none: found no library"),
        (["index", "--index", "milvus:x.db"], "found no folder, expected those to bring"),
        (["index", "a.txt", "--index", "x.db"], "found the index x.db, expected milvus:http"),
        (["index", "a.txt", "--check", "--index", "milvus:x.db"], "found --check with --index"),
        (["index", "a.txt", "--remove", "b", "--index", "milvus:x.db"], "found --remove with"),
        (["index", "a.txt", "--library", "none", "--ray"], "found --ray with a library"),
        (["index", "a.txt", "--check", "--library", "none"], "found --check with something to"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.txt").write_text("Ottilie Brandt sold the trophy.")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    run = capsys.readouterr()
    assert run.out == ""
    [line] = run.err.splitlines()
    assert line.startswith("quoth: ")
    assert message in line
