"""A calibrated probability in one of three words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word for confidences from `least` on.

    percent: of a hundred answers that came with it, how many had the right quote first: the
    dev set's questions, as `benchmarks/confidence_words.py` counts them.
    """

    word: str
    least: float
    percent: int


WORDS = (Word("strong", 0.8, 98), Word("likely", 0.6, 87), Word("weak", 0.0, 83))


def confidence_word(confidence: float) -> str:
    """Say a confidence from 0 to 1 in one word."""
    return word_for(confidence).word


def word_for(confidence: float) -> Word:
    """Return the word for a confidence from 0 to 1."""
    return next(word for word in WORDS if confidence >= word.least)
