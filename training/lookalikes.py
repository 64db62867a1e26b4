"""Paragraphs that look as if they answered a question, found by our own retrieval."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.similarity import LEXICAL_WEIGHT, embed, lexical, scaled
from training.squad import WIKI, Article, Paragraph

KEPT = 8
SEARCHED = 30

Lookalikes = dict[str, list[Paragraph]]


def find(articles: Sequence[Article], cache: Path) -> Lookalikes:
    """Return for each question id its look-alikes, best first; read them from `cache` if there."""
    groups = pools(articles)
    if not cache.exists():
        ranks = {str(number): _ranked(pool) for number, pool in enumerate(groups)}
        np.savez(cache, allow_pickle=False, **ranks)
    found: Lookalikes = {}
    with np.load(cache) as ranks:
        for number, pool in enumerate(groups):
            rows = iter(ranks[str(number)])
            for paragraph in pool:
                for question in paragraph.questions:
                    found[question.id] = [pool[i] for i in next(rows) if i >= 0]
    return found


def pools(articles: Sequence[Article]) -> list[list[Paragraph]]:
    """Group paragraphs by article, but reviews and comments, which have few or one, by source."""
    pools: dict[str, list[Paragraph]] = defaultdict(list)
    for article in articles:
        key = article.title if article.source == WIKI else article.source
        pools[f"{article.source == WIKI}{key}"] += article.paragraphs
    return list(pools.values())


def _ranked(pool: Sequence[Paragraph]) -> np.ndarray:
    """Return indices into `pool`, shape (questions, KEPT), filled up with -1.

    A candidate that contains an answer's text is left out, since it may well answer.
    """
    texts = [paragraph.text for paragraph in pool]
    lowered = [text.lower() for text in texts]
    asked = [(home, question) for home, p in enumerate(pool) for question in p.questions]
    questions = [question.text for _, question in asked]
    scores = embed(questions) @ embed(texts).T
    scores += LEXICAL_WEIGHT * scaled(lexical(questions, texts))
    ranks = np.full((len(asked), KEPT), -1, dtype=np.int32)
    for row, (home, question) in enumerate(asked):
        answers = pool[home].answer_texts(question)
        kept = [
            i
            for i in np.argsort(-scores[row], kind="stable")[:SEARCHED]
            if i != home and not any(answer in lowered[i] for answer in answers)
        ][:KEPT]
        ranks[row, : len(kept)] = kept
    return ranks
