"""The project's own questions: the files are sound, and most of them are answered rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus
import qa
from qa.squad import read_articles

QUESTIONS = Path(__file__).parent.parent / "benchmarks" / "questions"


@pytest.mark.parametrize(
    "name", ["palmyra.json", "palmyra-paraphrased.json", "palmyra-hurried.json"]
)
def test_the_answers_stand_where_the_file_says(name: str, article: corpus.Document) -> None:
    [entry] = json.loads((QUESTIONS / name).read_text("utf-8"))["data"]
    for paragraph in entry["paragraphs"]:
        for asked in paragraph["qas"]:
            assert bool(asked["answers"]) != asked["is_impossible"]
            for answer in asked["answers"]:
                start = answer["answer_start"]
                assert paragraph["context"][start:].startswith(answer["text"])
    [read] = read_articles(QUESTIONS / name)
    assert read.document.text == article.text.rstrip("\n")


def test_most_questions_have_the_right_quote_first(assistant: qa.Assistant) -> None:
    [read] = read_articles(QUESTIONS / "palmyra.json")
    real = [question for question in read.questions if question.golds]
    assert len(real) == 30
    assert len(read.questions) == 50
    right = [
        question
        for question in real
        if question.is_answered_by(assistant.rank(question.text)[0].quote)
    ]
    assert len(right) >= 28


def test_an_article_without_a_paragraph_keeps_the_others() -> None:
    [read] = read_articles(QUESTIONS / "palmyra.json")
    without = read.without(3)
    assert read.paragraphs[3] not in without.text
    assert all(each in without.text for each in read.paragraphs if each != read.paragraphs[3])
