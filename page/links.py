"""Links to a place: `?doc=...&start=...&end=...` to a document and a span of it, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import qa
from corpus import Document, Span

_LEAST = 6  # characters of a document's id, so that a link cannot mean many


class LinkError(qa.QuothError):
    """A link that leads nowhere; one line for the person who followed it."""


def follow(link: Mapping[str, object], documents: Sequence[Document]) -> tuple[Document, Span]:
    """Return the place that a link names; a link without a span leads to an empty one at 0.

    `link` holds the address's words: doc, an id or the beginning of one that no other
    document shares, start and end. Raises LinkError.
    """
    asked = str(link.get("doc", ""))[:64]
    found = [document for document in documents if document.id.startswith(asked)]
    if len(asked) < _LEAST or not found:
        raise LinkError(
            "this link leads to a document that is not here; add it, or ask for another link"
        )
    if len(found) > 1:
        raise LinkError(
            f"this link leads to {len(found)} documents; give more of the document's id"
        )
    [document] = found
    if "start" not in link and "end" not in link:
        return document, Span(0, 0)
    length = len(document.text)
    start, end = (_offset(link.get(name)) for name in ("start", "end"))
    if start is None or end is None or not start < end <= length:
        raise LinkError(
            f"this link leads to no place in {document.name}, which has {length:,} characters; "
            "ask for another link"
        )
    return document, Span(start, end)


def _offset(value: object) -> int | None:
    words = str(value)
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 16 else None
