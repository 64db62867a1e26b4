"""Words of questions, names of columns and values, as they are compared with one another."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from qa.search.query import forms
from qa.tables.values import fold

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{0,40})[)\]]")
_SHORTEST_TYPO = 5  # letters: shorter words differ by one letter as often as they agree
_SHORTEST_PREFIX = 4  # "temp" for "temperature"
_UNITS = frozenset(
    "mm cm km kg lb oz ml kw mw gw kwh mwh gwh mph kmh usd eur gbp pct hrs mins secs".split()
)
_TYPO_RATIO = 0.86

SAME, PLURAL, STEM, TYPO = 4, 3, 2, 1


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: without case, accents and signs."""
    return tuple(_WORD.findall(fold(text)))


def singular(word: str) -> str:
    """Return an English noun without its plural's ending; "s" and "ss" are told apart."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("lves", "arves", "eaves", "oaves")):
        return word[:-3] + "f"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def singulars(several: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, each without a plural's ending."""
    return tuple(map(singular, several))


def column_words(name: str) -> tuple[tuple[str, ...], str]:
    """Return the words of a column's name, and the unit that stands in brackets in it."""
    unit = _BRACKETED.search(name)
    without = _BRACKETED.sub(" ", name) if unit else name
    found = words(_CAMEL.sub(" ", without))
    if not found:
        return words(name), ""
    if unit is None and len(found) > 1 and found[-1] in _UNITS:
        return found[:-1], found[-1]  # "capacity_mw"
    return found, unit[1].strip() if unit else ""


def likeness(asked: str, word: str) -> int:
    """Return how alike a word of a question and one of a name are: SAME to TYPO, or 0."""
    if asked == word:
        return SAME
    if singular(asked) == singular(word):
        return PLURAL
    if asked.isdecimal() or word.isdecimal():
        return 0
    if len(asked) > 3 and len(word) > 2 and not forms(asked).isdisjoint(forms(word)):
        return STEM
    is_short_for = len(asked) >= _SHORTEST_PREFIX and word.startswith(asked)
    return TYPO if is_short_for or is_typo(asked, word) else 0


def is_typo(asked: str, word: str) -> bool:
    """Return whether one of two words is likely the other, mistyped; numbers never are."""
    if min(len(asked), len(word)) < _SHORTEST_TYPO or not (asked + word).isalpha():
        return False
    if asked[0] != word[0] or abs(len(asked) - len(word)) > 2:
        return False
    if sorted(asked) == sorted(word):
        return True  # two letters exchanged
    return SequenceMatcher(None, asked, word, autojunk=False).ratio() >= _TYPO_RATIO
