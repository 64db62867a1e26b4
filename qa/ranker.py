"""A question to the candidates for its answer: search, then reading."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from embeddings import Encoder, NumpyIndex, SentenceEncoder, VectorCache, default_encoder
from qa.candidates import Candidate
from qa.collection import Match, Row
from qa.reader import Reader
from qa.retriever import DenseRetriever, HybridRetriever, LexicalRetriever, Retriever
from qa.span_model import SpanModel, default_span_model

NO_READER = "none"

_MATCHES = 100


class Ranker:
    """Searches rows and reads around the best; the first question loads the models."""

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        encoder: Encoder | str | None,
        reader: str | None,
        cache: VectorCache,
    ) -> None:
        """Take the rows, the models (None stands for the default, see `Assistant`), the cache."""
        self._rows = rows
        self._encoder = encoder
        self._reader = reader
        self._cache = cache
        # A page's threads share one ranker: whoever asks first builds it.
        self._lock = threading.Lock()
        self._built: tuple[Retriever, Reader | None] | None = None

    def rank(self, question: str) -> list[Candidate]:
        """Return a candidate for each sentence that was read, or found, best first.

        Raises embeddings.EmbeddingError or ReaderError where a model cannot be loaded.
        """
        retriever, reader = self._build()
        numbers, scores = retriever.search(question, k=_MATCHES)
        matches = [
            Match(self._rows[number], float(score))
            for number, score in zip(numbers, scores, strict=True)
        ]
        if reader is not None:
            return reader.read(question, matches)
        return [
            Candidate(match.row, match.row.sentence, match.row.sentence, 0.0, match.score)
            for match in matches
        ]

    def _build(self) -> tuple[Retriever, Reader | None]:
        with self._lock:
            if self._built is None:
                texts = [row.text for row in self._rows]
                encoder = _loaded_encoder(self._encoder)
                dense = DenseRetriever(NumpyIndex(self._cache.encode(texts, encoder)), encoder)
                retriever = HybridRetriever(dense, LexicalRetriever(texts))
                self._built = retriever, _loaded_reader(self._reader, self._rows)
            return self._built


def _loaded_encoder(encoder: Encoder | str | None) -> Encoder:
    if encoder is None:
        return default_encoder()
    return SentenceEncoder(encoder) if isinstance(encoder, str) else encoder


def _loaded_reader(reader: str | None, rows: Sequence[Row]) -> Reader | None:
    if reader == NO_READER:
        return None
    return Reader(rows, default_span_model() if reader is None else SpanModel(reader))
