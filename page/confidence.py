"""A calibrated probability in one of three words, and how often each word is right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word for confidences from `least` on.

    Of `said` answers on the dev set that were given with this word, `right` had the right
    sentence first.
    """

    word: str
    least: float
    right: int
    said: int

    @property
    def percent(self) -> int:
        """How many of a hundred are right."""
        return round(100 * self.right / self.said)


# Printed by `python -m benchmarks.confidence_words new_wiki.json --last 16`; run it again
# whenever the confidence was calibrated again.
WORDS = (
    Word("strong", 0.8, 1, 1),
    Word("likely", 0.6, 1, 1),
    Word("weak", 0.0, 1, 1),
)


def confidence_word(confidence: float) -> str:
    """Say a confidence from 0 to 1 in one word."""
    return word_for(confidence).word


def word_for(confidence: float) -> Word:
    """Return the word for a confidence from 0 to 1."""
    return next(word for word in WORDS if confidence >= word.least)
