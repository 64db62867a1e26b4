"""The document list of one browser as HTML, with its uploads."""

from __future__ import annotations

from collections.abc import Sequence, Set

from corpus import Document
from page.document_html import document_text, escape, line_count

_MAX_LISTED = 200


def render(
    documents: Sequence[Document], own: Set[str], limits: str, endings: Sequence[str]
) -> str:
    """Render the list of documents and the controls to add some.

    own: the ids of the documents that this browser added. limits: the upload limits as a
    sentence. endings: the supported file endings.
    """
    listed = [*documents[:_MAX_LISTED], *(d for d in documents[_MAX_LISTED:] if d.id in own)]
    rows = "".join(_row(document, own=document.id in own) for document in listed)
    more = len(documents) - len(listed)
    unlisted = f"<p>And {more:,} more, also searched.</p>" if more else ""
    return (
        f'<ul class="document-list" data-all="{len(documents)}">{rows}</ul>{unlisted}'
        '<p class="selection" role="status"></p>'
        '<div class="add"><label class="drop"><input type="file" class="visually-hidden" multiple '
        f'accept="{",".join(endings)}" aria-describedby="limits"><span>Add documents</span></label>'
        f'<p id="limits">{escape(" ".join(endings))}. {escape(limits)}</p></div>'
        '<div id="progress"></div>'
    )


def document_pane(document: Document, *, hidden: bool = True) -> str:
    """Render the reader of a document: its text with numbered lines."""
    name = escape(document.name)
    digits = len(str(line_count(document.text)))
    attributes = f'data-document="{document.id}" aria-label="{name}"{" hidden" if hidden else ""}'
    return (
        f'<section class="document" {attributes}>'
        f'<div class="text" style="--digits: {digits}" tabindex="0" '
        f'role="group" aria-label="Text of {name}">{document_text(document)}</div></section>'
    )


def progress(stage: str, done: int, total: int) -> str:
    """Render the progress of adding documents."""
    words = f"{stage} {done:,} of {total:,}"
    return (
        f'<p>{escape(words)}</p><progress max="{max(total, 1)}" value="{done}" '
        f'aria-label="{escape(stage)}"></progress>'
    )


def outcome(added: Sequence[str], refused: Sequence[str]) -> str:
    """Render the result of an upload: a count of what was added, a line for each error."""
    status = ""
    if added:
        count = "1 document" if len(added) == 1 else f"{len(added):,} documents"
        status = f'<p role="status">Added {count}.</p>'
    lines = "".join(f'<li dir="auto">{escape(line)}</li>' for line in refused)
    return status + (f'<div class="refused" role="alert"><ul>{lines}</ul></div>' if lines else "")


def _row(document: Document, *, own: bool) -> str:
    name = escape(document.name)
    words = f"{len(document.text):,} characters"
    if document.page_starts:
        pages = len(document.page_starts)
        words = f"{pages:,} page{'s' if pages > 1 else ''}, {words}"
    remove = (
        '<button type="button" class="quiet" data-do="remove">Remove'
        f'<span class="visually-hidden"> {name}</span></button>'
        if own
        else ""
    )
    return (
        f'<li data-document="{document.id}"><label><input type="checkbox" checked>'
        f'<span class="visually-hidden">Ask {name}</span></label>'
        f'<button type="button" class="title" data-do="open"><bdi>{name}</bdi></button>'
        f'<span class="size">{words}</span>{remove}</li>'
    )
