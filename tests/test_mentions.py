"""Find all: every sentence about words or a question, none lost, none out of order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_schemas import validator

import corpus
import qa
from qa.cli import main
from qa.find import Finder

TEXT = """\
# Trophies

The treasurer sold the trophy. Nobody saw the sale of the trophies.
The city of Ulm was glad! Other cities were not; Ötztal’s mayor wept.

The treasurer sold the trophy.

It cost 10,000 marks, not 10 marks and 2,000 thanks. IS it true? It is used.
In the year that followed, the club
sold nothing.
"""


def no_search(question: str) -> list[object]:
    raise AssertionError(f"words need no search, {question!r} was searched for")


def found(query: str, text: str = TEXT) -> list[str]:
    mentions = Finder([corpus.Document(text=text)], no_search).find_all(query)  # type: ignore[arg-type]
    return [sentence.quote for sentence in mentions.sentences]


def marked(query: str, text: str = TEXT) -> list[str]:
    mentions = Finder([corpus.Document(text=text)], no_search).find_all(query)  # type: ignore[arg-type]
    return [mark.slice(text) for sentence in mentions.sentences for mark in sentence.marks]


def test_every_sentence_with_the_word_is_found_also_where_it_repeats() -> None:
    sold = "The treasurer sold the trophy."
    assert found("trophy") == ["Trophies", sold, "Nobody saw the sale of the trophies.", sold]
    assert marked("trophy") == ["Trophies", "trophy", "trophies", "trophy"]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("TROPHIES sell", []),
        ("treasurer trophies", ["treasurer", "trophy"] * 2),
        ("the cities", ["city", "cities"]),
        ("Ötztal's mayor", ["Ötztal", "mayor"]),
        ("otztal", ["Ötztal"]),
        ("O\u0308tztal", ["Ötztal"]),
        ("10,000", ["10,000"]),
        ("10", ["10"]),
        ("IS", ["IS"]),
        ("is", ["IS", "is"]),
        ('"the  club sold"', ["the club\nsold"]),
        ("“sold nothing” club", ["club", "sold nothing"]),
        ('"sold nothing" treasurer', []),
        ('"old nothing"', []),
        ('"the trophy" trophy sold', ["sold", "the trophy"] * 2),
        ('"IS"', ["IS"]),
        ("trophäe", []),
        ("costs", ["cost"]),
        ("selling", []),
        ("followed", ["followed"]),
        ("following", ["followed"]),
        ("follow", ["followed"]),
        ("US", []),
    ],
)
def test_words_and_phrases_are_found_in_their_forms_and_marked(
    query: str, marks: list[str]
) -> None:
    assert marked(query) == marks


def test_a_phrase_that_runs_over_two_sentences_finds_both() -> None:
    assert found('"ulm was glad! other cities"') == [
        "The city of Ulm was glad!",
        "Other cities were not; Ötztal’s mayor wept.",
    ]


def test_scripts_without_spaces_are_found_inside_a_run_of_letters() -> None:
    text = "巴尔米拉是叙利亚的古城。这座城市在沙漠中。\n\n팔미라를 점령했다 그리고 떠났다."
    assert marked("叙利亚", text) == ["叙利亚"]
    assert marked("팔미라", text) == ["팔미라"]


def test_nothing_is_cut_off_and_documents_keep_their_order() -> None:
    many = [
        corpus.Document(text=f"Ferry {n} left. " * 300 + f"The end of part {n}.", title=str(n))
        for n in range(3)
    ]
    mentions = qa.Assistant(many).find_all("ferry left")
    assert mentions.count == 900
    places = [(int(each.document.title), each.start) for each in mentions.sentences]
    assert places == sorted(places)


def test_a_question_finds_what_is_near_it_and_marks_what_it_shares(
    assistant: qa.Assistant,
) -> None:
    mentions = assistant.find_all("Who was killed by the militants?")
    assert mentions.is_question
    killed = [m for m in mentions.sentences if "killed an archaeologist" in m.quote]
    assert [mark.slice(m.document.text) for m in killed for mark in m.marks] == ["killed"]
    assert mentions.count < 12


def test_a_question_in_other_words_than_the_text_finds_by_meaning(assistant: qa.Assistant) -> None:
    near = assistant.find_all("Which politician criticised Moscow?")
    assert [each.marks for each in near.sentences if "Fallon, hit out" in each.quote] == [()]
    starts = [each.start for each in near.sentences]
    assert starts == sorted(starts)


def test_a_repeated_sentence_near_a_question_is_found_each_time() -> None:
    text = f"The weather was fine. {TEXT.splitlines()[2]}\n\nTHE TREASURER sold the trophy.\n"
    mentions = qa.Assistant(corpus.Document(text=text)).find_all("Who sold the trophy?")
    assert [each.quote.lower() for each in mentions.sentences].count(
        "the treasurer sold the trophy."
    ) == 2


def test_a_question_is_not_cut_off_either() -> None:
    text = " ".join(f"Ferry {number} left the port at noon." for number in range(130))
    ferries = qa.Assistant(corpus.Document(text=text), reader="none")
    assert ferries.find_all("When did the ferry leave the port?").count == 130


def test_a_question_that_has_nothing_to_do_with_the_text_finds_nothing(
    assistant: qa.Assistant,
) -> None:
    mentions = assistant.find_all("What does a pound of tea cost in Sheffield?")
    assert mentions.to_dict() == {
        "query": "What does a pound of tea cost in Sheffield?",
        "is_question": True,
        "count": 0,
        "sentences": [],
    }


@pytest.mark.parametrize(
    ("query", "is_question"),
    [
        ("who held Palmyra", True),
        ("Aleppo?", True),
        ("did russia bomb hospitals", True),
        ("fallon said what", True),
        ("whats in the picture", True),
        ("Palmyra", False),
        ("IS fighters in Palmyra", False),
        ("WHO report", False),
        ("Doctor Who", False),
        ('"Who confirmed it?"', False),
    ],
)
def test_a_question_is_told_from_words(
    assistant: qa.Assistant, query: str, is_question: bool
) -> None:
    assert assistant.find_all(query).is_question is is_question


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "no word to look for"),
        ('"?!"', "no word to look for"),
        ("a" * 5000, "5,000 characters"),
    ],
)
def test_a_bad_query_is_said_in_one_line(query: str, message: str) -> None:
    with pytest.raises(qa.QuestionError, match=message):
        found(query)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.text(min_size=1, max_size=20))
def test_marks_stand_in_their_sentences_for_any_text_and_query(text: str, query: str) -> None:
    document = corpus.Document(text=f"{text} {query} {text}")
    try:
        mentions = Finder([document], lambda _: []).find_all(query)
    except qa.QuestionError:
        return
    end = 0
    for sentence in mentions.sentences:
        assert sentence.start >= end
        end = sentence.end
        edges = [edge for mark in sentence.marks for edge in (mark.start, mark.end)]
        assert edges == sorted(edges)
        assert all(mark.within(sentence.span) and mark.start < mark.end for mark in sentence.marks)
    json.dumps(mentions.to_dict())


def test_what_is_found_is_as_the_schema_says(assistant: qa.Assistant) -> None:
    for query in ("Palmyra", "football", "How many people fled?"):
        passed_on = json.loads(json.dumps(assistant.find_all(query).to_dict()))
        validator("mentions").validate(passed_on)
    for spoilt in ({**passed_on, "count": "3"}, {**passed_on, "sentences": [{}]}, {"query": ""}):
        assert not validator("mentions").is_valid(spoilt)


def test_the_command_prints_the_count_and_each_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "archaeologist"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 sentence with these words"
    assert lines[2].startswith("[1] They blew up priceless objects")
    assert lines[3].startswith("    palmyra.md:17, characters ")
    assert main(["find", "football"]) == 1
    assert capsys.readouterr().out == "Nothing found: no sentence with these words.\n"
    assert main(["find", "?"]) == 2
    assert capsys.readouterr().err.startswith("quoth: found no word to look for")


def test_the_command_gives_the_json_of_the_code(
    assistant: qa.Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find", "--json", "Aleppo rebels"]) == 0
    assert json.loads(capsys.readouterr().out) == assistant.find_all("Aleppo rebels").to_dict()
