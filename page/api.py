"""The endpoints for other programs: `/answer` and `/find_all`, which gradio documents."""

# Without annotations from the future: gradio makes its documentation of the types themselves.
import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import gradio as gr
from gradio.events import api

from page.api_service import AnswerJson, ApiService, MentionsJson
from page.handlers import error_line

_T = TypeVar("_T")


def add_endpoints(api_service: ApiService) -> None:
    """Add the endpoints to the gr.Blocks that is being built."""

    async def answer(question: str, history: list[AnswerJson] = []) -> AnswerJson:  # noqa: B006
        """Answer a question with quotes of the documents, or say that they do not answer.

        `question` has at most 1,000 characters. `history` holds the results of earlier
        questions, oldest first, which a follow-up takes what it lacks from.
        """
        return await _told(api_service.answer(question, history))

    async def find_all(query: str) -> MentionsJson:
        """Find every sentence about words or a question, in the order of the documents.

        `query` is words, which a sentence holds all of, "a phrase in double quotes", or a
        question.
        """
        return await _told(api_service.find_all(query))

    for endpoint in (answer, find_all):
        # They wait for their turn without a thread: as many as come may wait.
        api(endpoint, concurrency_limit=None)


async def _told(reply: Awaitable[_T]) -> _T:
    try:
        return await reply
    except asyncio.CancelledError as error:
        line = "The server is being stopped; ask again when it is there."
        raise gr.Error(line, print_exception=False) from error
    except Exception as error:
        raise gr.Error(error_line(error), print_exception=False) from error
