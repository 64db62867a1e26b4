"""The page before the first question: masthead, composer and reader."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from corpus import Document
from page import templates
from page.document_list import document_pane

_MAX_NAMES = 6
_MAX_INLINE = 100_000  # characters


def render(welcome: str, document_list: str, documents: Sequence[Document]) -> str:
    """Render the page as it first loads: the welcome and a document.

    welcome, document_list: HTML, as `welcome` and `page.document_list.render` give it.
    """
    first = documents[0]
    return templates.render(
        "page",
        welcome=Markup(welcome),  # noqa: S704 - rendered by a template
        document_list=Markup(document_list),  # noqa: S704 - rendered by a template
        documents=documents,
        first=first,
        pane=document_pane(first, hidden=False) if len(first.text) <= _MAX_INLINE else None,
    )


def welcome(documents: Sequence[Document], examples: Sequence[str]) -> str:
    """Render the welcome: an introduction, the documents and questions to try."""
    names = [document.name for document in documents[:_MAX_NAMES]]
    if len(documents) > len(names):
        names.append(f"and {len(documents) - len(names):,} more")
    return templates.render("welcome", names=names, examples=examples)
