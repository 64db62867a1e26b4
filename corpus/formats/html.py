"""HTML files: the article without its furniture."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.documents import Document
from corpus.formats import plain_text
from corpus.formats.blocks import joined
from corpus.formats.elements import blocks
from corpus.formats.signatures import expecting
from corpus.formats.tables import straighten

if TYPE_CHECKING:
    from lxml.etree import _Element

_KIND = "an HTML file"
_SAMPLE = 4096  # bytes in which a page says its encoding
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([\w:-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*\?>")
# Below this share of a page's words, what was found is a part of the article and not all.
_WHOLE_SHARE = 0.3
_FURNITURE = ("nav", "footer", "aside", "form", "script", "style", "template", "noscript")


def read(data: bytes, name: str) -> Document:
    """Read an HTML file: its article, without menus, banners and footers; nothing is fetched.

    Headings are marked as in Markdown, rows of tables have their columns' names. A page in
    which no article stands out is taken as it is, without its menus and footers.
    """
    with expecting(_KIND, name=name, data=data):
        page = parsed(data, name)
        title = _title(page)
        text = joined(_article(page))
    return Document(text=text, title=title or PurePath(name).name, source=name)


def parsed(data: bytes, name: str) -> _Element:
    """Return the root element of a page; entities of its own making stay as they are.

    No cell of its tables spans more than a row and a column.
    """
    from lxml import html

    text = _decoded(data, name)
    # An encoding that is declared may not stand in a string, to lxml.
    text = _DECLARATION.sub("", text)
    if not text.strip():
        text = "<html></html>"
    root = html.document_fromstring(text, ensure_head_body=True)
    straighten(root)
    return root


def _article(page: _Element) -> list[str]:
    import trafilatura

    body = page.find("body")
    everything = _without_furniture(body)
    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True
    )
    if not isinstance(found, trafilatura.settings.Document):
        return everything
    article = blocks(found.body)
    enough = _WHOLE_SHARE * sum(len(block) for block in everything)
    return article if sum(len(block) for block in article) >= enough else everything


def _without_furniture(body: _Element) -> list[str]:
    body = deepcopy(body)
    for element in list(body.iter(*_FURNITURE)):
        element.drop_tree()
    return blocks(body)


def _decoded(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:_SAMPLE])
    if declared and not plain_text.has_mark(data):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # pages often say what they are not
    return plain_text.decode(data, name=name)


def _title(page: _Element) -> str:
    for found in (
        page.xpath("string(//meta[@property='og:title']/@content)"),
        page.xpath("string(//head/title)"),
        page.xpath("string(//h1)"),
    ):
        if found.strip():
            return " ".join(found.split())
    return ""
