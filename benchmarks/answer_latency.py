"""What an answer costs beyond its forward passes: `python -m benchmarks.answer_latency`.

Asks the article, warm, and in turn runs what a question cannot do without: the encoder once
on the question and the reader's network on the same passages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from unittest.mock import patch

import corpus
from benchmarks.timing import seconds
from embeddings import SentenceEncoder, VectorCache
from qa import Assistant
from qa.reading.decoding import TokenScores
from qa.reading.span_model import SpanModel, default_span_model

_QUESTION = "Who confirmed the takeover?"
_WARM_UP = 5
_ROUNDS = 60


def main() -> None:
    """Time both ways in turn and print the medians and the median of the ratios."""
    encoder = SentenceEncoder()
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        assistant = Assistant(corpus.sample(), encoder=encoder, cache=cache)
        passages = _passages_of(assistant)
        network = default_span_model()
        answers, passes = [], []
        for number in range(_WARM_UP + _ROUNDS):
            answer = seconds(lambda: assistant.answer(_QUESTION))
            bare = seconds(lambda: encoder.encode([_QUESTION]))
            bare += seconds(lambda: network.scores(_QUESTION, passages))
            if number >= _WARM_UP:
                answers.append(answer)
                passes.append(bare)
    ratio = median(a / b for a, b in zip(answers, passes, strict=True))
    print(f"a warm answer             {median(answers) * 1000:.1f} ms")
    print(f"its bare forward passes   {median(passes) * 1000:.1f} ms")
    print(f"ratio                     {ratio:.3f}")


def _passages_of(assistant: Assistant) -> list[str]:
    """Return the passages that the question has read."""
    seen: list[Sequence[str]] = []
    scores = SpanModel.scores

    def noted(model: SpanModel, question: str, passages: Sequence[str]) -> list[TokenScores]:
        seen.append(passages)
        return scores(model, question, passages)

    with patch.object(SpanModel, "scores", noted):
        assistant.answer(_QUESTION)
    return list(seen[0])


if __name__ == "__main__":
    main()
