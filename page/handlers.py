"""The handlers of the page: a message from the browser in, a reply out, no gradio.

Messages are untrusted input. Replies are plain JSON.
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

UNEXPECTED_ERROR = "Something went wrong. The terminal that runs Quoth shows the error."

Message = Mapping[str, Any]
Reply = dict[str, Any]

_PRIVACY = "Only you can see what you add. It is deleted an hour after you last use it."
_STAGES = {
    "reading": "Reading documents",
    "splitting": "Finding sentences in documents",
    "embedding": "Embedding sentences",
}
_JSON, _MARKDOWN = "application/json;charset=utf-8", "text/markdown;charset=utf-8"
_P = ParamSpec("_P")
_logger = logging.getLogger(__name__)


def sentence(message: str) -> str:
    """Return an error's message as a sentence; messages are written to follow "quoth: "."""
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")


class Handlers:
    """Handlers of the messages from all browsers."""

    def __init__(self, sessions: Sessions, uploads: Path) -> None:
        """Serve these sessions; uploads: the folder that gradio stores uploaded files in."""
        self.sessions = sessions
        self.is_ready = False
        self._uploads = uploads

    def render_page(self, examples: Sequence[str]) -> str:
        """Render the page as it first loads, the same for everybody."""
        documents = self.sessions.assistant.documents
        welcome = layout.welcome(documents, examples)
        return layout.render(welcome, self._document_list(documents, ()), documents)

    def greet(self, message: Message, tab: str | None) -> Reply:
        """Return the documents, the restored turns and the linked place for a loaded page."""
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
            "link": _resolve_link(message.get("link"), session),
        }

    def ask(self, message: Message) -> Iterator[Reply]:
        """Answer a question."""
        session = self._session(message)
        if not self.is_ready:
            yield {"waiting": "Indexing the documents"}
        history = _history(message, session)
        assistant = _assistant(message, session)
        with self.sessions.models:
            question = str(message["question"])
            plain = message.get("plain") is True
            turn = qa.Turn(question, assistant.answer(question, history=history, plain=plain))
        self.is_ready = True
        yield {"html": self._turn(turn, session, len(assistant.documents))}

    def find(self, message: Message) -> Iterator[Reply]:
        """Find every sentence about some words or a question."""
        assistant = _assistant(message, self._session(message))
        with self.sessions.models:
            mentions = assistant.find_all(str(message["words"]))
        yield {"html": find_html.render(mentions), "says": find_html.announcement(mentions)}

    def add(self, message: Message) -> Iterator[Reply]:
        """Add uploaded documents and report the progress."""
        session = self._session(message)
        refused = tuple(str(line) for line in message["refused"])
        for progress in session.add([self._uploaded(path) for path in message["paths"]]):
            if progress.stage != "done":
                stage = _STAGES[progress.stage]
                yield {"progress": document_list.progress(stage, progress.done, progress.total)}
                continue
            names = [document.name for document in progress.added]
            # These begin with a file name, so they are not capitalized.
            lines = [*refused, *(f"{line}." for line in progress.refused)]
            yield {
                "done": True,
                "document_list": self._document_list(session.documents, session.uploads),
                "outcome": document_list.outcome(names, lines),
                "opened": progress.added[0].id if progress.added else None,
            }

    def document(self, message: Message) -> Reply:
        """Return the text of a document as HTML."""
        for document in self._session(message).documents:
            if document.id == message["document"]:
                return {"html": document_list.document_pane(document)}
        return {"error": "This document is no longer here. Add it again to read it."}

    def remove(self, message: Message) -> Reply:
        """Delete a document that this browser added."""
        session = self._session(message)
        session.remove(str(message["document"]))
        return {"document_list": self._document_list(session.documents, session.uploads)}

    def export(self, message: Message) -> Reply:
        """Return the conversation as a file to save."""
        entries = chats.restore(message["chat"], self._session(message).documents)
        if message["form"] == "json":
            return {"text": export.as_json(entries), "name": "chat.json", "type": _JSON}
        return {"text": export.as_markdown(entries), "name": "chat.md", "type": _MARKDOWN}

    def feedback(self, message: Message) -> Reply:
        """Save a verdict on an answer."""
        [entry] = chats.restore(message["chat"], self._session(message).documents)
        if entry.turn is None:
            raise feedback.FeedbackError("the document of this answer is no longer here")
        feedback.save(feedback.Feedback(entry.turn, message["verdict"], message["reason"]))
        return {"saved": True}

    def warm_up(self) -> None:
        """Load the models and index the documents before the first question."""
        try:
            with self.sessions.models:
                self.sessions.assistant.answer("Is everything there?")
            self.is_ready = True
        except qa.EXPECTED_ERRORS as error:
            # Log it now; the first question reports it again.
            _logger.warning("%s", error)

    def _session(self, message: Message, tab: str | None = None) -> Session:
        return self.sessions.get(message["token"], tab=tab)

    def _turn(self, turn: qa.Turn, session: Session, documents: int | None = None) -> str:
        count = len(session.documents) if documents is None else documents
        [saved] = chats.as_dict([turn])["turns"]
        return answer_html.turn(turn.answer, json.dumps(saved), documents=count)

    def _document_list(self, documents: Sequence[Document], own: Sequence[Document]) -> str:
        ids = {document.id for document in own}
        limits = f"{self.sessions.limits.sentence} {_PRIVACY}"
        return document_list.render(documents, ids, limits, ENDINGS)

    def _uploaded(self, path: object) -> Path:
        """Return the path of an uploaded file; reject any path outside the upload folder."""
        resolved = Path(str(path)).resolve()
        if not resolved.is_relative_to(self._uploads.resolve()):
            raise links.LinkError("this file was not uploaded to Quoth; add it again")
        return resolved


def guarded(handler: Callable[_P, Reply]) -> Callable[_P, Reply]:
    """Reply with a one-line error if the handler raises."""

    @wraps(handler)
    def wrapper(*arguments: _P.args, **named: _P.kwargs) -> Reply:
        try:
            return handler(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - users never see a traceback
            return {"error": error_line(error)}

    return wrapper


def guarded_stream(handler: Callable[_P, Iterator[Reply]]) -> Callable[_P, Iterator[Reply]]:
    """End the stream with a one-line error if the handler raises."""

    @wraps(handler)
    def wrapper(*arguments: _P.args, **named: _P.kwargs) -> Iterator[Reply]:
        try:
            yield from handler(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - users never see a traceback
            yield {"error": error_line(error)}

    return wrapper


def error_line(error: Exception) -> str:
    """Return the line to show for an error; log an unexpected one."""
    if isinstance(error, qa.EXPECTED_ERRORS):
        return sentence(str(error))
    _logger.error("unexpected error while handling a message", exc_info=error)
    return UNEXPECTED_ERROR


def _resolve_link(link: Message | None, session: Session) -> Reply | None:
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
