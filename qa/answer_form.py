"""Whether words have the form of the answer that a question asks for: plain rules, no model.

A reader that finds the right sentence may still point at words in it that cannot answer:
"How many people were executed?" with "Mass". What a question asks for is told by its first
words (X. Li and D. Roth, "Learning Question Classifiers", 2002, have it learnt); here only
the three kinds are told that words show by their letters.
"""

from __future__ import annotations

import re

from qa.words import content_stems

FORMS = ("no number", "no name", "no person's name", "no time", "words of the question")

_NUMBER_WORDS = (
    "none zero one two three four five six seven eight nine ten eleven twelve half halves third "
    "thirds quarter quarters hundreds thousands millions billions dozen dozens once twice thrice "
    "double triple both single couple pair every daily weekly monthly yearly hourly annually"
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
    "midnight dawn dusk today yesterday tomorrow now christmas easter ago"
)
_TIME = re.compile(
    rf"\d|\b(?:{_TIME_WORDS.replace(' ', '|')}|centur\w+|decade\w*|year\w*|month\w*|week\w*"
    r"|day\w*|hour\w*|minute\w*|era|age|period|season|reign|war|after|before|during|until|since"
    r"|when|while|once|upon|as soon|early|late|end|beginning|birth|death|founding|time)\b",
    re.IGNORECASE,
)
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|old|high|tall|deep|wide|far|large|big|heavy|often|thick|fast)\b"
    r"|\bwhat (?:is |was |are |were )?(?:the )?(?:percent\w*|number|amount|share|population|age"
    r"|price|height|length|depth|width|size|distance|speed|weight|score)\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(r"\bnames?\b(?! for\b)|\bcalled\b|\bnamed\b", re.IGNORECASE)
_ASKS_PERSON = re.compile(r"^\W*(?:\w+ ){0,2}?(?:who|whom|whose)\b", re.IGNORECASE)
_ASKS_TIME = re.compile(
    r"^\W*(?:\w+ )?when\b|\b(?:what|which) (?:year|date|day|month|century|decade)\b",
    re.IGNORECASE,
)


def form_mismatches(question: str, answer: str, quote: str) -> tuple[float, ...]:
    """Return what speaks against an answer by its form, in the order of `FORMS`.

    quote: the sentence around it; where that has no capital letter, as in a text that was
    typed in a hurry, a name without one is a name all the same. The first four are 0 or 1,
    the last is the share of the answer's words that are the question's own, from 0 to 1.
    """
    has_capitals = any(letter.isupper() for letter in quote[1:])
    is_named = not has_capitals or any(letter.isupper() or letter.isdigit() for letter in answer)
    stems = content_stems(answer)
    asked = set(content_stems(question))
    return (
        float(bool(_ASKS_NUMBER.search(question)) and not _NUMBER.search(answer)),
        float(bool(_ASKS_NAME.search(question)) and not is_named),
        float(bool(_ASKS_PERSON.search(question)) and not is_named),
        float(bool(_ASKS_TIME.search(question)) and not _TIME.search(answer)),
        sum(stem in asked for stem in stems) / len(stems) if stems else 1.0,
    )
