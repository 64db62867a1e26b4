"""Logits to spans, in plain numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Span = tuple[int, int]

MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True)
class Reading:
    """The best span that starts in one sentence, and its margin over "no answer"."""

    sentence: int
    start: int
    end: int
    margin: float


def best_spans(
    starts: Floats,
    ends: Floats,
    offsets: Sequence[Span],
    passage: slice,
    sentences: Sequence[Span],
) -> list[Reading]:
    """Return for each sentence in which a token of the passage starts its best span.

    `starts` and `ends`: shape (tokens,), the first of them [CLS], which stands for no answer.
    `offsets`: characters of each token. `passage`: its tokens. `sentences`: character spans.
    """
    refusal = float(starts[0] + ends[0])
    start, end = starts[passage], ends[passage]
    place = np.asarray(offsets[passage], dtype=np.int64).reshape(-1, 2)
    size = len(start)
    scores = start[:, None] + end[None, :]
    allowed = np.triu(np.ones((size, size), dtype=bool))
    allowed &= ~np.triu(np.ones((size, size), dtype=bool), k=MAX_ANSWER_TOKENS)
    scores = np.where(allowed, scores, -np.inf)
    last = scores.argmax(axis=1)
    best = scores[np.arange(size), last]
    readings: list[Reading] = []
    for number, (begin, finish) in enumerate(sentences):
        inside = np.flatnonzero((place[:, 0] >= begin) & (place[:, 0] < finish))
        if len(inside):
            token = inside[best[inside].argmax()]
            span = int(place[token, 0]), int(place[last[token], 1])
            readings.append(Reading(number, *span, float(best[token]) - refusal))
    return readings
