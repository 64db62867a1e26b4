"""Follow-ups to questions that stand alone: what is taken from earlier turns, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from followups import FOLLOW_UPS, SOLD, STAND_ALONE, TURNS, turn
from hypothesis import example, given, settings
from hypothesis import strategies as st

import qa
from qa.conversation import standalone_question
from qa.conversation.demands import meets

QUESTIONS = Path(__file__).parent.parent / "benchmarks" / "questions"


@pytest.mark.parametrize(("before", "question", "expected"), FOLLOW_UPS)
def test_a_follow_up_takes_what_it_lacks(before: str, question: str, expected: str) -> None:
    assert standalone_question(question, [TURNS[before]]) == expected


@pytest.mark.parametrize("question", STAND_ALONE)
def test_what_stands_alone_is_returned_as_it_came(question: str) -> None:
    for before in TURNS.values():
        assert standalone_question(question, [before]) == question


@pytest.mark.parametrize("question", ["And when?", "Where is he?", "And in Aleppo?", "Why?"])
def test_without_turns_nothing_is_put_in(question: str) -> None:
    assert standalone_question(question, []) == question


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("siege", "What did he say?"),  # nobody was spoken of
        ("trout", "What is her name?"),
        ("sold", "Who lives there?"),  # and no place
        ("sold", "Who cast that bell?"),
        ("refused", "And when?"),  # no more was said than that there is a leader
        ("hurried", "And when?"),  # no question with parts to take
    ],
)
def test_where_nothing_suitable_was_said_nothing_is_put_in(before: str, question: str) -> None:
    assert standalone_question(question, [TURNS[before]]) == question


def test_a_chain_holds_by_what_was_searched_for() -> None:
    history = [TURNS["sold"]]
    second = standalone_question("To whom?", history)
    history.append(turn("To whom?", SOLD, "Carl Vell", asked=second))
    third = standalone_question("When?", history)
    assert third == "When did Ottilie Brandt sell the trophy?"
    history.append(turn("When?", SOLD, "in May", asked=third))
    assert standalone_question("What else did she sell?", history) == (
        "What else did Ottilie Brandt sell?"
    )
    # Of two turns ago, since the last one spoke of nobody.
    history.append(turn("Did it rain?"))
    assert standalone_question("How old is she?", history) == "How old is Ottilie Brandt?"


def test_markup_is_words_like_others() -> None:
    hostile = turn("Who sold <b>it</b>?", 'The "<script>" of Odile Tarn sold it.', "Odile Tarn")
    assert standalone_question("Where is <i>she</i>?", [hostile]) == "Where is <i>Odile Tarn</i>?"


def test_our_own_questions_stay_as_they_are_whatever_was_asked_before() -> None:
    asked = [
        each["question"]
        for path in sorted(QUESTIONS.glob("palmyra*.json"))
        for paragraph in json.loads(path.read_text("utf-8"))["data"][0]["paragraphs"]
        for each in paragraph["qas"]
    ]
    pointing = {"they", "it"}  # typed in a hurry, with nobody named before: these do follow up
    changed = {
        question
        for question in asked
        for before in TURNS.values()
        if standalone_question(question, [before]) != question
    }
    assert len(asked) == 110
    assert all(pointing & set(question.split()) for question in changed)
    assert len(changed) <= 5


WORDS = st.sampled_from(
    "and what when who where why how many did was is the a he she it they his her its their there "
    "then that this siege Palmyra Anna Renko of in by sold bell ? , ' ’ “ else about one İ 😀 "
    "it's don't 10,000 IS the latter \u202e <b> \N{NO-BREAK SPACE}".split(" ")
)
TYPED = st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=40)


@st.composite
def histories(draw: st.DrawFn) -> list[qa.Turn]:
    """Return turns of any words, some with an answer."""
    turns = []
    for _ in range(draw(st.integers(0, 3))):
        quote = draw(TYPED)
        start = draw(st.integers(0, len(quote)))
        answer = quote[start : start + draw(st.integers(1, 30))]
        turns.append(turn(draw(TYPED), quote if answer else "", answer, asked=draw(TYPED)))
    return turns


@settings(max_examples=300, deadline=None)
@example(question="And him?", history=[turn("Who?", "\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")])
@given(question=TYPED, history=histories())
def test_any_question_after_any_turns_gives_one_and_the_same(
    question: str, history: list[qa.Turn]
) -> None:
    whole = standalone_question(question, history)
    assert whole == standalone_question(question, list(history))
    assert bool(whole.strip()) or not question.strip()
    assert whole == question or len(whole) <= 600


@pytest.mark.parametrize(
    ("followup", "asked", "answer", "quote", "is_met"),
    [
        ("Since when?", "Since when did it rain?", "rain", "It did rain.", False),
        ("Since when?", "Since when did it rain?", "May", "It rained from May on.", True),
        ("How many?", "How many bells did Vell have?", "bells", "Vell had bells.", False),
        ("How many?", "How many bells did Vell have?", "three", "Vell had three.", True),
        ("And in Aleppo?", "Who fled in Aleppo?", "people", "The people fled.", False),
        ("And in Aleppo?", "Who fled in Aleppo?", "people", "People fled from Aleppo.", True),
        ("Why?", "Why did Vell cast a bell?", "Vell cast a bell", "Vell cast a bell.", False),
    ],
)
def test_a_quote_has_to_meet_what_the_follow_up_asks_itself(
    followup: str, asked: str, answer: str, quote: str, *, is_met: bool
) -> None:
    assert meets(followup, asked, answer=answer, quote=quote, around=quote) is is_met


def test_follow_ups_are_answered_and_refused_by_what_was_searched_for(
    assistant: qa.Assistant,
) -> None:
    first = assistant.answer("Who confirmed the takeover?")
    history = [qa.Turn("Who confirmed the takeover?", first)]
    second = assistant.answer("What does it monitor?", history=history)
    assert second.question == "What does it monitor?"
    assert second.interpreted_as == "What does the Syrian Observatory for Human Rights monitor?"
    assert second.text == "the war"
    # The article does not say who founded anything.
    third = assistant.answer(
        "Who founded it?", history=[*history, qa.Turn(second.question, second)]
    )
    assert third.interpreted_as.startswith("Who founded the ")
    assert not third.answered
    assert third.related
    typed = assistant.answer("What does it monitor?")
    assert typed.interpreted_as == "What does it monitor?"
