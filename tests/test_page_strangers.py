"""The page and whoever means it no good: nothing runs, nothing leaks, nothing breaks."""

from __future__ import annotations

import re

from browser import (
    ABOUT_BELLS,
    EXAMPLE,
    HOSTILE,
    UNANSWERED,
    OpenPage,
    ask,
    conversation,
    open_document_list,
    pane,
    question_box,
    upload,
)
from playwright.sync_api import Browser, Page, expect

pytest_plugins = ["browser"]


def test_a_question_is_shown_as_it_was_typed(page: Page) -> None:
    for question in (
        "<img src=x onerror=window.hacked=1>",
        "![x](http://192.0.2.1/x.png) **bold** [link](javascript:window.hacked=1) $x^2$",
        "{{constructor}} ${window.hacked=1} </textarea><script>window.hacked=1</script>",
    ):
        turn = ask(page, question)
        asked = turn.locator(".question").get_by_text(question, exact=True)
        expect(asked).to_be_visible()
        expect(turn.locator("img, a, b, script")).to_have_count(0)
        # An answer's own words stand out in strong; a question's never do.
        expect(turn.locator(".question strong")).to_have_count(0)


def test_a_document_is_shown_as_it_is_and_nothing_in_it_runs(page: Page) -> None:
    turn = ask(page, "Who opened the vault of Brenmar?")
    expect(turn.locator("blockquote")).to_contain_text("Odile Tarn <img src=x onerror=")
    expect(pane(page)).to_contain_text(HOSTILE)
    assert pane(page).locator("mark").first.inner_text() in HOSTILE
    expect(page.locator("#quoth").locator("img, script")).to_have_count(0)


def test_a_bad_question_gets_a_message_and_the_page_goes_on(page: Page) -> None:
    for question, message in [
        ("", "without a word"),
        ("<b>?</b>" * 200, "1,600 characters"),
        ("   ", "without a word"),
        ("why " * 25_000, "100,000 characters"),
    ]:
        question_box(page).fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_role("alert")).to_contain_text(message)
        expect(question_box(page)).to_have_value(question)
        expect(page.get_by_role("article")).to_have_count(0)
        assert "Traceback" not in page.locator("body").inner_text()

    expect(ask(page, EXAMPLE)).to_contain_text("Confidence:")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_browsers_do_not_see_each_other(open_page: OpenPage, browser: Browser) -> None:
    another_browser = browser.new_context()
    one, other = open_page(), open_page(another_browser)
    ask(one, EXAMPLE)
    expect(other.get_by_role("article")).to_have_count(0)
    ask(other, UNANSWERED)
    expect(other.get_by_role("article")).to_have_count(1)
    expect(conversation(other)).not_to_contain_text(EXAMPLE)
    ask(one, ABOUT_BELLS)
    expect(one.get_by_role("article")).to_have_count(2)
    expect(conversation(one)).not_to_contain_text(UNANSWERED)
    another_tab = open_page()
    expect(another_tab.get_by_role("article")).to_have_count(0)

    # One adds a long document; the other asks meanwhile, and does not wait for its end.
    long = "\n\n".join(f"In {n} the clerk of Lorn wrote {n} words." for n in range(1500))
    document_list = upload(
        one, {"name": "long.txt", "mimeType": "text/plain", "buffer": long.encode()}
    )
    expect(document_list).to_contain_text("Embedding")
    ask(other, EXAMPLE)
    expect(document_list).to_contain_text("Embedding")
    expect(open_document_list(other)).not_to_contain_text("long.txt")


def test_the_browser_itself_refuses_to_call_another_machine(page: Page) -> None:
    # 192.0.2.1 belongs to nobody (RFC 5737): the refusal must come before any network does.
    refused = page.evaluate("""() => new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI));
        fetch("http://192.0.2.1/").catch(() => {});
        setTimeout(() => resolve("nothing"), 3000);
    })""")
    assert refused.startswith("http://192.0.2.1")


def test_nothing_of_gradio_calls_home_or_keeps_a_history(page: Page, address: str) -> None:
    ask(page, EXAMPLE)
    expect(page).to_have_title("Quoth")
    expect(page.get_by_text(re.compile("gradio|via API|Settings", re.IGNORECASE))).to_have_count(0)
    assert page.evaluate("window.gradio_config.analytics_enabled") is False
    assert page.request.get(f"{address}gradio_api/runs").status == 404
    retained = page.evaluate("""async () => JSON.stringify([
        Object.keys(localStorage).filter((key) => !key.startsWith("quoth.chat.")),
        Object.keys(sessionStorage).filter((key) => !key.startsWith("quoth.")),
        (await indexedDB.databases()).map((one) => one.name),
    ])""")
    assert EXAMPLE not in retained
    assert retained.endswith("[],[]]")
