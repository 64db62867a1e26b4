"""Questions of yes or no: the sentence that decides, whole, and what limits it."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.answers import Answer, Evidence
from qa.reading.candidates import Candidate
from qa.requests.asker import Asker
from qa.search.tokens import content_terms

_ASKS = re.compile(
    r"^\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|couldn't"
    r"|won't|wouldn't|shouldn't|mustn't)\s+(?!(?:the\s+)?\w+\s+(?:who|what|when|where|why|how)\b)\w",
    re.IGNORECASE,
)
# "Steel got cheaper, right?"
_TAG = re.compile(
    r"[,;] *(?:right|correct|yes|no|true|is(?:n't)? it|did(?:n't)? (?:they|he|she|it)|or not"
    r"|does(?:n't)? it|are(?:n't)? they|was(?:n't)? it) *\?+$"
    r"|\b(?:ok|okay|allowed|permitted) *\?+$",
    re.IGNORECASE,
)
# "Is it A or B?" asks which.
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)
_LIMITS = re.compile(
    r"\b(?:except|unless|only|must\s+not|may\s+not|shall\s+not|cannot|however|but|provided|without"
    r"|not|no|never|until|other\s+than|save\s+for|subject\s+to|if)\b",
    re.IGNORECASE,
)
_MOST_ASIDE = 2
# A sentence decides from this logit on, whatever the reader thinks of a phrase in it: there is
# often none that would answer.
_LEAST_EVIDENCE = 0.1
_NEAR = 0.5  # the share of the question's words that a sentence on the same matter has


def asks_whether(question: str) -> bool:
    """Return whether yes or no would be an answer."""
    if _TAG.search(question):
        return True
    return _ASKS.match(question) is not None and _CHOICE.search(question) is None


def show_deciding(question: str, asker: Asker) -> Answer:
    """Return the sentence that decides, whole, and others on the matter that may limit it.

    No "yes" or "no" is said: the reader does not tell them apart surely enough.
    """
    scored = asker.scored(question)
    best, probability = scored[0]
    likeliest = max(asker.rank(question), key=lambda each: each.evidence)
    if max(probability - asker.possible_threshold, likeliest.evidence - _LEAST_EVIDENCE) < 0:
        wider = asker.read_widely(question)
        likeliest = max((likeliest, *wider), key=lambda each: each.evidence)
    if probability < asker.possible_threshold:
        if likeliest.evidence < _LEAST_EVIDENCE:
            return replace(asker.plain(question), kind="yes_no")
        best, probability = likeliest, asker.possible_threshold
    quotes = [Evidence(best.row.document, best.quote, probability)]
    is_other = not likeliest.row.sentence.overlaps(best.quote)
    if is_other and likeliest.evidence >= _LEAST_EVIDENCE:
        sentence = likeliest.row.sentence
        quotes.append(Evidence(likeliest.row.document, sentence, asker.possible_threshold))
    sought = set(content_terms(question))
    aside = tuple(
        Evidence(one.row.document, one.row.sentence, score)
        for one, score in scored[1:]
        if _limits(one, sought) and not any(one.row.sentence.overlaps(each.span) for each in quotes)
    )
    return Answer(
        question,
        " ".join(question.split()),
        probability,
        tuple(quotes),
        aside[:_MOST_ASIDE],
        text_span=best.quote,
        kind="yes_no",
        is_possible=probability < asker.threshold,
    )


def _limits(candidate: Candidate, sought: set[str]) -> bool:
    shared = len(sought & set(content_terms(candidate.row.text)))
    return bool(_LIMITS.search(candidate.row.text)) and shared >= _NEAR * len(sought)
