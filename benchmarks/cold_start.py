"""`quoth ask` as whole processes: `python -m benchmarks.cold_start [--sentences N] [--keep DIR]`.

The article and a library of 100,000 sentences (benchmarks.synthetic_library) are asked the same
question in turn, each time by a new process; the first time of each is not counted.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.synthetic_library import make_library
from benchmarks.timing import seconds
from qa.commands import ANSWERED, NOT_IN_DOCUMENT

_QUESTION = "Who confirmed the takeover?"
_ROUNDS = 9


def main() -> None:
    """Time both in turn and print the medians and the median of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the library")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(arguments.keep or Path(folder), arguments.sentences)
        times: list[tuple[float, float]] = []
        for number in range(_ROUNDS + 1):
            pair = _taken(), _taken("--library", str(library))
            if number:
                times.append(pair)
    article, large = (median(each) for each in zip(*times, strict=True))
    print(f"the article          {article * 1000:.0f} ms")
    print(f"{arguments.sentences:,} sentences    {large * 1000:.0f} ms")
    print(f"ratio                {median(b / a for a, b in times):.3f}")


def _taken(*options: str) -> float:
    command = [sys.executable, "-m", "qa.cli", "ask", _QUESTION, *options]
    return seconds(partial(_asked, command))


def _asked(command: list[str]) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode not in (ANSWERED, NOT_IN_DOCUMENT):
        raise RuntimeError(run.stderr)


if __name__ == "__main__":
    main()
