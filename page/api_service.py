"""What other programs are told: the same JSON through every door, no gradio.

The types are those of `qa/schemas/`, for who describes an endpoint by its types.
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
    """The document of a quote; its id is the hash of its text."""

    id: str
    title: str
    source: str | None


class QuoteJson(TypedDict):
    """Words of a document and where they stand."""

    quote: str
    document: DocumentJson
    start: int
    end: int
    line: int
    page: int | None


class EvidenceJson(QuoteJson):
    """A quote, and the probability that it answers."""

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
    """A word that was found."""

    start: int
    end: int


class MentionJson(QuoteJson):
    """A sentence, and what was found in it."""

    marks: list[MarkJson]


class MentionsJson(TypedDict):
    """`qa.Mentions.to_dict()`."""

    query: str
    is_question: bool
    count: int
    sentences: list[MentionJson]


class ApiService:
    """Answers other programs, on the server's own documents.

    All of them together have one turn at the models at a time, as the people at the page
    have: however many programs ask, a person waits for one of their questions and no more.
    """

    def __init__(self, sessions: Sessions) -> None:
        """Take the sessions, whose models are shared; no session's documents are asked."""
        self._sessions = sessions
        # Threads of its own: those who wait take none of the page's.
        self._turns = CapacityLimiter(1)

    async def answer(self, question: object, history: object = None) -> AnswerJson:
        """Return `Answer.to_dict()`; raises what `Assistant.answer` raises.

        history: what this returned for the questions before, oldest first. Raises
        QuestionError, too, where one of them is no answer from the documents that are asked.
        """
        asked = _text(question, "question")
        turns = self._turns_of([] if history is None else history)
        return cast("AnswerJson", await self._told(lambda it: it.answer(asked, history=turns)))

    async def find_all(self, query: object) -> MentionsJson:
        """Return `Mentions.to_dict()`; raises what `Assistant.find_all` raises."""
        sought = _text(query, "query")
        return cast("MentionsJson", await self._told(lambda it: it.find_all(sought)))

    def _turns_of(self, history: object) -> list[qa.Turn]:
        """Return the turns that a program gives back, each proved by the documents again."""
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
        if len(turns) != len(answers):
            raise qa.QuestionError(
                f"found {len(answers) - len(turns)} in the history that is no answer from these "
                "documents, expected what the earlier questions were answered with, oldest first; "
                "give it back as it came"
            )
        return turns

    async def _told(self, ask: Callable[[qa.Assistant], qa.Answer | qa.Mentions]) -> dict[str, Any]:
        def told() -> dict[str, Any]:
            with self._sessions.models:
                return ask(self._sessions.assistant).to_dict()

        return await anyio.to_thread.run_sync(told, limiter=self._turns)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        kind = "nothing" if value is None else type(value).__name__
        raise qa.QuestionError(f"found {kind} as the {name}, expected a text; give one")
    return value
