"""The command line: `quoth COMMAND`, one module a command in `qa.commands`.

Exit status: 0 answered, 1 no answer found, 2 bad input.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qa import EXPECTED_ERRORS
from qa.commands import BAD_INPUT

COMMANDS = ("ask", "chat", "find", "index", "verify", "evaluate")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["serve"]:
        # The page has its own options; it alone knows gradio, so it is imported only here.
        return int(importlib.import_module("app").main(given[1:]))
    # Only the command that is called is imported: a question should not wait for the others.
    named = given[:1] if given[:1] and given[0] in COMMANDS else COMMANDS
    arguments = _parser(named).parse_args(given)
    try:
        with _shown_warnings():
            return int(arguments.run(arguments))
    except EXPECTED_ERRORS as error:
        print(f"quoth: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoth", description="Ask a document a question, get its own words back."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in names:
        importlib.import_module(f"qa.commands.{name}").add(commands)
    # Listed for its help line; its options are parsed by the page itself.
    commands.add_parser("serve", help="open the page in a browser", add_help=False)
    return parser


@contextmanager
def _shown_warnings() -> Iterator[None]:
    """Print the packages' warnings to the terminal, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("quoth: %(message)s"))
    loggers = [logging.getLogger(package) for package in ("corpus", "embeddings", "qa")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


if __name__ == "__main__":
    sys.exit(main())
