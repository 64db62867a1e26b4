"""An encoder without a model, for tests of what is done with vectors and not of what they mean."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from embeddings import Vectors

DIMENSION = 256


class TinyEncoder:
    """Texts that share words have vectors that are near: a word counts in one place of many."""

    fingerprint = "tiny"

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), DIMENSION), 1e-3, dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                vector[zlib.crc32(word.encode()) % DIMENSION] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
