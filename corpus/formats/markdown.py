"""Markdown files: the text with its marks, as a person sees it in an editor."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.documents import Document
from corpus.formats import plain_text

_TOP_HEADING = re.compile(r"^#[ \t]++(.*)", re.MULTILINE)


def read(data: bytes, name: str) -> Document:
    """Read a Markdown file; its first top heading, if it has one, is its title."""
    document = plain_text.read(data, name)
    heading = _TOP_HEADING.search(document.text)
    title = heading.group(1).rstrip(" \t#") if heading else ""
    return replace(document, title=title) if title else document
