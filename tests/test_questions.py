"""The project's own questions: the files are sound, and most of them are answered rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus
import qa
from qa.evaluation.squad import read_articles

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


def test_near_misses_stand_in_their_texts_and_most_are_refused() -> None:
    articles = read_articles(QUESTIONS / "near-misses.json")
    for entry in json.loads((QUESTIONS / "near-misses.json").read_text("utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            for gold in (gold for asked in paragraph["qas"] for gold in asked["answers"]):
                assert paragraph["context"][gold["answer_start"] :].startswith(gold["text"])
    answered = {True: [0, 0], False: [0, 0]}
    for article in articles:
        assistant = qa.Assistant(article.document)
        for question in article.questions:
            seen = answered[bool(question.golds)]
            seen[0] += assistant.answer(question.text).answered
            seen[1] += 1
    assert answered[True][0] > 0.8 * answered[True][1]
    assert answered[False][0] < 0.4 * answered[False][1]
