"""The commands of `quoth`: a module each, with `add(commands)`, which declares its options."""

from __future__ import annotations

from qa.answers import Status

ANSWERED, NOT_IN_DOCUMENT, BAD_INPUT, POSSIBLE = 0, 1, 2, 3
EXIT_STATUS: dict[Status, int] = {
    "answered": ANSWERED,
    "possible": POSSIBLE,
    "none": NOT_IN_DOCUMENT,
}
