"""Words that cannot answer by their form are told from those that may."""

from __future__ import annotations

import pytest

from qa.answer_form import FORMS, form_mismatches


def found(question: str, answer: str, quote: str = "") -> set[str]:
    values = form_mismatches(question, answer, quote or f"In March, {answer} was all there was.")
    return {form for form, value in zip(FORMS, values, strict=True) if value}


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
        ("In what year was it built?", "1902"),
        ("What did they find?", "nest boxes"),
        ("Where do they live?", "by the river"),
    ],
)
def test_an_answer_of_the_right_form_is_let_be(question: str, answer: str) -> None:
    assert not found(question, answer)


@pytest.mark.parametrize(
    ("question", "answer", "form"),
    [
        ("How many people were executed?", "Mass", "no number"),
        ("how much did it cost", "the largest expense", "no number"),
        ("What was the number of the guests?", "larger", "no number"),
        ("What is the name of the tenant?", "mill house", "no name"),
        ("What was the dog called?", "friend of the house", "no name"),
        ("Who opened the gate?", "an old key", "no person's name"),
        ("To whom was it sold?", "for a song", "no person's name"),
        ("When was it painted?", "blue", "no time"),
        ("What year was it painted?", "by hand", "no time"),
        ("Which news agency made the image?", "news agency", "words of the question"),
    ],
)
def test_an_answer_of_another_form_is_told(question: str, answer: str, form: str) -> None:
    assert form in found(question, answer)


def test_in_a_text_without_capitals_a_name_needs_none() -> None:
    assert not found("Who sold it?", "ottilie brandt", "in june ottilie brandt sold it.")
    assert found("Who sold it?", "the treasurer", "In June the treasurer sold it.")
