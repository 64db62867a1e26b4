"""Where documents contradict each other, with the real models."""

from __future__ import annotations

import pytest

import corpus
import qa
from qa.requests.agreement import do_differ, value_of

COURIER = corpus.Document(
    title="Courier",
    text="A fire broke out in the mill of Vell on Monday night. Two people died in the fire. The "
    "fire began at 11.30 p.m. in the attic. The mill was built in 1868.",
)
MINUTES = corpus.Document(
    title="Minutes of the inquest",
    text="The coroner heard the fire chief. One person died in the fire at the mill. The fire "
    "began at 23:10. The mill of Vell had been built in 1868 by the Renko brothers.",
)
LETTER = corpus.Document(
    title="Letter",
    text="I saw the mill burn from my window. They say one person died in the fire, an old miller. "
    "In 2019 the mill had 40 workers.",
)


@pytest.fixture(scope="module")
def sources() -> qa.Assistant:
    return qa.Assistant([COURIER, MINUTES, LETTER])


def test_each_value_is_told_with_its_quote_and_its_document(sources: qa.Assistant) -> None:
    answer = sources.answer("How many people died in the fire?")
    assert answer.statement.startswith("The documents do not agree: ")
    assert "“Two people” (Courier)" in answer.statement or "“Two” (Courier)" in answer.statement
    titles = [evidence.document.title for evidence in answer.evidence]
    assert set(titles) == {"Courier", "Minutes of the inquest", "Letter"}
    for evidence in answer.evidence:
        [mark] = evidence.marks
        assert evidence.document.text[mark.start : mark.end].lower()[:3] in ("two", "one")
    assert sources.answer("How many people died in the fire?", plain=True).statement == ""


def test_what_agrees_in_other_words_is_no_disagreement(sources: qa.Assistant) -> None:
    assert sources.answer("When was the mill built?").statement == ""
    assert "1868" in sources.answer("When was the mill built?").text
    assert sources.answer("Who heard the fire chief?").statement == ""


def test_one_document_never_disagrees() -> None:
    text = f"{COURIER.text}\n\n{MINUTES.text}"
    answer = qa.answer("How many people died in the fire?", corpus.Document(text=text))
    assert answer.statement == ""


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("twenty-two", "22", False),
        ("2.5 million", "2,500,000", False),
        ("four hundred and twelve", "412", False),
        ("a dozen", "12", False),
        ("nobody", "one", True),
        ("23", "twenty-one", True),
        ("4.30 pm", "16:30", False),
        ("8.52 a.m.", "08:47", True),
        ("about 50", "52", False),
        ("about 50", "80", True),
        ("May 2015", "21 May 2015", False),
        ("21 May 2015", "22 May 2015", True),
        ("1868", "1886", True),
        ("21 May", "May 21, 2015", False),
        ("1868", "40 workers", False),  # of two kinds
    ],
)
def test_values_are_compared_as_people_read_them(one: str, other: str, differ: bool) -> None:
    first, second = value_of(one), value_of(other)
    assert first is not None
    assert second is not None
    assert do_differ(first, second) is differ
    assert do_differ(second, first) is differ


@pytest.mark.parametrize("words", ["the mayor", "between 5 and 7", "thick fog", ""])
def test_what_is_no_one_value_is_not_compared(words: str) -> None:
    assert value_of(words) is None
