"""`quoth find`: every sentence about some words or a question."""

from __future__ import annotations

import argparse
import json

from qa.commands import ANSWERED, NOT_IN_DOCUMENT, options
from qa.commands.text import place
from qa.find import Mentions
from qa.reading.ranker import NO_READER


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "find",
        help="find every sentence about words or a question",
        description="Print how many sentences there are about the words or the question, and "
        "each of them with its place, in the order of the text. Words: the sentences that hold "
        'all of them, in any case, plural or singular; "a phrase in double quotes" as it is '
        "typed. A question: those near it in words and meaning too. Exit status: 0 found, 1 not "
        "in the document, 2 bad input.",
    )
    parser.add_argument("query", metavar="WORDS", help="words or a question, as one argument")
    options.add_files(parser)
    parser.add_argument("--json", action="store_true", help="print all that is known as JSON")
    options.add_encoder(parser)
    parser.set_defaults(run=_run, reader=NO_READER, threshold=None)


def _run(arguments: argparse.Namespace) -> int:
    mentions = options.assistant(arguments).find_all(arguments.query)
    if arguments.json:
        print(json.dumps(mentions.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(as_text(mentions))
    return ANSWERED if mentions.count else NOT_IN_DOCUMENT


def as_text(mentions: Mentions) -> str:
    """Render the count, and each sentence with its place."""
    about = "about this question" if mentions.is_question else "with these words"
    if not mentions.count:
        return f"Nothing found: no sentence {about}."
    lines = [f"{mentions.count:,} {'sentence' if mentions.count == 1 else 'sentences'} {about}"]
    for number, mention in enumerate(mentions.sentences, 1):
        lines += ["", f"[{number}] {mention.quote}", f"    {place(mention)}"]
    return "\n".join(lines)
