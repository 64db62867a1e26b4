"""Every action of the page by the keyboard alone, the focus always seen."""

from __future__ import annotations

import re

from browser import (
    ABOUT_BELLS,
    EXAMPLE,
    UNANSWERED,
    OpenPage,
    is_in_sight,
    mark,
    pane,
    place_of,
    question_box,
    quote,
    wait_until,
    words_of,
)
from playwright.sync_api import Browser, Locator, Page, expect

pytest_plugins = ["browser"]


def reach(target: Locator, *, back: bool = False) -> None:
    """Press Tab until the target has the focus, and see that one sees it."""
    page = target.page
    for _ in range(90):
        if target.evaluate("element => element === document.activeElement"):
            # A control that is drawn by what follows it shows its focus there.
            outlines = target.evaluate("""element => [element, element.nextElementSibling]
                .filter(Boolean).map((one) => getComputedStyle(one).outlineStyle)""")
            assert set(outlines) != {"none"}, "the focus cannot be seen"
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"ninety presses of Tab do not get to {target}")


def press(target: Locator, key: str = "Enter", *, back: bool = False) -> None:
    reach(target, back=back)
    target.page.keyboard.press(key)


def typed(page: Page, words: str) -> None:
    reach(question_box(page))
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_everything_can_be_done_with_the_keyboard(open_page: OpenPage, browser: Browser) -> None:
    page = open_page(browser.new_context(permissions=["clipboard-read", "clipboard-write"]))
    page.evaluate("document.activeElement.blur()")
    a_turn(page)
    finding(page)
    the_documents(page)
    for name, ending in (("Markdown", ".md"), ("JSON", ".json")):
        with page.expect_download() as download:
            press(page.get_by_role("button", name=name), back=True)
        assert download.value.suggested_filename.endswith(ending)
    press(page.get_by_role("button", name="Clear"))
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text=re.compile("cleared"))).to_be_visible()


def a_turn(page: Page) -> None:
    turns = page.get_by_role("article")
    press(page.get_by_role("button", name=EXAMPLE, exact=True))
    expect(turns).to_contain_text("Confidence:", timeout=60_000)

    typed(page, ABOUT_BELLS)
    turn = turns.nth(1)
    expect(turn).to_contain_text("Confidence:")
    words = words_of(quote(turn, 2))
    assert not is_in_sight(mark(page, words), pane(page))
    press(turn.locator("summary"))
    expect(turn.get_by_text("of 100 right").first).to_be_visible()
    press(place_of(quote(turn, 2)))
    wait_until(lambda: is_in_sight(mark(page, words), pane(page)))
    press(quote(turn, 2).get_by_role("button", name="Copy link"))
    expect(page.get_by_text("Link copied.").last).to_be_visible()
    press(turn.get_by_role("button", name="Copy", exact=True))
    expect(page.get_by_text("Answer copied.").last).to_be_visible()
    press(turn.get_by_role("button", name="Right"))
    expect(page.get_by_text("Thanks, noted.")).to_be_visible()
    press(turn.get_by_role("button", name="Wrong"))
    press(turn.get_by_role("button", name="The quote does not answer"))
    expect(turn.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    press(turn.get_by_role("button", name="Edit"), back=True)
    expect(question_box(page)).to_be_focused()
    page.keyboard.press("Escape")
    press(turn.get_by_role("button", name="Retry"), back=True)
    expect(page.get_by_text("Searching")).to_have_count(0)
    press(turn.get_by_role("button", name="Undo"), back=True)
    expect(turns).to_have_count(1)
    press(page.get_by_role("button", name="Restore"), back=True)
    expect(turns).to_have_count(2)


def finding(page: Page) -> None:
    turns = page.get_by_role("article")
    reach(page.get_by_role("radio", name="Ask"))
    page.keyboard.press("ArrowRight")
    reach(page.get_by_role("textbox", name="What to find"))
    page.keyboard.type("clerk")
    press(page.get_by_role("button", name="Find all"))
    found = page.get_by_role("region", name="Everything found").get_by_role("listitem")
    expect(found).to_have_count(60)
    press(place_of(found.nth(1)), back=True)
    wait_until(lambda: is_in_sight(mark(page, "1651"), pane(page)))
    reach(page.get_by_role("radio", name="Find all"))
    page.keyboard.press("ArrowLeft")
    reach(question_box(page))
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(question_box(page)).to_have_value("one\ntwo")
    page.keyboard.press("Control+A")
    page.keyboard.type(UNANSWERED)
    press(page.get_by_role("button", name="Ask", exact=True))
    expect(turns).to_have_count(3)
    expect(turns.nth(2)).to_contain_text("No sentence found")


def the_documents(page: Page) -> None:
    document_list = page.get_by_role("region", name="Documents")
    press(page.get_by_role("button", name="Documents. Open:"))
    press(document_list.get_by_role("checkbox", name="Ask hostile.txt"), "Space")
    expect(page.get_by_text("2 of 3 selected")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        press(document_list.get_by_label("Add documents"))
    chooser.value.set_files(
        {"name": "own.txt", "mimeType": "text/plain", "buffer": b"Ottilie sold the trophy."}
    )
    expect(document_list).to_contain_text("Added 1 document.")
    press(document_list.get_by_role("button", name="Remove own.txt"), back=True)
    expect(document_list.get_by_role("checkbox")).to_have_count(3)
    press(document_list.get_by_role("button", name="The bells of Vell", exact=True), back=True)
    expect(document_list).to_be_hidden()
    reach(pane(page))
    page.keyboard.press("End")
    wait_until(lambda: is_in_sight(pane(page).get_by_text("1861"), pane(page)))
    page.keyboard.press("Home")
    wait_until(lambda: is_in_sight(pane(page).get_by_text("1742"), pane(page)))
