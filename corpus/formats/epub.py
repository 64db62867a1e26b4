"""EPUB books: their chapters, in the order in which they are read."""

from __future__ import annotations

import logging
import posixpath
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.documents import Document
from corpus.errors import DamagedFileError, EncryptedFileError
from corpus.formats.blocks import joined
from corpus.formats.elements import blocks
from corpus.formats.html import parsed
from corpus.formats.signatures import expecting
from corpus.formats.zip_limits import check_members, opened, refuse_entities

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

_logger = logging.getLogger(__name__)

_KIND = "an EPUB book"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
# Fonts are disguised by these in books that anybody may read.
_DISGUISES = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}


def read(data: bytes, name: str) -> Document:
    """Read a book: the text of its chapters in their order, without its table of contents.

    Raises EncryptedFileError, DamagedFileError, TooLargeError or UnsafeFileError.
    """
    with opened(data, name=name, kind=_KIND) as package:
        check_members(package.infolist(), name=name)
        refuse_copy_protection(package, name)
        folder, book = _contents(package, name)
        parts: list[str] = []
        for path in _chapters(book, folder):
            if path not in package.NameToInfo:
                _logger.warning("%s: the chapter %s is missing; the others are read", name, path)
                continue
            chapter = package.read(path)
            refuse_entities(chapter, name=f"{name}/{path}", doctype=True)
            parts += blocks(parsed(chapter, f"{name}/{path}").find("body"))
        title = book.findtext(".//{http://purl.org/dc/elements/1.1/}title") or ""
    return Document(
        text=joined(parts), title=" ".join(title.split()) or PurePath(name).name, source=name
    )


def refuse_copy_protection(package: ZipFile, name: str) -> None:
    """Raise EncryptedFileError if more than a book's fonts is encrypted."""
    if _ENCRYPTION not in package.NameToInfo:
        return
    found = _xml(package, _ENCRYPTION, name)
    methods = found.iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod")
    if any(method.get("Algorithm") not in _DISGUISES for method in methods):
        raise EncryptedFileError(
            f"{name}: found a book with copy protection, expected one that opens without a key; "
            "ask where you got it for a copy without"
        )


def _contents(package: ZipFile, name: str) -> tuple[str, Element]:
    """Return the folder of the book's list of contents, and the list."""
    if _CONTAINER not in package.NameToInfo:
        raise DamagedFileError(
            f"{name}: found a zip archive without {_CONTAINER}, expected {_KIND}; "
            "get the file again from where it came"
        )
    container = _xml(package, _CONTAINER, name)
    root = container.findall(".//{*}rootfile")[0].get("full-path", "")
    return posixpath.dirname(root), _xml(package, root, name)


def _chapters(book: Element, folder: str) -> list[str]:
    """Return the paths of the chapters in the package, in the order of the book's spine."""
    items = {item.get("id"): item for item in book.findall(".//{*}item")}
    chapters = []
    for reference in book.findall(".//{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in item.get("properties", "").split():
            path = posixpath.join(folder, unquote(item.get("href", "")))
            chapters.append(posixpath.normpath(path))
    return chapters


def _xml(package: ZipFile, path: str, name: str) -> Element:
    from defusedxml.ElementTree import fromstring

    data = package.read(path)
    refuse_entities(data, name=f"{name}/{path}", doctype=True)
    with expecting(_KIND, name=name, data=data):
        return fromstring(data)
