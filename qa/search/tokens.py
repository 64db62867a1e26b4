"""Texts to the words that lexical search compares."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")

# Thai, Lao and Khmer, and from the CJK radicals up: a sentence there is one run of letters.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u2e80-\U0003ffff]")

# Words without a plural's "s", cut to six letters, meet their inflections ("rebels", "rebel";
# "confirmed", "confirmation"): measured against other ways in benchmarks/README.md.
_STEM_LENGTH = 6
_SHORTEST_PLURAL = 4

# Words that say what kind of answer is asked for or tie others together, not what it is about.
_STOPWORDS = frozenset(
    """
    a about after all also an and any are as at be because been before being both but by can could
    did do does doing done for from had has have having he her hers him his how i if in into is it
    its itself many me more most much my no nor not of off on one only or other our out over own
    same she should so some such than that the their theirs them then there these they this those
    through to too under until up us very was we were what when where which while who whom whose
    why will with would you your
    """.split()
)


def content_terms(text: str) -> list[str]:
    """Return the stems of the words in `text` that carry meaning, in order, repeats kept.

    Capitals make a name of a stopword: "IS" and "US" are kept where "is" and "us" are not.
    """
    return [stem(word.casefold()) for word in _WORD.findall(text) if carries_meaning(word)]


def carries_meaning(word: str) -> bool:
    """Return whether a word, as it is written, says what a text is about."""
    return word.casefold() not in _STOPWORDS or (len(word) > 1 and word.isupper())


def stem(word: str) -> str:
    """Return what a word, in small letters, shares with its inflections."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:_STEM_LENGTH]
