"""The arguments that benchmarks share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from qa.evaluation.squad import Article, read_articles


def parser(described: str | None) -> argparse.ArgumentParser:
    """Return a parser for a file of articles, and how many from its end: `squad` and `last`.

    described: the docstring of the benchmark, whose first line `--help` shows.
    """
    parser = argparse.ArgumentParser(description=described and described.splitlines()[0])
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    return parser


def articles(described: str | None) -> Sequence[Article]:
    """Return the articles that the command line names to a benchmark of nothing else."""
    arguments = parser(described).parse_args()
    return read_articles(arguments.squad, last=arguments.last)
