"""The commands of `quoth`: a module each, with `add(commands)`, which declares its options."""

from __future__ import annotations

ANSWERED, NOT_IN_DOCUMENT, BAD_INPUT = 0, 1, 2
