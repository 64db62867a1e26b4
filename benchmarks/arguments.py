"""The arguments that benchmarks share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from qa.squad import Article, read_articles


def articles(described: str | None) -> Sequence[Article]:
    """Return the articles that the command line names: a file, and how many from its end.

    described: the docstring of the benchmark, whose first line `--help` shows.
    """
    parser = argparse.ArgumentParser(description=described and described.splitlines()[0])
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    arguments = parser.parse_args()
    return read_articles(arguments.squad, last=arguments.last)
