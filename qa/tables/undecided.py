"""How a step of matching ends without a plan: by readings, by a message, or by neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.errors import QuothError
from qa.tables.question import Request


class UndecidedError(QuothError):
    """Nothing is computed; inside this package only. Without contents: not a computation."""

    def __init__(self, *, readings: Sequence[str] = (), message: str = "") -> None:
        """Take the questions that can be asked instead, and a line that says why."""
        super().__init__(message)
        self.readings = tuple(readings)
        self.message = message


def offer(request: Request, start: int, end: int, instead: Iterable[str]) -> UndecidedError:
    """Return the readings of a question with other words in the place of some tokens."""
    return UndecidedError(readings=[request.with_words(start, end, each) for each in instead])
