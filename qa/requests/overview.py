"""What a document is about, in its own words; its title, author and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from corpus import Document, Span, split
from corpus.formats.rows import ROW_MARK
from qa.answers import Answer, Evidence
from qa.requests.asker import Asker
from qa.requests.wording import THIS, counted, names_nothing_else
from qa.search.tokens import content_terms

Property = Literal["title", "author", "date"]

# These words ask for the whole in short, whatever stands beside them.
_SUMMARY = re.compile(
    r"""\b(?:summar(?:y|i[sz]e|ies|i[sz]ing)|tl\s*;?\s*dr|takeaways?|gist|nutshell|synopsis|recap
    |(?:key|main|most\s+important|central|essential)\s+(?:points?|facts|ideas?|findings?|messages?
        |arguments?|takeaways?|things)
    |(?:brief|short|quick|general)\s+(?:overview|account)|overview|sum\s+(?:\w+\s+){0,3}?up|sum\s+up
    |overall\s+(?:story|picture|message)|big\s+picture|highlights\s+of)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# These do only where they speak of nothing but the document.
_ABOUT = re.compile(
    rf"""\b(?:what(?:'s|\s+is|\s+are|\s+was)?\s+{THIS}\s+(?:all\s+)?about
    |what(?:'s|\s+is|\s+are)\s+(?:the\s+)?(?:subject|topic|theme|essence)
    |in\s+(?:brief|short)|outline|highlights|what\s+(?:does|do|did)\s+{THIS}\s+(?:say|cover|tell|contain)
    |what\s+(?:happens|happened|goes\s+on)|what\s+(?:kind|sort|type)\s+of\s+{THIS}
    |what\s+(?:kind|sort|type)\s+of\s+(?:text|document|file|thing|book|paper)\s+is\s+{THIS}
    |what\s+(?:should|must|do)\s+i\s+(?:need\s+to\s+)?know(?:\s+about\s+{THIS})?)\b
    |^\W*(?:what\s+is\s+)?about\s*\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE_SUMMARY = (
    "give make write short brief quick provide show explain describe please main key important "
    "most three five few words sentences points bullet list content contents whole entire general "
    "covers kind sort document say happen happened happens basically tell cover know need read "
    "deal deals discuss main idea"
)
_ASKS: dict[Property, re.Pattern[str]] = {
    "author": re.compile(
        rf"""\b(?:who|whom)\s+(?:wrote|authored|penned|composed|drafted|prepared|published|is\s+behind)\s+{THIS}
        |\bwho(?:'s|\s+is|\s+was|\s+are|\s+were)\s+(?:the\s+)?(?:author|writer|reporter|journalist)s?\b
        |\bwho\s+(?:is|was|are|were)\s+{THIS}\s+(?:written|by|from|prepared|drafted)
        |\bby\s+whom\s+(?:is|was|were)\s+{THIS}\s+(?:written|drawn|drafted|prepared|made|compiled)
        |\bwho\s+(?:conducted|led|did|held|compiled|edited|reported|made)\s+{THIS}
        |\bwhose\s+(?:byline|name|article|report|text|work)\b|^\W*(?:the\s+)?(?:author|writer|byline)s?\b(?:\s+name)?
        |\bname\s+of\s+the\s+(?:author|writer|reporter)\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "date": re.compile(
        rf"""\bwhen\s+(?:was|were|is|did)\s+{THIS}\s+(?:first\s+)?(?:published|written|dated|made
            |issued|released|posted|come\s+out|appear|drafted|prepared|signed\s+off|drawn\s+up)
        |\bwhen\s+did\s+(?:\w+(?:'s)?\s+){{1,3}}come\s+out
        |\b(?:publication|publishing|release|issue)\s+date\b|^\W*(?:the\s+)?date\b
        |\bwhat(?:'s|\s+is)\s+the\s+date\s+(?:of|on)\s+{THIS}|\bdate\s+of\s+{THIS}
        |\bhow\s+(?:old|recent)\s+is\s+{THIS}|\bwhat\s+date\s+(?:is|was)\s+{THIS}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "title": re.compile(
        rf"""\bwhat(?:'s|\s+is|\s+was)\s+(?:the\s+)?(?:title|headline)\s+of\s+{THIS}
        |\bwhat(?:'s|\s+is)\s+the\s+(?:title|headline)\b|^\W*(?:the\s+)?(?:title|headline)\b
        |\bwhat\s+is\s+{THIS}\s+called\b|\bhow\s+is\s+{THIS}\s+(?:called|titled|entitled)""",
        re.IGNORECASE | re.VERBOSE,
    ),
}
_BESIDE_PROPERTY = (
    "dated author authors byline conducted led compiled edited drawn know whose interview writer "
    "wrote written published publication date title headline name called first issued released "
    "reporter journalist prepared drafted made full exact exactly old appear come posted behind "
    "titled"
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|{_MONTH}\s+\d{{4}})\b",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^\W*(?:(?:first\s+)?published|date[d]?|issued|posted|released|updated|last\s+updated)\b",
    re.IGNORECASE,
)
_NAME = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]*"
_NAMES = rf"{_NAME}(?:\s+(?:(?:and|&|de|van|von|der|la|du|bin|al)\s+)*+{_NAME}){{0,5}}"
_AUTHOR = re.compile(
    rf"^(?:[^.!?]{{0,60}}?\b)??\W*(?:by|authors?|written\s+by|reported\s+by|reporter|prepared\s+by|drafted\s+by|text|words)"
    rf"\s*:?\s+(?P<name>{_NAMES}(?:,\s+{_NAMES}){{0,3}})",
    re.IGNORECASE,
)
_HEAD = 3_000  # characters in which a byline and a date stand
_LONGEST_LINE = 160

_MOST_CANDIDATES = 240
_FEWEST, _MOST = 5, 8
_SENTENCES_FOR_ONE = 15
_SHORTEST, _LONGEST = 6, 60  # words
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)")
_MOST_HEADINGS = 40
_DIVERSITY = 0.45
_MOST_DOCUMENTS = 5


def asks_for_summary(question: str, documents: Sequence[Document]) -> bool:
    """Return whether the whole of the documents is asked for in short."""
    if _SUMMARY.search(question) is not None:
        return True
    found = _ABOUT.search(question)
    if found is None:
        return False
    rest = question[: found.start()] + " " + question[found.end() :]
    return names_nothing_else(rest, documents, but=_BESIDE_SUMMARY)


def asked_property(question: str, documents: Sequence[Document]) -> Property | None:
    """Return which property of the document itself is asked for, if one is."""
    for name, pattern in _ASKS.items():
        found = pattern.search(question)
        if found and names_nothing_else(
            question, (), but=f"{_BESIDE_PROPERTY} {_files(documents)}"
        ):
            return name
    return None


def _files(documents: Sequence[Document]) -> str:
    """Return the words of the documents' file names."""
    names = (PurePath(document.source or "").stem for document in documents[:20])
    return re.sub(r"[\W_]+", " ", " ".join(names))


def summarise_place(question: str, document: Document, place: Span, asker: Asker) -> Answer:
    """Return the sentences that best stand for a section, in order."""
    spans = _central(document, asker, within=place) or [place]
    evidence = tuple(Evidence(document, span, 1.0) for span in spans)
    heading = document.text[place.start : place.end].lstrip("# ").splitlines()[0].strip()
    said = (
        f"{heading}: in its own words, not a summary, {counted(len(spans), 'sentence')} that best "
    )
    asked = " ".join(question.split())
    return Answer(
        question, asked, 1.0, evidence, kind="summary", statement=f"{said}stand for the whole."
    )


def summarise(question: str, asker: Asker) -> Answer:
    """Return the sentences that best stand for each document, in order, and its outline."""
    asked = " ".join(question.split())
    documents = asker.documents[:_MOST_DOCUMENTS]
    answers = [_summary_of(document, asker, question) for document in documents]
    if len(answers) == 1 and len(asker.documents) == 1:
        return answers[0]
    parts = tuple(
        Answer(
            document.name,
            document.name,
            1.0,
            answer.evidence,
            kind="summary",
            statement=answer.statement,
            parts=answer.parts,
        )
        for document, answer in zip(documents, answers, strict=True)
    )
    left = len(asker.documents) - len(documents)
    more = f"The first {len(documents)} of {len(asker.documents):,} documents." if left else ""
    return Answer(question, asked, 1.0, kind="summary", statement=more, parts=parts)


def find_property(question: str, name: Property, asker: Asker) -> Answer | None:
    """Return the title, the author or the date of each document, quoted; None if none is there."""
    found: list[tuple[Evidence, Span]] = []
    for document in asker.documents[:20]:
        place = _property_of(document, name)
        if place is not None:
            line, span = place
            found.append((Evidence(document, line, 1.0, marks=(span,)), span))
    asked = " ".join(question.split())
    if not found:
        titles = [document.title for document in asker.documents[:20] if document.title]
        if name != "title" or not titles:
            return None
        said = f"The title, which is not in the text itself: {'; '.join(titles)}"
        return Answer(question, asked, 1.0, kind="property", statement=said)
    return Answer(
        question,
        asked,
        1.0,
        tuple(evidence for evidence, _ in found),
        text_span=found[0][1],
        kind="property",
        statement="" if len(found) == 1 else f"The {name} of {counted(len(found), 'document')}:",
    )


def outline(document: Document) -> list[Span]:
    """Return the headings, without their marks, in order."""
    return [
        Span(line.start + match.end(), line.end)
        for line in _lines(document.text)
        if (match := _HEADING.match(document.text[line.start : line.end]))
    ]


def _summary_of(document: Document, asker: Asker, question: str) -> Answer:
    sentences = _central(document, asker)
    evidence = tuple(Evidence(document, span, 1.0) for span in sentences)
    about = [
        f"{name}: {place[1].slice(document.text)}"
        for name in get_args(Property)
        if (place := _property_of(document, name))
    ]
    lines = [f"{'; '.join(about)}. " if about else ""]
    headings = outline(document)[:_MOST_HEADINGS]
    parts: tuple[Answer, ...] = ()
    if len(headings) > 1:
        quotes = tuple(Evidence(document, span, 1.0) for span in headings)
        parts = (Answer("Outline", "Outline", 1.0, quotes, kind="summary"),)
    count = counted(len(sentences), "sentence")
    lines.append(f"In its own words, not a summary: {count} that best stand for the whole.")
    said = "".join(lines)
    return Answer(
        question,
        " ".join(question.split()),
        1.0,
        evidence,
        kind="summary",
        statement=said[:1].upper() + said[1:],
        parts=parts,
    )


def _central(document: Document, asker: Asker, *, within: Span | None = None) -> list[Span]:
    """Return the sentences that are near the middle of all and unlike each other, in order."""
    whole = within or Span(0, len(document.text))
    every = [span for span in _sentences(document) if span.overlaps(whole)]
    spans = [span for span in every if _says_something(document, span)]
    if len(spans) < _FEWEST:
        spans = every
    if not spans:
        return []
    step = max(1, -(-len(spans) // _MOST_CANDIDATES))
    spans = spans[::step]
    wanted = min(len(spans), max(_FEWEST, min(_MOST, len(spans) // _SENTENCES_FOR_ONE)))
    vectors = asker.encode([span.slice(document.text) for span in spans])
    return [spans[number] for number in sorted(_chosen(vectors, wanted))]


def _chosen(vectors: NDArray[np.float32], wanted: int) -> list[int]:
    """Return rows by maximal marginal relevance (Carbonell and Goldstein, 1998).

    vectors: (n, dimension), each of length 1. What stands early counts a little more.
    """
    middle = vectors.mean(axis=0)
    central = vectors @ (middle / (np.linalg.norm(middle) or 1.0))
    central = central + 0.1 * np.exp(-np.arange(len(vectors)) / max(3.0, 0.05 * len(vectors)))
    chosen: list[int] = []
    likeness = np.zeros(len(vectors))
    for _ in range(wanted):
        scores = (1 - _DIVERSITY) * central - _DIVERSITY * likeness
        scores[chosen] = -np.inf
        best = int(scores.argmax())
        chosen.append(best)
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return chosen


def _says_something(document: Document, span: Span) -> bool:
    text = span.slice(document.text)
    words = text.split()
    start = document.text[max(0, span.start - len(ROW_MARK)) : span.start]
    is_sentence = text.rstrip("\"'”’)*_ ").endswith((".", "!", "?"))
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and is_sentence
        and start != ROW_MARK
        and len(content_terms(text)) >= 3
    )


def _sentences(document: Document) -> Iterator[Span]:
    for passage in split(document):
        yield from passage.sentences


def _property_of(document: Document, name: Property) -> tuple[Span, Span] | None:
    """Return the line that holds a property, and the property in it."""
    if name == "title":
        title = document.title.strip()
        at = document.text[:_HEAD].find(title) if title else -1
        if at < 0:
            headings = outline(document)
            return (headings[0], headings[0]) if headings else None
        return Span(at, at + len(title)), Span(at, at + len(title))
    head = document.text[:_HEAD]
    dated: tuple[Span, Span] | None = None
    for line in (_trimmed(head, each) for each in _lines(head)):
        words = line.slice(head)
        if not words or len(words) > _LONGEST_LINE:
            continue
        if name == "author" and (match := _AUTHOR.match(words)):
            return line, Span(line.start + match.start("name"), line.start + match.end("name"))
        if name == "date" and (match := _DATE.search(words)):
            place = line, Span(line.start + match.start(), line.start + match.end())
            if _DATE_LABEL.match(words):
                return place
            is_sentence = words.endswith((".", "!", "?")) and len(words.split()) > 8
            dated = dated or (None if is_sentence else place)
    return dated


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield Span(start, start + len(line.rstrip("\r\n")))
        start += len(line)


def _trimmed(text: str, span: Span) -> Span:
    words = span.slice(text)
    start = span.start + len(words) - len(words.lstrip("#*_> \t"))
    return Span(start, max(start, span.start + len(words.rstrip("*_ \t"))))
