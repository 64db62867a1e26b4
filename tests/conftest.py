"""What all tests share: no network, a cache of their own, and the article's assistant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"

import corpus
import qa

PROJECT = Path(__file__).parent.parent

# Modules of which a test starts a browser or a server, or asks the models many questions.
SLOW = frozenset(
    f"test_{name}"
    for name in """
    agreement answers chat_command command_line dialogues doors embeddings evaluate file_values
    guard index_conformance library library_commands library_killed linear_patterns mentions milvus
    onnx page page_chat page_followups page_keyboard page_looks page_marks page_own page_requests
    page_start page_strangers page_stream questions ray reader readme requests schemas
    strangers_calls uploads workspace
    """.split()
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow modules: `make test-fast` leaves them out."""
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests' vectors out of the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def article() -> corpus.Document:
    return corpus.sample()


@pytest.fixture(scope="session")
def assistant(article: corpus.Document) -> qa.Assistant:
    return qa.Assistant(article)
