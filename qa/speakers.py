"""Who said a quote: the words that name the speaker, and the sentence that proves it.

Only what is certain is told: a name or a role beside a verb of saying, at the quotation marks that
the quote stands in, at the beginning of its own sentence, or before a colon in a transcript. "She
said" names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Document, Span, split
from corpus.formats.rows import ROW_MARK

_SAYING = (
    r"(?:said|says|told|tells|added|adds|explained|explains|claimed|claims|stated|states|warned|warns"
    r"|insisted|insists|replied|replies|asked|asks|announced|announces|argued|argues|recalled|recalls"
    r"|admitted|admits|noted|notes|wrote|writes|declared|declares|remarked|remarks|complained"
    r"|complains|answered|answers|cried|shouted|whispered|suggested|suggests|confirmed|confirms"
    r"|denied|denies|testified|testifies|reported|reports|promised|promises|conceded|concedes)"
)
_UPPER = "A-ZÀ-ÖØ-Þ"
_PART = rf"(?:[{_UPPER}]\.|[{_UPPER}][\w'’-]{{0,30}})"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lady|Lord|St)\.? )?"
_NAME = rf"{_TITLE}{_PART}(?: (?:(?:de|van|von|der|la|bin|al|of|the) ){{0,2}}{_PART}){{0,4}}"
_ROLE = (
    r"(?:[Tt]he|[Aa]|[Aa]n|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ne) "
    r"(?:[\w'’-]{1,24} ){0,4}?[\w'’-]{1,24}"
)
_APPOSITION = r"(?:, [^,.;:“”\"]{2,80},)?"
# What names a speaker: "Moira Tench", "a spokeswoman, Greta Lunde", "The mayor".
_WHO = rf"(?P<who>{_NAME}|{_ROLE}, {_NAME}|{_ROLE})"
_PRONOUNS = frozenset(
    "I He She It We They You This That These Those There Who What When Where Why How But And Or So "
    "Then Yet If As In On At By For With After Before While Although Because No Not".split()
)
# A role that ends with one of these is the beginning of a passive: "The council was asked".
_NO_ENDS = frozenset(
    "is was were been be being has had have are to who which that but and or".split()
)
# The clause beside a quotation: before it, or behind it in either order.
_BEFORE = re.compile(
    rf"(?:^|[.!?”\"»] ){_WHO}{_APPOSITION},? {_SAYING}\b[^“\"«.!?]{{0,80}}[,:]?\s*$"
)
_ALSO = _WHO.replace("?P<who>", "?P<also>")
_BEHIND = re.compile(
    rf"^[,.!?]?[”\"’»]?,?\s*(?:{_SAYING} {_WHO}(?=[\s,.;:])|{_ALSO}{_APPOSITION},? {_SAYING}\b)"
)
_OWN = re.compile(
    rf"^(?:[^“\"«]{{0,60}}, )?{_WHO}{_APPOSITION},? (?:has |had |also |later )?{_SAYING}"
    rf"(?: \w+ \w+)?"
    rf"(?: that\b| whether\b|:| it\b| there\b| he\b| she\b| they\b| we\b| “|,? “)"
)
_ACCORDING = re.compile(rf"\b[Aa]ccording to {_WHO}(?=[,.;]|\s)")
_CAPITALS = rf"[{_UPPER}]{{2,}}(?: [{_UPPER}]{{2,}}){{0,3}}"
_LINE = re.compile(rf"^(?:[*_]{{1,3}})?(?P<who>{_NAME}|{_CAPITALS}):(?:[*_]{{1,3}})?\s")
_OPENING, _CLOSING = "“«„", "”»"
_SENTENCE_END = re.compile(r"[.!?] ")
_NO_FIRST_NAME = "|".join(sorted(_PRONOUNS)) + "|A|An|The|Mr|Mrs|Ms|Dr"
_LOOKED_BACK = 20_000  # characters
_LONGEST = 4_000  # characters of a paragraph that is looked at


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said a quote: spans of the same document."""

    name: Span
    proof: Span


def speaker_of(document: Document, span: Span) -> Speaker | None:
    """Return who said a sentence, or None where that is not certain.

    span: a quoted sentence, or a part of one. Only its own paragraph is looked at.
    """
    text = document.text
    paragraph = _paragraph(text, span)
    if paragraph is None:
        return None
    words = paragraph.slice(text)
    here = span.shifted(-paragraph.start)
    quotations = list(_quotations(words))
    touched = [each for each in quotations if each.overlaps(here)]
    for quotation in touched:
        found = _beside(words, quotation) or _of_the_one_before(words, quotation, quotations)
        if found is not None:
            return _speaker(document, paragraph, found)
    if any(_is_mostly(each, here) for each in touched):
        return None
    line = _LINE.match(words)
    # A transcript names each speaker more than once; "Present:" stands there once.
    if line is not None and text.count(f"{line['who']}:") > 1:
        is_name = len(line["who"]) > 1  # "Q:" and "A:" name nobody
        return _speaker(document, paragraph, line.span("who")) if is_name else None
    return _own(document, _sentence(document, paragraph, span))


