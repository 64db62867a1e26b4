"""Chats kept in a browser: restored with their evidence where it is proved, and never else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from chatting import CHAT, LETTER, MINUTES, REFUSED, SOLD, refused
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from page import chats
from page.export import as_json, as_markdown

Json = dict[str, Any]
HERE = (MINUTES, LETTER)


def spoilt(spoil: Callable[[Json], object]) -> str:
    saved = json.loads(chats.dump(CHAT))
    spoil(saved["turns"][0]["answer"])
    return json.dumps(saved)


def test_what_was_saved_comes_back_with_its_evidence() -> None:
    restored = chats.restore(chats.dump(CHAT), HERE)
    assert [each.turn for each in restored] == list(CHAT)
    assert [each.unverified for each in restored] == [(), ()]


def test_a_chat_that_was_restored_is_saved_again_as_it_was() -> None:
    saved = chats.dump(CHAT)
    assert chats.dump(chats.restore(saved, HERE)) == saved
    assert chats.dump(chats.restore(saved, ())) == saved
    nowhere = chats.restore(saved, ())
    assert [each.turn for each in chats.restore(chats.dump(nowhere), HERE)] == list(CHAT)


def test_without_its_document_a_turn_is_its_saved_words_alone() -> None:
    sold, refusal = chats.restore(chats.dump(CHAT), (LETTER,))
    assert sold.turn is None
    assert (sold.question, sold.text) == ("Who sold it?", "Ottilie Brandt")
    first, second = sold.unverified
    assert (first.words, first.document) == (SOLD.answer.evidence[0].quote, MINUTES.title)
    assert (first.line, first.page) == (3, 2)
    assert second.document == "A letter"
    # The refusal's first passage is here: it is shown, and the other one as unproven.
    assert refusal.turn is not None
    assert refusal.turn.answer.related == REFUSED.answer.related[:1]
    assert [quote.words for quote in refusal.unverified] == ["It did not rain."]


def test_a_quote_of_a_document_that_is_gone_does_not_take_the_others_along() -> None:
    [sold, _] = chats.restore(chats.dump(CHAT), (MINUTES,))
    assert sold.turn is not None
    assert sold.turn.answer.evidence == SOLD.answer.evidence[:1]
    assert sold.turn.answer.text == "Ottilie Brandt"
    assert [quote.document for quote in sold.unverified] == ["A letter"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer["evidence"][0].update(quote="Anna sold the trophy."),
        lambda answer: answer["evidence"][0].update(start=0),
        lambda answer: answer["evidence"][0]["document"].update(id=LETTER.id),
        lambda answer: answer.update(text="Anna"),
        lambda answer: answer.update(start=0, end=3, text="The"),
    ],
)
def test_a_quote_that_was_altered_in_the_browser_is_not_evidence(
    spoil: Callable[[Json], object],
) -> None:
    sold, refusal = chats.restore(spoilt(spoil), HERE)
    assert sold.turn is None
    assert len(sold.unverified) == 2
    assert refusal.turn == REFUSED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer.update(evidence=[]),
        lambda answer: answer.update(confidence=2),
        lambda answer: answer.update(confidence=float("nan")),
        lambda answer: answer["evidence"][0].update(score=True),
        lambda answer: answer["evidence"][0].update(line="<b>"),
        lambda answer: answer["evidence"].append(None),
        lambda answer: answer.pop("text"),
    ],
)
def test_a_turn_of_another_form_is_left_out(spoil: Callable[[Json], object]) -> None:
    [refusal] = chats.restore(spoilt(spoil), HERE)
    assert refusal.turn == REFUSED


@pytest.mark.parametrize(
    "saved",
    [None, 3, {"turns": []}, "", "{", "[]", "null", "[" * 100_000, '{"turns": {}}', "1" * 10_000],
)
def test_what_is_no_saved_chat_restores_nothing(saved: object) -> None:
    assert chats.restore(saved, HERE) == ()


def test_more_than_is_ever_saved_is_not_read() -> None:
    assert chats.restore(chats.dump(CHAT) + " " * chats.MAX_LENGTH, HERE) == ()


def test_a_long_chat_keeps_its_newest_turns() -> None:
    turns = [refused(question=f"{number} " + "?" * 900) for number in range(2500)]
    saved = chats.dump(turns)
    assert len(saved) <= chats.MAX_LENGTH
    restored = chats.restore(saved, ())
    assert 1000 < len(restored) < 2500
    assert [each.turn for each in restored] == turns[-len(restored) :]


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


SAVED = json.loads(chats.dump(CHAT))
VALUES = (
    st.none() | st.booleans() | st.integers(-2, 200) | st.floats() | st.text(max_size=4)
    | st.sampled_from([MINUTES.id, LETTER.id, MINUTES.text, "Ottilie Brandt", "trophy"])
)  # fmt: skip
JSON = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(keys(SAVED))), inner, max_size=6)
    ),
    max_leaves=10,
)


@st.composite
def almost_saved(draw: st.DrawFn) -> Json:
    """Draw a saved chat with a few values of it put in anew."""
    saved: Json = json.loads(json.dumps(SAVED))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = saved
        while True:
            key = draw(
                st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
            )
            if not place[key] or not isinstance(place[key], dict | list) or draw(st.booleans()):
                break
            place = place[key]
        place[key] = draw(JSON)
        if not saved["turns"] or not isinstance(saved["turns"], list):
            break
    return saved


@settings(max_examples=100, deadline=None)
@given(almost_saved() | JSON)
def test_no_json_makes_a_quote_that_is_not_in_its_document(value: object) -> None:
    restored = chats.restore(json.dumps(value), HERE)
    for each in restored:
        answer = each.turn and each.turn.answer
        for quote in (*answer.evidence, *answer.related) if answer else ():
            assert quote.document in HERE
            assert quote.document.text[quote.start : quote.end] == quote.quote != ""
        assert not answer or answer.text in answer.question + MINUTES.text + LETTER.text
    as_markdown(restored).encode()
    as_json(restored)
    assert chats.restore(chats.dump(restored), HERE) == restored


def test_only_the_documents_at_hand_prove() -> None:
    same_title = corpus.Document(title=MINUTES.title, text=MINUTES.text + "!")
    assert chats.restore(chats.dump(CHAT), (same_title, LETTER))[0].turn is None
