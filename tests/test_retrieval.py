"""Search: lexical scores against BM25's formula, and the sum of two rankings."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import SearchResult
from qa.search.bm25 import Postings, PostingsBuilder, TokenReuse
from qa.search.fusion import fuse
from qa.search.retriever import LexicalRetriever
from qa.search.tokens import content_terms

TEXTS = [
    "Rebels seized the harbour on Friday.",
    "The harbour master, a friend of the rebels, fled on Friday night.",
    "Nobody confirmed the losses.",
    "It was what it was.",
]


def bm25(question: str, texts: list[str], *, k1: float = 0.9, b: float = 0.4) -> list[float]:
    """Okapi BM25 with Lucene's idf, written out: an independent count of the same scores."""
    documents = [Counter(content_terms(text)) for text in texts]
    mean_length = sum(map(Counter.total, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for stem in content_terms(question):
            containing = sum(stem in other for other in documents)
            idf = math.log(1 + (len(documents) - containing + 0.5) / (containing + 0.5))
            length = 1 - b + b * document.total() / mean_length
            score += idf * document[stem] / (document[stem] + k1 * length) if containing else 0
        scores.append(score)
    return scores


@pytest.mark.parametrize("question", ["Who seized the harbour?", "Friday rebels", "rebel flight"])
def test_lexical_scores_are_those_of_bm25(question: str) -> None:
    expected = bm25(question, TEXTS)
    rows, scores = LexicalRetriever(Postings.of(TEXTS)).search(question, k=4)
    assert rows.tolist() == sorted(range(4), key=lambda row: -expected[row])
    np.testing.assert_allclose(scores, np.array(expected)[rows] / max(expected), rtol=1e-5)


def test_words_meet_their_inflections_and_capitals_make_names() -> None:
    assert content_terms("confirmation") == content_terms("confirmed")
    assert content_terms("Is IS in the US with us?") == ["is", "us"]


@pytest.mark.parametrize("texts", [TEXTS, ["It was what it was."]])
def test_a_question_that_shares_no_word_finds_nothing_lexical(texts: list[str]) -> None:
    rows, scores = LexicalRetriever(Postings.of(texts)).search("Who ate pineapple?", k=3)
    assert len(rows) == len(scores) == 0


@pytest.mark.parametrize("retained", [[0, 1, 2, 3], [1, 3], []])
def test_postings_of_rows_that_stayed_and_came_are_those_made_at_once(retained: list[int]) -> None:
    previous, new = Postings.of(TEXTS), "Nobody saw the harbour burn on Sunday."
    builder = PostingsBuilder()
    builder.add(content_terms(new))
    builder.keep(TokenReuse(previous), np.array(retained, dtype=np.int64))
    found, expected = builder.build(), Postings.of([new, *(TEXTS[row] for row in retained)])
    assert list(found.terms) == list(expected.terms)
    for field in ("starts", "rows", "scores", "tokens", "lengths"):
        np.testing.assert_array_equal(getattr(found, field), getattr(expected, field))


def ranking(scores: dict[int, float]) -> SearchResult:
    rows = sorted(scores, key=lambda row: (-scores[row], row))
    return SearchResult(
        np.array(rows, dtype=np.int64), np.array([scores[row] for row in rows], dtype=np.float32)
    )


score = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@given(st.lists(st.tuples(score, score), min_size=1, max_size=12), st.integers(1, 15))
def test_the_fusion_of_whole_rankings_is_the_weighted_sum(
    pairs: list[tuple[float, float]], k: int
) -> None:
    first = ranking({row: a for row, (a, _) in enumerate(pairs)})
    second = ranking({row: b for row, (_, b) in enumerate(pairs)})
    total = [a + 0.5 * b for a, b in pairs]
    expected = sorted(range(len(total)), key=lambda row: (-total[row], row))[:k]
    rows, scores = fuse([first, second], weights=(1.0, 0.5), k=k)
    assert rows.tolist() == expected
    np.testing.assert_allclose(scores, [total[row] for row in expected])


def test_a_row_that_one_ranking_leaves_out_gets_its_lowest_score() -> None:
    first, second = ranking({0: 0.9, 1: 0.5}), ranking({2: 1.0, 0: 0.2})
    rows, scores = fuse([first, second], weights=(1.0, 1.0), k=5)
    assert dict(zip(rows.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {2: 1.5, 0: 1.1, 1: 0.7}
    )


def test_an_empty_ranking_changes_nothing() -> None:
    rows, scores = fuse([ranking({3: 0.5, 1: 0.25}), ranking({})], weights=(1.0, 0.5), k=5)
    assert (rows.tolist(), scores.tolist()) == ([3, 1], [0.5, 0.25])
