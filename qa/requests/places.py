"""Clauses, sections, articles, pages and rows that are asked for by their number or key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Document, Span
from qa.answers import Answer, Evidence
from qa.requests.asker import Asker
from qa.requests.wording import names_nothing_else

_LABELS = (
    r"clause|cl|section|sec|article|art|paragraph|para|chapter|ch|page|p|pp|row|order|item|number|no"
    r"|rule|annex|appendix|schedule|exhibit|resolution|step|part|line|entry|record|invoice|point"
    r"|question|motion|table|figure|regulation"
)
_NUMBER = r"\d{4}/\d{1,5}|\d{1,6}(?:\.\d{1,4}){0,5}(?:\s?\([a-z0-9]{1,4}\)){0,2}"
_KEY = r"[A-Z]{1,5}[-/]?\d{1,9}(?:[-/.]\d{1,9}){0,3}"
_ROMAN = r"[IVXLC]{1,6}"
_PLACE = re.compile(
    rf"(?:\b(?P<label>{_LABELS})s?\b\.?|(?P<sign>§{{1,2}}|\#))\s{{0,2}}(?:no\.?|number|nr\.?|\#)?\s{{0,2}}"
    rf"(?P<id>{_NUMBER}|(?-i:{_KEY})|(?-i:{_ROMAN})\b|(?-i:[A-Z])\b)",
    re.IGNORECASE,
)
_BARE_KEY = re.compile(rf"(?<![\w-]){_KEY}(?![\w-])", re.IGNORECASE)
_BARE_CLAUSE = re.compile(
    r"(?<![\w.$€£-])\d{1,3}(?:\.\d{1,3}){1,5}(?![\w%-])(?:\s?\([a-z0-9]{1,4}\)){0,2}"
)
_SPELT_OUT = {
    "cl": "clause",
    "sec": "section",
    "art": "article",
    "para": "paragraph",
    "ch": "chapter",
}
_PAGES = ("page", "p", "pp")
# With these a number can be nothing but a place.
_PLAIN_LABELS = (
    "clause", "section", "article", "paragraph", "chapter", "page", "row", "annex", "appendix",
    "schedule", "exhibit", "resolution", "rule", "order", "invoice", "§",
)  # fmt: skip

# What begins a numbered line: "11.4 Notice", "## 3. Fees", "(b) the tenant", "Article 5".
_BEGINNING = re.compile(
    rf"^[ \t>*_]{{0,8}}(?P<hashes>\#{{0,6}})[ \t]{{0,3}}[*_]{{0,3}}"
    rf"(?:(?P<label>{_LABELS})\b\.?[ \t]{{0,2}}|§[ \t]{{0,2}})?"
    rf"(?P<id>\((?:[a-z]{{1,4}}|\d{{1,3}})\)|\d{{4}}/\d{{1,5}}|\d{{1,4}}(?:\.\d{{1,4}}){{0,5}}|(?-i:{_KEY})"
    rf"|(?-i:{_ROMAN})|(?-i:[A-Z]))(?P<end>[.):]{{0,2}}[*_]{{0,3}}(?=\s|$))",
    re.IGNORECASE,
)
_SUB = re.compile(r"\(([a-z0-9]{1,4})\)", re.IGNORECASE)
_ASKING = (
    "read one say says said state states provide provides contain contains tell quote show give "
    "text agenda wording full whole content contents display print cite see look find open please "
    "exactly write written mean means go jump about stand stands cover covers require requires"
)
_LONGEST = 20_000  # characters of one quote
_MOST_ROWS = 3
_MOST_DOCUMENTS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it was asked for: its label, its number or key, and the rest of the question."""

    label: str
    id: str
    rest: str

    @property
    def name(self) -> str:
        """What to call it before a person."""
        return f"{self.label} {self.id}".strip()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that begins with a number."""

    span: Span
    label: str
    id: str
    level: int  # of its heading; 0 where it is none


def asked_place(question: str) -> Place | None:
    """Return the place that a question names by its number or key, if it does."""
    found = _PLACE.search(question)
    if found is not None:
        label = (found["label"] or ("§" if found["sign"] != "#" else "")).lower()
        label = _SPELT_OUT.get(label, label)
        rest = question[: found.start()] + " " + question[found.end() :]
        return Place("" if label in ("no", "number") else label, found["id"], rest)
    for pattern in (_BARE_KEY, _BARE_CLAUSE):
        bare = pattern.search(question)
        if bare is not None:
            rest = question[: bare.start()] + " " + question[bare.end() :]
            return Place("", bare.group().upper(), rest)
    return None


def show_place(question: str, place: Place, asker: Asker) -> Answer | None:
    """Return the whole clause, page or row, or what answers in it.

    None where there is no such place and the question asks for more than the place.
    """
    asked = " ".join(question.split())
    found = find(place, asker.documents)
    begin = " ".join(_heading(document.text, span) for document, span in found[:3])
    is_bare = names_nothing_else(place.rest, asker.documents, but=f"{_ASKING} {begin}")
    if not found:
        if not is_bare or not place.label:
            return None
        said = f"Looked for {place.name}: {_nowhere(asker.documents)} by that number."
        return Answer(question, asked, 0.0, kind="place", statement=said)
    if not is_bare:
        return _read(question, place, found, asker)
    evidence = tuple(
        Evidence(document, Span(span.start, min(span.end, span.start + _LONGEST)), 1.0)
        for document, span in found[:5]
    )
    return Answer(question, asked, 1.0, evidence, kind="place")


def _heading(text: str, span: Span) -> str:
    """Return the first line of a clause, whose words people repeat; "" for a table's row."""
    is_row = text[max(0, span.start - 2) : span.start] == "| "
    return "" if is_row else span.slice(text).split("\n")[0][:200]


