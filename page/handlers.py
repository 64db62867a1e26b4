"""What the page's server replies to the browser: messages in, messages out, no gradio.

A message holds what the browser says; nothing in it is believed. A reply is plain JSON.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import qa
from corpus import Document
from corpus.formats import ENDINGS
from page import answer_html, chats, document_list, export, feedback, find_html, layout, links
from page.session import Session
from page.sessions import Sessions

UNEXPECTED_ERROR = "Something went wrong; the terminal that runs Quoth says what."

Message = Mapping[str, Any]
Reply = dict[str, Any]

_PROMISE = "Nobody else sees what you add, and it is forgotten an hour after you last used it."
_STAGES = {
    "reading": "Reading documents",
    "splitting": "Finding sentences in documents",
    "embedding": "Embedding sentences",
}
_JSON, _MARKDOWN = "application/json;charset=utf-8", "text/markdown;charset=utf-8"
_P = ParamSpec("_P")
_logger = logging.getLogger(__name__)


def sentence(message: str) -> str:
    """Make a sentence of an error's message, which is written to follow "quoth: "."""
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")


class Handlers:
    """Handlers to the messages of all browsers."""

    def __init__(self, sessions: Sessions, uploads: Path) -> None:
        """Take the sessions; uploads: the folder in which files arrive."""
        self.sessions = sessions
        self.is_ready = False
        self._uploads = uploads

    def frame(self, examples: Sequence[str]) -> str:
        """Render the page as everybody meets it."""
        documents = self.sessions.assistant.documents
        welcome = layout.welcome(documents, examples)
        return layout.frame(welcome, self._document_list(documents, ()), documents)

    def greet(self, message: Message, tab: str | None) -> Reply:
        """Greet a page that was loaded: its documents, its turns, the place its address names."""
        session = self._session(message, tab)
        restored = chats.restore(message["chat"], session.documents)
        turns = [
            self._turn(entry.turn, session)
            if entry.turn and not entry.unverified
            else answer_html.remembered(entry)
            for entry in restored
        ]
        return {
            "document_list": self._document_list(session.documents, session.uploads),
            "turns": turns,
            "limits": asdict(self.sessions.limits),
            "link": _followed(message.get("link"), session),
        }

    def ask(self, message: Message) -> Iterator[Reply]:
        """Answer a question."""
        session = self._session(message)
        if not self.is_ready:
            yield {"waiting": "Reading all of the text first"}
        history = _history(message, session)
        assistant = _assistant(message, session)
        with self.sessions.models:
            question = str(message["question"])
            turn = qa.Turn(question, assistant.answer(question, history=history))
        self.is_ready = True
        yield {"html": self._turn(turn, session, len(assistant.documents))}

    def find(self, message: Message) -> Iterator[Reply]:
        """Find every sentence about some words or a question."""
        assistant = _assistant(message, self._session(message))
        with self.sessions.models:
            mentions = assistant.find_all(str(message["words"]))
        yield {"html": find_html.found(mentions), "says": find_html.said(mentions)}

    def add(self, message: Message) -> Iterator[Reply]:
        """Take documents that were uploaded, and say how far it is."""
        session = self._session(message)
        refused = tuple(str(line) for line in message["refused"])
        for progress in session.add([self._uploaded(path) for path in message["paths"]]):
            if progress.stage != "done":
                stage = _STAGES[progress.stage]
                yield {"progress": document_list.progress(stage, progress.done, progress.total)}
                continue
            names = [document.name for document in progress.added]
            # These begin with the file's name, which is as it is.
            lines = [*refused, *(f"{line}." for line in progress.refused)]
            yield {
                "done": True,
                "document_list": self._document_list(session.documents, session.uploads),
                "outcome": document_list.outcome(names, lines),
                "opened": progress.added[0].id if progress.added else None,
            }

    def document(self, message: Message) -> Reply:
        """Give a document's text to read."""
        for document in self._session(message).documents:
            if document.id == message["document"]:
                return {"html": document_list.document_pane(document)}
        return {"error": "This document is not here any more. Add it again to read it."}

    def remove(self, message: Message) -> Reply:
        """Forget a document of the browser's own."""
        session = self._session(message)
        session.remove(str(message["document"]))
        return {"document_list": self._document_list(session.documents, session.uploads)}

    def export(self, message: Message) -> Reply:
        """Give the conversation as a file."""
        entries = chats.restore(message["chat"], self._session(message).documents)
        if message["form"] == "json":
            return {"text": export.as_json(entries), "name": "chat.json", "type": _JSON}
        return {"text": export.as_markdown(entries), "name": "chat.md", "type": _MARKDOWN}

    def feedback(self, message: Message) -> Reply:
        """Keep what a person thinks of an answer."""
        [entry] = chats.restore(message["chat"], self._session(message).documents)
        if entry.turn is None:
            raise feedback.FeedbackError("the document of this answer is not here any more")
        feedback.keep(feedback.Feedback(entry.turn, message["verdict"], message["reason"]))
        return {"kept": True}

    def warm_up(self) -> None:
        """Load the models and read the documents, so that nobody has to wait for it."""
        try:
            with self.sessions.models:
                self.sessions.assistant.answer("Is everything there?")
            self.is_ready = True
        except qa.EXPECTED_ERRORS as error:
            # Whoever asks will be told; the terminal hears of it before.
            _logger.warning("%s", error)

    def _session(self, message: Message, tab: str | None = None) -> Session:
        return self.sessions.get(message["token"], tab=tab)

    def _turn(self, turn: qa.Turn, session: Session, documents: int | None = None) -> str:
        count = len(session.documents) if documents is None else documents
        [saved] = chats.as_dict([turn])["turns"]
        return answer_html.turn(turn.answer, json.dumps(saved), documents=count)

    def _document_list(self, documents: Sequence[Document], own: Sequence[Document]) -> str:
        ids = {document.id for document in own}
        limits = f"{self.sessions.limits.sentence} {_PROMISE}"
        return document_list.render(documents, ids, limits, ENDINGS)

    def _uploaded(self, path: object) -> Path:
        """Return where a file arrived; a browser that names another place is refused."""
        arrived = Path(str(path)).resolve()
        if not arrived.is_relative_to(self._uploads.resolve()):
            raise links.LinkError("this file was not sent to Quoth; send it again")
        return arrived


