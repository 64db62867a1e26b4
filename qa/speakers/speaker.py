"""The speaker of a span of a document, by quotation, by turn or by indirect speech."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Document, Span
from qa.speakers import people, turns
from qa.speakers.attribution import of_quotation, of_words, said_within
from qa.speakers.page import Found, Page
from qa.speakers.quotations import Quotation

_MARKS = " \t\r\n\u00a0“”„«»‹›\"‘’'*_>"
_FRAGMENT = 60  # characters of a quotation that may be a word or two in somebody's sentence


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said a sentence, in spans of its document.

    name: the words that name the speaker, in the fullest form near the sentence, "Ottilie Brandt"
    also where "Brandt said" or "she said" stands beside it. proof: the sentence that names the
    speaker as speaking; for "she said" the one that tells who she is.
    """

    name: Span
    proof: Span


def speaker_of(document: Document, span: Span) -> Speaker | None:
    """Return who said a quoted sentence, or a part of one; None where that is not certain."""
    trimmed = _trimmed(document.text, span)
    if trimmed.start == trimmed.end:
        return None
    page = Page.around(document.text, trimmed)
    local = Span(trimmed.start - page.offset, trimmed.end - page.offset)
    turn = turns.turn_at(page, local)
    if turn is not None:
        found = _in_turn(page, turn, local)
    elif (asked := turns.asked_of(document.text, trimmed)) is not None:
        return _asked(document, trimmed, asked)
    else:
        found = _spoken(page, local)
    if found is None:
        return None
    return Speaker(found.name.shifted(page.offset), found.proof.shifted(page.offset))


def _trimmed(text: str, span: Span) -> Span:
    words = span.slice(text)
    start = span.start + len(words) - len(words.lstrip(_MARKS))
    end = span.end - (len(words) - len(words.rstrip(_MARKS)))
    return Span(start, max(start, end))


def _in_turn(page: Page, turn: turns.Turn, span: Span) -> Speaker | None:
    whole = _without_marks(page.text, turn.body)
    is_others, told = _within(page, whole, span)
    if is_others:
        return told
    return Speaker(people.fullest(page, turn.name), page.sentence(turn.name.start))


def _without_marks(text: str, body: Span) -> Span:
    """Return a turn without quotation marks around all of it."""
    words = body.slice(text)
    inner = words.strip()
    if len(inner) < 2 or inner[0] not in '“«"„' or inner[-1] not in '”»"“':
        return body
    start = body.start + words.index(inner) + 1
    return Span(start, start + len(inner) - 2)


def _asked(document: Document, span: Span, name: Span) -> Speaker | None:
    text = document.text
    line = text.rfind("\n", 0, span.start) + 1
    page = Page.around(text, span)
    body = Span(line - page.offset, len(page.text))
    is_others, told = _within(page, body, Span(span.start - page.offset, span.end - page.offset))
    if is_others:
        return told and Speaker(told.name.shifted(page.offset), told.proof.shifted(page.offset))
    around = Page.around(text, name)
    proof = around.sentence(name.start - around.offset).shifted(around.offset)
    return Speaker(name, proof)


def _within(page: Page, body: Span, span: Span) -> tuple[bool, Speaker | None]:
    """Return whether somebody else says a part of what stands in `body`, and who.

    body: what one person says: a quotation without its marks, or a turn.
    """
    inner = Page(body.slice(page.text), body.start)
    local = Span(span.start - body.start, span.end - body.start)
    around = next((each for each in inner.quotations if local.within(each.span)), None)
    if around is not None:
        found = of_quotation(inner, around)
        return True, _outer_speaker(page, inner, found)
    if any(each.span.overlaps(local) for each in inner.quotations):
        return False, None
    is_told, found = said_within(inner, local)
    return is_told, _outer_speaker(page, inner, found)


def _outer_speaker(page: Page, inner: Page, found: Found | None) -> Speaker | None:
    """Return the speaker that a clause inside what another says names; no pronoun's."""
    if found is None or found.clause.subject is None or found.clause.subject.kind == "pronoun":
        return None
    name = found.clause.subject.name.shifted(inner.offset)
    return Speaker(people.fullest(page, name), page.sentence(_verb(inner, found) + inner.offset))


def _verb(page: Page, found: Found) -> int:
    return page.units(found.paragraph)[found.unit][found.clause.verb].start


def _spoken(page: Page, span: Span) -> Speaker | None:
    overlapping = [each for each in page.quotations if each.span.overlaps(span)]
    if not overlapping:
        return _speaker(page, of_words(page, span))
    around = next((each for each in overlapping if span.within(each.span)), None)
    if around is None:
        return _agreed(page, span, overlapping)
    part = next((each for each in around.parts if span.within(each)), around.span)
    is_others, told = _within(page, Span(part.start + 1, part.end), span)
    return told if is_others else _speaker(page, of_quotation(page, around))


def _agreed(page: Page, span: Span, overlapping: list[Quotation]) -> Speaker | None:
    """Return the one speaker of all quotations that a span holds or cuts."""
    found = []
    for quotation in overlapping:
        speaker = _speaker(page, of_quotation(page, quotation))
        fragment = len(quotation.span.slice(page.text)) <= _FRAGMENT
        if speaker is None and (not fragment or quotation.ending(page.text) in ".?!"):
            return None
        if speaker is not None:
            found.append(speaker)
    if not found:
        return _speaker(page, of_words(page, span))
    names = {each.name.slice(page.text) for each in found}
    return found[0] if len(names) == 1 else None


def _speaker(page: Page, found: Found | None) -> Speaker | None:
    if found is None or found.clause.subject is None:
        return None
    subject = found.clause.subject
    if subject.kind == "pronoun":
        named = people.resolved(page, found)
        return Speaker(named[0], page.sentence(named[1])) if named else None
    return Speaker(people.fullest(page, subject.name), page.sentence(_verb(page, found)))
