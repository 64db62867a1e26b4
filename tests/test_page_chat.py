"""A conversation one can live in: taken back, asked again, kept, exported, judged."""

from __future__ import annotations

import json
from pathlib import Path

from browser import (
    ABOUT_BELLS,
    EXAMPLE,
    SECOND_BELL,
    UNANSWERED,
    OpenPage,
    ask,
    conversation,
    free_port,
    is_in_sight,
    mark,
    pane,
    place_of,
    question_box,
    quote,
    served,
    upload,
    wait_until,
    words_of,
)
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

import corpus

pytest_plugins = ["browser"]


def test_questions_are_taken_back_changed_and_asked_again(page: Page) -> None:
    turns = page.get_by_role("article")
    expect(page.get_by_role("button", name="Clear")).to_have_count(0)
    ask(page, EXAMPLE)
    ask(page, UNANSWERED)
    # Only the last can be undone: what came after a turn may follow from it.
    expect(turns.nth(0).get_by_role("button", name="Undo")).to_have_count(0)
    turns.nth(1).get_by_role("button", name="Undo").click()
    expect(turns).to_have_count(1)
    expect(mark(page, "10,000 people")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(turns).to_have_count(2)
    ask(page, ABOUT_BELLS)

    turns.nth(1).get_by_role("button", name="Edit").click()
    expect(question_box(page)).to_have_value(UNANSWERED)
    expect(question_box(page)).to_be_focused()
    expect(page.get_by_text("replaces its answer and the turn after it")).to_be_visible()
    page.keyboard.press("Escape")
    expect(question_box(page)).to_have_value("")
    turns.nth(1).get_by_role("button", name="Edit").click()
    question_box(page).fill("Who confirmed the takeover?")
    question_box(page).press("Enter")
    expect(turns).to_have_count(2)
    expect(turns.nth(1)).to_contain_text("Confidence:")
    expect(conversation(page)).not_to_contain_text(UNANSWERED)
    expect(conversation(page)).not_to_contain_text(ABOUT_BELLS)

    answer = turns.nth(1).inner_text()
    turns.nth(1).get_by_role("button", name="Retry").click()
    expect(page.get_by_text("Searching")).to_have_count(0)
    expect(turns).to_have_count(2)
    assert turns.nth(1).inner_text() == answer

    page.get_by_role("button", name="Clear").click()
    expect(turns).to_have_count(0)
    expect(page.get_by_role("button", name=EXAMPLE, exact=True)).to_be_visible()
    expect(pane(page).locator("mark")).to_have_count(0)
    expect(question_box(page)).to_be_focused()
    page.get_by_role("button", name="Restore").click()
    expect(turns).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    expect(ask(page, UNANSWERED)).to_contain_text("No sentence found")
    expect(turns).to_have_count(1)


def test_answers_are_copied_exported_and_judged(
    open_page: OpenPage, context: BrowserContext, home: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page()
    turn = ask(page, EXAMPLE)
    article, words = corpus.sample(), words_of(quote(turn, 1))
    place = f"{article.title}, line {article.line(article.text.index(words))}"
    turn.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Answer copied.").last).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\N{NO-BREAK SPACE}", " ")
    assert copied.startswith(EXAMPLE)
    assert turn.locator("strong").inner_text() in copied
    assert f"“{words}”\n— {place}" in copied

    refused = ask(page, UNANSWERED)
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    exported = Path(download.value.path()).read_text("utf-8")
    assert download.value.suggested_filename.endswith(".md")
    assert f"> {words}" in exported
    assert article.id in exported
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    first, second = json.loads(Path(download.value.path()).read_text("utf-8"))["turns"]
    assert first["answer"]["evidence"][0]["quote"] == words
    assert first["answer"]["evidence"][0]["document"]["id"] == article.id
    assert second["answer"]["answered"] is False

    turn.get_by_role("button", name="Right").click()
    expect(page.get_by_text("Thanks, noted.")).to_be_visible()
    expect(turn.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    for judged, reason in (
        (turn, "The quote does not answer"),
        (turn, "It should have refused"),
        (refused, "It refused but the answer is there"),
    ):
        judged.get_by_role("button", name="Wrong").click()
        judged.get_by_role("button", name=reason).click()
        expect(judged.get_by_role("button", name=reason)).to_have_count(0)
        expect(judged.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    lines = (home / "quoth" / "feedback.jsonl").read_text("utf-8").splitlines()
    retained = [json.loads(line) for line in lines]
    assert [(one["question"], one["verdict"], one["reason"]) for one in retained] == [
        (EXAMPLE, "up", None),
        (EXAMPLE, "down", "the quote does not answer"),
        (EXAMPLE, "down", "it should have refused"),
        (UNANSWERED, "down", "it refused but the answer is there"),
    ]


def test_a_conversation_is_there_again_after_a_reload_and_in_a_new_tab(
    open_page: OpenPage, browser: Browser
) -> None:
    context = browser.new_context()
    page = open_page(context)
    ask(page, UNANSWERED)
    words = words_of(quote(ask(page, ABOUT_BELLS), 2))
    page.reload()
    turns = page.get_by_role("article")
    expect(turns).to_have_count(2)
    expect(mark(page, words)).to_have_text(words)
    place_of(quote(turns.nth(1), 2)).click()
    wait_until(lambda: is_in_sight(mark(page, words), pane(page)))
    expect(ask(page, EXAMPLE)).to_contain_text("Confidence:")

    # A new tab begins anew, and can go on with the old chat.
    tab = open_page(context)
    expect(tab.get_by_role("article")).to_have_count(0)
    tab.get_by_role("button", name=UNANSWERED).click()
    expect(tab.get_by_role("article")).to_have_count(3)
    tab.get_by_role("button", name="Clear").click()
    tab.reload()
    expect(question_box(tab)).to_be_visible()
    expect(tab.get_by_role("article")).to_have_count(0)
    expect(tab.get_by_role("button", name=UNANSWERED)).to_have_count(0)


def test_a_conversation_outlives_its_server(browser: Browser, tmp_path: Path) -> None:
    bell = tmp_path / "bell.txt"
    bell.write_text(f"{SECOND_BELL}\n", encoding="utf-8")
    port = free_port()
    page = browser.new_context().new_page()
    with served([bell], cache=tmp_path, port=port) as address:
        page.goto(address)
        answered = ask(page, "When was the harbour bell cast again?")
        expect(quote(answered, 1).locator("strong")).to_have_text("1861")
        trophy: FilePayload = {
            "name": "own.txt",
            "mimeType": "text/plain",
            "buffer": b"Ottilie Brandt sold the trophy for 85 marks.",
        }
        expect(upload(page, trophy)).to_contain_text("Added 1 document.")
        expect(ask(page, "Who sold the trophy?")).to_contain_text("Ottilie Brandt")
    question_box(page).fill("What was cast again?")
    question_box(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Restart it")
    expect(question_box(page)).to_have_value("What was cast again?")

    page.goto("about:blank")  # a page that waits for its server loads itself again with it
    with served([bell], cache=tmp_path, port=port) as address:
        page.goto(address)
        turns = page.get_by_role("article")
        expect(turns).to_have_count(2)
        # What the new server can prove is evidence; what it cannot is said to be none.
        expect(turns.nth(1)).to_contain_text("No longer verifiable")
        expect(turns.nth(1)).to_contain_text("not checked: own.txt")
        expect(place_of(turns.nth(1))).to_have_count(0)
        place_of(quote(turns.nth(0), 1)).click()
        expect(mark(page, SECOND_BELL)).to_be_visible()
    page.close()
