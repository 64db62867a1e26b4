"""What a question costs by the number of sentences.

`python -m benchmarks.search_scaling [--most N]`

Makes libraries of 10^3 sentences and on (benchmarks.synthetic_library), opens each in a process
of its own and searches it. On the largest, the exact index and faiss.IndexFlatIP take turns
on the same vectors with as many threads, and so does the same matrix in float16 and int8,
which are turned to float32 block by block. --plot writes the table as a picture (SVG).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic_library import make_library
from benchmarks.timing import seconds
from embeddings import NumpyIndex, Vectors, default_encoder, top_k
from embeddings.index import available_threads
from qa.library import Library
from qa.library.snapshot import VECTORS, open_snapshot

_QUESTION = "Who confirmed the takeover?"
_FOUND = 100
_ROUNDS = 15
_BLOCK = 16_384
_SCALE = 127.0


def main() -> None:
    """Measure and print; write the plot where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--most", type=int, default=1_000_000, help="sentences of the largest")
    parser.add_argument("--plot", type=Path, help="an SVG file to write")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the libraries")
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.library is not None:
        print(json.dumps(_cost(arguments.library)))
        return
    sizes = [10**power for power in range(3, 7) if 10**power <= arguments.most]
    costs = []
    print("sentences   open ms   first ms   search ms   resident MB   matrix MB", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            library = make_library(arguments.keep or Path(folder), size)
            costs.append(_in_own_process(library))
            print(_line(size, costs[-1]), flush=True)
        _compare(open_snapshot(library).tables[VECTORS])
    if arguments.plot is not None:
        _plot(sizes, costs, arguments.plot)


class AskedBefore:
    """Knows the question's vector, so that the search alone is timed."""

    def __init__(self) -> None:
        encoder = default_encoder()
        self.fingerprint = encoder.fingerprint
        self._vector = encoder.encode([_QUESTION])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the question's vector, whatever is asked."""
        return self._vector[: len(texts)]


def _in_own_process(library: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.search_scaling", "--library", str(library)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    costs: dict[str, float] = json.loads(run.stdout)
    return costs


def _line(size: int, cost: dict[str, float]) -> str:
    return (
        f"{size:9,}   {cost['open']:7.1f}   {cost['first']:8.1f}   {cost['search']:9.1f}   "
        f"{cost['resident']:11.0f}   {cost['matrix']:9.0f}"
    )


def _cost(library: Path) -> dict[str, float]:
    """Open a library and search it; milliseconds and megabytes.

    resident: what the library adds to the process, mapped files included, once every page
    that a search touches was touched.
    """
    encoder = AskedBefore()
    before = _resident()
    held: list[Library] = []

    def opened() -> None:
        held.append(Library(library))
        held[0].prepare(encoder)

    def search() -> object:
        return held[0].search(_QUESTION, k=_FOUND)

    open_time = seconds(opened)
    first = seconds(search)
    times = [seconds(search) for _ in range(_ROUNDS)]
    return {
        "open": open_time * 1000,
        "first": first * 1000,
        "search": median(times) * 1000,
        "resident": (_resident() - before) / 1e6,
        "matrix": open_snapshot(library).tables[VECTORS].nbytes / 1e6,
    }


def _resident() -> int:
    """Return how many bytes of this process are in memory."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise OSError("found no VmRSS in /proc/self/status, expected Linux")


def _compare(vectors: Vectors) -> None:
    faiss.omp_set_num_threads(available_threads())
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors))
    half = vectors.astype(np.float16)
    whole = np.rint(vectors / np.abs(vectors).max() * _SCALE).astype(np.int8)
    index = NumpyIndex(vectors)
    query = default_encoder().encode([_QUESTION])[0]
    ways: dict[str, Callable[[], object]] = {
        "faiss.IndexFlatIP": lambda: flat.search(query[None], _FOUND),
        "float32": lambda: index.search(query, k=_FOUND),
        "float32, matrix product": lambda: top_k(vectors @ query, k=_FOUND),
        "float16, by blocks": lambda: _by_blocks(half, query),
        "int8, by blocks": lambda: _by_blocks(whole, query),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(_ROUNDS + 2):
        for name, way in ways.items():
            taken = seconds(way)
            if number >= 2:
                times[name].append(taken)
    print(f"\n{len(vectors):,} vectors, {available_threads()} threads, the best {_FOUND}")
    for name, each in times.items():
        ratio = median(a / b for a, b in zip(each, times["faiss.IndexFlatIP"], strict=True))
        print(f"  {name:24} {median(each) * 1000:7.1f} ms   ratio to faiss {ratio:.3f}")
    found = index.search(query, k=_FOUND).rows
    _, there = flat.search(query[None], _FOUND)
    print(f"  of the best {_FOUND} the same as faiss's: {len(set(found) & set(there[0]))}")


def _by_blocks(matrix: NDArray[np.float16] | NDArray[np.int8], query: Vectors) -> object:
    scores = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        block = matrix[start : start + _BLOCK].astype(np.float32)
        np.vecdot(block, query, out=scores[start : start + _BLOCK])
    return top_k(scores, k=_FOUND)


def _plot(sizes: list[int], costs: list[dict[str, float]], path: Path) -> None:
    import matplotlib.pyplot as plt  # noqa: PLC0415 - only where a plot is wanted

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.plot(sizes, [cost["search"] for cost in costs], "o-", label="a search")
    left.plot(sizes, [cost["open"] for cost in costs], "s--", label="opening")
    left.set_ylabel("milliseconds")
    right.plot(sizes, [cost["resident"] for cost in costs], "o-", label="resident")
    right.plot(sizes, [cost["matrix"] for cost in costs], "s--", label="the vectors alone")
    right.set_ylabel("megabytes")
    for axes in (left, right):
        axes.set(xscale="log", yscale="log", xlabel="sentences")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
