"""A question to the candidates for its answer: search, then reading."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from embeddings import Encoder, SentenceEncoder, default_encoder
from qa.reading.candidates import Candidate
from qa.reading.reader import NEIGHBOURHOODS, Reader
from qa.reading.span_model import SpanModel, default_span_model
from qa.search.sentences import Match
from qa.search.store import Store

NO_READER = "none"

_MATCHES = 100
# How many neighbourhoods are read where each document is read by itself.
_NEIGHBOURHOODS_EACH = 2


class Ranker:
    """Searches a store and reads around the best; the first question loads the models."""

    def __init__(self, store: Store, *, encoder: Encoder | str | None, reader: str | None) -> None:
        """Take the store and the models (None stands for the default, see `Assistant`).

        `encoder` is the one that was named, loaded at its first use.
        """
        self.encoder = _loaded_encoder(encoder)
        self._store = store
        self._reader_name = reader
        self._model = None if reader == NO_READER else _span_model(reader)
        # A page's threads share one ranker: whoever asks first makes it ready.
        self._lock = threading.Lock()
        self._is_ready = False
        self._reader: Reader | None = None

    @property
    def has_reader(self) -> bool:
        """Whether what is found is read, too."""
        return self._model is not None

    def rank(self, question: str, *, neighbourhoods: int = NEIGHBOURHOODS) -> list[Candidate]:
        """Return a candidate for each sentence that was read, or found, best first.

        neighbourhoods: how many of the best matches are read, each with its neighbours. Raises
        embeddings.EmbeddingError or ReaderError where a model cannot be loaded.
        """
        self._make_ready()
        matches = self._store.search(question, k=_MATCHES)
        if self._reader is not None:
            return self._reader.read(question, matches, most=neighbourhoods)
        return [
            Candidate(match.row, match.row.sentence, match.row.sentence, 0.0, match.score)
            for match in matches
        ]

    def rank_each(self, question: str, *, most: int) -> list[list[Candidate]]:
        """Return the candidates of each document with a match, at most `most` of them, read alone.

        Only the best matches of each are read. Raises what `rank` raises.
        """
        self._make_ready()
        by_document: dict[str, list[Match]] = {}
        for match in self._store.search(question, k=_MATCHES):
            by_document.setdefault(match.row.document.id, []).append(match)
        if self._reader is None:
            return []
        groups = list(by_document.values())[:most]
        return [self._reader.read(question, group, most=_NEIGHBOURHOODS_EACH) for group in groups]

    def search(self, question: str) -> list[Match]:
        """Return every row with its search score, best first; none is left out.

        Raises embeddings.EmbeddingError or ReaderError where a model cannot be loaded.
        """
        self._make_ready()
        return self._store.search(question, k=len(self._store))

    def on(self, store: Store) -> Ranker:
        """Return a ranker of another store, with the same models."""
        ranker = Ranker(store, encoder=self.encoder, reader=self._reader_name)
        ranker._model = self._model
        return ranker

    def _make_ready(self) -> None:
        with self._lock:
            if not self._is_ready:
                self._reader = self._prepared_reader()
                self._is_ready = True

    def _prepared_reader(self) -> Reader | None:
        """Prepare the store, and load the reader meanwhile: both read 100 MB from the disk."""
        model = self._model
        if model is None:
            self._store.prepare(self.encoder)
            return None
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(model.load)
            self._store.prepare(self.encoder)
        loading.result()
        return Reader(self._store, model)


def _loaded_encoder(encoder: Encoder | str | None) -> Encoder:
    if encoder is None:
        return default_encoder()
    return SentenceEncoder(encoder) if isinstance(encoder, str) else encoder


def _span_model(reader: str | None) -> SpanModel:
    return default_span_model() if reader is None else SpanModel(reader)
