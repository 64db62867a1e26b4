"""The command line: `quoth ask`, `quoth evaluate` and `quoth serve`.

Exit status: 0 answered, 1 not in the document, 2 bad input.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import corpus
from embeddings import EmbeddingError
from qa.assistant import Assistant, Settings
from qa.errors import QuestionFileError, QuothError
from qa.evaluation import count, evaluate, summarise
from qa.report import as_table, write_report
from qa.squad import read_articles
from qa.types import Answer, Evidence

ANSWERED, NOT_IN_DOCUMENT, BAD_INPUT = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["serve"]:
        # The page has its own options; it alone knows gradio, so it is imported only here.
        return int(importlib.import_module("app").main(given[1:]))
    arguments = _parser().parse_args(given)
    _show_warnings()
    try:
        return int(arguments.run(arguments))
    except (QuothError, corpus.CorpusError, EmbeddingError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoth", description="Ask a document a question, get its own words back."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser(
        "ask",
        help="ask one question",
        description="Print the answer, the quotes and where they stand. Exit status: 0 answered, "
        "1 not in the document, 2 bad input.",
    )
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files or folders to ask; without one, the article on the fall of Palmyra",
    )
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    _add_model_options(ask)
    ask.set_defaults(run=_ask)

    evaluate = commands.add_parser(
        "evaluate",
        help="measure on questions with known answers",
        description="Ask every question of a SQuAD-format file (1.1 or 2.0), each article one "
        "document, and print the figures. Where an article has no unanswerable questions, each "
        "is asked again without its paragraph.",
    )
    evaluate.add_argument("squad", metavar="FILE.json", type=Path)
    evaluate.add_argument("--last", type=int, metavar="N", help="the last N articles alone")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="write JSON and plots there")
    _add_model_options(evaluate)
    evaluate.set_defaults(run=_evaluate)
    # Listed for its help line; its options are parsed by the page itself.
    commands.add_parser("serve", help="open the page in a browser", add_help=False)
    return parser


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--encoder",
        metavar="MODEL",
        help="a sentence-transformers model, by name or folder; confidence is calibrated for "
        "the default, all-MiniLM-L6-v2",
    )
    parser.add_argument(
        "--reader",
        metavar="MODEL",
        help="an extractive question-answering model, by name or folder, or none for "
        "retrieval alone; confidence is calibrated for the default and for none",
    )
    parser.add_argument(
        "--threshold",
        type=float,
        metavar="P",
        help="answer only from this confidence (0 to 1) on; by default the one chosen on "
        "the dev set",
    )


def _show_warnings() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("quoth: %(message)s"))
    for package in ("corpus", "embeddings", "qa"):
        logging.getLogger(package).addHandler(handler)


def _ask(arguments: argparse.Namespace) -> int:
    settings = Settings(threshold=arguments.threshold)
    documents = corpus.load(arguments.files) if arguments.files else corpus.palmyra()
    assistant = Assistant(
        documents, encoder=arguments.encoder, reader=arguments.reader, settings=settings
    )
    answer = assistant.answer(arguments.question)
    if arguments.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(_as_text(answer))
    return ANSWERED if answer.answered else NOT_IN_DOCUMENT


def _evaluate(arguments: argparse.Namespace) -> int:
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


def _as_text(answer: Answer) -> str:
    if answer.answered:
        lines = [answer.text, ""]
        for number, evidence in enumerate(answer.evidence, 1):
            lines += [f"[{number}] {evidence.quote}", f"    {_place(evidence)}", ""]
        lines.append(f"confidence {answer.confidence:.2f}")
    else:
        lines = [
            f"Not in the document (confidence {answer.confidence:.2f}).",
            "",
            "Related, not an answer:",
        ]
        for related in answer.related:
            lines += [f"  - {' '.join(related.quote.split())}", f"    {_place(related)}"]
    return "\n".join(lines)


def _place(evidence: Evidence) -> str:
    where = evidence.document.source or evidence.document.name
    page = f", page {evidence.page}" if evidence.page is not None else ""
    return f"{where}:{evidence.line}{page}, characters {evidence.start}-{evidence.end}"


if __name__ == "__main__":
    sys.exit(main())
