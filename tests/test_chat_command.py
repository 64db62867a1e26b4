"""`quoth chat` as a person and as a program use it: a real process, a pipe and a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import qa

QUOTH = Path(sys.executable).parent / "quoth"
SALE = "Ottilie Brandt, the treasurer, sold the trophy in May."
MINUTES = f"Minutes\n\nThe weather was fine.\n{SALE}\n"
ASKED = ["Who sold the trophy?", "When?", "And who bought it?"]


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.txt"
    path.write_text(MINUTES, "utf-8")
    return path


def chat(*arguments: str, typed: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [QUOTH, "chat", *arguments], input=typed, capture_output=True, check=False, timeout=120
    )


def test_piped_questions_are_answered_one_after_another(minutes: Path) -> None:
    # A blank line is not a question; a bad one, or bytes that are not text, are reported.
    typed = f"{ASKED[0]}\n\n???\n".encode() + b"\xff\xfe\n" + f"{ASKED[1]}\r\n{ASKED[2]}".encode()
    run = chat(str(minutes), typed=typed)
    assert run.returncode == 0
    said = run.stdout.decode()
    assert said.startswith(f"Ottilie Brandt\n\n[1] {SALE}\n    {minutes}:4, characters ")
    assert "\n\nSearched for: When did Ottilie Brandt sell the trophy?\n\nMay\n" in said
    assert "\n\nSearched for: Who bought the trophy?\n\n" in said
    assert "> " not in said
    errors = run.stderr.decode().splitlines()
    assert len(errors) == 2
    assert all(line.startswith("quoth: found a question without a word") for line in errors)


def test_json_is_one_line_an_answer_and_what_the_code_gives(minutes: Path) -> None:
    run = chat("--json", str(minutes), typed="\n".join(ASKED).encode())
    assert (run.returncode, run.stderr) == (0, b"")
    lines = run.stdout.decode().splitlines()
    assistant = qa.Assistant(str(minutes))
    history: list[qa.Turn] = []
    for line, question in zip(lines, ASKED, strict=True):
        answer = assistant.answer(question, history=history)
        history.append(qa.Turn(question, answer))
        assert json.loads(line) == answer.to_dict()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "missing.txt: there is no such file"),
        (["--threshold", "2"], "threshold 2"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments: list[str], message: str) -> None:
    run = chat(*arguments, typed=b"Who?\n")
    assert (run.returncode, run.stdout) == (2, b"")
    [line] = run.stderr.decode().splitlines()
    assert line.startswith("quoth: ")
    assert message in line


@pytest.mark.parametrize("leaves_by", ["end of file", "interrupt"])
def test_at_a_terminal_there_is_a_prompt_and_a_clean_way_out(leaves_by: str, minutes: Path) -> None:
    master, terminal = pty.openpty()
    with subprocess.Popen(
        [QUOTH, "chat", str(minutes)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        # Whoever runs the tests in the background has it ignored, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        env={**os.environ, "TERM": "dumb"},
    ) as process:
        os.close(terminal)
        screen = Screen(master)
        screen.wait_for("\n> ")
        os.write(master, f"{ASKED[0]}\n".encode())
        assert "[1] Ottilie Brandt, the treasurer" in screen.wait_for("confidence 0.")
        screen.wait_for("> ")
        if leaves_by == "interrupt":
            process.send_signal(signal.SIGINT)
        else:
            os.write(master, b"\x04")
        assert process.wait(timeout=30) == 0
        assert "Traceback" not in screen.rest()
    os.close(master)


class Screen:
    """What a terminal shows, read up to the words that are waited for."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._ahead = ""

    def wait_for(self, words: str) -> str:
        while words not in self._ahead:
            assert self._read(seconds=120), f"{words!r} was never shown, but {self._ahead!r}"
        shown, _, self._ahead = self._ahead.partition(words)
        return shown

    def rest(self) -> str:
        while self._read(seconds=1):
            pass
        return self._ahead

    def _read(self, *, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            shown = os.read(self._master, 4096)
        except OSError:  # the end of a terminal whose process is gone
            return False
        self._ahead += shown.decode().replace("\r\n", "\n")
        return bool(shown)
