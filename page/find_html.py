"""The results of "Find all" as HTML: sentences by document, with matching words marked."""

from __future__ import annotations

from itertools import groupby

from page.answer_html import with_strong
from page.document_html import escape
from qa import Mention, Mentions


def render(mentions: Mentions) -> str:
    """Render the count and the sentences, in document order."""
    parts = [f"<h2>{_heading(mentions)}</h2>"]
    if not mentions.sentences:
        parts.append(
            "<p>Words match in any case, singular or plural; “a phrase in quotes” matches as "
            "written. Try fewer words, or words that the text itself would use.</p>"
        )
    groups = groupby(mentions.sentences, key=lambda mention: mention.document)
    for document, sentences in groups:
        items = [_item(mention) for mention in sentences]
        parts.append(
            f"<h3><bdi>{escape(document.name)}</bdi> · {len(items):,}</h3>"
            f'<ol class="mentions">{"".join(items)}</ol>'
        )
    return "".join(parts)


def announcement(mentions: Mentions) -> str:
    """Return the text that a screen reader announces."""
    return f"{_count(mentions)} about {mentions.query}"


def _count(mentions: Mentions) -> str:
    if mentions.count == 0:
        return "No sentence"
    return "1 sentence" if mentions.count == 1 else f"{mentions.count:,} sentences"


def _heading(mentions: Mentions) -> str:
    return f"{_count(mentions)} about “<bdi>{escape(mentions.query)}</bdi>”"


def _item(mention: Mention) -> str:
    space = "\N{NO-BREAK SPACE}"
    page = "" if mention.page is None else f"page{space}{mention.page}, "
    words = with_strong(mention.document.text, mention.span, mention.marks)
    strong = " ".join(f"{mark.start}-{mark.end}" for mark in mention.marks)
    return (
        f'<li data-document="{mention.document.id}" data-start="{mention.start}" '
        f'data-end="{mention.end}" data-strong="{strong}">'
        f'<blockquote dir="auto">{words}</blockquote><div class="source">'
        f'<button type="button" class="place"><bdi>{page}line{space}{mention.line}</bdi></button>'
        "</div></li>"
    )
