"""The files of a network that Quoth exports: whole, or an error that says which is not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from qa.errors import ReaderError

TOKENIZER = "tokenizer.json"
CHECKSUMS = "checksums.json"


def check(folder: Path) -> None:
    """Compare the files that a folder's checksums name with them.

    Raises ReaderError where one is missing, cut short or altered.
    """
    try:
        sums = json.loads((folder / CHECKSUMS).read_text("utf-8"))
        found = {name: sha256_of(folder / name) for name in sums}
    except (OSError, ValueError) as error:
        raise ReaderError(
            f"{folder}: the model's files cannot be read ({error}), expected those that "
            f"{CHECKSUMS} names; install Quoth again"
        ) from error
    for name, wanted in sums.items():
        if found[name] != wanted:
            raise ReaderError(
                f"{folder / name}: found a file with SHA-256 {found[name][:12]}..., expected "
                f"{wanted[:12]}...; it is cut short or altered, install Quoth again"
            )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
