"""`quoth ask`: one question."""

from __future__ import annotations

import argparse
import json

from qa.commands import EXIT_STATUS, options
from qa.commands.text import as_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "ask",
        help="ask one question",
        description="Print the answer, the quotes and where they stand. Exit status: 0 answered, "
        "1 no answer found, 2 bad input, 3 a quote that may answer.",
    )
    parser.add_argument("question", metavar="QUESTION")
    options.add_files(parser)
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    parser.add_argument(
        "--plain",
        action="store_true",
        help="ask it as a plain question, whatever kind of request it looks like",
    )
    options.add_models(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    answer = options.assistant(arguments).answer(arguments.question, plain=arguments.plain)
    if arguments.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(as_text(answer))
    return EXIT_STATUS[answer.status]
