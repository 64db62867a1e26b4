"""The results of "Find all" as HTML: sentences by document, with matching words marked."""

from __future__ import annotations

from itertools import groupby

from page import templates
from qa import Mentions


def render(mentions: Mentions) -> str:
    """Render the count and the sentences, in document order."""
    by_document = groupby(mentions.sentences, key=lambda mention: mention.document)
    groups = [(document, list(sentences)) for document, sentences in by_document]
    return templates.render("found", mentions=mentions, groups=groups, count=_count(mentions))


def announcement(mentions: Mentions) -> str:
    """Return the text that a screen reader announces."""
    return f"{_count(mentions)} about {mentions.query}"


def _count(mentions: Mentions) -> str:
    if mentions.count == 0:
        return "No sentence"
    return "1 sentence" if mentions.count == 1 else f"{mentions.count:,} sentences"
