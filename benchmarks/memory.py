"""What a folder of many files takes to index: `python -m benchmarks.memory`.

Indexes 1,000 files and 10,000 of the same kind, each in a process of its own, and prints the
most memory that each had beside mapped files, whose pages the system takes back when it
wants them; first what it had before the first file. The vectors are made, not embedded
(benchmarks.synthetic_library).
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.synthetic_library import PerturbedEncoder
from corpus import sample
from qa.library import index

_FILES = (1_000, 10_000)
_SENTENCES = 8


def main() -> None:
    """Index both, or one of them where its folder is given."""
    if len(sys.argv) > 1:
        files = Path(sys.argv[1])
        encoder = PerturbedEncoder()
        had = [_own_memory()]
        library = files.with_suffix(".library")
        index(library, [files], encoder=encoder, progress=lambda _: had.append(_own_memory()))
        print(had[0], max(*had, _own_memory()))
        return
    with tempfile.TemporaryDirectory() as folder:
        for count in _FILES:
            files = Path(folder) / f"files{count}"
            _write(files, count)
            command = [sys.executable, "-m", "benchmarks.memory", str(files)]
            run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            before, most = (int(each) / 1e6 for each in run.stdout.split())
            print(f"{count:6,} files   {before:.0f} MB before, {most:.0f} MB at most", flush=True)


def _own_memory() -> int:
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise OSError("found no RssAnon in /proc/self/status, expected Linux")


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    vocabulary = re.findall(r"[A-Za-z]{2,}", sample().text)
    shuffle = random.Random(0)  # noqa: S311 - no secrets
    for file in range(count):
        sentences = (
            f"Then {' '.join(shuffle.choices(vocabulary, k=15))} number{file}x{number}."
            for number in range(_SENTENCES)
        )
        (folder / f"{file:06}.txt").write_text("\n\n".join(sentences), "utf-8")


if __name__ == "__main__":
    main()
