"""Answers for other programs: the same JSON over HTTP and MCP, no gradio."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter

import qa
from page import chats
from page.sessions import Sessions


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

    async def answer(
        self, question: object, history: object = None, plain: object = False
    ) -> dict[str, Any]:
        """Return `Answer.to_dict()`.

        history: the results for the previous questions, oldest first. plain: whether to ask it as a
        plain question, whatever kind of request it looks like. Raises what
        `Assistant.answer` raises, and QuestionError if an item of the history is not an answer
        from the server's documents.
        """
        text = _text(question, "question")
        turns = self._verified_turns([] if history is None else history)
        is_plain = plain is True
        return await self._run(lambda it: it.answer(text, history=turns, plain=is_plain))

    async def find_all(self, query: object) -> dict[str, Any]:
        """Return `Mentions.to_dict()`; raises what `Assistant.find_all` raises."""
        text = _text(query, "query")
        return await self._run(lambda it: it.find_all(text))

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
