"""What a conversation has spoken of: the phrases that a pronoun may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.answers import Turn
from qa.conversation import nouns, verbs
from qa.conversation.frame import Frame, parse
from qa.conversation.kinds import Kind, Referent, Role, described
from qa.conversation.phrases import definite, is_clause, owners, phrases, trimmed
from qa.conversation.words import (
    ADVERBS,
    BE,
    DETERMINERS,
    ORDINALS,
    PLURAL_AUXILIARIES,
    between,
    is_plural,
    restored,
    singular,
    split,
)

MAX_WORDS = 14


_NAME_BEHIND = re.compile(r"(?:(?<![ \t])[ \t]++[A-Z][\w'’-]*)+")


_NAME_BY = re.compile(r" (?:for|of|and) (?:[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*)*")


_NAME_BEFORE = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’-]* ){1,30}$")


_AROUND = 20_000  # characters of a document on either side of a quote that are looked at


def referents(history: Sequence[Turn]) -> list[Referent]:
    """Return what the last turns spoke of: the last first, answers before questions."""
    found: dict[str, Referent] = {}
    for age, turn in enumerate(reversed(history)):
        for referent in _of_turn(turn):
            key = _key(referent.text)
            if key and len(split(referent.text)) <= MAX_WORDS:
                found.setdefault(key, replace(referent, age=age))
    return list(found.values())


def answer_of(turn: Turn, frame: Frame | None) -> Referent | None:
    """Return the answer of a turn as a phrase; None of a refusal."""
    if not turn.answer.answered:
        return None
    document, span = turn.answer.evidence[0].document.text, turn.answer.text_span
    if span is None:
        return None
    start, end = _whole_name(document, span.start, span.end)
    before = document[max(0, start - 40) : start]
    text = trimmed(document[start:end], before)
    if frame is not None and frame.interrogative in {"who", "whom"}:
        text = _doer(text)
    return described(
        text,
        frame,
        context=context_of(turn),
        role="answer",
        before=before,
    )


def asked_of(turn: Turn) -> str:
    """Return the question of a turn as it was searched for, its names with their capitals."""
    return restored(turn.answer.interpreted_as or turn.question, context_of(turn))


def context_of(turn: Turn) -> str:
    """Return the text around what was quoted, which tells who is "he" there and what is a place."""
    quotes = turn.answer.evidence or turn.answer.related
    if not quotes:
        return ""
    first = quotes[0]
    text = first.document.text
    return text[max(0, first.start - _AROUND) : first.end + _AROUND]


def _doer(text: str) -> str:
    """Return the name in an answer that says more: "confirmed by the Observatory"."""
    words = split(text)
    if not is_clause(words):
        return text
    for before, phrase in phrases(text):
        if any(word.is_name for word in phrase) and before in {"", "by"}:
            name = between(text, phrase)
            rest = text[phrase[-1].end :]
            more = _NAME_BY.match(rest)  # "the Observatory for Human Rights"
            return name + (more.group() if more else "")
    return text


def _whole_name(document: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the rest of a name that it cuts: "Marit" of "Marit Halvorsen"."""
    words = [word for word in split(document[start:end]) if not word.is_mark]
    if not words:
        return start, end
    first, last = words[0], words[-1]
    if last.is_name and (match := _NAME_BEHIND.match(document, end)):
        end = match.end()
    if first.is_name and (match := _NAME_BEFORE.search(document[max(0, start - 60) : start])):
        start -= len(match.group())
    return start, end


def _of_turn(turn: Turn) -> Iterator[Referent]:
    frame, context = parse(asked_of(turn)), context_of(turn)
    answer = answer_of(turn, frame)
    if frame is not None and _is_of_name(frame):
        answer = None  # "Who is Maamoun Abdulkarim?": a name says more than what he is
    if answer is not None:
        yield answer
        yield from _parts(answer.text, "inner", context)
    if frame is not None:
        if answer is None or answer.kind == "amount" or frame.asks.lower().startswith("how"):
            yield from _asked_for(frame, context)
        is_same = frame.gap == "predicate" and answer is not None and answer.kind == "person"
        if frame.subject:
            number = frame.auxiliary.lower() in PLURAL_AUXILIARIES
            if not is_same:  # "Who is the director?": the answer is
                yield from _told(definite(frame.subject), "subject", context, plural=number)
            yield from _parts(frame.subject, "inner", context, whole=not is_same)
        yield from _parts(_behind_verb(frame.rest), "object", context)
    else:
        yield from _parts(asked_of(turn), "object", context)
    if turn.answer.answered:
        yield from _parts(turn.answer.evidence[0].quote, "quote", context)


def _is_of_name(frame: Frame) -> bool:
    words = split(frame.subject)
    return frame.gap == "predicate" and len(words) > 1 and all(word.is_name for word in words)


def _behind_verb(rest: str) -> str:
    """Return what stands behind the verb: "the glow" of "first describe the glow"."""
    for word in split(rest):
        if not (word.lower in ADVERBS | ORDINALS | BE or word.lower.endswith("ly")):
            is_verb = verbs.finite(word.lower) or verbs.is_participle(word.lower)
            return rest[word.end :] if is_verb else rest[word.start :]
    return ""


def _asked_for(frame: Frame, context: str) -> Iterator[Referent]:
    """Yield "the people who fled" of "How many people fled?", "the sons" of "Which sons ...?"."""
    if not frame.noun or frame.gap == "adjunct":
        return
    text = f"the {frame.noun}"
    if frame.gap == "subject" and singular(frame.noun.split()[-1]) in nouns.PEOPLE:
        text = f"{text} who {' '.join([frame.auxiliary, frame.rest]).strip()}"
    plural = frame.asks.lower().startswith("how many") or is_plural(frame.noun.split()[-1])
    if referent := described(text, None, context=context, role="subject"):
        head = frame.noun.split()[-1]
        kind: Kind = "person" if singular(head) in nouns.PEOPLE else referent.kind
        yield replace(referent, head=head, plural=plural, kind=kind)


def _told(text: str, role: Role, context: str, *, plural: bool | None = None) -> Iterator[Referent]:
    if referent := described(text, None, context=context, role=role):
        number = referent.plural if referent.plural else plural
        yield replace(referent, plural=number)


def _parts(text: str, role: Role, context: str, *, whole: bool = True) -> Iterator[Referent]:
    for preposition, words in phrases(text):
        first = words[0]
        is_verb = verbs.is_past(first.lower) or verbs.is_participle(first.lower)
        if len(words) == 1 and not first.is_name and is_verb:
            continue
        phrase = definite(trimmed(between(text, words), ""))
        if whole and (referent := described(phrase, None, context=context, role=role)):
            yield replace(referent, preposition=preposition)
        for inner in owners(between(text, words)):
            if referent := described(trimmed(inner, ""), None, context=context, role="inner"):
                yield replace(referent, role="quote" if role == "quote" else "inner")


def _key(text: str) -> str:
    words = [word.bare for word in split(text) if word.lower not in DETERMINERS]
    return " ".join(word for word in words if word not in ORDINALS or len(words) > 1)
