"""Links to a span of a document: `?doc=...&start=...&end=...`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import qa
from corpus import Document, Span

_MIN_ID_LENGTH = 6  # characters of a document's id, so that few documents match


class LinkError(qa.QuothError):
    """A link that leads nowhere; the message is one line for the user."""


def follow(link: Mapping[str, object], documents: Sequence[Document]) -> tuple[Document, Span]:
    """Return the document and span of a link; without a span, an empty one at 0.

    link: the query parameters doc (an id or a unique prefix of one), start and end. Raises
    LinkError.
    """
    prefix = str(link.get("doc", ""))[:64]
    found = [document for document in documents if document.id.startswith(prefix)]
    if len(prefix) < _MIN_ID_LENGTH or not found:
        raise LinkError(
            "this link leads to a document that is not here; add it or ask for another link"
        )
    if len(found) > 1:
        raise LinkError(f"this link matches {len(found)} documents; use more of the document's id")
    [document] = found
    if "start" not in link and "end" not in link:
        return document, Span(0, 0)
    length = len(document.text)
    start, end = (_offset(link.get(name)) for name in ("start", "end"))
    if start is None or end is None or not start < end <= length:
        raise LinkError(
            f"this link has no valid place in {document.name}, which has {length:,} characters; "
            "ask for another link"
        )
    return document, Span(start, end)


def _offset(value: object) -> int | None:
    words = str(value)
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 16 else None
