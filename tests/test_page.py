"""The page as a person meets it: a real server, a real chromium, the real models."""

from __future__ import annotations

import re

import pytest
from browser import (
    ABOUT_BELLS,
    ABOUT_LIGHTHOUSE,
    EXAMPLE,
    FIRST_BELL,
    SECOND_BELL,
    UNANSWERED,
    ask,
    evidence,
    is_in_sight,
    mark,
    pane,
    question_box,
    wait_until,
)
from playwright.sync_api import Locator, Page, expect

import corpus

pytest_plugins = ["browser"]


def test_an_example_is_answered_and_its_sentence_is_in_sight(page: Page) -> None:
    assert not is_in_sight(pane(page).get_by_text("10,000 people"), pane(page))
    page.get_by_role("button", name=EXAMPLE).click()
    expect(page.get_by_role("article")).to_contain_text("Confidence:", timeout=60_000)

    article = corpus.palmyra()
    sentence = mark(page, "10,000 people")
    expect(sentence).to_be_visible()
    words = sentence.inner_text()
    place = f"{article.title}, line {article.line(article.text.index(words))}"
    turn = page.get_by_role("article")
    expect(turn).to_contain_text(EXAMPLE)
    expect(turn.locator("blockquote")).to_have_text(words)
    expect(turn.get_by_role("button", name=place)).to_be_visible()
    expect(turn).to_contain_text(re.compile("Confidence: (strong|likely|weak)"))
    expect(evidence(page)).to_contain_text(words)
    expect(evidence(page).get_by_role("button", name=place)).to_be_visible()
    assert is_in_sight(sentence, pane(page))
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]


def test_every_example_is_answered(page: Page) -> None:
    buttons = page.get_by_role("button").all_inner_texts()
    questions = [words for words in buttons if words.endswith("?")]
    assert len(questions) == 5
    for question in questions:
        expect(ask(page, question)).to_contain_text("Confidence:")


def test_a_click_on_a_quote_brings_its_mark_into_sight(page: Page) -> None:
    turn = ask(page, ABOUT_BELLS)
    near, far = sorted(
        (mark(page, FIRST_BELL), mark(page, SECOND_BELL)),
        key=lambda one: not is_in_sight(one, pane(page)),
    )
    assert is_in_sight(near, pane(page))
    assert not is_in_sight(far, pane(page))

    evidence(page).locator("blockquote", has_text=far.inner_text()).click()
    wait_until(lambda: is_in_sight(far, pane(page)))
    assert not is_in_sight(near, pane(page))

    turn.locator("blockquote").click()
    wait_until(lambda: is_in_sight(near, pane(page)))


def test_a_mark_holds_its_sentence_behind_characters_of_any_size(page: Page) -> None:
    ask(page, ABOUT_BELLS)
    marks = set(pane(page).locator("mark").all_inner_texts())
    assert SECOND_BELL in marks
    assert marks & {FIRST_BELL, FIRST_BELL.removeprefix("😀𝔘 ")}


def test_a_quote_of_another_document_opens_it(page: Page) -> None:
    ask(page, ABOUT_LIGHTHOUSE)
    first = pane(page).locator("mark").first.inner_text()
    other = "white in 1955" if "red" in first else "red in 1903"

    evidence(page).get_by_role("button", name="Quote 2").click()
    expect(pane(page)).to_have_count(1)
    expect(mark(page, other)).to_be_visible()
    wait_until(lambda: is_in_sight(mark(page, other), pane(page)))
    assert first not in pane(page).inner_text()


def test_an_earlier_answer_brings_its_evidence_back(page: Page) -> None:
    first = ask(page, ABOUT_BELLS)
    ask(page, EXAMPLE)
    expect(mark(page, SECOND_BELL)).to_have_count(0)

    first.get_by_role("button", name="Quote 2").click()
    second_quote = evidence(page).get_by_role("listitem").nth(1).locator("blockquote").inner_text()
    expect(mark(page, second_quote)).to_be_visible()
    wait_until(lambda: is_in_sight(mark(page, second_quote), pane(page)))
    expect(evidence(page)).to_contain_text(ABOUT_BELLS)


def test_what_the_documents_do_not_answer_is_refused(page: Page) -> None:
    turn = ask(page, UNANSWERED)
    expect(turn).to_contain_text("Not in the documents")
    expect(turn).not_to_contain_text("Confidence")
    expect(turn.locator("blockquote")).to_have_count(0)
    expect(page.get_by_role("heading", name="Nearest passages")).to_be_visible()
    expect(evidence(page)).to_contain_text("not an answer")
    expect(evidence(page)).not_to_contain_text("Confidence")
    places = evidence(page).get_by_role("button")
    expect(places.first).to_contain_text(re.compile(r", line\s\d+$"))
    assert is_in_sight(pane(page).locator("mark").first, pane(page))


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    keyboard = page.keyboard

    def tab_to(target: Locator) -> None:
        for _ in range(30):
            if target.evaluate("element => element === document.activeElement"):
                outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
                assert outline != "none", "the focus cannot be seen"
                return
            keyboard.press("Tab")
        pytest.fail("thirty presses of Tab do not get there")

    tab_to(page.get_by_role("button", name=EXAMPLE))
    keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Confidence:")
    tab_to(question_box(page))
    keyboard.type(ABOUT_BELLS)
    keyboard.press("Enter")
    second = evidence(page).get_by_role("button", name="Quote 2")
    expect(second).to_be_visible()
    words = evidence(page).get_by_role("listitem").nth(1).locator("blockquote").inner_text()
    assert not is_in_sight(mark(page, words), pane(page))
    tab_to(second)
    keyboard.press("Enter")
    wait_until(lambda: is_in_sight(mark(page, words), pane(page)))
    tab_to(pane(page))
    keyboard.press("End")
    wait_until(lambda: is_in_sight(mark(page, "1861"), pane(page)))
    keyboard.press("Home")
    wait_until(lambda: is_in_sight(mark(page, "1742"), pane(page)))


def test_answers_are_said_aloud(page: Page) -> None:
    said = page.get_by_role("status").filter(has_text=re.compile("."))
    turn = ask(page, EXAMPLE)
    expect(said).to_contain_text(turn.locator("blockquote").inner_text())
    expect(said).to_contain_text("Confidence:")
    ask(page, UNANSWERED)
    expect(said).to_have_text("Not in the documents.")


def test_clear_forgets_the_conversation(page: Page) -> None:
    expect(page.get_by_role("button", name="Clear")).to_have_count(0)
    ask(page, EXAMPLE)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("button", name=EXAMPLE)).to_be_visible()
    expect(pane(page).locator("mark")).to_have_count(0)
    expect(question_box(page)).to_be_focused()
    ask(page, UNANSWERED)
    expect(page.get_by_role("article")).to_have_count(1)
