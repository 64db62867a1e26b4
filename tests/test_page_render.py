"""The page's HTML without a browser: nothing lost, nothing live, marks where they belong."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Span
from page import answer_html, document_html, document_list, find_html, layout, templates
from page.confidence import WORDS, word_for
from qa import Answer, Evidence, Mention, Mentions

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VOID = {"br", "input"}
HOSTILE = "<img src=x onerror=window.hacked=1></mark></p><script>1</script>\"' & &amp;"


class Shown(HTMLParser):
    """What a browser would show: the tags, and the text of each paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.paragraphs: list[tuple[dict[str, str | None], str]] = []
        self.strong = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "p":
            self.paragraphs.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "p" in self._open:
            attributes, words = self.paragraphs[-1]
            self.paragraphs[-1] = attributes, words + data
        if "strong" in self._open:
            self.strong += data


@given(ANY_TEXT)
def test_every_line_of_a_document_is_shown_as_it_is_and_knows_its_place(text: str) -> None:
    document = Document(text=text)
    shown: dict[int, str] = {}
    for attributes, words in Shown(document_html.document_text(document)).paragraphs:
        if words:
            start = int(attributes["data-start"] or "")
            assert text[start : start + len(words)] == words
            assert attributes.get("data-line") in {None, str(document.line(start))}
            shown[start] = words
    # What is not shown is white space: line ends, and lines without a word.
    at = 0
    for start, words in sorted(shown.items()):
        assert not text[at:start].strip()
        at = start + len(words)
    assert not text[at:].strip()


def test_a_line_of_megabytes_is_shown_in_pieces_and_whole() -> None:
    text = "Nothing. " + "ab cd " * 100_000 + "x" * 300_000
    paragraphs = Shown(document_html.document_text(Document(text=text))).paragraphs
    assert "".join(words for _, words in paragraphs) == text
    assert max(len(words) for _, words in paragraphs) <= 4_000
    assert [attributes.get("data-line") for attributes, _ in paragraphs[:2]] == ["1", None]


def test_the_answer_stands_out_inside_its_quote_unless_it_is_all_of_it() -> None:
    document = Document(text="The bell was cast in 1742.")
    quote = Evidence(document, Span(0, 26), 0.9)
    whole = Answer("When?", "When?", 0.9, (quote,), text_span=quote.span)
    part = Answer("When?", "When?", 0.9, (quote,), text_span=Span(21, 25))
    assert Shown(answer_html.turn(whole, "", documents=1)).strong == ""
    assert Shown(answer_html.turn(part, "", documents=1)).strong == "1742"


def test_words_that_were_found_are_marked_in_their_sentence() -> None:
    text = "Rain. 😀𝔘 A bell and a BELL rang.\n\nA bell?"
    document = Document(text=text, title="bells")
    spans = [Span(*match.span()) for match in re.finditer("(?i)bell", text)]
    sentences = (
        Mention(document, Span(6, text.index("\n")), tuple(spans[:2])),
        Mention(document, Span(text.rindex("A"), len(text)), (spans[2],)),
    )
    page = find_html.render(Mentions("bell", is_question=False, sentences=sentences))
    assert Shown(page).strong == "bellBELLbell"
    assert "2 sentences about “<bdi>bell</bdi>”" in page
    assert "No sentence about" in find_html.render(Mentions("bell", is_question=False))


def test_what_was_searched_for_is_said_where_it_differs_from_what_was_typed() -> None:
    document = Document(text="The bell was cast in 1742.")
    quote = (Evidence(document, Span(0, 26), 0.9),)
    for typed, searched, is_said in [
        (" And  when?", "And when?", False),
        ("And when?", "When was the bell cast?", True),
    ]:
        answer = Answer(typed, searched, 0.9, quote, text_span=Span(21, 25))
        shown = answer_html.turn(answer, "", documents=1)
        assert ("Ask as typed" in shown) is is_said
        assert (f"Searched for: “<bdi>{searched}</bdi>”" in shown) is is_said
        refused = answer_html.turn(Answer(typed, searched, 0.1, related=quote), "", documents=1)
        assert refused.count(f"“<bdi>{searched}</bdi>”") == 1


@given(st.text())
def test_what_is_escaped_is_text_in_an_element_and_in_an_attribute(text: str) -> None:
    page = Shown(f'<p title="{document_html.escape(text)}">{document_html.escape(text)}</p>')
    assert page.tags == ["p"]
    [(attributes, words)] = page.paragraphs
    assert attributes["title"] == words
    assert "\0" not in words
    words.encode()  # what JSON and HTML cannot carry is gone


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
            mention = Mention(one, span, (Span(0, 4), Span(6, 9)))
            html = (
                layout.render(layout.welcome([one], [one.title]), "", [one])
                + answer_html.turn(answer, one.title, documents=1)
                + find_html.render(Mentions(one.title, is_question=False, sentences=(mention,)))
                + document_list.render([one], {one.id}, one.title, [".md"])
                + document_list.document_pane(one)
                + document_list.outcome([one.title], [one.title])
                + document_list.progress(one.title, 1, 2)
            )
            # What is asked stands out where a sentence has it: not in both of them.
            pages.append([tag for tag in Shown(html).tags if tag != "strong"])
        assert pages[0] == pages[1]


def test_confidence_is_said_in_one_of_three_words_which_are_worth_what_they_say() -> None:
    said = [word_for(confidence).word for confidence in (1.0, 0.9, 0.89, 0.6, 0.59, 0.0)]
    assert said == ["strong", "strong", "likely", "likely", "weak", "weak"]
    percents = [word.percent for word in WORDS]
    assert percents == sorted(percents, reverse=True)
    assert all(100 * word.least <= word.percent for word in WORDS)


def test_a_place_has_the_page_where_there_are_pages() -> None:
    plain = Document(text="One.\n\nTwo.", title="Report")
    paged = Document(text="One.\n\nTwo.", title="Report", page_starts=(0, 6))
    places = [templates.place(Evidence(one, Span(6, 10), 0.9)) for one in (plain, paged)]
    assert [place.replace("\N{NO-BREAK SPACE}", " ") for place in places] == [
        "Report, line 3",
        "Report, page 2, line 3",
    ]


def test_a_library_of_thousands_is_listed_in_part_and_one_s_own_in_whole() -> None:
    documents = [Document(text=f"Word {n}.", title=f"t{n}") for n in range(5_000)]
    page = document_list.render(documents, {documents[-1].id}, "", [".md"])
    assert page.count("checkbox") == 201
    assert "t4999" in page
    assert "And 4,799 more, also searched." in page
