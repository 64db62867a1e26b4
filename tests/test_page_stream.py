"""What the server sends by and by reaches the page, whatever else happens at that moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from browser import EXAMPLE, OpenPage, ask, question_box, wait_until
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, expect

pytest_plugins = ["browser"]


@contextmanager
def as_its_stream_ends(open_page: OpenPage, context: BrowserContext) -> Iterator[Page]:
    """Yield a new tab to start something in; it learns only then that its stream is over."""
    held: list[tuple[Route, APIResponse]] = []
    context.route("**/queue/data*", lambda route: held.append((route, route.fetch())), times=1)
    page = open_page(context)
    wait_until(lambda: bool(page.title() and held))  # a call lets playwright go on

    # The stream of the greeting is over, which the page does not know yet: it takes what is
    # started for something that is answered on it.
    with page.expect_response(re.compile("/queue/join")) as joined:
        yield page
    assert joined.value.ok
    [(route, response)] = held
    route.fulfill(response=response)


def test_an_answer_that_comes_as_the_stream_before_it_ends_is_shown(
    open_page: OpenPage, browser: Browser
) -> None:
    with as_its_stream_ends(open_page, browser.new_context()) as page:
        question_box(page).fill("Who confirmed the takeover?")
        question_box(page).press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Confidence:", timeout=60_000)


def test_a_chat_that_is_taken_up_as_the_stream_before_it_ends_is_there(
    open_page: OpenPage, browser: Browser
) -> None:
    context = browser.new_context()
    ask(open_page(context), EXAMPLE)
    with as_its_stream_ends(open_page, context) as tab:
        tab.get_by_role("button", name=f"Continue the chat: {EXAMPLE}").click()
    expect(tab.get_by_role("article")).to_contain_text("Confidence:")
