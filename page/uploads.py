"""Uploaded files, which are untrusted: their limits, how they are read, and error messages."""

from __future__ import annotations

import contextlib
import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import corpus
import qa
from corpus import Document

_PLAIN_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
_MAX_NAME = 100
_MAX_LINE = 500
_MEGABYTE = 1_000_000

_logger = logging.getLogger(__name__)


class SessionError(qa.QuothError):
    """A session's request cannot be fulfilled; the message is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a session may upload; the page shows the limits in advance.

    files: per upload. file_bytes: per file. characters: in all texts of one session.
    all_characters: in all sessions together; a character takes about 20 bytes of memory, most
    of them for vectors.
    """

    files: int = 20
    file_bytes: int = 25 * _MEGABYTE
    characters: int = 10_000_000
    all_characters: int = 100_000_000

    @property
    def sentence(self) -> str:
        """The limits as a sentence for the user."""
        return (
            f"Up to {self.files} files at once, {self.file_bytes // _MEGABYTE} MB each, "
            f"{self.characters:,} characters of text in all."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of an upload: `done` of `total` files read or split, or sentences embedded.

    The last stage is "done". `added` holds the documents that can be asked so far, `refused` a
    line for each error.
    """

    stage: Literal["reading", "splitting", "embedding", "done"]
    done: int
    total: int
    added: tuple[Document, ...] = ()
    refused: tuple[str, ...] = ()


def read(path: Path, limits: Limits) -> Iterator[Document | str]:
    """Yield the documents of an uploaded file, usually one, and a line for each error.

    The file is deleted. Its name is the only part of its path that appears in the results;
    nothing about it is logged.
    """
    name = _printable(path.name)
    # Rename the file: its own name could break a message, and gradio stores equal files of two
    # sessions at the same path.
    ending = path.suffix if _PLAIN_ENDING.fullmatch(path.suffix) else ""
    claimed = path.with_name(f"{uuid.uuid4().hex}{ending}")
    try:
        size = path.lstat().st_size
        if not path.is_file():  # a folder would be read recursively
            raise FileNotFoundError
        path.rename(claimed)
    except OSError:
        yield f"{name}: the file did not arrive; add it again"
        return
    try:
        if size > limits.file_bytes:
            yield (
                f"{name}: found {size / _MEGABYTE:.1f} MB, expected at most "
                f"{limits.file_bytes / _MEGABYTE:.0f} MB a file; add a part of it"
            )
            return
        for item in corpus.read(claimed):
            if isinstance(item, Document):
                title, source = (
                    _printable(
                        text.replace(str(claimed), path.name).replace(claimed.name, path.name)
                    )
                    for text in (item.title, item.source or "")
                )
                yield replace(item, title=title, source=source)
            else:
                line = str(item.error).replace(str(claimed), name)
                yield _printable(line, longest=_MAX_LINE)
    except Exception as error:  # noqa: BLE001 - an untrusted file may raise anything
        # The message could name the file.
        _logger.warning("an uploaded file could not be read: %s", type(error).__name__)
        yield f"{name}: this file cannot be read and may be damaged; save it again and retry"
    finally:
        discard(claimed)


def _printable(text: str, *, longest: int = _MAX_NAME) -> str:
    """Return a name or message on one line, without control or direction characters."""
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return text if len(text) <= longest else f"{text[: longest - 12]}…{text[-11:]}"


def discard(path: Path) -> None:
    """Delete an uploaded file, and its folder if it is empty."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    # gradio names the folder after the hash of the content, which would identify it.
    with contextlib.suppress(OSError):
        path.parent.rmdir()
