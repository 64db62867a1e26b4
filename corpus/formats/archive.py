"""Zip archives: the files in them, one at a time and only in memory."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, TooLargeError, UnsafeFileError
from corpus.formats.signatures import expecting
from corpus.formats.zip_limits import check_members, opened
from corpus.limits import MAX_ARCHIVE_BYTES, in_megabytes
from corpus.summary import Skipped

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_KIND = "a zip archive"


class Budget:
    """What may still come out of an archive and of the archives in it, in bytes."""

    def __init__(self) -> None:
        self._left = MAX_ARCHIVE_BYTES

    def take(self, count: int, *, name: str) -> None:
        """Use up `count` bytes; raise TooLargeError if there are not so many left."""
        if count > self._left:
            raise TooLargeError(
                f"{name}: found more than {in_megabytes(MAX_ARCHIVE_BYTES)} to unpack in one "
                "archive, expected no more than that; unpack it and name the folder"
            )
        self._left -= count


def members(
    data: bytes, name: str, *, budget: Budget, endings: frozenset[str]
) -> Iterator[tuple[str, bytes] | Skipped]:
    """Yield the name and the bytes of each file with one of `endings`, in the order of names.

    A name is "archive.zip/folder/file.txt", whatever the archive says of the folders above
    it. What cannot be read is yielded as Skipped; hidden files and those with other endings
    are passed over.

    Raises DamagedFileError, EncryptedFileError or TooLargeError where nothing can be read.
    """
    with opened(data, name=name, kind=_KIND) as package:
        for path, member in sorted(
            ((_path(member.filename), member) for member in package.infolist()),
            key=lambda found: found[0],
        ):
            hidden = any(part.startswith((".", "__MACOSX")) for part in path.split("/"))
            if member.is_dir() or hidden or PurePosixPath(path).suffix.lower() not in endings:
                continue
            inner = f"{name}/{path}"
            try:
                yield inner, _unpacked(package, member, inner, budget)
            except CorpusError as error:
                yield Skipped(inner, error)


def _unpacked(package: ZipFile, member: ZipInfo, name: str, budget: Budget) -> bytes:
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeFileError(
            f"{name}: found a link in an archive, expected a file; unpack the archive and name "
            "the file that it leads to"
        )
    check_members([member], name=name)
    budget.take(member.file_size, name=name)
    with expecting("a whole file in the archive", name=name, data=b"\0"):
        return package.read(member)


def _path(name: str) -> str:
    """Return a member's name as a path below its archive, without "..", "/" or "C:" before it."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."} and part[1:] != ":")