def guarded(reply: Callable[_P, Reply]) -> Callable[_P, Reply]:
    """Turn what goes wrong in a reply into a line for the person, never a traceback."""

    @wraps(reply)
    def guard(*arguments: _P.args, **named: _P.kwargs) -> Reply:
        try:
            return reply(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - a person never sees a traceback
            return {"error": error_line(error)}

    return guard


def streamed(replies: Callable[_P, Iterator[Reply]]) -> Callable[_P, Iterator[Reply]]:
    """Do for a stream of replies what `guarded` does for one."""

    @wraps(replies)
    def guard(*arguments: _P.args, **named: _P.kwargs) -> Iterator[Reply]:
        try:
            yield from replies(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - a person never sees a traceback
            yield {"error": error_line(error)}

    return guard


def error_line(error: Exception) -> str:
    """Return the line for whoever asked: what was wrong, or that the terminal knows it."""
    if isinstance(error, qa.EXPECTED_ERRORS):
        return sentence(str(error))
    _logger.error("a message could not be replied to", exc_info=error)
    return UNEXPECTED_ERROR


def _followed(link: Message | None, session: Session) -> Reply | None:
    if link is None:
        return None
    try:
        document, span = links.follow(link, session.documents)
    except links.LinkError as error:
        return {"error": sentence(str(error))}
    return {"document": document.id, "start": span.start, "end": span.end}


def _assistant(message: Message, session: Session) -> qa.Assistant:
    excluded = set(message["excluded"])
    if not excluded:
        return session.assistant()
    return session.assistant(
        document.id for document in session.documents if document.id not in excluded
    )


def _history(message: Message, session: Session) -> list[qa.Turn]:
    restored = chats.restore(message["history"], session.documents)
    return [entry.turn for entry in restored if entry.turn is not None]
