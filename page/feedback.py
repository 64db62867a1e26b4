"""What people think of answers: lines of JSON in a file on this machine."""

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
    """The feedback could not be kept; the message is one line for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A thumb up or down on a turn, with a reason or without.

    Raises FeedbackError for a verdict or a reason that there is not: both come from a browser.
    """

    turn: Turn
    verdict: Verdict
    reason: Reason | None = None
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS or self.reason not in (None, *REASONS):
            raise FeedbackError(
                f"found the feedback {self.verdict!r:.40} because {self.reason!r:.40}, expected "
                f"one of {', '.join(VERDICTS)} and of the reasons that are shown; choose these"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, without any text of a document but the answer's own.

        The person gives the question and the answer away by the click; the quotes are kept
        by place and hash alone, without the document's name: who has the file finds them.
        """
        answer = self.turn.answer
        return {
            "time": self.time.astimezone(UTC).isoformat(timespec="seconds"),
            "verdict": self.verdict,
            "reason": self.reason,
            "question": self.turn.question,
            "interpreted_as": answer.interpreted_as,
            "answered": answer.answered,
            "text": answer.text,
            "confidence": round(answer.confidence, 4),
            "evidence": [_place(quote) for quote in answer.evidence],
            "related": [_place(quote) for quote in answer.related],
        }


def default_path() -> Path:
    """Return the file in which feedback is kept if no other is named."""
    return platformdirs.user_data_path("quoth") / "feedback.jsonl"


def keep(feedback: Feedback, path: Path | None = None) -> None:
    """Append one line to the file, which only its owner may read; None is the default one.

    The line is written at once, so that those of several servers never mix. Raises
    FeedbackError where it cannot be written.
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
            f"{path}: the feedback cannot be kept ({error.strerror}); check that the folder "
            "may be written to, or name another file"
        ) from error
    if written < len(line):
        raise FeedbackError(f"{path}: the feedback was cut off, the disk is full; make room on it")


def _place(quote: Evidence) -> dict[str, Any]:
    return {
        "document": quote.document.id,
        "start": quote.start,
        "end": quote.end,
        "line": quote.line,
        "page": quote.page,
        "score": round(quote.score, 4),
    }
