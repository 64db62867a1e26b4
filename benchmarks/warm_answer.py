"""What an answer costs beyond encoding its question: `python -m benchmarks.warm_answer`.

Asks the article, warm, and encodes the same question alone, in turn.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import corpus
from embeddings import SentenceEncoder, VectorCache
from qa import Assistant

_QUESTION = "Who confirmed the takeover?"
_WARM_UP = 10
_ROUNDS = 200


def main() -> None:
    """Time both ways in turn and print the medians and the median of the ratios."""
    encoder = SentenceEncoder()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(corpus.palmyra(), encoder=encoder, cache=VectorCache(Path(folder)))
        answers, encodings = [], []
        for round_number in range(_WARM_UP + _ROUNDS):
            answer = seconds(lambda: assistant.answer(_QUESTION))
            encoding = seconds(lambda: encoder.encode([_QUESTION]))
            if round_number >= _WARM_UP:
                answers.append(answer)
                encodings.append(encoding)
    ratio = median(a / e for a, e in zip(answers, encodings, strict=True))
    print(f"a warm answer       {median(answers) * 1000:.2f} ms")
    print(f"its question alone  {median(encodings) * 1000:.2f} ms")
    print(f"ratio               {ratio:.3f}")


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
