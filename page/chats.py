"""Chats as JSON for the browser to store, and verified when they come back.

Data from a browser is untrusted. A quote becomes evidence again only if the document with its
hash is here and has exactly those words at that place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pydantic import ValidationError

from corpus import Document, Span
from qa import MAX_QUESTION_LENGTH, Answer, Evidence, Turn
from qa.answers import Computed, Quote, Speaker
from qa.schema import AnswerModel, EvidenceModel, QuoteModel, read_answer

# A browser stores about five million characters per site; leave room for other data.
MAX_LENGTH = 4_000_000

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnverifiedQuote:
    """A quote from the browser's storage that no document here confirms.

    `document` is the name that the browser stored. Show the quote as not verified.
    """

    words: str
    document: str
    line: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A turn restored from the browser's storage.

    `turn` has the verified quotes and can be shown and followed up like any other; it is None
    if the first quote, or the answer's text in it, could not be verified. `unverified` has the
    other quotes, or all of them if `turn` is None. `text` is the unverified text of the answer
    ("" for a refusal). `saved` is the turn's JSON, unchanged, to save again.
    """

    question: str
    turn: Turn | None
    text: str
    unverified: tuple[UnverifiedQuote, ...]
    saved: str


Entry = Turn | Restored


def dump(entries: Sequence[Entry]) -> str:
    """Return JSON for the browser to store: ASCII, at most `MAX_LENGTH` characters.

    If a chat is longer, its oldest turns are dropped.
    """
    retained: list[str] = []
    left = MAX_LENGTH - len(json.dumps(as_dict(())))
    for entry in reversed(entries):
        turn = json.dumps(_saved(entry))
        left -= len(turn) + len(", ")
        if left < 0:
            break
        retained.append(turn)
    turns = ", ".join(reversed(retained))
    return f'{{"quoth": {json.dumps(version("quoth"))}, "turns": [{turns}]}}'


def as_dict(entries: Iterable[Entry]) -> _Json:
    """Return a chat as plain JSON values, a receipt for `quoth verify`."""
    return {"quoth": version("quoth"), "turns": [_saved(entry) for entry in entries]}


def restore(saved: object, documents: Iterable[Document]) -> tuple[Restored, ...]:
    """Return the turns that a browser stored, verified against `documents`.

    Input that `dump` does not produce (not a string, too long, not JSON, a malformed turn) is
    skipped; nothing is raised.
    """
    if not isinstance(saved, str) or len(saved) > MAX_LENGTH:
        return ()
    try:
        turns = json.loads(saved)["turns"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return ()
    known = {document.id: document for document in documents}
    restored = []
    for turn in turns if isinstance(turns, list) else ():
        question = turn.get("question") if isinstance(turn, dict) else None
        if not isinstance(question, str) or len(question) > MAX_QUESTION_LENGTH:
            continue
        try:
            answer = read_answer(turn.get("answer"))
        except (ValidationError, RecursionError):
            continue
        restored.append(_restored(question, answer, known))
    return tuple(restored)


def _saved(entry: Entry) -> _Json:
    if isinstance(entry, Turn):
        return {"question": entry.question, "answer": entry.answer.to_dict()}
    saved: _Json = json.loads(entry.saved)
    return saved


def _restored(question: str, answer: AnswerModel, known: dict[str, Document]) -> Restored:
    unverified: list[QuoteModel] = []
    verified = _verified_answer(answer, known, unverified)
    if verified is None:
        unverified = list(_all_quotes(answer))
    return Restored(
        question,
        None if verified is None else Turn(question, verified),
        answer.text,
        tuple(UnverifiedQuote(q.quote, q.document.name, q.line, q.page) for q in unverified),
        json.dumps({"question": question, "answer": answer.model_dump()}),
    )


def _all_quotes(answer: AnswerModel) -> Iterator[QuoteModel]:
    yield from answer.evidence
    yield from answer.related
    for part in answer.parts:
        yield from _all_quotes(part)


def _verified_answer(
    saved: AnswerModel, known: dict[str, Document], unverified: list[QuoteModel]
) -> Answer | None:
    """Return the answer with the quotes that the documents confirm; the others go to the list.

    None if what it rests on is not confirmed: its first quote, the text inside that quote, one
    of the cells that a figure was computed from, or one of its parts.
    """
    evidence = [_verified_evidence(quote, known) for quote in saved.evidence]
    related = [_verified_evidence(quote, known) for quote in saved.related]
    parts = [_verified_answer(part, known, unverified) for part in saved.parts]
    first = next(iter(evidence or related), None)
    if ((evidence or related) and first is None) or None in parts:
        return None
    if saved.computed is not None and None in evidence:
        return None
    text = None
    if saved.start is not None and saved.end is not None and first is not None:
        text = Span(saved.start, max(saved.start, saved.end))
        if not text.within(first.span) or text.slice(first.document.text) != saved.text:
            return None
    for quote, confirmed in zip(
        [*saved.evidence, *saved.related], [*evidence, *related], strict=True
    ):
        if confirmed is None:
            unverified.append(quote)
    computed = Computed(**saved.computed.model_dump()) if saved.computed else None
    return Answer(
        saved.question,
        saved.interpreted_as,
        saved.confidence,
        tuple(quote for quote in evidence if quote is not None),
        tuple(quote for quote in related if quote is not None),
        text,
        kind=saved.kind,
        is_possible=saved.status == "possible",
        statement=saved.statement,
        computed=computed,
        parts=tuple(part for part in parts if part is not None),
        suggestions=tuple(saved.suggestions),
    )


def _verified_evidence(saved: EvidenceModel, known: dict[str, Document]) -> Evidence | None:
    quote = _verified(saved, known)
    if quote is None:
        return None
    speaker = None
    if saved.speaker is not None:
        name = _verified(saved.speaker.name, known)
        proof = _verified(saved.speaker.proof, known)
        speaker = Speaker(name, proof) if name and proof else None
    spans = (Span(mark.start, max(mark.start, mark.end)) for mark in saved.marks)
    marks = tuple(span for span in spans if span.within(quote.span))
    return Evidence(quote.document, quote.span, saved.score, speaker, marks)


def _verified(saved: QuoteModel, known: dict[str, Document]) -> Quote | None:
    document = known.get(saved.document.id)
    if document is None or document.text[saved.start : saved.end] != saved.quote:
        return None
    return Quote(document, Span(saved.start, saved.end))
