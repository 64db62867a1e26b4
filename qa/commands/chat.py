"""`quoth chat`: one question after another, each with what it takes from those before it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TextIO

from qa.answers import Answer, Turn
from qa.assistant import Assistant
from qa.commands import ANSWERED, options
from qa.commands.text import as_text
from qa.errors import QuestionError

PROMPT = "> "
# What a follow-up may take from: earlier turns are not looked at (`qa.conversation`).
_TURNS = 10

_HELP = "Ask a question; leave with Ctrl-D.\n"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "chat",
        help="ask one question after another",
        description="Read questions, a line each, and print each answer with its quotes. A "
        'follow-up ("And when?") takes what it lacks from the turns before it; what was '
        "searched for then is said. From a pipe there is no prompt. Exit status: 0 when the "
        "questions are at their end, whatever was answered; 2 bad input.",
    )
    options.add_files(parser)
    parser.add_argument(
        "--json", action="store_true", help="print each answer as one line of JSON, and no more"
    )
    options.add_models(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    assistant = options.assistant(arguments)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a line that is not text is a bad question
    if sys.stdin.isatty() and not arguments.json:
        print(_HELP, file=sys.stderr)
    try:
        for answer in answers(assistant, _questions(sys.stdin, shows_prompt=not arguments.json)):
            print(_as_line(answer) if arguments.json else f"{as_chat_text(answer)}\n", flush=True)
    except KeyboardInterrupt:
        if sys.stdin.isatty():
            print(file=sys.stderr)
    return ANSWERED


def answers(assistant: Assistant, questions: Iterator[str]) -> Iterator[Answer]:
    """Answer each question with the turns before it; a bad one is said on stderr and left out."""
    history: list[Turn] = []
    for question in questions:
        try:
            answer = assistant.answer(question, history=history)
        except QuestionError as error:
            print(f"quoth: {error}", file=sys.stderr, flush=True)
            continue
        history = [*history, Turn(question, answer)][-_TURNS:]
        yield answer


def as_chat_text(answer: Answer) -> str:
    """Render an answer, and first what was searched for where that is not what was typed."""
    if not answer.was_rewritten:
        return as_text(answer)
    return f"Searched for: {answer.interpreted_as}\n\n{as_text(answer)}"


def _questions(stream: TextIO, *, shows_prompt: bool) -> Iterator[str]:
    """Yield the lines that are no blank ones."""
    prompt = PROMPT if shows_prompt and stream.isatty() else ""
    while True:
        print(prompt, end="", flush=True)
        line = stream.readline()
        if not line:
            if prompt:
                print()
            return
        if line.strip():
            yield line.strip()


def _as_line(answer: Answer) -> str:
    return json.dumps(answer.to_dict(), ensure_ascii=False)
