"""Files as a browser sends them, and the sessions that they come to.

PYTEST_DONT_REWRITE: the tests import from here before pytest takes the fixtures from here.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

import qa
from page.session import Session
from page.sessions import Sessions
from page.uploads import Progress

BELL = "The harbour bell of Vell was first cast in 1742 by the founder Anna Renko."
TROPHY = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(assistant: qa.Assistant, clock: Clock) -> Sessions:
    return Sessions(assistant, clock=clock)


@pytest.fixture
def session(sessions: Sessions) -> Session:
    return sessions.get(token())


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    return Upload(tmp_path)


class Upload:
    """Lays files where gradio does: each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, content: str | bytes = TROPHY) -> Path:
        path = self._folder / uuid.uuid4().hex / name
        path.parent.mkdir()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


def clerk(years: int = 40) -> str:
    return "\n\n".join(
        f"In {year} the clerk noted a quiet harvest and the repair of a fence near the mill."
        for year in range(1600, 1600 + years)
    )


def token() -> str:
    return str(uuid.uuid4())


def add(session: Session, *paths: Path) -> Progress:
    *_, last = session.add(paths)
    assert last.stage == "done"
    return last


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline, "it did not happen within 20 seconds"
        time.sleep(0.02)
