"""Limits on what is read, each in one place, and words for sizes."""

from __future__ import annotations

from corpus.errors import TooLargeError

# Of one file, on disk or as it comes out of an archive: it is held in memory while read.
MAX_FILE_BYTES = 500_000_000
# Of one archive, with the archives in it: what comes out, not what goes in.
MAX_ARCHIVE_BYTES = 4 * MAX_FILE_BYTES
MAX_ARCHIVE_ENTRIES = 100_000
# Text shrinks to a fifth, the plainest of tables to a fiftieth; zeros to a thousandth.
MAX_ARCHIVE_RATIO = 200
RATIO_FREE_BYTES = 10_000_000  # below, growth does no harm
MAX_ARCHIVE_DEPTH = 3  # archives in archives in archives


def in_megabytes(count: int) -> str:
    """Say a number of bytes as a person would: "1,024.0 MB"."""
    return f"{count / 1e6:,.1f} MB"


def check_size(count: int, *, name: str) -> None:
    """Raise TooLargeError if a file of `count` bytes is larger than is read at once."""
    if count > MAX_FILE_BYTES:
        raise TooLargeError(
            f"{name}: found a file of {in_megabytes(count)}, expected at most "
            f"{in_megabytes(MAX_FILE_BYTES)}; divide it and try again"
        )
