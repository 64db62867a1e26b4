"""Questions to answers, with the real model: the promises of the design's contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
import qa
from qa.confidence import FEATURES, load_calibration

PLANTED = "The treasurer of the Ulm chess club, Ottilie Brandt, sold the trophy for 85 marks."
FILLER = (
    "Rain fell over the valley for most of the week. Farmers were glad of it.\n\n"
    "The new bridge is to open in spring. Its builders promise a fair.\n\n"
)


def documents_of(answer: qa.Answer) -> Iterator[qa.Evidence]:
    yield from answer.evidence
    yield from answer.related


def test_the_contract_on_the_article(assistant: qa.Assistant) -> None:
    answer = assistant.answer("Who confirmed the takeover?")
    assert answer.answered
    assert "Syrian Observatory for Human Rights" in answer.evidence[0].quote
    assert answer.text in answer.evidence[0].quote
    assert answer.confidence >= 0.9
    assert answer.related == ()
    assert answer.interpreted_as == "Who confirmed the takeover?"


def test_the_short_form_answers_from_the_article() -> None:
    answer = qa.answer("How many people fled?")
    assert "10,000" in answer.text
    assert answer.evidence[0].document.id == corpus.sample().id


def test_what_is_not_there_is_refused_with_the_nearest_passages(assistant: qa.Assistant) -> None:
    answer = assistant.answer("Who won the football match in Madrid?")
    assert not answer.answered
    assert (answer.text, answer.evidence) == ("", ())
    assert 1 <= len(answer.related) <= 3
    assert answer.confidence < assistant.threshold


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "İstanbul – ﬁrst 👩‍👩‍👧 e\u0301. \u202eשלום.\n\n"])
def test_a_planted_answer_is_quoted_from_its_place(before: str, newline: str) -> None:
    text = (before + FILLER + PLANTED + "\n\n" + FILLER).replace("\n", newline)
    answer = qa.answer("Who sold the trophy of the Ulm chess club?", corpus.Document(text=text))
    start = text.index(PLANTED)
    assert (answer.evidence[0].start, answer.evidence[0].end) == (start, start + len(PLANTED))
    assert answer.evidence[0].quote == PLANTED
    assert answer.evidence[0].line == text[:start].count("\n") + 1


def test_every_quote_stands_where_it_says(assistant: qa.Assistant) -> None:
    for question in ("Who is Abdulkarim?", "When is the meeting?", "What is the price of tea?"):
        answer = assistant.answer(question)
        for evidence in documents_of(answer):
            text = evidence.document.text
            assert text[evidence.start : evidence.end] == evidence.quote
            assert text.splitlines()[evidence.line - 1] in text
            assert 0 <= evidence.score <= 1
        quotes = [evidence.quote for evidence in answer.evidence]
        assert len(set(quotes)) == len(quotes)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.text(min_size=1, max_size=40))
def test_offsets_hold_for_any_text_and_question(text: str, question: str) -> None:
    try:
        answer = qa.answer(question, corpus.Document(text=FILLER + text))
    except qa.QuestionError:
        assert not any(character.isalnum() for character in question)
        return
    for evidence in documents_of(answer):
        assert evidence.document.text[evidence.start : evidence.end] == evidence.quote
    json.dumps(answer.to_dict())


def test_the_same_question_gives_the_same_bytes(article: corpus.Document) -> None:
    answers = [qa.Assistant(article).answer("When did IS return?").to_dict() for _ in range(2)]
    first, second = (json.dumps(answer, sort_keys=True) for answer in answers)
    assert first == second


def test_a_repeated_sentence_is_one_piece_of_evidence() -> None:
    caption = "Takeover: a picture of the club's trophy, sold on Monday"
    text = f"{FILLER}{caption}\n{caption}\n\n{caption.upper()}"
    found = qa.Assistant(corpus.Document(text=text)).rank("Which picture shows a trophy?")
    assert [candidate.row.text for candidate in found].count(caption) == 1
    assert caption.upper() not in [candidate.row.text for candidate in found]


def test_the_first_of_several_documents_that_answers_is_named(tmp_path: Path) -> None:
    (tmp_path / "weather.txt").write_text(FILLER, "utf-8")
    (tmp_path / "chess.txt").write_text(PLANTED, "utf-8")
    answer = qa.answer("Who sold the trophy of the Ulm chess club?", [tmp_path])
    assert answer.evidence[0].document.title == "chess.txt"
    assert answer.evidence[0].document.source == str(tmp_path / "chess.txt")


def test_the_threshold_moves_what_is_answered(article: corpus.Document) -> None:
    question = "What did Abdulkarim say?"
    bold = qa.Assistant(article, settings=qa.Settings(threshold=0.0))
    shy = qa.Assistant(article, settings=qa.Settings(threshold=1.0))
    assert bold.answer(question).answered
    assert not shy.answer(question).answered
    assert bold.answer(question).confidence == shy.answer(question).confidence
    with pytest.raises(qa.SettingsError, match=r"found the threshold 3, expected .* 0 to 1"):
        qa.Settings(threshold=3)


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "without a word"), (" ?! \n", "without a word"), ("a" * 100_000, "100,000 characters")],
)
def test_a_bad_question_is_said_in_one_line(
    assistant: qa.Assistant, question: str, message: str
) -> None:
    with pytest.raises(qa.QuestionError, match=message) as raised:
        assistant.answer(question)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("text", ["", " \n", "Quoth", "***"])
def test_a_document_with_nothing_to_quote_is_refused(text: str) -> None:
    with pytest.raises(qa.NothingToReadError, match="no sentence of two words or more"):
        qa.Assistant(corpus.Document(text=text))


def test_no_documents_are_refused() -> None:
    with pytest.raises(qa.NothingToReadError, match="an empty list of documents"):
        qa.Assistant([])


def test_an_answer_cannot_have_words_from_outside_its_first_quote(
    article: corpus.Document,
) -> None:
    evidence = qa.Evidence(article, corpus.Span(10, 20), 0.9)
    with pytest.raises(ValueError, match="a span inside the first quote"):
        qa.Answer("q", "q", 0.9, (evidence,), text_span=corpus.Span(5, 12))
    with pytest.raises(ValueError, match="exactly when it has evidence"):
        qa.Answer("q", "q", 0.9, (evidence,))


@pytest.mark.parametrize("name", ["reader", "retrieval"])
def test_confidence_grows_with_the_words_shared_and_the_lead(name: str) -> None:
    calibration = load_calibration(name)
    table = np.array([calibration.means] * 3)
    for row, feature in ((1, "words shared"), (2, "lead over the mean of the others")):
        column = FEATURES.index(feature)
        table[row, column] += calibration.scales[column]
    plain, shared, leading = calibration.probabilities(table, np.full(3, fill_value=False))
    assert 0 < plain < shared < 1
    assert plain < leading < 1


@pytest.mark.parametrize("name", ["reader", "retrieval"])
def test_an_answer_of_another_form_is_never_confident(name: str) -> None:
    calibration = load_calibration(name)
    sure = np.array([calibration.means]) + 9 * np.abs([calibration.scales])
    may, cannot = np.array([False]), np.array([True])
    assert calibration.probabilities(sure, may)[0] > calibration.threshold
    assert calibration.probabilities(sure, cannot)[0] < 0.5 * calibration.threshold


def test_a_name_is_no_answer_to_how_they_answered(article: corpus.Document) -> None:
    answer = qa.Assistant(article).answer(
        "How did the rebels answer the proposal for safe passage?"
    )
    assert not answer.answered
    assert "rebels" in (answer.evidence or answer.related)[0].quote
