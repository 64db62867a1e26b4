"""`quoth evaluate`: the figures on a file of questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.assistant import Settings
from qa.commands import ANSWERED, options
from qa.errors import QuestionFileError
from qa.evaluation.evaluate import count, evaluate, summarise
from qa.evaluation.report import as_table, write_report
from qa.evaluation.squad import read_articles


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "evaluate",
        help="measure on questions with known answers",
        description="Ask every question of a SQuAD-format file (1.1 or 2.0), each article one "
        "document, and print the figures. Where an article has no unanswerable questions, each "
        "is asked again without its paragraph.",
    )
    parser.add_argument("squad", metavar="FILE.json", type=Path)
    parser.add_argument("--last", type=int, metavar="N", help="the last N articles alone")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write JSON and plots there")
    options.add_models(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tqdm import tqdm

    articles = read_articles(arguments.squad, last=arguments.last)
    settings = Settings(threshold=arguments.threshold)
    asked = evaluate(
        articles, encoder=arguments.encoder, reader=arguments.reader, settings=settings
    )
    found = list(tqdm(asked, total=count(articles), unit=" questions", disable=None))
    outcomes = [outcome for outcome, _ in found]
    if not any(outcome.real for outcome in outcomes):
        raise QuestionFileError(
            f"{arguments.squad}: found no question with an answer, expected at least one"
        )
    figures = summarise(outcomes, found[0][1])
    print(as_table(figures))
    if arguments.out is not None:
        write_report(arguments.out, figures, outcomes)
    return ANSWERED
