"""How well texts match questions by their words."""

import re
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray


def lexical(questions: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
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


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
