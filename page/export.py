"""A chat as Markdown to read and as JSON to verify, every quote with its place and hash."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import version

from page.chats import Entry, Restored, UnverifiedQuote, as_dict
from page.confidence import confidence_word
from page.templates import place
from qa import Answer, Evidence
from qa.answers import Kind
from qa.commands.text import KIND_NAMES, NEAREST, POSSIBLE, REFUSAL

_LINE_END = re.compile(r"\r\n|\n|\r")
# What neither Markdown nor UTF-8 carries, and, on a line with words of ours, what turns it round.
_NOT_SHOWABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNS_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")

_MARKS = re.compile(r"[\\`*_\[\]<>&~|$^#]|(?<=\bwww)\.|:(?=//)", re.IGNORECASE)
_MARK_AT_START = re.compile(r"^(\d*)([-+=:.)])")


def as_json(entries: Sequence[Entry]) -> str:
    """Return the chat as JSON: `quoth verify` takes it as a receipt."""
    return json.dumps(as_dict(entries), ensure_ascii=False, indent=2) + "\n"


def as_markdown(entries: Sequence[Entry]) -> str:
    """Return the chat as Markdown; whatever stands in a document is shown as text."""
    about = (
        f"Exported by Quoth {_inline(version('quoth'))}. Quotes are word for word; offsets count "
        "the characters of the document's text, and the SHA-256 is that text's, in UTF-8."
    )
    blocks = ["# A chat with Quoth", about]
    for number, entry in enumerate(entries, 1):
        blocks += [f"## {number}. {_inline(entry.question)}", *_turn(entry)]
    return "\n\n".join(blocks) + "\n"


def _turn(entry: Entry) -> list[str]:
    turn = entry.turn if isinstance(entry, Restored) else entry
    blocks = _answer(turn.answer) if turn else []
    if isinstance(entry, Restored) and entry.unverified:
        if not turn and entry.text:
            blocks.append(f"Answered before: {_inline(entry.text)}")
        blocks.append("**Not checked: the document is not here, or has other words there.**")
        for saved in entry.unverified:
            blocks += [_quoted(saved.words), _saved_place(saved)]
    return blocks


def _answer(answer: Answer, *, within: Kind = "question") -> list[str]:
    blocks = [_searched_for(answer)] if answer.was_rewritten else []
    if answer.kind not in ("question", within):
        blocks.append(f"Understood as {KIND_NAMES[answer.kind]}.")
    if answer.statement:
        blocks.append(_inline(answer.statement))
    if answer.computed:
        blocks.append(f"**{_inline(answer.computed.text)}** (computed from the cells below)")
    is_said = answer.statement or answer.parts
    if answer.status == "none" and (answer.kind == "question" or not is_said):
        blocks.append(f"**{REFUSAL}.**")
    elif answer.status == "possible" and answer.evidence:
        blocks.append(f"**{POSSIBLE}:**")
    elif answer.text and answer.kind == "question":
        word = confidence_word(answer.confidence)
        blocks.append(f"**{_inline(answer.text)}** (confidence: {word})")
    for number, quote in enumerate(answer.evidence, 1):
        blocks += [_quoted(quote.quote), _place(number, quote), *_speaker(quote)]
    if answer.related:
        blocks.append("See also:" if answer.evidence else f"{NEAREST}:")
    for number, quote in enumerate(answer.related, len(answer.evidence) + 1):
        blocks += [_quoted(quote.quote), _place(number, quote)]
    for part in answer.parts:
        blocks += [f"### {_inline(part.question)}", *_answer(part, within=answer.kind)]
    return blocks


def _speaker(quote: Evidence) -> list[str]:
    if quote.speaker is None:
        return []
    name, proof = quote.speaker.name, quote.speaker.proof
    where = f"line {proof.line}, characters {proof.start}–{proof.end}"
    return [f"Said by {_inline(name.quote)}: “{_inline(proof.quote)}”, {where}"]


def _searched_for(answer: Answer) -> str:
    return f"Searched for: {_inline(answer.interpreted_as)}"


def _place(number: int, quote: Evidence) -> str:
    return (
        f"({number}) {_inline(place(quote))}, characters {quote.start}–{quote.end}, "
        f"SHA-256 `{quote.document.id}`"
    )


def _saved_place(saved: UnverifiedQuote) -> str:
    page = "" if saved.page is None else f"page {saved.page}, "
    return f"{_inline(saved.document)}, {page}line {saved.line}"


def _quoted(words: str) -> str:
    lines = [_escaped(line.strip(" \t")) for line in _LINE_END.split(words)]
    return "\n".join(f"> {line}".rstrip(" ") for line in lines)


def _inline(words: str) -> str:
    return _escaped(_TURNS_ROUND.sub("\N{REPLACEMENT CHARACTER}", " ".join(words.split())))


def _escaped(line: str) -> str:
    shown = _NOT_SHOWABLE.sub("\N{REPLACEMENT CHARACTER}", line)
    return _MARK_AT_START.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", shown))
