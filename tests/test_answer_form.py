"""Words that cannot answer by their form are told from those that may."""

from __future__ import annotations

import pytest

from qa.answer_type import is_wrong_type


def quoted(answer: str) -> str:
    return f"In March, {answer} was all there was."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people fled?", "over 10,000"),
        ("how many members came", "Thirty-one"),
        ("How long did the siege last?", "a week"),
        ("How often is it paid?", "twice"),
        ("What percent of them stayed?", "half"),
        ("Who confirmed the takeover?", "the Observatory"),
        ("What is the name of the ship?", "Havørn"),
        ("What is the name of the standard?", "8859"),
        ("When did she leave?", "after the war"),
        ("On which day does it run?", "Sundays"),
        ("In what year was it built?", "1902"),
        ("What did they find?", "nest boxes"),
        ("Where do they live?", "by the river"),
        ("How did she travel?", "by train to Vell"),
        ("How much control have they?", "close control"),
        ("When is the gate shut?", "if it rains"),
        ("When the boats meet, what do they form?", "a bridge"),
        ("What are the parts of a state called?", "counties"),
        ("Who works the press?", "print workers"),
        ("How is the Observatory abbreviated?", "SOHR"),
        ("Why was it shut?", "because Odile was ill"),
    ],
)
def test_an_answer_of_the_right_form_is_let_be(question: str, answer: str) -> None:
    assert not is_wrong_type(question, answer, quoted(answer))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people were executed?", "Mass"),
        ("how much did it cost", "the largest expense"),
        ("What was the number of the guests?", "larger"),
        ("What is the name of the tenant?", "mill house"),
        ("what were the names of the dogs", "friends of the house"),
        ("When was it painted?", "blue"),
        ("What year was it painted?", "by hand"),
        ("How did the rowers answer the proposal?", "Vell"),
        ("why did she sell it", "Odile Tarn of the Harbour"),
    ],
)
def test_an_answer_of_another_form_is_told(question: str, answer: str) -> None:
    assert is_wrong_type(question, answer, quoted(answer))


def test_in_a_text_without_capitals_a_name_needs_none() -> None:
    asked = "What is the name of the treasurer?"
    assert not is_wrong_type(asked, "ottilie brandt", "in june ottilie brandt sold it.")
    assert is_wrong_type(asked, "the treasurer", "In June the treasurer sold it.")


def test_the_first_word_of_a_sentence_is_no_name_for_its_capital() -> None:
    assert not is_wrong_type("How was the crossing?", "Rough", "Rough, as Odile Tarn tells.")
    assert is_wrong_type("How was the crossing?", "Odile Tarn", "Odile Tarn did not tell.")
