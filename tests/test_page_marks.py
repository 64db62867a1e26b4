"""Marks in the document: right for any Unicode, and quick in a book."""

from __future__ import annotations

import random
import re

from browser import is_in_sight, pane, wait_until
from playwright.sync_api import Page

from corpus import Document, Span
from page.document_list import document_pane

pytest_plugins = ["browser"]

# One and two units of UTF-16, one and more code points a letter, marks of direction, line
# ends, and what is not HTML, Markdown or a place in it.
PIECES = [
    *(
        "a",
        "bell ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\t",
        "é",
        "e\u0301",
        "İ",
        "ﬁ",
        "😀",
        "𝔘",
        "🇸🇾",
    ),
    *("👩‍👩‍👧", "\u202e", "\u2067", "\u2028", "\x85", "\0", "\x1f", "\ufeff", "שלום ", "مرحبا "),
    *("<b>", "&amp;", "</mark>", "# ", "* "),
]

MARK = """([html, id, spans]) => {
    const section = quoth.reader.add(html);
    const make = () => document.createElement("mark");
    const found = spans.map(([start, end]) => {
        const made = quoth.reader.wrapSpan(section, start, end, make);
        const words = made.map((mark) => mark.textContent);
        for (const mark of made.reverse()) mark.replaceWith(...mark.childNodes);
        section.normalize();
        return words;
    });
    section.remove();
    return found;
}"""


def shown(text: str, span: Span) -> str:
    """Return what of a span is in lines with words, as HTML can show it."""
    parts, start = [], 0
    for line in re.split(r"(\r\n|\n|\r)", text):
        cut = text[max(start, span.start) : max(0, min(start + len(line), span.end))]
        if line.strip():
            parts.append(cut)
        start += len(line)
    return "".join(parts).replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_a_mark_holds_its_span_whatever_the_unicode(page: Page) -> None:
    chance = random.Random(4)
    for _ in range(150):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 60)))
        edges = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(6)]
        document = Document(text=text)
        marked = page.evaluate(MARK, [document_pane(document), document.id, edges])
        for (start, end), parts in zip(edges, marked, strict=True):
            assert "".join(parts) == shown(text, Span(start, end)), (text, start, end)


def test_a_line_of_ten_megabytes_and_a_book_are_shown_and_marked_at_once(page: Page) -> None:
    sought = "Ottilie Brandt sold the 𝔘 trophy."
    one_line = "😀 " + "The clerk of Lorn wrote nothing. " * 300_000 + sought + " word" * 1000
    book = "\n\n".join(f"In {n} the clerk wrote nothing of it." for n in range(40_000)) + sought
    for text in (one_line, book):
        document = Document(text=text)
        start = text.index(sought)
        quote = {"document": document.id, "start": start, "end": start + len(sought)}
        page.evaluate("(html) => { quoth.reader.add(html); }", document_pane(document))
        took = page.evaluate(
            """async (quote) => {
                const began = performance.now();
                await quoth.reader.show([quote], 0, { byUser: true });
                return performance.now() - began;
            }""",
            quote,
        )
        mark = pane(page).locator("mark")
        assert mark.inner_text() == sought
        wait_until(lambda mark=mark: is_in_sight(mark, pane(page)))  # type: ignore[misc]
        assert took < 4_000, f"{took:.0f} ms"
