"""A calibrated probability in one of three words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word for confidences from `least` on."""

    word: str
    least: float

    @property
    def percent(self) -> int:
        """How many of a hundred are right, at least, as far as the calibration goes."""
        return round(100 * self.least)


WORDS = (Word("strong", 0.8), Word("likely", 0.6), Word("weak", 0.0))


def confidence_word(confidence: float) -> str:
    """Say a confidence from 0 to 1 in one word."""
    return word_for(confidence).word


def word_for(confidence: float) -> Word:
    """Return the word for a confidence from 0 to 1."""
    return next(word for word in WORDS if confidence >= word.least)
