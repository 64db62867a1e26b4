"""Whether words have the form of the answer that a question asks for: plain rules, no model.

A reader that finds the right sentence may still point at words in it that cannot answer:
"How many people were executed?" with "Mass". What a question asks for is told by its first
words (X. Li and D. Roth, "Learning Question Classifiers", 2002, have it learnt); here only
the kinds are told that words show by their letters: numbers, times, names, and a manner or a
reason, which no name alone is (in the train split six of 915 questions with "how" and none of
558 with "why" are answered by one).
"""

from __future__ import annotations

import re

_NUMBER_WORDS = (
    "none zero one two three four five six seven eight nine ten eleven twelve half halves third "
    "thirds quarter quarters hundreds thousands millions billions dozen dozens once twice thrice "
    "double triple both single couple pair every all any daily weekly monthly yearly hourly "
    "annually no nobody nothing several few many most free"
)
# A length of time is one without a figure, too: "a week", "for years".
_NUMBER = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS.replace(' ', '|')})\b|(?:teen|ty|hundred|thousand|[mb]illion|fold)\b"
    r"|(?:minute|hour|day|night|week|fortnight|month|year|decade|centur(?:y|ie))s?\b",
    re.IGNORECASE,
)
_TIME_WORDS = (
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday spring summer autumn fall winter morning noon afternoon evening night "
    "midnight dawn dusk today yesterday tomorrow now christmas easter ago antiquity renaissance"
)
_TIME = re.compile(
    rf"\d|\b(?:(?:{_TIME_WORDS.replace(' ', '|')})s?|centur\w+|decade\w*|year\w*|month\w*|week\w*"
    r"|day\w*|hour\w*|minute\w*|era|age|period|season|reign|war|after|before|during|until|since"
    r"|when|while|once|upon|soon|later|earlier|never|always|already|early|late|end|beginning|birth|death|founding|time)\b",
    re.IGNORECASE,
)
# "How much control" asks for a degree, "how much did it cost" for a sum.
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|long|old|high|tall|deep|wide|far|large|big|heavy|often|thick|fast)\b"
    r"|\bhow much (?:did|do|does|has|have|is|are|was|were|money|time)\b"
    r"|\bwhat (?:(?:is|was|are|were) the )?(?:percent\w*|number|amount|share|population|age"
    r"|price|height|length|depth|width|size|distance|speed|weight|score)\b",
    re.IGNORECASE,
)
# "When is it shut?" may be answered by "at rest" and "if it rains", a year may not.
_BEGINS_LIKE_TIME = re.compile(r"\A\W*+(?:at|by|if|in|on|under)\b", re.IGNORECASE)
# What is called something may be called by a common noun: "counties".
_ASKS_NAME = re.compile(r"\bnames? of\b(?! what\b)", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"^\W*+(?:\w+ )?when\b(?!.*\b(?:how|what|which|who)\b)", re.IGNORECASE)
_ASKS_DATE = re.compile(r"\b(?:what|which) (?:year|date|day|month|century|decade)\b", re.IGNORECASE)
_ASKS_MANNER = re.compile(
    r"^\W*+(?:why|how (?:did|do|does|was|were|is|are|has|have|had|can|could|would|will))\b"
    r"(?!.*\b(?:abbreviat|call|known|name|pronounc|shorten|spell))",
    re.IGNORECASE,
)
_BETWEEN_NAMES = {"a", "an", "and", "for", "in", "of", "on", "the"}


def is_wrong_type(question: str, answer: str, quote: str) -> bool:
    """Return whether an answer is not of the type that the question asks for.

    quote: the sentence around it; where that has no capital letter, as in a text that was
    typed in a hurry, a name without one is a name all the same.
    """
    if _ASKS_NUMBER.search(question):
        return not _NUMBER.search(answer)
    if _ASKS_DATE.search(question):
        return not _TIME.search(answer)
    if _ASKS_WHEN.search(question):
        return not (_TIME.search(answer) or _BEGINS_LIKE_TIME.match(answer))
    if _ASKS_NAME.search(question):
        has_capitals = any(letter.isupper() for letter in quote[1:])
        is_named = any(letter.isupper() or letter.isdigit() for letter in answer)
        return has_capitals and not is_named
    return bool(_ASKS_MANNER.search(question)) and _is_name(answer, quote)


def _is_name(answer: str, quote: str) -> bool:
    """Return whether there are names and nothing else; a sentence's first word shows nothing."""
    words = re.findall(r"[^\W_][\w'’.-]*", answer)
    if quote.startswith(answer):
        words = words[1:]
    names = [word for word in words if word not in _BETWEEN_NAMES]
    return bool(names) and all(word[0].isupper() for word in names)
