"""Follow-ups on the page: what was searched for is said, and can be asked as it was typed."""

from __future__ import annotations

import json

from browser import OpenPage, ask, mark, question_box, violations
from playwright.sync_api import Browser, Locator, Page, expect

pytest_plugins = ["browser"]

FIRST = "Who confirmed the takeover?"
FOLLOW_UP = "What does it monitor?"
WHOLE = "What does the Syrian Observatory for Human Rights monitor?"
OTHER = "Who sold <b>the</b> trophy?"


def searched(turn: Locator) -> Locator:
    return turn.get_by_text("Searched for:")


def test_a_follow_up_says_what_was_searched_for_and_can_be_asked_as_typed(page: Page) -> None:
    turns = page.get_by_role("article")
    expect(searched(ask(page, FIRST))).to_have_count(0)
    turn = ask(page, FOLLOW_UP)
    expect(searched(turn)).to_have_text(f"Searched for: “{WHOLE}”")
    expect(turn.locator("strong")).to_have_text("the war")
    expect(mark(page, "which monitors the war")).to_be_visible()
    assert violations(page) == []

    # By the keyboard alone; the turn gives way to the question as it was typed.
    button = turn.get_by_role("button", name="Ask as typed")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Searching")).to_have_count(0)
    expect(turns).to_have_count(2)
    expect(turns.nth(1)).to_contain_text(FOLLOW_UP)
    expect(searched(turns.nth(1))).to_have_count(0)


def test_the_turns_that_are_sent_are_those_that_stand_before(page: Page) -> None:
    turns = page.get_by_role("article")
    ask(page, FIRST)
    expect(searched(ask(page, FOLLOW_UP))).to_contain_text(WHOLE)
    # Asked again, it has the turns before it, and not its own.
    turns.nth(1).get_by_role("button", name="Retry").click()
    expect(page.get_by_text("Searching")).to_have_count(0)
    expect(searched(turns.nth(1))).to_contain_text(WHOLE)
    # Changed into another first question, the follow-up that is asked then is about that one.
    turns.nth(0).get_by_role("button", name="Edit").click()
    question_box(page).fill("Where are rebels fighting the government?")
    question_box(page).press("Enter")
    expect(page.get_by_text("Searching")).to_have_count(0)
    expect(turns).to_have_count(1)
    expect(searched(ask(page, "Who supported the army there?"))).to_contain_text("in Aleppo")
    # What was undone is not followed up.
    turns.nth(1).get_by_role("button", name="Undo").click()
    turns.nth(0).get_by_role("button", name="Undo").click()
    expect(turns).to_have_count(0)
    expect(searched(ask(page, "Who supported the army there?"))).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(searched(ask(page, FOLLOW_UP))).to_have_count(0)


def test_what_was_searched_for_is_kept_and_followed_up_after_a_reload(
    open_page: OpenPage, browser: Browser
) -> None:
    page = open_page(browser.new_context())
    ask(page, FIRST)
    ask(page, "When did it happen?")
    retained = page.evaluate("Object.values(localStorage).find((one) => one.includes('turns'))")
    second = json.loads(json.loads(retained)["turns"][1])["answer"]
    assert second["question"] == "When did it happen?"
    page.reload()
    turns = page.get_by_role("article")
    expect(turns).to_have_count(2)
    expect(searched(turns.nth(1))).to_contain_text(second["interpreted_as"])
    expect(searched(ask(page, "Where?"))).to_contain_text("Where ")


def test_markup_in_a_follow_up_is_shown_as_it_is(page: Page) -> None:
    ask(page, OTHER)
    turn = ask(page, "And <i>when</i> was it sold <img src=x onerror=window.hacked=1>?")
    expect(searched(turn)).to_contain_text("<img src=x onerror=window.hacked=1>")
    expect(turn.locator("img, i, b")).to_have_count(0)
