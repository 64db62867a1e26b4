"""What a follow-up itself asks for, so that words of earlier turns alone never make an answer.

The words that a follow-up takes from earlier turns stand in the sentences that were quoted
before, and lift these above the threshold whatever is asked about them. So a sentence has to
meet the follow-up's own demands too: to hold a time where a time is asked for, a number where
a number is, the name that was typed now, and something that the question does not say itself.
"""

from __future__ import annotations

import re

from qa.conversation.frame import expanded, parse
from qa.conversation.nouns import DAYS, MONTHS, PLACES, TIMES
from qa.conversation.words import INTERROGATIVES, NUMBERS, OPENERS, SPATIAL, Word, singular, split
from qa.search.tokens import content_terms

_TIME = re.compile(
    r"\d|\b(?:ago|since|until|till|before|after|when|while|once|during|later|earlier|now|soon|"
    r"still|never|always|already|"
    + "|".join(sorted(MONTHS | DAYS | TIMES | {"decade", "noon", "easter"}))
    + r")s?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:"
    + "|".join(sorted(NUMBERS))
    + r"|once|twice|half|dozens?|hundreds?|thousands?|millions?|no|none|nobody|several|few|many|"
    r"most|all|both|every|each|single|pair|couple|third|quarter|free|an?)\b",
    re.IGNORECASE,
)


def meets(followup: str, interpreted: str, *, answer: str, quote: str, around: str) -> bool:
    """Tell whether a quote can answer a follow-up, by what the follow-up itself asks for.

    `interpreted` is the whole question that it stands for, `answer` the words that answer in
    `quote`, and `around` the passage in which the quote stands.
    """
    return (
        _holds_kind(interpreted, _with_before(answer, quote))
        and _holds_names(followup, around)
        and not _repeats(interpreted, answer)
    )


def _with_before(answer: str, quote: str) -> str:
    """Return the answer with the word before it: "when" of "when the army pulled out"."""
    before, found, _ = quote.partition(answer)
    return f"{' '.join(before.split()[-2:])} {answer}" if found else answer


def _holds_kind(interpreted: str, answer: str) -> bool:
    frame = parse(interpreted)
    if frame is None:
        return True
    if frame.interrogative == "when" or any(singular(word) in TIMES for word in frame.noun.split()):
        return _TIME.search(answer) is not None
    if frame.interrogative == "where":
        return _is_place(answer)
    if re.search(r"\bhow (?:many|much)\b", frame.asks.lower()):
        return _NUMBER.search(answer) is not None
    return True


def _is_place(answer: str) -> bool:
    return any(
        word.lower in SPATIAL or (word.is_name and word.is_open) or singular(word.bare) in PLACES
        for word in split(answer)
    )


def _holds_names(followup: str, around: str) -> bool:
    """Tell whether the passage has each name and number that was typed now."""
    words = split(expanded(followup))
    typed = " ".join(word.text for number, word in enumerate(words) if _is_named(word, number))
    return set(content_terms(typed)) <= set(content_terms(around))


def _is_named(word: Word, number: int) -> bool:
    if word.lower in OPENERS | INTERROGATIVES:
        return False
    return word.text[0].isdigit() or (number > 0 and word.is_name)


def _repeats(interpreted: str, answer: str) -> bool:
    """Tell whether an answer says nothing that the question does not: an echo."""
    frame = parse(interpreted)
    if frame is None or not frame.asks:
        return False
    said = set(content_terms(answer))
    return bool(said) and said <= set(content_terms(interpreted))
