"""Start and end scores of tokens to spans of text: plain arithmetic, no model."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Span

MAX_ANSWER_TOKENS = 30

# A number with its separators is one word: "10" is no answer where "10,000" stands.
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+")


@dataclass(frozen=True, slots=True)
class TokenScores:
    """What a span model says of one passage.

    starts, ends: (tokens,) logits; offsets: (tokens, 2) characters of the passage that each
    token stands for; no_answer: the sum of the two logits of "no answer". evidence: (tokens,)
    logits, of which the mean over a sentence says whether it answers; None of a model without them.
    """

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    offsets: NDArray[np.int64]
    no_answer: float
    evidence: NDArray[np.float32] | None = None

    def evidence_of(self, stretch: Span) -> float:
        """Return the mean evidence of the tokens that begin in a stretch; -inf without any."""
        begins = self.offsets[:, 0]
        inside = (begins >= stretch.start) & (begins < stretch.end)
        if self.evidence is None or not inside.any():
            return -np.inf
        return float(self.evidence[inside].mean())


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of a passage, and by how much it was preferred to "no answer" (logits)."""

    span: Span
    margin: float


def best_spans(scores: TokenScores, passage: str, *, within: list[Span]) -> list[Reading]:
    """Return the best span that starts in each of some stretches, best first, none overlapping.

    A span goes forward over at most `MAX_ANSWER_TOKENS` tokens and cuts no word. It may run
    beyond its stretch, unless it would overlap a better one of another. A passage without a
    token has none.
    """
    if not len(scores.starts):
        return []
    begins, stops = scores.offsets[:, 0], scores.offsets[:, 1]
    cut = _inside_words(passage)
    starts = np.where(cut[begins], -np.inf, scores.starts)
    ends = np.where(cut[stops], -np.inf, scores.ends)
    anywhere = _best_ends(starts, ends)

    def best_in(
        stretch: Span, found: tuple[NDArray[np.int64], NDArray[np.float32]]
    ) -> Reading | None:
        last, totals = found
        tokens = np.flatnonzero((begins >= stretch.start) & (begins < stretch.end))
        if not len(tokens):
            return None
        first = int(tokens[totals[tokens].argmax()])
        if not np.isfinite(totals[first]):
            return None
        span = Span(int(begins[first]), int(stops[last[first]]))
        return Reading(span, float(totals[first]) - scores.no_answer)

    found = [(reading, stretch) for stretch in within if (reading := best_in(stretch, anywhere))]
    found.sort(key=lambda pair: (-pair[0].margin, pair[0].span))
    retained: list[Reading] = []
    for reading, stretch in found:
        if _overlaps(reading, retained):
            inside = np.where(stops > stretch.end, -np.inf, ends).astype(ends.dtype)
            second = best_in(stretch, _best_ends(starts, inside))
            if second is not None and not _overlaps(second, retained):
                retained.append(second)
        else:
            retained.append(reading)
    return sorted(retained, key=lambda reading: (-reading.margin, reading.span))


def _overlaps(reading: Reading, others: list[Reading]) -> bool:
    return any(reading.span.overlaps(other.span) for other in others)


def _best_ends(
    starts: NDArray[np.float32], ends: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return for each start token the best end token and the sum of their scores.

    starts, ends: (tokens,). Shapes: (tokens,), (tokens,).
    """
    padded = np.concatenate([ends, np.full(MAX_ANSWER_TOKENS - 1, -np.inf, dtype=ends.dtype)])
    reachable = np.lib.stride_tricks.sliding_window_view(padded, MAX_ANSWER_TOKENS)
    steps = reachable.argmax(axis=1)
    rows = np.arange(len(starts))
    return rows + steps, starts + reachable[rows, steps]


def _inside_words(text: str) -> NDArray[np.bool_]:
    """Return for each offset whether a cut there would divide a word. Shape: (len(text) + 1,)."""
    inside = np.zeros(len(text) + 1, dtype=np.bool_)
    for match in _WORD.finditer(text):
        inside[match.start() + 1 : match.end()] = True
    return inside
