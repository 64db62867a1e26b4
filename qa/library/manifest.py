"""What a library is at this moment: one small file, replaced as a whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import corpus
from qa.errors import LibraryError
from qa.library.files import Checksum, write_whole
from qa.search.sentences import collect
from qa.search.tokens import content_terms

# Raised when files are laid out in another way; see `read_manifest` for what becomes of others.
FORMAT = 1
NAME = "manifest.json"
_CHECKSUMS = "seals"  # their name in the file: libraries that exist have it


class DamagedError(LibraryError):
    """A file's content is not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The snapshot that counts, what it was made with, and the checksums of its files.

    model: the encoder's name as it was given, None for the default; fingerprint: its
    weights'. words, sentences: what `words_probe` and `sentences_probe` gave.
    """

    snapshot: str
    folders: tuple[str, ...]
    documents: int
    rows: int
    model: str | None
    fingerprint: str
    dimension: int
    words: str
    sentences: str
    checksums: dict[str, Checksum]


def tokens_fingerprint() -> str:
    """Return a hash that changes when words are stemmed in another way."""
    text = corpus.sample().text
    return hashlib.sha256(" ".join(content_terms(text)).encode()).hexdigest()[:16]


def sentences_fingerprint() -> str:
    """Return a hash that changes when documents are split in another way."""
    spans = [(row.sentence, row.passage.span) for row in collect([corpus.sample()])]
    return hashlib.sha256(repr(spans).encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the one that counts: readers see the old one or this one."""
    body = asdict(manifest)
    body[_CHECKSUMS] = body.pop("checksums")
    whole = {"format": FORMAT, "sha256": _sum(body), "library": body}
    write_whole(folder / NAME, json.dumps(whole, indent=1).encode())


def read_manifest(folder: Path) -> Manifest | None:
    """Return a library's manifest; None where the folder has none.

    Raises LibraryError where it is damaged or of another format.
    """
    path = folder / NAME
    try:
        whole = json.loads(path.read_bytes())
        found = whole["format"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise LibraryError(
            f"{path}: the library cannot be read ({error.strerror}); check that you may open it"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
    if found != FORMAT:
        age = "an older" if isinstance(found, int) and found < FORMAT else "a newer"
        raise LibraryError(
            f"{folder}: found a library of {age} version of Quoth (format {found}), expected "
            f"format {FORMAT}; use that version, or make it again in an empty folder"
        )
    body: dict[str, Any] = whole.get("library", {})
    if whole.get("sha256") != _sum(body):
        raise damaged(path)
    checksums = {name: Checksum(**checksum) for name, checksum in body.pop(_CHECKSUMS).items()}
    return Manifest(**body | {"folders": tuple(body["folders"])}, checksums=checksums)


def damaged(path: Path) -> DamagedError:
    """Return the error that names a file whose content is not what was written."""
    return DamagedError(
        f"{path}: found a damaged file, expected what was written (its checksum differs); "
        "bring the library up to date with quoth index, which makes it again"
    )


def _sum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
