"""Interviews and transcripts: the label before a turn, and whom "Q" and "A" stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span
from qa.speakers import people, subjects
from qa.speakers.narration import Token, tokens
from qa.speakers.page import Page
from qa.speakers.words import HONORIFICS, ORGANISATIONS, PARTICLES, is_function

_LABEL = re.compile(
    r"^[ \t>*_•-]{0,6}+(?P<name>[^\W\d_][^\n:()\[\]*]{0,60}+)"
    r"(?:\([^()\n]{1,60}+\))?+[ \t*_]{0,4}+:[*_]{0,3}+(?=\s)",
    re.MULTILINE,
)
_ASKED = re.compile(
    r"^[ \t>*_•-]{0,6}+(?P<name>Q|A|Question|Answer|QUESTION|ANSWER)[*_]{0,3}+[.:][*_]{0,3}+(?=\s)",
    re.MULTILINE,
)
_BLANK = re.compile(r"\n[ \t\r]*+\n|\Z")
_SPEAKS = re.compile(r"\b(?:I|we|you|my|our|us|me|your|We|You|My|Our|Yes|No)\b|\?")
# Who is talked with: "Interview with Anna Keller", "EXAMINATION OF MR. DUNMORE".
_WITH = re.compile(
    r"\b(?:(?:interview(?:s|ed)?|conversation|talk(?:s|ed)?|spoke|speaks|questions|sat down|"
    r"chat(?:ted)?)\s(?:(?:with|to|for)\s)?|examination\s(?:of\s)?|witness(?:,|:|\sis)?\s)"
    r"(?:the\s)?",
    re.IGNORECASE,
)
# What stands before a colon and is nobody: the heads of letters, forms and manuals.
_NO_NAMES = frozenset(
    "note notes date time place location present absent apologies subject re from to cc bcc "
    "attendees warning caution danger tip todo example examples step figure table chapter section "
    "part item question answer q a summary background result results conclusion action actions "
    "definition contents ingredients method contact address phone telephone email web website "
    "source sources picture caption photo update correction title author agenda resolved decision "
    "appendix annex exhibit price total name p.s ps nb about also warning remember important "
    "thus hence finally first second third prize venue duration deadline status".split()
)
_INTRODUCTION = 1500
_LOOK_BACK = 60_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in a transcript: the label's name and the words behind the colon."""

    name: Span
    body: Span


def turn_at(page: Page, span: Span) -> Turn | None:
    """Return the turn that a span stands in; None where no label is surely somebody's."""
    turns = _turns(page)
    found = next((each for each in turns if span.within(each.body)), None)
    if found is None or not _is_somebody(page, found, turns):
        return None
    return found


def _turns(page: Page) -> list[Turn]:
    text = page.text
    labels = list(_LABEL.finditer(text))
    turns = []
    for number, label in enumerate(labels):
        name = _label_name(text, label)
        if name is None:
            continue
        following = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        blank = _BLANK.search(text, label.end(), following)
        end = min(following, blank.start() if blank else len(text))
        turns.append(Turn(name, Span(label.end(), max(label.end(), end))))
    return turns


def _label_name(text: str, label: re.Match[str]) -> Span | None:
    start, end = label.span("name")
    words = tokens(text, Span(start, end), ())
    comma = next((at for at, token in enumerate(words) if token.is_mark(",")), len(words))
    words = words[:comma]
    if not words or len(words) > 6 or not all(map(_is_label_word, words)):
        return None
    known = {token.lower for token in words} - {"the"}
    if known & _NO_NAMES and len(known - _NO_NAMES) < 2:
        return None
    return Span(words[0].start, words[-1].end)


def _is_label_word(token: Token) -> bool:
    if not token.is_word:
        return token.text in ".'’-"
    return token.is_capital or token.lower in PARTICLES or token.text[0].isdigit()


def _is_somebody(page: Page, turn: Turn, turns: Sequence[Turn]) -> bool:
    """Return whether a label names somebody who speaks, and is no heading before a colon."""
    name = turn.name.slice(page.text)
    words = name.split()
    first = words[0].casefold()
    counts = Counter(each.name.slice(page.text) for each in turns)
    speaks = _SPEAKS.search(turn.body.slice(page.text)) is not None
    talks = counts[name] > 1 and len(counts) > 1
    if first in HONORIFICS and len(words) > 1:
        return True
    if first == "the" and len(words) > 1:
        return talks or speaks
    if any(is_function(word.casefold()) for word in words):
        return False
    is_full = people.fullest(page, turn.name) != turn.name
    if is_full or talks:
        return talks or speaks or len(turns) > 1
    return speaks and (len(words) > 1 or name.isupper()) and len(words) < 5


def asked_of(text: str, span: Span) -> Span | None:
    """Return the name of whoever answers in the "A:" that a span stands in; None otherwise.

    `text` and `span` are the document's: the interview may have begun long before.
    """
    begin = max(0, span.start - _LOOK_BACK)
    labels = list(_ASKED.finditer(text, begin, span.end))
    if not labels or not labels[-1].group("name").lower().startswith("a"):
        return None
    blank = _BLANK.search(text, labels[-1].end())
    if span.start < labels[-1].end() or (blank and blank.start() < span.end):
        return None
    return _introduced(text, labels)


def _introduced(text: str, labels: Sequence[re.Match[str]]) -> Span | None:
    """Return the only person whom the words before the questions say are asked."""
    end = labels[0].start()
    for before, label in zip(reversed(labels[:-1]), reversed(labels[1:]), strict=True):
        gap = _BLANK.search(text, before.end(), label.start())
        if gap and text[gap.end() : label.start()].strip():
            end = label.start()  # other words between two questions: a new interview, perhaps
            break
    page = Page(text[max(0, end - _INTRODUCTION) : end], max(0, end - _INTRODUCTION))
    words = page.tokens
    names = {match.end() for match in _WITH.finditer(page.text)}
    asked = [
        (at, last)
        for at, token in enumerate(words)
        if token.start in names and (last := subjects.name_from(words, at)) is not None
    ]
    everybody = asked or [
        (first, last)
        for first, last in people.names(words)
        if last > first and not {token.lower for token in words[first : last + 1]} & ORGANISATIONS
    ]
    spans = {
        span.slice(page.text).casefold(): span
        for first, last in everybody
        for span in [people.fullest(page, Span(words[first].start, words[last].end))]
    }
    return next(iter(spans.values())).shifted(page.offset) if len(spans) == 1 else None
