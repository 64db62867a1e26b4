"""Feedback on answers, saved as JSON lines in a file on this machine."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import platformdirs

from qa import Evidence, QuothError, Turn

Verdict = Literal["up", "down"]
Reason = Literal[
    "the quote does not answer",
    "it should have refused",
    "it refused but the answer is there",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REASONS: tuple[Reason, ...] = get_args(Reason)


class FeedbackError(QuothError):
    """The feedback could not be saved; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A thumb up or down on a turn, with an optional reason.

    Raises FeedbackError for an unknown verdict or reason: both come from a browser.
    """

    turn: Turn
    verdict: Verdict
    reason: Reason | None = None
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS or self.reason not in (None, *REASONS):
            raise FeedbackError(
                f"found the feedback {self.verdict!r:.40} with the reason {self.reason!r:.40}, "
                f"expected one of {', '.join(VERDICTS)} and a listed reason; choose one of these"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, with no text of a document except the answer's own.

        Quotes are stored only as a place and the document's hash, without its name: whoever
        has the document can find them.
        """
        answer = self.turn.answer
        return {
            "time": self.time.astimezone(UTC).isoformat(timespec="seconds"),
            "verdict": self.verdict,
            "reason": self.reason,
            "question": self.turn.question,
            "interpreted_as": answer.interpreted_as,
            "kind": answer.kind,
            "status": answer.status,
            "answered": answer.answered,
            "text": answer.text,
            "confidence": round(answer.confidence, 4),
            "evidence": [_place(quote) for quote in answer.evidence],
            "related": [_place(quote) for quote in answer.related],
        }


def default_path() -> Path:
    """Return the default file for feedback."""
    return platformdirs.user_data_path("quoth") / "feedback.jsonl"


def save(feedback: Feedback, path: Path | None = None) -> None:
    """Append one line to the file, which only its owner can read; None: the default file.

    The line is written in one call, so lines of several servers never mix. Raises
    FeedbackError if it cannot be written.
    """
    path = path or default_path()
    line = (json.dumps(feedback.to_dict()) + "\n").encode("ascii")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            written = os.write(file, line)
        finally:
            os.close(file)
    except OSError as error:
        raise FeedbackError(
            f"{path}: the feedback cannot be saved ({error.strerror}); check that the folder "
            "is writable or choose another file"
        ) from error
    if written < len(line):
        raise FeedbackError(
            f"{path}: the disk is full and the feedback was cut off; free some space"
        )


def _place(quote: Evidence) -> dict[str, Any]:
    return {
        "document": quote.document.id,
        "start": quote.start,
        "end": quote.end,
        "line": quote.line,
        "page": quote.page,
        "score": round(quote.score, 4),
    }
