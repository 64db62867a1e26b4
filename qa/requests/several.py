"""Two questions in one, and two things compared: an answer for each, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from corpus import Document
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
_MOST_DOCUMENTS = 50
_NO_WORD = re.compile(r"[\W_]+")
_FEWEST_WORDS = 2

_COMPARED = (
    re.compile(
        r"^(?P<topic>.+?),? according to (?P<one>.+?),? (?:and|or|but) .*?according to "
        r"(?P<other>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<topic>\w.+?[?:,.;]) ?(?P<one>\w[^,;:.?]{0,40}?) (?:vs\.?|versus) "
        r"(?P<other>\w[^,;:.?]{0,40})$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*compare (?P<one>\w[^,;:.?]{0,40}?) (?:and|with|to) (?P<other>\w[^,;:.?]{0,40}?)"
        r"(?:[,:] ?| on | by | regarding | in terms of )(?P<topic>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:did|do|does|is|are|was|were|has|have|which|who|what)\b(?: \w+){0,4}? (?P<one>[\w']+) "
        r"or (?P<other>[\w']+) (?P<topic>.*\b(?:more|less|fewer|most|better|worse|first|later|"
        r"earlier"
        r"|older|younger|larger|smaller|bigger|higher|lower|longer|shorter|faster|slower)\b.*)$",
        re.IGNORECASE,
    ),
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


@dataclass(frozen=True, slots=True)
class Sides:
    """Two things that are compared, and what is asked about both ("" where it is not said)."""

    one: str
    other: str
    topic: str = ""


def compared_sides(question: str) -> Sides | None:
    """Return the two things that a question compares, if it does."""
    typed = " ".join(question.split()).rstrip(" ?.!,")
    for pattern in _COMPARED:
        found = pattern.search(typed)
        if found is None:
            continue
        one, other = (_side(found[name]) for name in ("one", "other"))
        if not content_terms(one) or not content_terms(other):
            return None
        topic = found.groupdict().get("topic") or ""
        # "the rent of flat A and flat B" compares two rents.
        shared = _SHARED.match(one)
        if shared and not topic and _SHARED.match(other) is None:
            other = f"{shared['head']}{other}"
        return Sides(one, other, topic.strip(" ,:;"))
    return None


def answer_sides(question: str, sides: Sides, asker: Asker) -> Answer:
    """Return the best sentence about each side; where sides are documents, the best of each."""
    named = [_document_named(side, asker.documents) for side in (sides.one, sides.other)]
    if sides.topic and named[0] and named[1] and named[0] is not named[1]:
        best = {each[0].row.document.id: each for each in asker.best_of_each(sides.topic)}
        parts = tuple(_of_document(document, best, asker) for document in named if document)
    else:
        parts = tuple(_about(side, sides.topic, asker) for side in (sides.one, sides.other))
    missing = [part.question for part in parts if part.status == "none"]
    said = f"No sentence found about {' or '.join(missing)}." if missing else ""
    asked = " ".join(question.split())
    confidence = min(part.confidence for part in parts)
    return Answer(question, asked, confidence, kind="comparison", statement=said, parts=parts)


def _document_named(side: str, documents: Sequence[Document]) -> Document | None:
    """Return the document that a side names by words of its title or file name."""
    sought = set(content_terms(side))
    for document in documents[:_MOST_DOCUMENTS]:
        name = f"{document.title} {PurePath(document.source or '').stem}"
        if sought <= set(content_terms(_NO_WORD.sub(" ", name))):
            return document
    return None


def _of_document(document: Document, best: dict[str, Scored], asker: Asker) -> Answer:
    name = document.name
    found = best.get(document.id)
    if found is None or found[1] < asker.possible_threshold:
        return Answer(name, name, 0.0)
    candidate, probability = found
    evidence = Evidence(document, candidate.quote, probability, marks=(candidate.span,))
    is_possible = probability < asker.threshold
    return Answer(name, name, probability, (evidence,), kind="comparison", is_possible=is_possible)


def _side(words: str) -> str:
    words = words.rstrip(" ?.!,")
    while match := _LEADING.match(words):
        words = words[match.end() :]
    return words


def _about(side: str, topic: str, asker: Asker) -> Answer:
    scored = asker.scored(f"{topic} {side}".strip())
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
