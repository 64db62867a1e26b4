"""Each kind of request gets what it asks for, with the real models, on texts of our own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
import qa
from page import chats
from qa.answers import KINDS
from qa.commands.text import KIND_NAMES, as_text
from qa.receipts import read_receipts
from qa.requests.language import other_language
from qa.requests.several import Sides, compared_sides, split_questions

LEASE = corpus.Document(
    title="Lease of the Mill House",
    page_starts=(0, 196),
    text="""# Lease of the Mill House

By Ottilie Brandt, solicitor
Dated 3 March 2021

## 1. Definitions

1.1 In this lease "the Landlord" means Ulm Mills Ltd.

1.2 "The Tenant" means Karl Weber, baker.

## 11. Ending the lease

11.1 The Tenant may end this lease by giving six months' notice in writing.

11.2 The Landlord may end this lease if:

(a) the rent is more than 30 days late; or

(b) the Tenant becomes insolvent.

11.3 The Tenant must not sublet the house, except that a lodger may be taken with consent.

11.4 Notices shall be sent by post or by hand. A notice by email is not valid.

## 12. Deposit

12.1 The deposit is 2,400 euros. It is paid back within 14 days after the lease ends.

| Order: S0217; Customer: Penrose; Revenue: 840.50
| Order: S0218; Customer: Kemp; Revenue: 91.00
""",
)


@pytest.fixture(scope="module")
def lease() -> qa.Assistant:
    return qa.Assistant(LEASE)


def quotes(answer: qa.Answer) -> list[str]:
    return [evidence.quote for evidence in answer.evidence]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hello there!", "greeting"),
        ("What can you do?", "greeting"),
        ("what is this about", "summary"),
        ("Please summarise the lease for me", "summary"),
        ("key points?", "summary"),
        ("Who wrote this lease?", "property"),
        ("When is it dated?", "property"),
        ("How many times is Weber mentioned?", "mentions"),
        ("Show me all sentences that mention the deposit", "mentions"),
        ("What does clause 11.4 say?", "place"),
        ("11.2(b)", "place"),
        ("section 12", "place"),
        ("What is the revenue of order S0217?", "place"),
        ("page 2", "place"),
        ("Can the tenant sublet the house?", "yes_no"),
        ("What is the difference between the landlord and the tenant?", "comparison"),
        ("Who is the landlord, and how much is the deposit?", "several"),
        ("List the reasons why the landlord may end the lease", "list"),
        ("How much is the deposit?", "question"),
        ("Could you please tell me how much the deposit is?", "question"),
        ("Who is the tenant?", "question"),
    ],
)
def test_the_kind_of_a_request_is_told(lease: qa.Assistant, question: str, kind: str) -> None:
    answer = lease.answer(question)
    assert answer.kind == kind
    assert answer.question == question
    for evidence in (*answer.evidence, *answer.related):
        assert evidence.document.text[evidence.start : evidence.end] == evidence.quote
        assert all(mark.within(evidence.span) for mark in evidence.marks)
    if kind != "question":
        assert f"Understood as {KIND_NAMES[answer.kind]}." in as_text(answer)
        assert lease.answer(question, plain=True).kind == "question"


def test_every_kind_has_a_name() -> None:
    assert set(KIND_NAMES) == set(KINDS) - {"question"}


def test_a_clause_is_quoted_whole_and_alone(lease: qa.Assistant) -> None:
    answer = lease.answer("What does clause 11.4 say?")
    assert quotes(answer) == [
        "11.4 Notices shall be sent by post or by hand. A notice by email is not valid."
    ]
    [whole] = quotes(lease.answer("show me clause 11.2"))
    assert whole.startswith("11.2 The Landlord")
    assert whole.endswith("(b) the Tenant becomes insolvent.")
    [section] = quotes(lease.answer("section 11"))
    assert section.startswith("11. Ending the lease")
    assert section.endswith("is not valid.")
    assert quotes(lease.answer("clause 11.2(b)")) == ["(b) the Tenant becomes insolvent."]


def test_what_is_asked_of_a_place_is_read_there(lease: qa.Assistant) -> None:
    answer = lease.answer("What is the revenue of order S0217?")
    assert (answer.status, answer.text) == ("answered", "840.50")
    assert answer.evidence[0].quote == "Order: S0217; Customer: Penrose; Revenue: 840.50"


@pytest.mark.parametrize("place", ["clause 99", "page 7", "row 88", "Article 5"])
def test_a_place_that_is_not_there_is_named(lease: qa.Assistant, place: str) -> None:
    answer = lease.answer(f"What does {place} say?")
    assert (answer.status, answer.evidence) == ("none", ())
    assert answer.statement.startswith(f"Looked for {place[0].lower()}{place[1:]}: the document")


def test_a_summary_is_sentences_of_the_text_in_their_order(lease: qa.Assistant) -> None:
    answer = lease.answer("What is this about?")
    assert 5 <= len(answer.evidence) <= 8
    starts = [evidence.start for evidence in answer.evidence]
    assert starts == sorted(starts)
    assert "Ottilie Brandt" in answer.statement
    assert "not a summary" in answer.statement
    [outline] = answer.parts
    assert quotes(outline) == [
        "Lease of the Mill House", "1. Definitions", "11. Ending the lease", "12. Deposit",
    ]  # fmt: skip


def test_author_date_and_title_are_quoted_from_where_they_stand(lease: qa.Assistant) -> None:
    assert lease.answer("Who is the author?").text == "Ottilie Brandt"
    assert lease.answer("When was this lease made?").text == "3 March 2021"
    assert lease.answer("What is the title of this document?").text == "Lease of the Mill House"
    untitled = qa.Assistant(corpus.Document(text="The bell was cast in 1742. It hangs in Ulm."))
    assert untitled.answer("Who wrote this?").kind == "question"


def test_words_are_counted_where_they_stand(lease: qa.Assistant) -> None:
    answer = lease.answer("How many times is the deposit mentioned?")
    assert answer.statement == "“deposit” stands in 2 sentences, 2 times."
    assert [LEASE.text[m.start : m.end] for e in answer.evidence for m in e.marks] == [
        "Deposit",
        "deposit",
    ]
    none = lease.answer("Where is Napoleon mentioned?")
    assert (none.status, none.statement) == ("none", "Looked for “Napoleon”: no sentence has it.")


def test_a_yes_no_question_gets_the_sentence_that_decides_whole(lease: qa.Assistant) -> None:
    answer = lease.answer("Can the tenant sublet the house?")
    assert answer.status == "answered"
    assert answer.text == answer.evidence[0].quote
    assert answer.evidence[0].quote.startswith("11.3 The Tenant must not sublet")


def test_two_questions_get_two_answers(lease: qa.Assistant) -> None:
    answer = lease.answer("Who is the landlord, and how much is the deposit?")
    assert [part.question for part in answer.parts] == [
        "Who is the landlord?", "How much is the deposit?",
    ]  # fmt: skip
    assert "Ulm Mills" in answer.parts[0].text
    assert "2,400" in answer.parts[1].text


def test_two_things_compared_get_a_sentence_each(lease: qa.Assistant) -> None:
    answer = lease.answer("Compare the landlord and the tenant")
    assert ['means Ulm Mills' in answer.parts[0].evidence[0].quote,
            'means Karl Weber' in answer.parts[1].evidence[0].quote] == [True, True]  # fmt: skip
    one_missing = lease.answer("Compare the landlord with Napoleon")
    assert one_missing.statement == "No sentence found about Napoleon."
    assert one_missing.parts[1].status == "none"


def test_a_greeting_says_what_can_be_asked_of_these_documents(lease: qa.Assistant) -> None:
    answer = lease.answer("hi, thanks!")
    assert answer.suggestions[0] == "What is this about?"
    assert any("Tenant" in each or "Landlord" in each for each in answer.suggestions)
    for suggestion in answer.suggestions:
        assert lease.answer(suggestion).status != "none"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("heyo", "greeting"),
        ("I can't be bothered to read it all, what's in it", "summary"),
        ("Who repairs the roof of the mill?", "question"),
        ("Where did Napoleon sleep?", "question"),
    ],
)
def test_other_wordings_are_known_by_their_likeness(
    lease: qa.Assistant, question: str, kind: str
) -> None:
    assert lease.answer(question).kind == kind


def test_a_question_in_another_language_is_said_to_be_one(lease: qa.Assistant) -> None:
    answer = lease.answer("Wie hoch ist die Kaution von Karl Weber?")
    assert answer.statement.startswith("The question is in German.")
    assert lease.answer("How much is the deposit?").statement == ""


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qui a signé le contrat de location ?", "French"),
        ("¿Quién es el propietario de la casa?", "Spanish"),
        ("Chi ha scritto il contratto di affitto?", "Italian"),
        ("Hoe hoog is de borg van de huurder?", "Dutch"),
        ("deposit", None),
        ("break clause notice period", None),
        ("is Karl Weber insolvent", None),
        ("Who is Señor Núñez?", None),
    ],
)
def test_the_language_of_a_question(question: str, language: str | None) -> None:
    assert other_language(question) == language


def test_a_question_that_only_looks_like_two_stays_one() -> None:
    for question in (
        "What is the name of the man who knew when and where it was?",
        "Who and when?",
        "What did Brandt and Weber sign?",
    ):
        assert split_questions(question) == [question]


def test_what_is_compared_may_share_its_head() -> None:
    sides = compared_sides("Compare the rent of flat A and flat B")
    assert sides == Sides("rent of flat A", "rent of flat B")
    sides = compared_sides("At what time did it sail? Herald vs Courier")
    assert sides == Sides("Herald", "Courier", "At what time did it sail?")
    assert compared_sides("What is compared here?") is None
    assert compared_sides("compare X") is None


def test_special_answers_are_receipts_and_come_back(lease: qa.Assistant) -> None:
    for question in ("What is this about?", "clause 11.4", "Who is the landlord and who is he?"):
        answer = lease.answer(question)
        text = json.dumps(answer.to_dict())
        claims = read_receipts(text, name="r.json")
        assert len(claims) >= len(answer.evidence)
        saved = json.dumps({"turns": [{"question": question, "answer": answer.to_dict()}]})
        [restored] = chats.restore(saved, [LEASE])
        assert restored.turn is not None
        assert restored.turn.answer.to_dict() == answer.to_dict()


@pytest.mark.parametrize(
    "question",
    [
        "compare X", "clause", "summarise " + "x " * 450, "list", "Who? When? Where? Why? How?",
        "page 99999999999999999999", "§§§ 3", "how many times is mentioned",
        "difference between and",
    ],
)  # fmt: skip
def test_requests_with_nothing_to_work_on_end_in_an_answer(
    lease: qa.Assistant, question: str
) -> None:
    answer = lease.answer(question)
    assert answer.status in ("answered", "possible", "none")
    json.dumps(answer.to_dict())


HOSTILE = corpus.Document(
    title="\u202e* odd",
    text='1.\n\n(a)\n(b) \n- \n* two words\n\n“\n\n" said\n\nKeller: \n\nQ: \nA: \n\n# \n## 1.\n'
    "§ 4 § 4\n\x0cpage two words.\n| \n| : ;\n“Open and never closed 😀 İ e\u0301 and on",
)
PIECES = (
    "compare", "and", "vs", "clause 1", "section 2", "page 1", "row 1", "(a)", "§ 4", "list all",
    "who is quoted", "how many times", "mentioned", "summarise", "who wrote this", "date", "title",
    "total", "top 3", "Did", "the", "?", "“", "hello", "according to", "Part I", "or", "more",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join))
def test_any_request_of_an_odd_text_is_answered_in_its_own_words(
    hostile: qa.Assistant, question: str
) -> None:
    try:
        answer = hostile.answer(question)
    except qa.QuestionError:
        return
    for one in (answer, *answer.parts):
        for evidence in (*one.evidence, *one.related):
            assert evidence.document.text[evidence.start : evidence.end] == evidence.quote != ""
            assert all(mark.within(evidence.span) for mark in evidence.marks)
    saved = json.dumps({"turns": [{"question": question, "answer": answer.to_dict()}]})
    [restored] = chats.restore(saved, [HOSTILE])
    assert restored.turn is not None
    assert restored.turn.answer.to_dict() == answer.to_dict()


@pytest.fixture(scope="module")
def hostile() -> qa.Assistant:
    return qa.Assistant(HOSTILE)
