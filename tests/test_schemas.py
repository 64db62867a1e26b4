"""The JSON that every door gives is the JSON that the schemas describe."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import corpus
import qa

Json = dict[str, Any]


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((files("qa") / "schemas" / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(result: qa.Answer) -> Json:
    passed_on: Json = json.loads(json.dumps(result.to_dict()))
    return passed_on


@pytest.fixture(scope="module")
def answered(assistant: qa.Assistant) -> Json:
    answer = assistant.answer("Who confirmed the takeover?")
    assert answer.answered
    return as_json(answer)


@pytest.fixture(scope="module")
def refused(assistant: qa.Assistant) -> Json:
    answer = assistant.answer("Who won the football match in Madrid?")
    assert not answer.answered
    return as_json(answer)


def test_answers_and_refusals_are_as_the_schema_says(answered: Json, refused: Json) -> None:
    for answer in (answered, refused):
        validator("answer").validate(answer)


def test_an_answer_from_a_text_with_pages_is_as_the_schema_says() -> None:
    first = "The weather was fine. The meeting began at nine.\n"
    text = f"{first}Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
    document = corpus.Document(text=text, page_starts=(0, len(first)))
    answer = as_json(qa.answer("Who sold the trophy?", document))
    validator("answer").validate(answer)
    assert answer["evidence"][0]["page"] == 2
    assert answer["evidence"][0]["document"]["source"] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer.pop("interpreted_as"),
        lambda answer: answer.update(extra=1),
        lambda answer: answer.update(confidence=1.5),
        lambda answer: answer.update(evidence=[]),
        lambda answer: answer.update(answered=False),
        lambda answer: answer.update(related=answer["evidence"]),
        lambda answer: answer["evidence"][0].update(start="740"),
        lambda answer: answer["evidence"][0]["document"].update(id="no hash"),
    ],
)
def test_the_schema_refuses_what_no_door_gives(
    answered: Json, spoil: Callable[[Json], object]
) -> None:
    spoilt = copy.deepcopy(answered)
    spoil(spoilt)
    assert not validator("answer").is_valid(spoilt)
