"""What was skipped and why, and the one line that sums it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, folder or member of an archive that was not read.

    `error` says why, in one line that begins with `source`. `requested` says whether the
    caller named it, or it was met in a folder or an archive.
    """

    source: str
    error: CorpusError
    requested: bool = False


def summary(documents: int, skipped: Iterable[Skipped]) -> str:
    """Return "read 7 documents, skipped 3 files: 2 damaged, 1 encrypted", the commonest first."""
    kinds = Counter(item.error.kind for item in skipped)
    read = f"read {_counted(documents, 'document')}"
    if not kinds:
        return read
    reasons = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return f"{read}, skipped {_counted(kinds.total(), 'file')}: {reasons}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
