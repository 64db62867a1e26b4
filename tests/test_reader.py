"""The reader, the real one: it finds the words in the sentence, and tells when there are none."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import corpus
import qa
from qa.reading.span_model import DEFAULT_MODEL, default_span_model

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


NEAR_MISSES = [
    "Who bought the trophy?",
    "In which year was the chess club founded?",
    "Who owns the valley?",
    "What did the trophy look like?",
    "Where was the trophy sold?",
    "Who is the president of the chess club?",
    "How long is the new bridge?",
    "Who builds the new bridge?",
]


def test_most_near_misses_are_refused(minutes: qa.Assistant) -> None:
    # Known to fail: what is asked is the opposite of what was done, or another office.
    answered = {question for question in NEAR_MISSES if minutes.answer(question).answered}
    assert answered <= {"Who bought the trophy?", "Who is the president of the chess club?"}


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


def test_the_weights_fit_a_repository() -> None:
    sizes = [path.stat().st_size for path in DEFAULT_MODEL.iterdir()]
    assert max(sizes) < 95_000_000
    assert sum(sizes) < 140_000_000


@pytest.mark.parametrize("name", ["reader.onnx", "weights-1.bin", "tokenizer.json"])
def test_files_of_the_reader_that_are_missing_cut_or_altered_are_said_in_one_line(
    name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(DEFAULT_MODEL, folder)
    file = folder / name
    data = file.read_bytes()
    altered = bytes([data[0] ^ 1]) + data[1:]
    for content, said in (
        (altered, "cut short or altered"),
        (data[:-1], "cut short or altered"),
        (None, "expected"),
    ):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        elif name == "reader.onnx":
            continue  # without it, the folder is taken for one of transformers' models
        with pytest.raises(qa.ReaderError, match=said) as raised:
            qa.Assistant(MINUTES, reader=str(folder)).answer("Who sold the trophy?")
        assert "\n" not in str(raised.value)
        assert name in str(raised.value)


def test_a_folder_without_a_network_that_answers_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(qa.ReaderError, match="expected a model's folder") as raised:
        qa.Assistant(MINUTES, reader=str(tmp_path)).answer("Who sold the trophy?")
    assert "\n" not in str(raised.value)


def test_scores_of_a_passage_do_not_depend_on_those_beside_it() -> None:
    passages = ["Ottilie Brandt sold the trophy.", MINUTES.text[:600], "It rained."]
    together = default_span_model().scores("Who sold the trophy?", passages)
    for passage, scores in zip(passages, together, strict=True):
        (alone,) = default_span_model().scores("Who sold the trophy?", [passage])
        np.testing.assert_array_equal(alone.starts, scores.starts)
        assert alone.no_answer == scores.no_answer


def test_a_question_and_a_passage_may_be_longer_than_the_window() -> None:
    long = "Who, as the minutes have it, sold the trophy of the club? " * 15
    (scores,) = default_span_model().scores(long, ["The treasurer sold the trophy. " * 400])
    assert 300 < len(scores.starts) < 512
    assert len(scores.starts) == len(scores.ends) == len(scores.offsets)


def test_nothing_on_the_way_to_an_answer_imports_torch() -> None:
    code = (
        "import sys, qa; print(qa.answer('Who sold the trophy?', ['minutes.txt']).text);"
        "print([n for n in ('torch', 'transformers', 'sentence_transformers', 'gradio')"
        " if n in sys.modules])"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "minutes.txt").write_text(MINUTES.text, "utf-8")
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
        )
    assert run.stdout.splitlines() == ["Ottilie Brandt", "[]"]
