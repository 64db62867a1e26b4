"""The page on a narrow screen, in light and in dark, and for whoever does not see it."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from browser import (
    ABOUT_BELLS,
    EXAMPLE,
    UNANSWERED,
    OpenPage,
    ask,
    box,
    conversation,
    find,
    is_in_sight,
    mark,
    open_document_list,
    pane,
    place_of,
    question_box,
    quote,
    upload,
    violations,
    wait_until,
    words_of,
)
from playwright.sync_api import Page, expect

import corpus

pytest_plugins = ["browser"]


def too_wide(page: Page) -> list[str]:
    """Return the parts with something beside them that one would have to scroll to."""
    # What a parent cuts off is as lost as what one has to scroll to.
    found: list[str] = page.evaluate("""() =>
        [...document.querySelectorAll("html, #quoth *:not(.visually-hidden, .visually-hidden *)")]
            .filter((part) => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.outerHTML.slice(0, 80))""")
    return found


def test_a_narrow_screen_has_the_document_below_and_nothing_beside(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844)
    assert too_wide(page) == []
    turn = ask(page, ABOUT_BELLS)
    turn.get_by_text("Confidence:").click()
    turn.get_by_role("button", name="Wrong").click()
    assert too_wide(page) == []
    above = box(conversation(page))
    assert box(pane(page))["y"] >= above["y"] + above["height"]
    assert is_in_sight(turn.locator("blockquote").first, page.locator("html"))

    place_of(quote(turn, 2)).click()
    sentence = mark(page, words_of(quote(turn, 2)))
    wait_until(lambda: is_in_sight(sentence, pane(page)))
    wait_until(lambda: is_in_sight(sentence, page.locator("html")))
    page.get_by_role("button", name="Back to the conversation").click()
    wait_until(lambda: is_in_sight(place_of(quote(turn, 2)), page.locator("html")))
    expect(place_of(quote(turn, 2))).to_be_focused()

    ask(page, UNANSWERED)
    ask(page, "W" * 900)
    assert too_wide(page) == []
    open_document_list(page)
    find(page, "Vell")
    assert too_wide(page) == []
    assert violations(page) == []


def test_on_a_narrow_screen_the_quote_is_marked_in_what_is_seen_of_the_document(
    open_page: OpenPage,
) -> None:
    page = open_page(width=390, height=740)
    turn = ask(page, EXAMPLE)
    window = page.locator("html")
    assert not is_in_sight(pane(page), window), "all of the pane is in sight anyhow"
    wait_until(lambda: is_in_sight(mark(page, words_of(quote(turn, 1))), window))

    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, UNANSWERED)
    composer = box(page.locator("#composer"))
    assert composer["y"] + composer["height"] <= 844 - 10, "it touches the window's edge"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_can_be_read_and_operated_by_everybody(
    open_page: OpenPage, scheme: Literal["light", "dark"]
) -> None:
    page = open_page(scheme=scheme)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(value) for value in re.findall(r"\d+", ground)[:3]) / 3
    assert brightness > 200 if scheme == "light" else brightness < 60

    # A check that finds nothing has to be able to: this cannot be read, and has no name.
    page.evaluate("""document.getElementById("notice").innerHTML =
        "<button style='color: #999; background: #888'></button>" """)
    assert violations(page) != []
    page.evaluate("""document.getElementById("notice").innerHTML = "" """)

    assert violations(page) == [], "welcome"
    question_box(page).press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == [], "a question without a word"
    turn = ask(page, ABOUT_BELLS)
    turn.get_by_text("Confidence:").click()
    turn.get_by_role("button", name="Wrong").click()
    turn.get_by_role("button", name="Edit").click()
    assert violations(page) == [], "answered"
    question_box(page).press("Escape")
    ask(page, UNANSWERED)
    upload(page, {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""})
    expect(page.get_by_role("alert")).to_contain_text("empty.txt")
    assert violations(page) == [], "refused, and an upload that is"
    find(page, "Vell")
    assert violations(page) == [], "found"
    find(page, "zebra")
    assert violations(page) == [], "nothing found"


def test_a_headline_is_larger_than_the_text_below_it(page: Page) -> None:
    title = pane(page).get_by_text(corpus.sample().title)
    below = pane(page).locator("p").last
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert title.evaluate(size) > below.evaluate(size)
