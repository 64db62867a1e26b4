"""Questions for what somebody said: whose words are asked for."""

from __future__ import annotations

import re

from qa.speakers.words import DETERMINERS, OF_QUOTES, PRONOUNS, forms

_SAYING = frozenset(forms()) - frozenset({"call", "called", "begin", "began"}) | OF_QUOTES
_NOUNS = (
    "comments?|remarks?|words|statements?|answers?|repl(?:y|ies)|responses?|reactions?|opinions?|"
    "views?|arguments?|explanations?|warnings?|claims?|advice|message|position|stance|verdict|"
    "predictions?|promises?|questions?|objections?|reasons?|testimony|account|justification"
)
_DID = re.compile(
    r"^\W*(?:and |but |so |then )?(?:(?:what|how|why|when|where|which|whom?)\b[^?]{0,60}?)?"
    r"\b(?:did|does|do|has|have|had|is|was)(?:n.t)?\s+(?P<who>[^?]{1,80}?)\s+(?P<verb>[\w-]+)\b",
    re.IGNORECASE,
)
_OF_NOUN = re.compile(
    rf"^\W*(?:and |but )?(?:what|which|how)(?:['’]s|\s+(?:is|was|were|are))\s+"
    rf"(?P<who>[^?]{{1,80}}?)['’]s?\s+"
    rf"(?:[\w-]+\s+){{0,2}}(?:{_NOUNS})\b",
    re.IGNORECASE,
)
_NOUN_OF = re.compile(
    rf"^\W*(?:what|which|how)\s+(?:is|was|were|are)\s+the\s+(?:[\w-]+\s+){{0,2}}(?:{_NOUNS})\s+"
    r"(?:of|by|from)\s+(?P<who>[^?]{1,80}?)\s*(?:$|\?|\b(?:on|about|to|regarding|concerning)\b)",
    re.IGNORECASE,
)
_SAID = re.compile(r"^\W*what\s+(?P<who>[^?]{1,80}?)\s+(?P<verb>[\w-]+)\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\baccording to\s+(?P<who>[^?,]{1,80}?)"
    r"\s*(?:[?,]|$|\b(?=who |what |when |where |why |how |which ))",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    rf"^\W*(?:quotes?|(?:{_NOUNS}))\s+(?:of|from|by)\s+(?P<who>[^?]{{1,80}}?)\s*"
    r"(?:$|\?|\b(?:on|about)\b)",
    re.IGNORECASE,
)
_NOBODY = frozenset("people person somebody someone anybody anyone everybody everyone".split())
_SKIPPED = frozenset("also actually really exactly just first then later ever once already".split())


def said_by(question: str) -> str | None:
    """Return whose words a question asks for, as typed: "X" of "What did X say about Y?".

    None where it asks for something else, and where "he" or "they" would be meant.
    """
    for pattern in (_OF_NOUN, _NOUN_OF, _ACCORDING, _QUOTE):
        if match := pattern.search(question):
            return _named(question, *match.span("who"))
    for pattern in (_DID, _SAID):
        for end in _verbs(question):
            match = pattern.fullmatch(question, 0, end)
            if match and match["who"].lower() not in DETERMINERS:
                return _named(question, *match.span("who"))
    return None


_WORD = re.compile(r"[\w-]+")


def _verbs(question: str) -> list[int]:
    """Return where the words end that may be a verb of saying, in order."""
    return [
        match.end()
        for match in _WORD.finditer(question, 0, 300)
        if match.group().lower() in _SAYING
    ]


def _named(question: str, start: int, end: int) -> str | None:
    words = question[start:end].split()
    while words and words[-1].lower() in _SKIPPED:
        words.pop()
    name = " ".join(words)
    if not words or words[0].lower() in PRONOUNS | _NOBODY or len(words) > 8:
        return None
    return name
