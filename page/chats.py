"""Chats as JSON for the browser to store, and verified when they come back.

Data from a browser is untrusted. A quote becomes evidence again only if the document with its
hash is here and has exactly those words at that place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar

from corpus import Document, Span
from qa import MAX_QUESTION_LENGTH, Answer, Evidence, Turn

# A browser stores about five million characters per site; leave room for other data.
MAX_LENGTH = 4_000_000

_Json = dict[str, Any]
_T = TypeVar("_T")


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
        turns = _typed(json.loads(saved), "turns", list)
    except (KeyError, TypeError, ValueError, RecursionError):
        return ()
    known = {document.id: document for document in documents}
    restored = []
    for turn in turns:
        try:
            question = _typed(turn, "question", str)
            answer = _cleaned(_typed(turn, "answer", dict))
            if len(question) <= MAX_QUESTION_LENGTH:
                restored.append(_restored(question, answer, known))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(restored)


def _saved(entry: Entry) -> _Json:
    if isinstance(entry, Turn):
        return {"question": entry.question, "answer": entry.answer.to_dict()}
    saved: _Json = json.loads(entry.saved)
    return saved


def _restored(question: str, answer: _Json, known: dict[str, Document]) -> Restored:
    quotes = answer["evidence"] or answer["related"]
    verified = [_verified(quote, known) for quote in quotes]
    turn = None
    if not quotes or verified[0] is not None:
        turn = _turn(question, answer, tuple(each for each in verified if each is not None))
    unverified = tuple(
        _as_saved(quote)
        for quote, evidence in zip(quotes, verified, strict=True)
        if turn is None or evidence is None
    )
    saved = json.dumps({"question": question, "answer": answer})
    return Restored(question, turn, answer["text"], unverified, saved)


def _verified(quote: _Json, known: dict[str, Document]) -> Evidence | None:
    document = known.get(quote["document"]["id"])
    if document is None or document.text[quote["start"] : quote["end"]] != quote["quote"]:
        return None
    return Evidence(document, Span(quote["start"], quote["end"]), quote["score"])


def _turn(question: str, answer: _Json, verified: tuple[Evidence, ...]) -> Turn | None:
    searched, confidence = answer["interpreted_as"], answer["confidence"]
    if not answer["evidence"]:
        return Turn(question, Answer(answer["question"], searched, confidence, related=verified))
    text = Span(answer["start"], answer["end"])
    first = verified[0]
    if not text.within(first.span) or text.slice(first.document.text) != answer["text"]:
        return None
    return Turn(
        question, Answer(answer["question"], searched, confidence, verified, text_span=text)
    )


def _as_saved(quote: _Json) -> UnverifiedQuote:
    document = quote["document"]
    name = document["title"] or document["source"] or f"document {document['id'][:8]}"
    return UnverifiedQuote(quote["quote"], name, quote["line"], quote["page"])


def _cleaned(answer: _Json) -> _Json:
    """Return an answer with exactly the fields of `Answer.to_dict()`, type-checked.

    Raises KeyError, TypeError or ValueError if a field is missing or invalid.
    """
    evidence = [_cleaned_quote(quote) for quote in _typed(answer, "evidence", list)]
    text = _typed(answer, "text", str)
    if bool(text) != bool(evidence):
        raise ValueError("an answer has a text exactly when it has evidence")
    return {
        "question": _typed(answer, "question", str),
        "interpreted_as": _typed(answer, "interpreted_as", str),
        "answered": bool(evidence),
        "text": text,
        "start": _number(answer, "start", 0) if evidence else None,
        "end": _number(answer, "end", 0) if evidence else None,
        "confidence": _probability(answer, "confidence"),
        "evidence": evidence,
        "related": []
        if evidence
        else [_cleaned_quote(quote) for quote in _typed(answer, "related", list)],
    }


def _cleaned_quote(quote: object) -> _Json:
    document = _typed(quote, "document", dict)
    words = _typed(quote, "quote", str)
    if not words:
        raise ValueError("a quote without words")
    return {
        "quote": words,
        "document": {
            "id": _typed(document, "id", str),
            "title": _typed(document, "title", str),
            "source": None if document["source"] is None else _typed(document, "source", str),
        },
        "start": _number(quote, "start", 0),
        "end": _number(quote, "end", 0),
        "line": _number(quote, "line", 1),
        "page": None if _typed(quote, "page", object) is None else _number(quote, "page", 1),
        "score": _probability(quote, "score"),
    }


def _typed(value: object, key: str, kind: type[_T]) -> _T:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    found = value[key]
    if not isinstance(found, kind):
        raise TypeError(f"{key} has the wrong type")
    return found


def _number(value: object, key: str, minimum: int) -> int:
    found = _typed(value, key, int)
    if isinstance(found, bool) or not minimum <= found < 1 << 62:
        raise ValueError(f"{key} is out of range")
    return found


def _probability(value: object, key: str) -> float:
    found = _typed(value, key, object)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise ValueError(f"{key} is not a number from 0 to 1")
    return float(found)
