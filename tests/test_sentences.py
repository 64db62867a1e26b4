"""Sentences tile any text, passages cover it, and lines of their own stay on their own."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import Document, Span, split
from corpus.paragraphs import paragraph_spans
from corpus.sentences import MAX_SENTENCE_LENGTH, quotable, sentence_spans

# Letters and signs that trip offsets up, between the marks that end sentences and lines.
AWKWARD = st.lists(
    st.one_of(
        st.sampled_from(
            ["İ", "ﬁ", "é", "e\u0301", "👩‍👩‍👧", "שלום", "مرحبا", "\u202e", "ß", "\ud800", "\0"]
            + [" ", "\n", "\r\n", "\r", "\n\n", "\t", "\f", "\u2028", "\x85", "\u00a0"]
            + [". ", "? ", "! ", "… ", "“", "”", "- ", "# ", "> ", "?? ", "U.S. ", "Dr. ", "p.m. "]
            + ["word", "Word", "123", "1. ", "x" * 50]
        ),
        st.text(max_size=5),
    ),
    max_size=60,
).map("".join)


def sentences(text: str) -> list[str]:
    return [
        span.slice(text) for passage in split(Document(text=text)) for span in passage.sentences
    ]


@given(AWKWARD)
@example("")
@example("x" * (3 * MAX_SENTENCE_LENGTH))
@example("a b " * MAX_SENTENCE_LENGTH)
def test_sentences_tile_the_text(text: str) -> None:
    paragraphs = paragraph_spans(text)
    pieces = [span for group in sentence_spans(text, paragraphs) for span in group]
    assert "".join(span.slice(text) for span in pieces) == text
    assert "".join(span.slice(text) for span in paragraphs) == text
    position = 0
    for span in pieces:
        assert span.start == position
        assert span.start < span.end <= span.start + MAX_SENTENCE_LENGTH
        position = span.end


@given(AWKWARD)
def test_each_sentence_with_a_word_is_in_exactly_one_passage(text: str) -> None:
    pieces = [span for group in sentence_spans(text, paragraph_spans(text)) for span in group]
    expected = [quotable(text, span) for span in pieces]
    expected = [span for span in expected if span.start < span.end]
    passages = split(Document(text=text))
    assert [span for passage in passages for span in passage.sentences] == expected
    assert all(span.within(passage.span) for passage in passages for span in passage.sentences)


@given(AWKWARD)
def test_a_quotable_sentence_keeps_all_its_words_and_no_space_around_them(text: str) -> None:
    span = quotable(text, Span(0, len(text)))
    quote = span.slice(text)
    assert quote == quote.strip()
    retained = [character for character in quote if character.isalnum()]
    there = [character for character in text if character.isalnum()]
    assert retained == there or not quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr. Lee left the U.S. at 5 p.m. on Monday. She came back.",
            ["Dr. Lee left the U.S. at 5 p.m. on Monday.", "She came back."],
        ),
        ("He said: “Go.” Then he left.", ["He said: “Go.”", "Then he left."]),
        ("A headline\n\nThe text begins.", ["A headline", "The text begins."]),
        (
            "A headline\nBy A. Writer\nThe text begins.",
            ["A headline", "By A. Writer", "The text begins."],
        ),
        ("- By Ann Lee Staff Writer\n\nThe text.", ["By Ann Lee Staff Writer", "The text."]),
        ("## Heading\nThe text.", ["Heading", "The text."]),
        ("> A quotation.\n> Another.", ["A quotation.", "Another."]),
        (" ??  ?? A caption\nA caption", ["A caption", "A caption"]),
        ("It goes on\nin lower case.", ["It goes on\nin lower case."]),
        ("One.\r\n\r\nTwo.\r\rThree.", ["One.", "Two.", "Three."]),
        ("---\n\n***\n\n· · ·", []),
    ],
)
def test_sentences_as_a_reader_sees_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_text_wrapped_by_hand_is_joined_again() -> None:
    text = (
        "The long road to the village was closed by the army in\n"
        "March, after Governor Maria Lopez had warned of mines on\n"
        "Tuesday. Nobody has used it since, and the village shop\n"
        "Lopez once owned has shut.\n"
    )
    assert len(sentences(text)) == 2
    assert sentences(text)[0] == text[: text.index(" Nobody")]


def test_long_paragraphs_are_divided_and_short_ones_packed() -> None:
    sentence = "This sentence has exactly seven words here."
    long = " ".join([sentence] * 40)
    short = "\n\n".join([sentence] * 4)
    assert len(split(Document(text=long))) > 2
    assert len(split(Document(text=short))) == 1


def test_a_span_must_go_forward() -> None:
    with pytest.raises(ValueError, match="0 <= start <= end, found start 3 and end 2"):
        Span(3, 2)
