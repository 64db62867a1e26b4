"""The page's HTML without a browser: nothing lost, nothing live, marks where they belong."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Span
from page import reading, render
from qa import Answer, Evidence, Turn

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HOSTILE = "<img src=x onerror=window.hacked=1></mark></p><script>1</script>\"' & &amp;"


class Shown(HTMLParser):
    """What a browser would show: the text of each paragraph and of each numbered mark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.paragraphs: list[str] = []
        self.marks: dict[str, str] = {}
        self.strong = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "br":
            self._open.append((tag, dict(attrs)))
        if tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "p" for tag, _ in self._open):
            self.paragraphs[-1] += data
        for tag, attributes in self._open:
            if tag == "mark":
                number = str(attributes["data-quote"])
                self.marks[number] = self.marks.get(number, "") + data
            if tag == "strong":
                self.strong += data


def shown(text: str, quotes: tuple[Span, ...] = (), answer: Span | None = None) -> Shown:
    return Shown("".join(reading.lines(text, quotes, answer)))


def lines_with_words(text: str) -> list[Span]:
    spans, start = [], 0
    for line in re.split(r"(\r\n|\n|\r)", text):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line)
    return spans


@given(ANY_TEXT)
def test_every_line_of_a_document_is_shown_as_it_is(text: str) -> None:
    lines = [paragraph for paragraph in shown(text).paragraphs if paragraph]
    assert lines == [span.of(text) for span in lines_with_words(text)]


@given(ANY_TEXT, st.data())
def test_marks_hold_the_quotes_whatever_the_unicode(text: str, data: st.DataObject) -> None:
    edges = data.draw(
        st.lists(st.integers(0, len(text)), min_size=4, max_size=4).map(sorted), label="edges"
    )
    first, second = Span(edges[0], edges[1]), Span(edges[2], edges[3])
    marks = shown(text, (first, second)).marks
    for number, quote in (("1", first), ("2", second)):
        # A mark stops at the end of a line and goes on in the next that has words in it.
        expected = "".join(
            text[max(line.start, quote.start) : min(line.end, quote.end)]
            for line in lines_with_words(text)
            if line.overlaps(quote)
        )
        assert marks.get(number, "") == expected


def test_the_answer_stands_out_inside_its_quote() -> None:
    text = "Rain fell. 😀𝔘 The bell was cast in 1742 by Anna Renko. It rang."
    quote = Span(text.index("The bell"), text.index(" It rang"))
    answer = Span(text.index("1742"), text.index(" by Anna"))
    page = shown(text, (quote,), answer)
    assert page.marks == {"1": "The bell was cast in 1742 by Anna Renko."}
    assert page.strong == "1742"


def test_an_answer_that_is_the_whole_quote_is_not_marked_twice() -> None:
    document = Document(text="The bell was cast in 1742.")
    quote = Evidence(document, Span(0, 26), 0.9)
    whole = Answer("When?", "When?", 0.9, (quote,), text_span=quote.span)
    part = Answer("When?", "When?", 0.9, (quote,), text_span=Span(21, 25))
    assert "<strong>" not in render.evidence([document], [Turn("When?", whole)])
    assert render.evidence([document], [Turn("When?", part)]).count("<strong>1742</strong>") == 2


@given(st.text())
def test_what_is_escaped_is_text_in_an_element_and_in_an_attribute(text: str) -> None:
    page = Shown(f'<p title="{reading.escape(text)}">{reading.escape(text)}</p>')
    assert page.tags == ["p"]
    assert "\0" not in page.paragraphs[0]
    page.paragraphs[0].encode()  # what JSON and HTML cannot carry is gone


def test_nothing_from_outside_becomes_html() -> None:
    document = Document(text=f"{HOSTILE} rang in 1742.", title=HOSTILE)
    harmless = Document(text="Good bell rang in 1742." * 3, title="bells")
    spans = Span(0, len(document.text)), Span(0, len(harmless.text))
    for answered in (True, False):
        pages = []
        for one, span in zip((document, harmless), spans, strict=True):
            quotes = (Evidence(one, span, 0.9),)
            answer = (
                Answer(one.title, one.title, 0.9, quotes, text_span=span)
                if answered
                else Answer(one.title, one.title, 0.1, related=quotes)
            )
            turns = [Turn(one.title, answer), Turn(one.title, answer)]
            html = (
                render.welcome([one], [one.title])
                + render.conversation([one], turns, pending=one.title)
                + render.evidence([one], turns, 0)
                + f"<p>{render.notice(one.title)}</p>"
            )
            pages.append(Shown(html).tags)
        assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1.0, "strong"), (0.8, "strong"), (0.79, "likely"), (0.6, "likely"), (0.59, "weak")],
)
def test_confidence_is_said_in_one_of_three_words(confidence: float, word: str) -> None:
    assert render.confidence_word(confidence) == word


def test_a_place_has_the_page_where_there_are_pages() -> None:
    plain = Document(text="One.\n\nTwo.", title="Report")
    paged = Document(text="One.\n\nTwo.", title="Report", page_starts=(0, 6))
    places = [render.place(Evidence(one, Span(6, 10), 0.9)) for one in (plain, paged)]
    assert [place.replace("\N{NO-BREAK SPACE}", " ") for place in places] == [
        "Report, line 3",
        "Report, page 2, line 3",
    ]
