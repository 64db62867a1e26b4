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
