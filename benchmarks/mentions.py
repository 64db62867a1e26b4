"""Rules of "find all" for questions: `python -m benchmarks.mentions SQUAD.json [--last N]`.

Every question is asked of its own article, which answers it, and every fourth one of the
next article, which does not. Printed for each rule: the share of questions one of whose gold
sentences is found, the sentences found (mean and median), and, of the next article, the share
of questions for which nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import arguments
from embeddings import default_encoder
from qa.evaluation.squad import Article, Question
from qa.find import NEAR
from qa.search.bm25 import Postings
from qa.search.retriever import LexicalRetriever
from qa.search.sentences import collect
from qa.search.tokens import content_terms

_LEXICAL_WEIGHT = 0.45  # as in `qa.search.retriever`
_FOREIGN_STEP = 4


@dataclass(frozen=True)
class Scores:
    """A question's figures for each sentence of an article.

    cosines, lexical (BM25, scaled to at most 1), shared (of the question's words): (n,)
    float64; gold: (n,) bool.
    """

    cosines: NDArray[np.float64]
    lexical: NDArray[np.float64]
    shared: NDArray[np.float64]
    gold: NDArray[np.bool_]

    @property
    def search(self) -> NDArray[np.float64]:
        """The search score, as `qa.search.store.Store` defines it."""
        return self.cosines + _LEXICAL_WEIGHT * self.lexical


Rule = Callable[[Scores], NDArray[np.bool_]]

RULES: dict[str, Rule] = {
    "all words": lambda s: s.shared >= 1,
    "half of the words": lambda s: s.shared >= 0.5,
    "cosine 0.40": lambda s: s.cosines >= 0.4,
    "cosine 0.50": lambda s: s.cosines >= 0.5,
    "half of the words or cosine 0.45": lambda s: (s.shared >= 0.5) | (s.cosines >= 0.45),
    "half of the words or cosine 0.55": lambda s: (s.shared >= 0.5) | (s.cosines >= 0.55),
    "search score 0.50": lambda s: s.search >= 0.5,
    f"search score {NEAR:.2f} (shipped)": lambda s: s.search >= NEAR,
    "search score 0.65": lambda s: s.search >= 0.65,
    "search score 0.70": lambda s: s.search >= 0.7,
}


def main() -> None:
    """Score every sentence for every question and print each rule's figures."""
    articles = arguments.articles(__doc__)
    own: list[Scores] = []
    foreign: list[Scores] = []
    for article, before in zip(articles, [articles[-1], *articles], strict=False):
        own += [scores for scores in _scores(article, article.questions) if scores.gold.any()]
        foreign += _scores(article, before.questions[::_FOREIGN_STEP])
    print(f"{len(own)} questions, {len(foreign)} of another article")
    for name, rule in RULES.items():
        found = [rule(scores) for scores in own]
        recall = np.mean([(f & s.gold).any() for f, s in zip(found, own, strict=True)])
        counts = [f.sum() for f in found]
        nothing = np.mean([not rule(scores).any() for scores in foreign])
        print(
            f"{name:34} recall {recall:.3f}  sentences {np.mean(counts):5.1f} "
            f"(median {np.median(counts):.0f})  nothing in another article {nothing:.3f}"
        )


def _scores(article: Article, questions: tuple[Question, ...]) -> Iterator[Scores]:
    rows = collect([article.document])
    texts = [row.text for row in rows]
    encoder = default_encoder()
    cosines = encoder.encode([question.text for question in questions]) @ encoder.encode(texts).T
    search = LexicalRetriever(Postings.of(texts))
    stems = [set(content_terms(text)) for text in texts]
    for question, near in zip(questions, cosines, strict=True):
        asked = set(content_terms(question.text))
        lexical = np.zeros(len(rows))
        numbers, scores = search.search(question.text, k=len(rows))
        lexical[numbers] = scores
        yield Scores(
            near.astype(np.float64),
            lexical,
            np.array([len(asked & each) for each in stems]) / max(len(asked), 1),
            np.array([question.is_answered_by(row.sentence) for row in rows]),
        )


if __name__ == "__main__":
    main()
