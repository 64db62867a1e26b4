"""Requests that are no plain questions, and answers that are not sure, in a real browser."""

from __future__ import annotations

import re

import pytest
from browser import ABOUT_BELLS, OpenPage, ask, mark, quote, violations, wait_until, words_of
from playwright.sync_api import Page, expect

import qa

pytest_plugins = ["browser"]

UNSURE = ("What did Abdulkarim say?", "Who monitors the war?", "What happened to the tomb?")


def test_a_summary_is_quotes_with_their_places_and_can_be_asked_plainly(page: Page) -> None:
    turn = ask(page, "What is this about?")
    expect(turn).to_contain_text("Understood as what this is about")
    expect(turn).to_contain_text("In its own words, not a summary")
    assert turn.get_by_role("listitem").count() >= 10
    first = turn.locator("blockquote").first.inner_text()
    expect(mark(page, first[:40])).to_be_visible()
    assert violations(page) == []
    turn.get_by_role("button", name="Ask as a plain question").click()
    again = page.get_by_role("article")
    expect(again).to_have_count(1)
    expect(again).not_to_contain_text("Understood as")


def test_two_questions_get_two_answers_each_with_its_mark(page: Page) -> None:
    turn = ask(page, f"How many people fled and {ABOUT_BELLS[0].lower()}{ABOUT_BELLS[1:]}")
    expect(turn.get_by_role("heading", name="How many people fled?")).to_be_visible()
    expect(turn.locator("strong").first).to_contain_text("10,000")
    expect(turn.locator("strong").nth(1)).to_contain_text(re.compile("1742|1861"))
    expect(mark(page, "10,000")).to_be_visible()


def test_a_greeting_offers_questions_that_can_be_clicked(page: Page) -> None:
    turn = ask(page, "Hello!")
    expect(turn).to_contain_text("Ask a question about the documents")
    turn.get_by_role("button", name="What is this about?").click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").nth(1)).to_contain_text("In its own words")


def test_an_unproven_answer_is_shown_as_one(page: Page, assistant: qa.Assistant) -> None:
    unsure = [question for question in UNSURE if assistant.answer(question).status == "possible"]
    if not unsure:
        pytest.fail(f"none of {UNSURE} is possible any more; choose others")
    turn = ask(page, unsure[0])
    expect(turn).to_contain_text("This may answer it")
    expect(turn).to_contain_text(re.compile(r"Of 100 such quotes \d\d were right"))
    expect(turn).not_to_contain_text("Confidence")
    assert words_of(quote(turn, 1))
    assert violations(page) == []


def test_what_was_asked_comes_back_with_the_page(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "What is this about?")
    ask(page, "How many times is Palmyra mentioned?")
    turns = page.get_by_role("article")
    shown = [turns.nth(number).inner_text() for number in range(2)]
    page.reload()
    expect(turns).to_have_count(2)
    wait_until(lambda: [turns.nth(number).inner_text() for number in range(2)] == shown)
