"""Answers for other programs: the same JSON over HTTP and MCP, no gradio.

The types mirror `qa/schemas/`, for libraries that describe an endpoint by its types.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypedDict, cast

import anyio.to_thread
from anyio import CapacityLimiter

import qa
from page import chats
from page.sessions import Sessions


class DocumentJson(TypedDict):
    """The document of a quote; the id is the SHA-256 of its text."""

    id: str
    title: str
    source: str | None


class QuoteJson(TypedDict):
    """A verbatim quote and its place in a document."""

    quote: str
    document: DocumentJson
    start: int
    end: int
    line: int
    page: int | None


class EvidenceJson(QuoteJson):
    """A quote and the probability that it answers the question."""

    score: float


class AnswerJson(TypedDict):
    """`qa.Answer.to_dict()`."""

    question: str
    interpreted_as: str
    answered: bool
    text: str
    start: int | None
    end: int | None
    confidence: float
    evidence: list[EvidenceJson]
    related: list[EvidenceJson]


class MarkJson(TypedDict):
    """The span of a matching word."""

    start: int
    end: int


class MentionJson(QuoteJson):
    """A sentence and its matching words."""

    marks: list[MarkJson]


class MentionsJson(TypedDict):
    """`qa.Mentions.to_dict()`."""

    query: str
    is_question: bool
    count: int
    sentences: list[MentionJson]


class ApiService:
    """Answers other programs from the server's own documents.

    All programs together use the models one question at a time. However many of them ask, a
    user of the page waits for only one of their questions.
    """

    def __init__(self, sessions: Sessions) -> None:
        """Share the models of `sessions`, but not the documents uploaded in them."""
        self._sessions = sessions
        # A separate limiter, so that waiting calls take no threads from the page.
        self._limiter = CapacityLimiter(1)

    async def answer(self, question: object, history: object = None) -> AnswerJson:
        """Return `Answer.to_dict()`.

        history: the results for the previous questions, oldest first. Raises what
        `Assistant.answer` raises, and QuestionError if an item of the history is not an answer
        from the server's documents.
        """
        text = _text(question, "question")
        turns = self._verified_turns([] if history is None else history)
        return cast("AnswerJson", await self._run(lambda it: it.answer(text, history=turns)))

    async def find_all(self, query: object) -> MentionsJson:
        """Return `Mentions.to_dict()`; raises what `Assistant.find_all` raises."""
        text = _text(query, "query")
        return cast("MentionsJson", await self._run(lambda it: it.find_all(text)))

    def _verified_turns(self, history: object) -> list[qa.Turn]:
        """Return the turns of a history, each verified against the documents."""
        answers = history if isinstance(history, list) else [history]
        saved = {
            "turns": [
                {"question": answer.get("question"), "answer": answer}
                for answer in answers
                if isinstance(answer, dict)
            ]
        }
        restored = chats.restore(json.dumps(saved), self._sessions.assistant.documents)
        turns = [entry.turn for entry in restored if entry.turn and not entry.unverified]
        if invalid := len(answers) - len(turns):
            raise qa.QuestionError(
                f"found {invalid} invalid result{'s' if invalid > 1 else ''} in the history, "
                "expected the results of previous questions on these documents, oldest first; "
                "send them unchanged"
            )
        return turns

    async def _run(self, ask: Callable[[qa.Assistant], qa.Answer | qa.Mentions]) -> dict[str, Any]:
        def run() -> dict[str, Any]:
            with self._sessions.models:
                return ask(self._sessions.assistant).to_dict()

        return await anyio.to_thread.run_sync(run, limiter=self._limiter)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        kind = "nothing" if value is None else type(value).__name__
        raise qa.QuestionError(f"found {kind} as the {name}, expected text; send a string")
    return value
