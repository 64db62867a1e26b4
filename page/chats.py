"""Chats to the JSON that a browser keeps, and back: proved again, or not shown as evidence.

What comes from a browser is believed in nothing but what a document here bears out: a quote
is evidence again only where the very words stand at its place in the text of that hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar

from corpus import Document, Span
from qa import MAX_QUESTION_LENGTH, Answer, Evidence, Turn

# A browser keeps five million characters for a page; the rest is left to others of ours.
MAX_LENGTH = 4_000_000

_Json = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class UnverifiedQuote:
    """Words that a browser remembers, and of which nothing here says that they are true.

    `document` is the name that it gives the document. Show them as "document not here".
    """

    words: str
    document: str
    line: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A turn as it comes back.

    `turn` has the quotes that were proved, and can be shown and followed up as any other;
    it is None where the first quote, or the answer's text in it, was not. `unproven` has
    the other quotes, all of them where `turn` is None. `text` is the answer's own text as
    saved ("" where it was a refusal), as little proved as they are. `saved` is the turn as
    it was saved, for the next saving.
    """

    question: str
    turn: Turn | None
    text: str
    unverified: tuple[UnverifiedQuote, ...]
    saved: str


Entry = Turn | Restored


def dump(entries: Sequence[Entry]) -> str:
    """Return the JSON to keep in the browser: ASCII, at most `MAX_LENGTH` characters.

    Where a chat is longer, its oldest turns are left out.
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
    """Return a chat as plain JSON values: a receipt that `quoth verify` takes."""
    return {"quoth": version("quoth"), "turns": [_saved(entry) for entry in entries]}


def restore(saved: object, documents: Iterable[Document]) -> tuple[Restored, ...]:
    """Return the turns that a browser kept, with the evidence that `documents` prove.

    Whatever is not what `dump` gives (no string, too long, no JSON, a turn of another form)
    is left out; nothing is raised.
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
    proofs = [_proof(quote, known) for quote in quotes]
    turn = None
    if not quotes or proofs[0] is not None:
        turn = _turn(question, answer, tuple(proof for proof in proofs if proof is not None))
    unverified = tuple(
        _as_saved(quote)
        for quote, proof in zip(quotes, proofs, strict=True)
        if turn is None or proof is None
    )
    saved = json.dumps({"question": question, "answer": answer})
    return Restored(question, turn, answer["text"], unverified, saved)


def _proof(quote: _Json, known: dict[str, Document]) -> Evidence | None:
    document = known.get(quote["document"]["id"])
    if document is None or document.text[quote["start"] : quote["end"]] != quote["quote"]:
        return None
    return Evidence(document, Span(quote["start"], quote["end"]), quote["score"])


def _turn(question: str, answer: _Json, proved: tuple[Evidence, ...]) -> Turn | None:
    asked, confidence = answer["interpreted_as"], answer["confidence"]
    if not answer["evidence"]:
        return Turn(question, Answer(answer["question"], asked, confidence, related=proved))
    text = Span(answer["start"], answer["end"])
    first = proved[0]
    if not text.within(first.span) or text.of(first.document.text) != answer["text"]:
        return None
    return Turn(question, Answer(answer["question"], asked, confidence, proved, text_span=text))


def _as_saved(quote: _Json) -> UnverifiedQuote:
    document = quote["document"]
    name = document["title"] or document["source"] or f"document {document['id'][:8]}"
    return UnverifiedQuote(quote["quote"], name, quote["line"], quote["page"])


def _cleaned(answer: _Json) -> _Json:
    """Return an answer with the fields of `Answer.to_dict()`, each of its type, and no more.

    Raises KeyError, TypeError or ValueError where one is not.
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
        "confidence": _share(answer, "confidence"),
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
        "score": _share(quote, "score"),
    }


def _typed(value: object, key: str, kind: type[_T]) -> _T:
    if not isinstance(value, dict):
        raise TypeError("no object")
    found = value[key]
    if not isinstance(found, kind):
        raise TypeError(f"{key} is of another type")
    return found


def _number(value: object, key: str, least: int) -> int:
    found = _typed(value, key, int)
    if isinstance(found, bool) or not least <= found < 1 << 62:
        raise ValueError(f"{key} is out of range")
    return found


def _share(value: object, key: str) -> float:
    found = _typed(value, key, object)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise ValueError(f"{key} is not between 0 and 1")
    return float(found)