def _of_the_one_before(
    words: str, quotation: Span, quotations: Sequence[Span]
) -> tuple[int, int] | None:
    """Return the name of the quotation before, where nothing but its clause stands between."""
    before = [each for each in quotations if each.end < quotation.start]
    if not before or _SENTENCE_END.search(words, before[-1].end + 1, quotation.start - 2):
        return None
    behind = _BEHIND.match(words[before[-1].end : quotation.start - 1])
    return _beside(words, before[-1]) if behind is not None else None


def _sentence(document: Document, paragraph: Span, span: Span) -> Span:
    """Return the whole sentence that a span begins in."""
    for passage in split(Document(text=paragraph.slice(document.text))):
        for sentence in passage.sentences:
            whole = sentence.shifted(paragraph.start)
            if whole.start <= span.start < whole.end:
                return whole
    return span


def _own(document: Document, span: Span) -> Speaker | None:
    """Return who says what a sentence reports: "The mayor said that ..."."""
    words = span.slice(document.text)
    found = _OWN.match(words) or _ACCORDING.search(words)
    if found is None or _is_nobody(found["who"]):
        return None
    return _speaker(document, span, found.span("who"))


def _beside(words: str, quotation: Span) -> tuple[int, int] | None:
    """Return the place of the name in the clause before or behind a quotation."""
    behind = _BEHIND.match(words[quotation.end : quotation.end + 160])
    if behind is not None:
        group = "who" if behind["who"] else "also"
        if not _is_nobody(behind[group]):
            start, end = behind.span(group)
            return quotation.end + start, quotation.end + end
        return None
    first = max(0, quotation.start - 200)
    before = _BEFORE.search(words[first : quotation.start - 1])
    if before is None or _is_nobody(before["who"]):
        return None
    start, end = before.span("who")
    return first + start, first + end


def _is_nobody(name: str) -> bool:
    words = name.split()
    is_possessive = name.endswith(("'s", "’s"))
    return words[0] in _PRONOUNS or words[-1] in _NO_ENDS or is_possessive


def _speaker(document: Document, around: Span, name: tuple[int, int]) -> Speaker:
    """Return the speaker by the fullest name, with the sentence that names him as proof."""
    span = Span(around.start + name[0], around.start + name[1])
    proof = _sentence(document, around, span)
    fuller = _fuller(document.text, span)
    return Speaker(fuller, Span(proof.start, max(proof.end, span.end)))


_TITLED = re.compile(rf"((?:Mr|Mrs|Ms|Dr)\.?) {_PART}")
_NAMED_BEHIND = re.compile(rf", (?P<name>{_NAME}),?")


def _fuller(text: str, span: Span) -> Span:
    """Return the name behind a role: of "a spokeswoman, Greta Lunde" the last two words."""
    words = span.slice(text)
    titled = _TITLED.fullmatch(words)
    if (" " not in words and not words.isupper()) or titled:
        return _with_first_name(text, span, title=f"{titled.group(1)} " if titled else "")
    named = _NAMED_BEHIND.search(words)
    if named is not None:
        return Span(span.start + named.start("name"), span.start + named.end("name"))
    if words[:1].islower() or words.split()[0] in ("A", "An", "The"):
        behind = _NAMED_BEHIND.match(text, span.end)
        if behind is not None:
            return Span(behind.start("name"), behind.end("name"))
    return span


def _paragraph(text: str, span: Span) -> Span | None:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    if end - start > _LONGEST or text.startswith(ROW_MARK, start):
        return None
    return Span(start, end)


def _quotations(words: str) -> Iterator[Span]:
    """Yield what stands between quotation marks, without the marks."""
    opened: int | None = None
    for at, character in enumerate(words):
        if character in _OPENING:
            opened = at + 1
        elif character in _CLOSING and opened is not None:
            yield Span(opened, at)
            opened = None
        elif character == '"':
            if opened is None:
                opened = at + 1
            else:
                yield Span(opened, at)
                opened = None


def _is_mostly(quotation: Span, sentence: Span) -> bool:
    """Return whether at least half of a sentence stands in a quotation."""
    shared = min(quotation.end, sentence.end) - max(quotation.start, sentence.start)
    return 2 * shared >= sentence.end - sentence.start


def _with_first_name(text: str, span: Span, *, title: str = "") -> Span:
    """Return where a surname stands with first names before it, if they are always the same."""
    surname = re.escape(span.slice(text).removeprefix(title))
    first = rf"(?:(?!(?:{_NO_FIRST_NAME})\b){_PART} ){{1,3}}"
    pattern = re.compile(rf"{re.escape(title)}{first}{surname}\b")
    found = list(pattern.finditer(text, max(0, span.start - _LOOKED_BACK), span.start))
    names = {match.group() for match in found}
    return Span(*found[0].span()) if len(names) == 1 else span
