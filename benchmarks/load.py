"""What happens when many ask at once: `python -m benchmarks.load`.

A real server on the article, asked through `/answer`: by one client alone, by ten at once,
each of which asks twenty questions on a connection of its own, and then 1,000 times more
for what memory it takes. Every answer is compared with `qa.answer`'s.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import httpx

import qa
from qa.evaluation.squad import read_articles

_CLIENTS, _EACH = 10, 20
_MEASURED_AFTER = (100, 500, 1000)
_QUESTIONS = Path(__file__).parent / "questions" / "palmyra.json"


def main() -> None:
    """Print how long answers took, how many were wrong, and the server's memory."""
    questions = [
        question.text for article in read_articles(_QUESTIONS) for question in article.questions
    ]
    expected = {question: json.dumps(qa.answer(question).to_dict()) for question in questions}
    asked = [questions[number % len(questions)] for number in range(_CLIENTS * _EACH)]
    with _server() as (address, process):
        _ask(address, questions, expected)  # the models are loaded, and all is warm
        alone = _ask(address, asked[:_EACH], expected)
        together = _at_once(address, asked, expected)
        again = _ask(address, asked[:_EACH], expected)
        middle = median(alone + again)
        p95 = quantiles(together, n=20)[-1]
        print(f"one client alone, {len(alone + again)} questions   median {middle * 1000:.0f} ms")
        print(
            f"{_CLIENTS} clients at once, {_EACH} questions each   median "
            f"{median(together) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        )
        print(f"p95 at once against the median alone   {p95 / middle:.1f}")
        print(f"lost or wrong   0 of {len(together)}")
        _watch_memory(address, process.pid, questions, expected)


def _ask(address: str, questions: Sequence[str], expected: dict[str, str]) -> list[float]:
    """Ask one question after another and return how long each took, in seconds."""
    times = []
    with httpx.Client(base_url=address, timeout=120) as client:
        for question in questions:
            began = perf_counter()
            told = client.post("gradio_api/run/answer", json={"data": [question]}).json()
            times.append(perf_counter() - began)
            if json.dumps(told["data"][0]) != expected[question]:
                raise RuntimeError(f"the answer to {question!r} is another one: {told['data'][0]}")
    return times


def _at_once(address: str, questions: Sequence[str], expected: dict[str, str]) -> list[float]:
    times: list[float] = []

    def client(number: int) -> None:
        times.extend(_ask(address, questions[number::_CLIENTS], expected))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != len(questions):  # a client ended with an error, which is printed above
        raise RuntimeError(f"{len(questions) - len(times)} answers are lost or wrong")
    return times


def _watch_memory(
    address: str, pid: int, questions: Sequence[str], expected: dict[str, str]
) -> None:
    done = 0
    for count in _MEASURED_AFTER:
        asked = [questions[number % len(questions)] for number in range(done, count)]
        _ask(address, asked, expected)
        done = count
        print(f"memory after {count:,} more questions   {_megabytes(pid):,.0f} MB")


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"^VmRSS:\s*(\d+) kB", status, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"/proc/{pid}/status names no VmRSS; this needs Linux")
    return int(found[1]) / 1000


@contextmanager
def _server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with (
        tempfile.TemporaryDirectory() as cache,
        subprocess.Popen(
            [sys.executable, "-m", "qa.cli", "serve", "--port", "0"],
            env={**os.environ, "XDG_CACHE_HOME": cache},
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield line.split()[-1], process
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
