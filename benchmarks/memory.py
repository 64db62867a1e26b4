"""What a folder of many files takes to index: `python -m benchmarks.memory`.

Indexes 1,000 files and 10,000 of the same kind, each in a process of its own, and prints the
most memory that each had. The vectors are made (benchmarks.made_library), not embedded.
"""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.made_library import PerturbedEncoder
from corpus import palmyra
from qa.library import index

_FILES = (1_000, 10_000)
_SENTENCES = 8


def main() -> None:
    """Index both, or one of them where its folder is given."""
    if len(sys.argv) > 1:
        files = Path(sys.argv[1])
        index(files.with_suffix(".library"), [files], encoder=PerturbedEncoder())
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        return
    with tempfile.TemporaryDirectory() as folder:
        for count in _FILES:
            files = Path(folder) / f"files{count}"
            _write(files, count)
            command = [sys.executable, "-m", "benchmarks.memory", str(files)]
            run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            print(f"{count:6,} files   {int(run.stdout) / 1e6:.0f} MB at most", flush=True)


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    vocabulary = re.findall(r"[A-Za-z]{2,}", palmyra().text)
    shuffle = random.Random(0)  # noqa: S311 - no secrets
    for file in range(count):
        sentences = (
            f"Then {' '.join(shuffle.choices(vocabulary, k=15))} number{file}x{number}."
            for number in range(_SENTENCES)
        )
        (folder / f"{file:06}.txt").write_text("\n\n".join(sentences), "utf-8")


if __name__ == "__main__":
    main()
