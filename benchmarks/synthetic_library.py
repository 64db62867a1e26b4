"""Libraries of any size: sentences of shuffled words, vectors repeated and perturbed."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus import sample
from embeddings import Vectors, default_encoder
from qa.library import index
from qa.search.sentences import collect

_SENTENCES_A_FILE = 1_000
# How far a perturbed vector is from its own: a cosine of about 0.9.
_NOISE = 0.025


class PerturbedEncoder:
    """Gives the article's vectors again and again, each a little off, under the model's name.

    What is asked of a library that it made goes through the real encoder.
    """

    def __init__(self) -> None:
        encoder = default_encoder()
        self.fingerprint = encoder.fingerprint
        self._vectors = encoder.encode([row.text for row in collect([sample()])])
        self._chance = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text. Shape: (len(texts), dimension)."""
        rows = self._chance.integers(len(self._vectors), size=len(texts))
        noise = self._chance.standard_normal((len(texts), self._vectors.shape[1]), np.float32)
        vectors = self._vectors[rows] + np.float32(_NOISE) * noise
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def make_library(folder: Path, sentences: int) -> Path:
    """Make a library of so many sentences below `folder`, unless it is there already."""
    texts, library = folder / f"texts-{sentences}", folder / f"library-{sentences}"
    if library.exists():
        return library
    texts.mkdir(parents=True)
    # Without marks, so that a sentence stays one.
    vocabulary = re.findall(r"[A-Za-z]{2,}", sample().text)
    shuffle = random.Random(0)  # noqa: S311 - no secrets
    for start in range(0, sentences, _SENTENCES_A_FILE):
        lines = []
        for number in range(start, min(start + _SENTENCES_A_FILE, sentences)):
            words = " ".join(shuffle.choices(vocabulary, k=shuffle.randint(8, 25)))
            lines.append(f"Then {words} number{number}.")
        (texts / f"{start:08}.txt").write_text("\n\n".join(lines), "utf-8")
    index(library, [texts], encoder=PerturbedEncoder())
    return library
