"""The HTTP endpoints for other programs, `/answer` and `/find_all`, documented by gradio."""

# No `from __future__ import annotations`: gradio builds its documentation from the real types.
import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import gradio as gr
from gradio.events import api

from page.api_service import ApiService
from page.handlers import error_line
from qa.schema import AnswerModel, MentionsModel, typed_dict

_T = TypeVar("_T")

AnswerJson = typed_dict(AnswerModel)
MentionsJson = typed_dict(MentionsModel)


def add_endpoints(api_service: ApiService) -> None:
    """Add the endpoints to the gr.Blocks under construction."""

    async def answer(
        question: str,
        history: list[AnswerJson] = [],  # type: ignore[valid-type]  # noqa: B006
        plain: bool = False,
    ) -> AnswerJson:  # type: ignore[valid-type]
        """Answer a question with quotes from the documents, or report that they do not answer it.

        `question` has at most 1,000 characters. `history` holds the results of previous
        questions, oldest first; a follow-up is understood from them. `plain`: whether to ask it as
        a plain question, whatever kind of request it looks like.
        """
        return await _result(api_service.answer(question, history, plain))

    async def find_all(query: str) -> MentionsJson:  # type: ignore[valid-type]
        """Find every sentence about words or a question, in document order.

        `query` is one or more words, all of which a sentence must contain, "a phrase in double
        quotes", or a question.
        """
        return await _result(api_service.find_all(query))

    for endpoint in (answer, find_all):
        # Waiting calls hold no thread, so any number may wait.
        api(endpoint, concurrency_limit=None)


async def _result(reply: Awaitable[_T]) -> _T:
    try:
        return await reply
    except asyncio.CancelledError as error:
        line = "The server is stopping; try again after it restarts."
        raise gr.Error(line, print_exception=False) from error
    except Exception as error:
        raise gr.Error(error_line(error), print_exception=False) from error
