"""Two questions in one, and two things compared: an answer for each, side by side."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.answers import Answer, Evidence
from qa.requests.asker import Asker, Scored
from qa.search.tokens import content_terms

_WH = r"(?:who|whom|whose|what|when|where|why|which|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|must)"
)
# Of a question whose words have one space between them.
_NEXT = re.compile(
    rf"(?:[?.;] ?(?:and |also,? |then |plus )?|[,;]? (?:and|also|plus) (?:also |then )?)"
    rf"(?={_WH}\b|(?:in|at|on|to|from|by|for|with) {_WH}\b"
    rf"|{_AUXILIARY} (?:it|he|she|they|there|any\w*|the|a|an|this|that|we|you|i|his|her|its)\b)",
    re.IGNORECASE,
)
_LINK = re.compile(r"^(?:and|also|plus|then)\b[ ,]*", re.IGNORECASE)
_AFTER_MARK = re.compile(r"\? (?=\S)")
_ASKS = re.compile(rf"^\W*(?:{_WH}|{_AUXILIARY}|(?:in|at|on|to|from|by|for|with)\s+{_WH})\b", re.I)
# "When and where it was" is a clause of the question before it.
_CLAUSE = re.compile(rf"^\W*{_WH}\s+(?:it|he|she|they|we|you|i|this|that|these|those)\b", re.I)
_MOST_PARTS = 4
_FEWEST_WORDS = 2

_COMPARED = (
    re.compile(
        r"^\W*(?:(?:what|which)(?:'s|\s+is|\s+are|\s+was|\s+were)?\s+|explain\s+|describe\s+|show\s+"
        r"|list\s+|give\s+|name\s+|is\s+there\s+|are\s+there\s+)?(?:(?:the|a|an|any|some|main|key"
        r"|biggest|most\s+important)\s+){0,3}(?:difference|distinction|contrast|comparison|similarity"
        r"|similaritie)s?\s+between\s+(?P<one>.+?)\s+and\s+(?P<other>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?:compare|contrast)s?\s+(?P<one>.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+"
        r"(?P<other>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*how\s+(?:is|are|was|were|do|does|did)\s+(?P<one>.+?)\s+(?:(?:differ|different|unlike)"
        r"\s*(?:from|to|than)?|compare\s+(?:to|with))\s+(?P<other>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?!{_WH}\b|{_AUXILIARY}\b)(?P<one>\w(?:\S*\s+){{1,5}}?)(?:vs\.?|versus|compared\s+(?:to"
        r"|with))\s+(?P<other>\S+(?:\s+\S+){0,4})$",
        re.IGNORECASE,
    ),
)
_LEADING = re.compile(r"^(?:the|a|an|both|what|is|are|how|does|do)\s+", re.IGNORECASE)
_SHARED = re.compile(
    r"^(?P<head>.+?\s(?:of|in|for|at|by|on|to|from|under|with)\s)(?P<name>.+)$", re.I
)


def split_questions(question: str) -> list[str]:
    """Return the questions that were asked together; one where there is no more."""
    typed = " ".join(question.split())
    parts = [part.strip(" ,;") for part in _AFTER_MARK.split(typed)]
    parts = [each for part in parts for each in _NEXT.split(part)]
    parts = [_LINK.sub("", part.strip(" ,;?.")) for part in parts]
    parts = [part for part in parts if part]
    is_several = 1 < len(parts) <= _MOST_PARTS and all(
        _ASKS.match(part) and not _CLAUSE.match(part) and len(part.split()) >= _FEWEST_WORDS
        for part in parts
    )
    # "Who and when?" asks twice for one thing; each question must be about something.
    if not is_several or not all(content_terms(part) for part in parts[:1]):
        return [typed]
    return [f"{part[:1].upper()}{part[1:]}?" for part in parts]


def compared_sides(question: str) -> tuple[str, str] | None:
    """Return the two things that a question compares, if it does."""
    typed = " ".join(question.split()).rstrip(" ?.!,")
    for pattern in _COMPARED:
        found = pattern.search(typed)
        if found is not None:
            one, other = (_side(found[name]) for name in ("one", "other"))
            if not content_terms(one) or not content_terms(other):
                return None
            # "the rent of flat A and flat B" compares two rents.
            shared = _SHARED.match(one)
            if shared and _SHARED.match(other) is None:
                other = f"{shared['head']}{other}"
            return one, other
    return None


def answer_sides(question: str, sides: tuple[str, str], asker: Asker) -> Answer:
    """Return the best sentence about each side."""
    parts = tuple(_about(side, asker) for side in sides)
    missing = [part.question for part in parts if part.status == "none"]
    said = f"No sentence found about {' or '.join(missing)}." if missing else ""
    asked = " ".join(question.split())
    confidence = min(part.confidence for part in parts)
    return Answer(question, asked, confidence, kind="comparison", statement=said, parts=parts)


def _side(words: str) -> str:
    words = words.rstrip(" ?.!,")
    while match := _LEADING.match(words):
        words = words[match.end() :]
    return words


def _about(side: str, asker: Asker) -> Answer:
    scored = asker.scored(side)
    sought = set(content_terms(side))

    def shared(each: Scored) -> float:
        return len(sought & set(content_terms(each[0].row.text))) / len(sought)

    # What holds more of the side's own words comes first, and of these what is read best.
    ranked = sorted(scored, key=lambda each: (-shared(each), -each[1]))
    best = ranked[0] if ranked else None
    if best is None or shared(best) < 0.5:
        return Answer(side, side, 0.0)
    candidate, probability = best
    evidence = Evidence(candidate.row.document, candidate.row.sentence, probability)
    return replace(
        Answer(side, side, probability, (evidence,), kind="comparison"),
        is_possible=shared(best) < 1 and probability < asker.threshold,
    )
