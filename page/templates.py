"""The templates in `templates/`: everything that is put into one is escaped.

Jinja escapes by itself; the filter `shown` also replaces what neither HTML nor JSON can carry, and
is for words from documents, file names and people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from corpus import Span
from page.document_html import escape
from qa import Mention, Quote

_PARAGRAPH_BREAK = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*")


def render(name: str, **values: object) -> Markup:
    """Return a template with these values filled in."""
    return Markup(_ENVIRONMENT.get_template(f"{name}.html").render(values))  # noqa: S704


def with_strong(text: str, whole: Span, strong: Sequence[Span]) -> Markup:
    """Return a stretch of a text as HTML with some spans inside it standing out.

    A quote runs on as a sentence does; only where the text breaks a paragraph, it does too.
    """
    inside = {(span.start, span.end) for span in strong}
    edges = sorted({whole.start, whole.end, *(edge for pair in inside for edge in pair)})
    pieces = []
    for start, end in pairwise(edges):
        words = escape(text[start:end])
        pieces.append(f"<strong>{words}</strong>" if (start, end) in inside else words)
    return Markup(_PARAGRAPH_BREAK.sub("<br>", "".join(pieces)))  # noqa: S704 - escaped above


def place(quote: Quote) -> str:
    """Say where a quote stands: "title, line 12", with the page where there are pages."""
    space = "\N{NO-BREAK SPACE}"
    page = "" if quote.page is None else f"page{space}{quote.page}, "
    return f"{quote.document.name}, {page}line{space}{quote.line}"


def spans(strong: Sequence[Span]) -> str:
    """Return spans as the page's script reads them: "740-839 900-904"."""
    return " ".join(f"{span.start}-{span.end}" for span in strong)


def _shown(text: str) -> Markup:
    return Markup(escape(text))  # noqa: S704 - escaped here


def _paragraphs(words: str) -> Markup:
    return Markup(_PARAGRAPH_BREAK.sub("<br>", escape(words)))  # noqa: S704 - escaped here


def _place(quote: Quote) -> Markup:
    return _shown(place(quote))


def _marked(mention: Mention) -> Markup:
    return with_strong(mention.document.text, mention.span, mention.marks)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_ENVIRONMENT = Environment(loader=PackageLoader("page"), autoescape=True, undefined=StrictUndefined)
_ENVIRONMENT.filters |= {
    "counted": _counted,
    "marked": _marked,
    "paragraphs": _paragraphs,
    "place": _place,
    "shown": _shown,
    "spans": spans,
}
