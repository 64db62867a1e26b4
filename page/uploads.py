"""Files that a stranger sends: what is taken, how it is read, and what is said where it is not."""

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
_LONGEST_NAME = 100
_LONGEST_LINE = 500
_MEGABYTE = 1_000_000

_logger = logging.getLogger(__name__)


class SessionError(qa.QuothError):
    """Something that a session asked for cannot be had; one line for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a session may upload; the page says it before anybody hits it.

    files: at once. file_bytes: each. characters: of all texts of one session, and
    all_characters of all sessions together: a character takes some 20 bytes of memory, most
    of it for the vectors.
    """

    files: int = 20
    file_bytes: int = 25 * _MEGABYTE
    characters: int = 10_000_000
    all_characters: int = 100_000_000

    @property
    def sentence(self) -> str:
        """The limits as a person reads them."""
        return (
            f"Up to {self.files} files at once, {self.file_bytes // _MEGABYTE} MB each, "
            f"{self.characters:,} characters of text in all."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an upload is: `done` of `total` files read or split, or sentences embedded.

    The stage "done" comes last. `added` holds the documents that can be asked by now, and
    `refused` a line for each file that was not taken.
    """

    stage: Literal["reading", "splitting", "embedding", "done"]
    done: int
    total: int
    added: tuple[Document, ...] = ()
    refused: tuple[str, ...] = ()


def read(path: Path, limits: Limits) -> Iterator[Document | str]:
    """Yield the documents of an uploaded file, one for most, and a line for what is refused.

    The file is gone afterwards. Of where it lay, nothing is kept but its name; nothing is
    logged.
    """
    name = _printable(path.name)
    # By a name of ours: the file's own could be anything in a message, and gradio lays equal
    # files of two sessions at the same place.
    ending = path.suffix if _PLAIN_ENDING.fullmatch(path.suffix) else ""
    claimed = path.with_name(f"{uuid.uuid4().hex}{ending}")
    try:
        size = path.lstat().st_size
        if not path.is_file():  # a folder would be read with all that is below it
            raise FileNotFoundError
        path.rename(claimed)
    except OSError:
        yield f"{name}: the file did not arrive; send it again"
        return
    try:
        if size > limits.file_bytes:
            yield (
                f"{name}: found {size / _MEGABYTE:.1f} MB, expected at most "
                f"{limits.file_bytes / _MEGABYTE:.0f} MB a file; send a part of it"
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
                yield _printable(line, longest=_LONGEST_LINE)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does to its reader
        # The message could name the file.
        _logger.warning("an uploaded file could not be read: %s", type(error).__name__)
        yield f"{name}: this file cannot be read, it may be damaged; save it anew and try again"
    finally:
        discard(claimed)


def _printable(text: str, *, longest: int = _LONGEST_NAME) -> str:
    """Return a name or a message on one line, without what turns or hides the text around it."""
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return text if len(text) <= longest else f"{text[: longest - 12]}…{text[-11:]}"


def discard(path: Path) -> None:
    """Delete an uploaded file, and the folder that was made for it if nothing else is in it."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    # gradio names the folder by the content's hash, which says what was in it.
    with contextlib.suppress(OSError):
        path.parent.rmdir()
