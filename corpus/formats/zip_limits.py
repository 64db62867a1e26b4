"""Zip files from strangers: opened only where what comes out is within the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import DamagedFileError, EncryptedFileError, TooLargeError, UnsafeFileError
from corpus.formats.signatures import OLD_OFFICE, ZIP, expecting
from corpus.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_ARCHIVE_RATIO,
    MAX_FILE_BYTES,
    RATIO_FREE_BYTES,
    in_megabytes,
)

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_ENCRYPTED = 0x1  # the bit of a member's flags that says so
_DOCUMENT_TYPES = ("<!DOCTYPE", "<!ENTITY")


@contextmanager
def opened(data: bytes, *, name: str, kind: str) -> Iterator[ZipFile]:
    """Open a zip file in memory; nothing of it is ever written to disk.

    Raises DamagedFileError where the bytes are no such file, EncryptedFileError where they
    are an office program's with a password, TooLargeError where it has too many members.
    """
    from zipfile import ZipFile

    if data.startswith(OLD_OFFICE):
        _refuse_old_office(data, name)
    with expecting(kind, name=name, data=data, start=ZIP), ZipFile(BytesIO(data)) as package:
        if len(package.infolist()) > MAX_ARCHIVE_ENTRIES:
            raise TooLargeError(
                f"{name}: found {len(package.infolist()):,} files in this archive, expected at "
                f"most {MAX_ARCHIVE_ENTRIES:,}; unpack it and name the folder"
            )
        yield package


def check_members(members: Sequence[ZipInfo], *, name: str) -> None:
    """Raise where members need a password, or what comes out of them is beyond the limits.

    A member never gives more bytes than its entry says: zipfile stops there.
    """
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedFileError(
            f"{name}: found an encrypted archive, expected one that opens without a password; "
            "unpack it and try again"
        )
    if any(member.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for member in members):
        raise DamagedFileError(
            f"{name}: found a rare way of packing, expected a zip file packed by deflate; "
            "unpack it and try again"
        )
    if unpacked > MAX_FILE_BYTES:
        raise TooLargeError(
            f"{name}: found {in_megabytes(unpacked)} to unpack, expected at most "
            f"{in_megabytes(MAX_FILE_BYTES)}; divide it and try again"
        )
    if unpacked > RATIO_FREE_BYTES and unpacked > MAX_ARCHIVE_RATIO * packed:
        raise TooLargeError(
            f"{name}: found {in_megabytes(packed)} that grow to {in_megabytes(unpacked)} when "
            f"unpacked, as a zip bomb does, expected at most {MAX_ARCHIVE_RATIO} times the size; "
            "leave it out, or unpack it yourself if you trust it"
        )


def refuse_entities(xml: bytes, *, name: str, doctype: bool = False) -> None:
    """Raise UnsafeFileError if XML declares entities, which can grow without limit when read.

    `doctype`: whether the format allows a document type at all, as XHTML does.
    """
    words = _DOCUMENT_TYPES[1:] if doctype else _DOCUMENT_TYPES
    # In a text of two bytes a letter, every second one is zero.
    head = xml.replace(b"\0", b"").upper()
    if any(word.encode() in head for word in words):
        raise UnsafeFileError(
            f"{name}: found XML that declares entities, as an XML bomb does, expected none; "
            "leave the file out, or save it again with the program that made it"
        )


def _refuse_old_office(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError(
            f"{name}: found an encrypted document, expected one that opens without a password; "
            "save it without one and try again"
        )
    raise DamagedFileError(
        f"{name}: found a file of an old office program (.doc), expected a newer one; "
        "save it as .docx and try again"
    )
