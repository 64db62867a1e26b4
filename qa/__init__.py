"""Questions to answers: every answer is a span of a document, or there is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import corpus
import embeddings
from qa.answers import Answer, Evidence, Quote, Turn
from qa.assistant import MAX_QUESTION_LENGTH, Assistant, Documents, Settings
from qa.errors import (
    ClusterError,
    LibraryError,
    NothingToReadError,
    QuestionError,
    QuestionFileError,
    QuothError,
    ReaderError,
    ReceiptError,
    SettingsError,
)
from qa.find import Mention, Mentions
from qa.library import Library
from qa.search.store import Store

EXPECTED_ERRORS = (QuothError, corpus.CorpusError, embeddings.EmbeddingError)
"""What can be wrong with a question, a document or a model; the message of each is one line."""

__all__ = [
    "EXPECTED_ERRORS",
    "MAX_QUESTION_LENGTH",
    "Answer",
    "Assistant",
    "ClusterError",
    "Evidence",
    "Library",
    "LibraryError",
    "Mention",
    "Mentions",
    "NothingToReadError",
    "QuestionError",
    "QuestionFileError",
    "Quote",
    "QuothError",
    "ReaderError",
    "ReceiptError",
    "Settings",
    "SettingsError",
    "Store",
    "Turn",
    "answer",
]


def answer(
    question: str, documents: Documents | None = None, *, history: Sequence[Turn] = ()
) -> Answer:
    """Answer one question; `Assistant` does the same for many and keeps what it needs.

    `documents`: a path, a Document, or several of either; None stands for the article
    that is there from the start. `history` holds the turns before this one, oldest first:
    a follow-up takes from them what it lacks.

    Raises one of `EXPECTED_ERRORS`.
    """
    assistant = _article_assistant() if documents is None else Assistant(documents)
    return assistant.answer(question, history=history)


@cache
def _article_assistant() -> Assistant:
    return Assistant(corpus.sample())