def find(place: Place, documents: Sequence[Document]) -> list[tuple[Document, Span]]:
    """Return where a place is, in each of the documents that has it."""
    return [
        (document, span)
        for document in documents[:_MOST_DOCUMENTS]
        for span in _spans(document, place, most=1 + (not place.label))
    ]


def _nowhere(documents: Sequence[Document]) -> str:
    return "the document has none" if len(documents) == 1 else "no document has one"


def _read(
    question: str, place: Place, found: Sequence[tuple[Document, Span]], asker: Asker
) -> Answer | None:
    """Return what answers in the places that were found.

    Where nothing does surely, the place is shown whole as one that may answer; None if it was not
    plainly a place that was named.
    """
    asked = " ".join(question.split())
    scored = [each for place_ in found[:5] for each in asker.scored(question, within=place_)]
    scored.sort(key=lambda each: -each[1])
    probability = scored[0][1] if scored else 0.0
    if probability < asker.possible_threshold:
        if place.label not in _PLAIN_LABELS:
            return None
        evidence = tuple(Evidence(document, span, probability) for document, span in found[:1])
        said = f"{place.name[:1].upper()}{place.name[1:]}, whole: no one sentence surely answers."
        return Answer(
            question, asked, probability, evidence, kind="place", is_possible=True, statement=said
        )
    best = scored[0][0]
    return Answer(
        question,
        asked,
        probability,
        (Evidence(best.row.document, best.quote, probability),),
        text_span=best.span,
        kind="place",
        is_possible=probability < asker.threshold,
        statement=f"Read in {place.name}." if place.label else "",
    )


def _spans(document: Document, place: Place, *, most: int) -> list[Span]:
    if place.label in _PAGES:
        return _page(document, place.id)
    if place.label == "line":
        return _numbered_line(document, place.id)
    if place.label == "row" and place.id.isdigit():
        rows = list(_rows(document.text))
        number = int(place.id)
        return rows[number - 1 : number] if number else []
    found = _clauses(document, place)
    if not found:
        rows = list(_rows_with_key(document.text, place.id))
        # What stands in many rows is no key of one.
        found = rows if len(rows) <= _MOST_ROWS else []
    return found[:most]


def _page(document: Document, number: str) -> list[Span]:
    starts = document.page_starts
    if not number.isdigit() or not 0 < int(number) <= len(starts):
        return []
    first = int(number) - 1
    end = starts[first + 1] if first + 1 < len(starts) else len(document.text)
    return _nonempty(document.text, Span(starts[first], end))


