"""What questions and uploads share: vectors kept in memory alone, and turns at the models."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, VectorCache, Vectors

Remembered = Mapping[str, NDArray[np.float32]]


class VectorMemory(VectorCache):
    """Vectors by their texts, in memory alone: nothing of an upload is written anywhere."""

    def __init__(
        self, known: Sequence[Remembered], *, more: Callable[[], Remembered] | None = None
    ) -> None:
        """Take the vectors that are known; `more` gives others, when they are needed."""
        self._known = known
        self._more = more

    def encode(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """Return the vectors of `texts`; those that nobody knows are made.

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
    """A lock that is given in the order in which it was asked for.

    A thread that releases a common lock and takes it again at once mostly gets it: an upload
    that does so for each of its batches would keep everybody else waiting to its end.
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
