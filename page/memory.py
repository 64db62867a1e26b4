"""What questions and uploads share: vectors held in memory, and a fair lock for the models."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, VectorCache, Vectors

VectorsByText = Mapping[str, NDArray[np.float32]]


class VectorMemory(VectorCache):
    """A cache of vectors in memory only: nothing of an upload is written to disk."""

    def __init__(
        self, known: Sequence[VectorsByText], *, more: Callable[[], VectorsByText] | None = None
    ) -> None:
        """Take the known vectors; `more` returns others and is called only when needed."""
        self._known = known
        self._more = more

    def encode(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """Return the vectors of `texts`, encoding those that are unknown.

        Shape: (len(texts), dimension).
        """
        known = dict(self._more()) if self._more is not None else {}
        for vectors in self._known:
            known.update(vectors)
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            known.update(zip(unknown, encoder.encode(unknown), strict=True))
        return np.stack([known[text] for text in texts])


class FairLock:
    """A lock acquired in the order in which it was requested.

    A thread that releases a plain lock and acquires it again at once usually gets it. An
    upload, which does so for each batch, would block all questions until it is done.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next_ticket = 0
        self._served_ticket = 0

    def __enter__(self) -> None:
        with self._changed:
            ticket = self._next_ticket
            self._next_ticket += 1
            self._changed.wait_for(lambda: self._served_ticket == ticket)

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._served_ticket += 1
            self._changed.notify_all()