def _numbered_line(document: Document, number: str) -> list[Span]:
    lines = document.text.splitlines(keepends=True)
    if not number.isdigit() or not 0 < int(number) <= len(lines):
        return []
    start = sum(map(len, lines[: int(number) - 1]))
    return _nonempty(document.text, Span(start, start + len(lines[int(number) - 1])))


def _rows(text: str) -> Iterator[Span]:
    for start, line in _lines(text):
        if line.startswith("| ") and len(line.rstrip()) > len("| "):
            yield Span(start + 2, start + len(line.rstrip()))


def _rows_with_key(text: str, key: str) -> Iterator[Span]:
    """Yield the rows of tables of which one cell is the key."""
    if key not in text:
        return
    is_cell = re.compile(rf"(?:^|[:;|])\s{{0,3}}{re.escape(key)}\s{{0,3}}(?:[;|]|$)")
    for span in _rows(text):
        row = span.slice(text)
        if key in row and is_cell.search(row):
            yield span


def _clauses(document: Document, place: Place) -> list[Span]:
    """Return the clauses of this number, whole; those with the asked label before the others."""
    main, *subs = [place.id.split("(")[0].strip(), *_SUB.findall(place.id)]
    text = document.text
    lines = list(_numbered_lines(text))
    wanted = [at for at, line in enumerate(lines) if _same_id(line.id, main)]
    labelled = [at for at in wanted if place.label and lines[at].label == place.label]
    found = []
    for at in labelled or wanted:
        if not labelled and lines[at].label and place.label and lines[at].label != place.label:
            continue
        span: Span | None = Span(lines[at].span.start, _end(text, lines, at))
        for sub in subs:
            span = span and _within(text, lines, span, f"({sub})")
        if span is not None:
            found += _nonempty(text, span)
    # Of several lines with a number, such as one of a table of contents, the longest is the clause.
    return sorted(found, key=lambda span: span.start - span.end)


def _same_id(one: str, other: str) -> bool:
    return one.strip("().").casefold() == other.strip("().").casefold()


def _within(text: str, lines: Sequence[_Line], whole: Span, sub: str) -> Span | None:
    for at, line in enumerate(lines):
        if line.span.within(whole) and line.id.casefold() == sub.casefold():
            return Span(line.span.start, min(_end(text, lines, at), whole.end))
    return None


def _end(text: str, lines: Sequence[_Line], at: int) -> int:
    """Return where the clause ends: before the next one that is not a part of it."""
    first = lines[at]
    others = (line.span.start for line in lines[at + 1 :] if not _is_part(line, first))
    end = next(others, len(text))
    return min(end, _next_heading(text, first, before=end))


def _is_part(line: _Line, whole: _Line) -> bool:
    if line.id.startswith("("):
        return not whole.id.startswith("(")
    if whole.id.startswith("("):
        return False
    if line.id.startswith(f"{whole.id}."):
        return True
    if whole.level:
        return not line.level or line.level > whole.level
    # "Article 5" holds the numbers below it, until the next article.
    return bool(whole.label) and not line.label and not line.level


def _next_heading(text: str, first: _Line, *, before: int) -> int:
    """Return where the next heading of this level or above begins, at most `before`."""
    for start, line in _lines(text[first.span.end : before]):
        hashes = len(line) - len(line.lstrip("#"))
        if 0 < hashes <= (first.level or 6):
            return first.span.end + start
    return before


def _numbered_lines(text: str) -> Iterator[_Line]:
    for start, line in _lines(text):
        match = _BEGINNING.match(line)
        if match is None:
            continue
        label, number = (match["label"] or "").lower(), match["id"]
        hashes = len(match["hashes"])
        # A capital alone begins many a sentence.
        if number.isalpha() and not (label or hashes or match["end"].strip("*_")):
            continue
        span = Span(start, start + len(line))
        yield _Line(span, _SPELT_OUT.get(label, label), number, hashes)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)


def _nonempty(text: str, span: Span) -> list[Span]:
    words = span.slice(text)
    start = span.start + len(words) - len(words.lstrip("# \t\r\n"))
    end = span.start + len(words.rstrip())
    return [Span(start, end)] if start < end else []
