"""Who said a quote: told where the text says so, and nowhere else."""

from __future__ import annotations

import pytest

import corpus
import qa
from corpus import Document, Span
from qa.speakers import speaker_of


@pytest.mark.parametrize(
    ("text", "quote", "name"),
    [
        ("“I lost my coat,” said Moira Tench, a nurse.", "I lost my coat", "Moira Tench"),
        ('"I lost my coat," said Moira Tench.', "I lost my coat", "Moira Tench"),
        ("«I lost my coat», said Moira Tench.", "I lost my coat", "Moira Tench"),
        ("A spokeswoman, Greta Lunde, said: “Sorry. It was late.”", "It was late.", "Greta Lunde"),
        ("“It was late,” Kim Ito, the pilot, told the court.", "It was late", "Kim Ito"),
        ("The mayor said that the bridge would close.", None, "The mayor"),
        ("The ministry says it knows nothing of this.", None, "The ministry"),
        ("According to Anna Renko, the bell was stolen.", None, "Anna Renko"),
        ("“It was late,” she said.", "It was late", None),
        ("“No brakes”: the morning the ship did not stop", None, None),
        ("The council was asked only for tools.", None, None),
        ("The takeover has been confirmed by the Observatory.", None, None),
        ("He said that rents had not changed.", None, None),
        ("Syria’s antiquities chief saw the city fall.", None, None),
        ("The bell was cast in 1742.", None, None),
        ("**Present:** Councillor Onslow (Mayor), Idris Farrow", None, None),
        ("The mayor refused to say that the bridge would close.", None, None),
    ],
)  # fmt: skip
def test_the_speaker_of_a_sentence(text: str, quote: str | None, name: str | None) -> None:
    start = text.index(quote) if quote else 0
    span = Span(start, start + len(quote or text))
    found = speaker_of(Document(text=text), span)
    assert (found and found.name.slice(text)) == name
    if found:
        assert found.name.overlaps(found.proof)


def test_each_speaker_of_a_transcript_has_what_he_says() -> None:
    said = (
        "KELLER: We lost two boats. It was dark.",
        "ITO: Who told you?",
        "KELLER: Nobody.",
        "ITO: Well.",
    )
    text = "\n\n".join(said)
    document = Document(text=text)
    for words, name in (
        ("It was dark.", "KELLER"),
        ("Who told you?", "ITO"),
        ("Nobody.", "KELLER"),
    ):
        found = speaker_of(document, Span(text.index(words), text.index(words) + len(words)))
        assert found is not None
        assert found.name.slice(text) == name


def test_an_answer_names_who_said_its_quote() -> None:
    text = "The ferry hit the pier. “I was thrown to the floor,” said Moira Tench, a nurse."
    answer = qa.answer("Who was thrown to the floor?", corpus.Document(text=text))
    speaker = answer.evidence[0].speaker
    assert speaker is not None
    assert speaker.name.quote == "Moira Tench"
    assert speaker.proof.quote in text
    assert answer.to_dict()["evidence"][0]["speaker"]["name"]["quote"] == "Moira Tench"
