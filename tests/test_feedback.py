"""Feedback: a line of JSON a click, in a file of this machine, without the document's text."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chatting import MINUTES, REFUSED, SOLD

from page.feedback import Feedback, FeedbackError, default_path, save

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_a_click_is_a_line_with_the_question_the_answer_and_the_places(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.jsonl"
    save(Feedback(SOLD, "down", "the quote does not answer", AT), path)
    save(Feedback(REFUSED, "up", time=AT), path)
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    quote = SOLD.answer.evidence[0]
    assert first["time"] == "2026-11-24T09:30:00+00:00"
    assert (first["verdict"], first["reason"]) == ("down", "the quote does not answer")
    assert (first["question"], first["text"]) == ("Who sold it?", "Ottilie Brandt")
    assert first["evidence"][0] == {
        "document": MINUTES.id, "start": quote.start, "end": quote.end, "line": 3, "page": 2,
        "score": 0.91,
    }  # fmt: skip
    assert (second["answered"], second["reason"], len(second["related"])) == (False, None, 2)
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_text_of_a_document_but_the_answer_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    save(Feedback(SOLD, "up"), path)
    line = path.read_text("utf-8")
    for words in ("treasurer", "85 marks", "mine", "minutes.pdf", "letter"):
        assert words not in line


def test_it_is_kept_with_the_user_unless_another_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    save(Feedback(SOLD, "up"))
    assert default_path() == tmp_path / "quoth" / "feedback.jsonl"
    assert len(default_path().read_text("utf-8").splitlines()) == 1


def test_lines_of_several_processes_never_mix(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from pathlib import Path; from chatting import SOLD, refused\n"
        "from page.feedback import Feedback, save\n"
        "turns = [SOLD, refused(question='w' * 1000)]\n"
        f"for n in range(200): save(Feedback(turns[n % 2], 'up'), Path({str(path)!r}))\n"
    )
    root = Path(__file__).parent.parent
    writers = [subprocess.Popen([sys.executable, "-c", code], cwd=root) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0] * 3
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 600
    assert {json.loads(line)["verdict"] for line in lines} == {"up"}


def test_what_cannot_be_kept_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for path in (tmp_path / "file" / "feedback.jsonl", tmp_path):
        with pytest.raises(FeedbackError, match=r"the feedback cannot be saved \(.*\); check"):
            save(Feedback(SOLD, "up"), path)


@pytest.mark.parametrize(("verdict", "reason"), [("sideways", None), ("down", "<b>" * 999)])
def test_a_verdict_that_is_not_offered_is_refused(verdict: str, reason: str | None) -> None:
    with pytest.raises(FeedbackError, match="expected one of up, down") as raised:
        Feedback(SOLD, verdict, reason)  # type: ignore[arg-type]
    assert len(str(raised.value)) < 250
