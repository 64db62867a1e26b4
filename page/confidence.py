"""A calibrated probability as one of three words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word for confidences of at least `least`.

    percent: how many of 100 answers with this word had the right quote first, measured on
    questions of the dev set whose articles the confidence was not fitted on.
    """

    word: str
    least: float
    percent: int


WORDS = (Word("strong", 0.9, 99), Word("likely", 0.6, 90), Word("weak", 0.0, 79))


# The same for quotes that are shown as possible answers.
POSSIBLE_PERCENT = 83


def confidence_word(confidence: float) -> str:
    """Return the word for a confidence from 0 to 1 as a string."""
    return word_for(confidence).word


def word_for(confidence: float) -> Word:
    """Return the word for a confidence from 0 to 1."""
    return next(word for word in WORDS if confidence >= word.least)
