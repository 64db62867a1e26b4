"""The document list of one browser as HTML, with its uploads."""

from __future__ import annotations

from collections.abc import Sequence, Set

from markupsafe import Markup

from corpus import Document
from page import templates
from page.document_html import document_text, line_count

_MAX_LISTED = 200


def render(
    documents: Sequence[Document], own: Set[str], limits: str, endings: Sequence[str]
) -> str:
    """Render the list of documents and the controls to add some.

    own: the ids of the documents that this browser added. limits: the upload limits as a
    sentence. endings: the supported file endings.
    """
    listed = [*documents[:_MAX_LISTED], *(d for d in documents[_MAX_LISTED:] if d.id in own)]
    return templates.render(
        "document_list",
        listed=listed,
        count=len(documents),
        own=own,
        limits=limits,
        endings=endings,
    )


def document_pane(document: Document, *, hidden: bool = True) -> Markup:
    """Render the reader of a document: its text with numbered lines."""
    return templates.render(
        "document",
        document=document,
        hidden=hidden,
        digits=len(str(line_count(document.text))),
        text=Markup(document_text(document)),  # noqa: S704 - escaped there
    )


def progress(stage: str, done: int, total: int) -> str:
    """Render the progress of adding documents."""
    return templates.render("progress", stage=stage, done=done, total=total)


def outcome(added: Sequence[str], refused: Sequence[str]) -> str:
    """Render the result of an upload: a count of what was added, a line for each error."""
    return templates.render("outcome", added=added, refused=refused)
