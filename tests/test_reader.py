"""The reader, the real one: it finds the words in the sentence, and tells when there are none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from safetensors import safe_open

import corpus
import qa
from qa.reading.span_model import DEFAULT_MODEL

MINUTES = corpus.Document(
    text=(
        "The treasurer of the Ulm chess club is Ottilie Brandt. She sold the trophy for 85 marks "
        "on Monday.\n\nRain fell over the valley for most of the week. Farmers were glad of it.\n\n"
        "The new bridge is to open in spring, because its builders want to hold a fair there."
    )
)


@pytest.fixture(scope="module")
def minutes() -> qa.Assistant:
    return qa.Assistant(MINUTES)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("For how much was the trophy sold?", "85 marks"),
        ("how much did the trophy sell for", "85 marks"),
        ("Who is the treasurer of the chess club?", "Ottilie Brandt"),
        ("When will the new bridge open?", "spring"),
    ],
)
def test_the_answer_is_the_words_themselves(
    minutes: qa.Assistant, question: str, text: str
) -> None:
    answer = minutes.answer(question)
    assert answer.answered
    assert text in answer.text
    assert len(answer.text) < len(text) + 8
    assert answer.text_span is not None
    assert MINUTES.text[answer.text_span.start : answer.text_span.end] == answer.text
    assert answer.text_span.within(answer.evidence[0].span)
    assert answer.evidence[0].quote.endswith(".")


@pytest.mark.parametrize(
    "question",
    ["Who bought the trophy?", "In which year was the chess club founded?", "Who owns the valley?"],
)
def test_a_near_miss_is_refused(minutes: qa.Assistant, question: str) -> None:
    assert not minutes.answer(question).answered


def test_a_question_of_more_tokens_than_the_model_reads_is_taken(minutes: qa.Assistant) -> None:
    assert not minutes.answer("漢" * 900).answered
    answer = minutes.answer("For how much was the trophy sold? " + "why? " * 180)
    assert answer.text or answer.related


def test_a_document_of_one_sentence_can_answer() -> None:
    sentence = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
    answer = qa.Assistant(corpus.Document(text=sentence)).answer("Who sold the trophy?")
    assert (answer.text, answer.evidence[0].quote) == ("Ottilie Brandt", sentence)


def test_retrieval_alone_answers_with_the_sentence() -> None:
    answer = qa.Assistant(MINUTES, reader="none").answer("Who sold the trophy for 85 marks?")
    assert answer.answered
    assert answer.text == answer.evidence[0].quote


def test_a_reader_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    for name in ("no-such-reader", str(tmp_path)):
        with pytest.raises(
            qa.ReaderError, match="found no extractive question-answering"
        ) as raised:
            qa.Assistant(MINUTES, reader=name).answer("Who sold the trophy?")
        assert "\n" not in str(raised.value)


def test_another_reader_by_its_folder(minutes: qa.Assistant) -> None:
    question = "For how much was the trophy sold?"
    named = qa.Assistant(MINUTES, reader=str(DEFAULT_MODEL))
    assert named.answer(question).to_dict() == minutes.answer(question).to_dict()


def test_quotes_of_one_answer_do_not_overlap(assistant: qa.Assistant) -> None:
    for question in ("What happened in Aleppo?", "Who said what about the city?", "When was that?"):
        answer = assistant.answer(question)
        spans = sorted(evidence.span for evidence in answer.evidence)
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_the_weights_are_small_half_precision_and_no_pickle() -> None:
    files = sorted(path.name for path in DEFAULT_MODEL.iterdir())
    assert not [name for name in files if name.endswith((".bin", ".pt", ".pkl"))]
    weights = DEFAULT_MODEL / "model.safetensors"
    assert weights.stat().st_size < 50_000_000
    with safe_open(weights, "numpy") as tensors:
        kinds = {tensors.get_slice(name).get_dtype() for name in tensors.keys()}  # noqa: SIM118
    assert kinds == {"F16"}
