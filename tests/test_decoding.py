"""Decoding: the best span of each sentence, against a search over all spans."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Span
from qa.reading.decoding import MAX_ANSWER_TOKENS, TokenScores, best_spans

LOGIT = st.sampled_from([-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0])


def scores_of(
    text: str, starts: list[float], ends: list[float], pieces: str = r"\w|[^\w\s]"
) -> TokenScores:
    """Return scores of a text whose tokens match `pieces`: single letters are word pieces."""
    offsets = [match.span() for match in re.finditer(pieces, text)]
    return TokenScores(
        starts=np.array(starts[: len(offsets)], dtype=np.float32),
        ends=np.array(ends[: len(offsets)], dtype=np.float32),
        offsets=np.array(offsets, dtype=np.int64).reshape(-1, 2),
        no_answer=0.5,
    )


def divides_a_word(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at + 1]
    return len(around) == 2 and all(re.match(r"\w", character) for character in around)


@settings(deadline=None)  # a busy machine is not a failure
@given(
    st.lists(st.sampled_from(["ab", "c", "def"]), min_size=1, max_size=12).map(" ".join),
    st.lists(LOGIT, min_size=40, max_size=40),
    st.lists(LOGIT, min_size=40, max_size=40),
)
def test_the_best_span_is_that_of_a_search_over_all(
    text: str, starts: list[float], ends: list[float]
) -> None:
    scores = scores_of(text, starts, ends)
    offsets = scores.offsets.tolist()
    totals = {
        (begin, offsets[last][1]): float(scores.starts[first]) + float(scores.ends[last])
        for first, (begin, _) in enumerate(offsets)
        for last in range(first, min(first + MAX_ANSWER_TOKENS, len(offsets)))
        if not divides_a_word(text, begin) and not divides_a_word(text, offsets[last][1])
    }
    [found] = best_spans(scores, text, within=[Span(0, len(text))])
    assert found.margin == pytest.approx(max(totals.values()) - 0.5)
    assert totals[found.span.start, found.span.end] == pytest.approx(max(totals.values()))


def test_a_number_is_not_cut_at_its_separators() -> None:
    text = "Some 10,000 people fled."
    starts = [0, 9, 0, 0, 0, 0, 0]
    ends = [0, 9, 0, 5, 0, 0, 0]
    scores = scores_of(text, [float(s) for s in starts], [float(e) for e in ends], r"\w+|[^\w\s]")
    [found] = best_spans(scores, text, within=[Span(0, len(text))])
    assert found.span.slice(text) == "10,000"


def test_spans_are_short_and_go_forward() -> None:
    text = " ".join("a" * 60)
    starts, ends = [0.0] * 60, [0.0] * 60
    starts[0] = starts[50] = ends[49] = ends[5] = 5.0
    ends[5] = 4.0
    [found] = best_spans(scores_of(text, starts, ends), text, within=[Span(0, len(text))])
    assert found.span == Span(0, 11)


def test_each_stretch_has_its_own_best_and_none_overlap() -> None:
    text = "ab cd. ef gh."
    words = r"\w+|[^\w\s]"
    apart = scores_of(text, [3, 0, 0, 2, 0, 0], [0, 3, 0, 0, 2, 0], words)
    stretches = [Span(0, 6), Span(7, 13)]
    found = best_spans(apart, text, within=stretches)
    assert [reading.span.slice(text) for reading in found] == ["ab cd", "ef gh"]
    across = scores_of(text, [5, 0, 0, 2, 0, 0], [0, 0, 0, 0, 5, 0], words)
    found = best_spans(across, text, within=stretches)
    assert [reading.span.slice(text) for reading in found] == ["ab cd. ef gh"]
    late = scores_of(text, [3, 0, 0, 9, 0, 0], [0, 1, 0, 0, 5, 0], words)
    found = best_spans(late, text, within=stretches)
    assert [reading.span.slice(text) for reading in found] == ["ef gh", "ab cd"]


def test_a_passage_without_tokens_has_no_span() -> None:
    assert best_spans(scores_of("", [], []), "", within=[Span(0, 0)]) == []
