"""What finds the evidence: `python -m benchmarks.retrieval_quality SQUAD.json [--last N]`.

Every question is asked of its own article, retrieval alone, four times: with the vectors in
float32 as they are, rounded to float16, rounded to int8 (one scale for all), and through
Milvus Lite, which searches vectors and words itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import qa.milvus
from benchmarks import arguments
from embeddings import Encoder, VectorCache, Vectors, default_encoder
from qa import Assistant
from qa.evaluation.squad import Article
from qa.reading.ranker import NO_READER

_SCALE = 127.0


class RoundedCache(VectorCache):
    """Gives the vectors of another cache as a matrix of fewer bits would hold them."""

    def __init__(self, folder: Path, rounded: Callable[[Vectors], Vectors]) -> None:
        """Take the folder of the vectors, and what rounds them."""
        super().__init__(folder)
        self._rounded = rounded

    def encode(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """Return the vectors of texts, rounded."""
        return self._rounded(super().encode(texts, encoder))


def as_float16(vectors: Vectors) -> Vectors:
    """Return vectors to eleven bits."""
    return vectors.astype(np.float16).astype(np.float32)


def as_int8(vectors: Vectors) -> Vectors:
    """Return vectors as whole numbers from -127 to 127 times one scale for all."""
    scale = np.float32(np.abs(vectors).max() / _SCALE)
    return np.asarray(np.rint(vectors / scale) * scale, dtype=np.float32)


def main() -> None:
    """Ask each way and print the shares."""
    articles = arguments.articles(__doc__)
    hits: dict[str, list[tuple[bool, bool]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for article in articles:
            for name, assistant in _ways(article, Path(folder)):
                hits.setdefault(name, []).extend(_hits(article, assistant))
    print(f"{'':24} questions   evidence@1   @3")
    for name, each in hits.items():
        first, third = np.mean(np.array(each), axis=0)
        print(f"{name:24} {len(each):9,}   {first:10.4f}   {third:.4f}")


def _ways(article: Article, folder: Path) -> Iterator[tuple[str, Assistant]]:
    caches = {
        "numpy, float32": VectorCache(folder),
        "numpy, float16": RoundedCache(folder, as_float16),
        "numpy, int8": RoundedCache(folder, as_int8),
    }
    for name, cache in caches.items():
        yield name, Assistant(article.document, reader=NO_READER, cache=cache)
    with _on_milvus(article) as assistant:
        yield "Milvus Lite, float32", assistant


@contextmanager
def _on_milvus(article: Article) -> Iterator[Assistant]:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "article.txt"
        text.write_bytes(article.document.text.encode())
        address = f"milvus:{folder}/index.db"
        qa.milvus.index(address, [text], encoder=default_encoder())
        store = qa.milvus.MilvusStore(address)
        try:
            yield Assistant(store, reader=NO_READER)
        finally:
            store.close()


def _hits(article: Article, assistant: Assistant) -> Iterator[tuple[bool, bool]]:
    for question in article.questions:
        if question.golds:
            best = assistant.rank(question.text)[:3]
            right = [question.is_answered_by(each.quote) for each in best]
            yield right[0], any(right)


if __name__ == "__main__":
    main()
