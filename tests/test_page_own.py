"""Your own documents: added, asked, chosen, removed, and seen by nobody else."""

from __future__ import annotations

import re

from browser import (
    EXAMPLE,
    HOSTILE,
    UNANSWERED,
    OpenPage,
    ask,
    box,
    find,
    is_in_sight,
    mark,
    open_document_list,
    pane,
    place_of,
    quote,
    upload,
    wait_until,
    words_of,
)
from playwright.sync_api import Browser, FilePayload, Page, expect

from corpus.formats import ENDINGS

pytest_plugins = ["browser"]

TROPHY = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
ABOUT_TROPHY = "Who sold the trophy?"


def file(name: str, text: str | bytes) -> FilePayload:
    content = text.encode() if isinstance(text, str) else text
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def drop(page: Page, files: str) -> None:
    """Drop files on the page; they are made there, by an expression of JavaScript."""
    page.locator("#conversation").evaluate(f"""(element) => {{
        const dataTransfer = new DataTransfer();
        for (const file of {files}) dataTransfer.items.add(file);
        const how = {{ dataTransfer, bubbles: true, cancelable: true }};
        element.dispatchEvent(new DragEvent("dragover", how));
        element.dispatchEvent(new DragEvent("drop", how));
    }}""")


def test_everything_about_some_words_is_found_and_each_leads_to_its_place(page: Page) -> None:
    found = find(page, "lighthouse of Ostrand")
    expect(page.get_by_role("heading", name="2 sentences about")).to_be_visible()
    expect(found).to_have_count(2)
    assert [words_of(item).split()[-3] for item in found.all()] == ["red", "white"]
    expect(found.locator("strong").first).to_have_text(re.compile("lighthouse", re.IGNORECASE))
    for item in (found.nth(1), found.nth(0)):
        words = words_of(item)
        place_of(item).click()
        expect(mark(page, words)).to_have_text(words)
        wait_until(lambda words=words: is_in_sight(mark(page, words), pane(page)))  # type: ignore[misc]

    # Nothing is cut off at a top k, and the conversation is still there.
    many = find(page, "clerk")
    expect(many).to_have_count(60)
    heading, masthead = (box(page.locator(where)) for where in ("#found h2", "#masthead"))
    assert heading["y"] >= masthead["y"] + masthead["height"] + 10, "it touches what is above it"
    place_of(many.nth(59)).press("Enter")
    wait_until(lambda: is_in_sight(mark(page, "1709"), pane(page)))
    expect(pane(page).locator("mark")).to_have_count(60)
    page.get_by_role("radio", name="Ask").check()
    ask(page, EXAMPLE)
    expect(many).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(1)


def test_a_document_of_ones_own_is_added_asked_chosen_and_removed(
    open_page: OpenPage, browser: Browser
) -> None:
    page = open_page()
    document_list = open_document_list(page)
    expect(document_list).to_contain_text("25 MB")
    # What can be chosen is what can be read, archives too.
    expect(document_list.get_by_label("Add documents")).to_have_attribute(
        "accept", ",".join(ENDINGS)
    )
    # What is shown while it goes on is there too short to be met: it is written down.
    page.evaluate("""() => {
        window.seen = [];
        new MutationObserver(() => {
            const bar = document.querySelector("#progress progress");
            if (bar) seen.push(bar.getAttribute("aria-label") + " " + bar.value + "/" + bar.max);
        }).observe(document.getElementById("documents"), { childList: true, subtree: true });
    }""")
    clerk = "\n\n".join(f"In {year} the clerk of Lorn wrote nothing." for year in range(1000, 1200))
    document_list = upload(
        page, file("minutes.txt", f"{TROPHY}\n\n{clerk}"), file("song.mp3", "la")
    )
    expect(document_list.get_by_role("alert")).to_contain_text(
        "song.mp3: found a file with the ending"
    )
    expect(document_list).to_contain_text("Added 1 document.")
    seen = page.evaluate("seen")
    for stage in ("Uploading", "Reading documents", "Finding sentences", "Embedding sentences"):
        assert any(one.startswith(stage) for one in seen), (stage, seen)
    embedded = {one for one in seen if one.startswith("Embedding")}
    assert len(embedded) >= 3, "the bar does not move"

    expect(pane(page)).to_contain_text(TROPHY)  # it opens by itself, a moment later
    turn = ask(page, ABOUT_TROPHY)
    expect(quote(turn, 1).locator("strong")).to_have_text("Ottilie Brandt")
    another = open_page(browser.new_context())
    expect(open_document_list(another)).not_to_contain_text("minutes.txt")
    expect(ask(another, ABOUT_TROPHY)).not_to_contain_text("Ottilie")

    document_list = open_document_list(page)
    document_list.get_by_role("checkbox", name="Ask minutes.txt").uncheck()
    expect(ask(page, ABOUT_TROPHY)).not_to_contain_text("Ottilie")
    for one in open_document_list(page).get_by_role("checkbox").all():
        one.uncheck()
    expect(document_list).to_contain_text("No document is selected")
    page.get_by_role("textbox", name="Question").fill(ABOUT_TROPHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert").last).to_contain_text("select at least one")

    document_list = open_document_list(page)
    document_list.get_by_role("checkbox", name="Ask minutes.txt").check()
    expect(ask(page, ABOUT_TROPHY)).to_contain_text("Ottilie Brandt")
    open_document_list(page).get_by_role("button", name="Remove minutes.txt").click()
    expect(document_list.get_by_role("checkbox")).to_have_count(3)
    expect(pane(page)).not_to_contain_text("Ottilie")
    # What was quoted from it stays in the conversation; the document does not.
    place_of(quote(turn, 1)).click()
    expect(page.get_by_role("status").filter(has_text="no longer here")).to_have_count(1)


def test_bad_files_are_one_line_each_and_nothing_of_them_runs(page: Page) -> None:
    name = "<img src=x onerror=window.hacked=1>.txt"
    document_list = upload(
        page,
        file(
            name,
            f"{HOSTILE}\n\nThe \u202egate\u202c of Lorn [is](javascript:window.hacked=1) shut.",
        ),
        file("empty.md", ""),
        file("program.txt", bytes(range(256)) * 40),
        file("../../up.txt", "Nothing of Lorn goes up."),
    )
    refused = document_list.get_by_role("alert").get_by_role("listitem")
    expect(refused).to_have_count(2)
    expect(refused.nth(0)).to_contain_text("empty.md: ")
    expect(refused.nth(1)).to_contain_text("program.txt: ")
    expect(document_list.get_by_role("button", name="up.txt", exact=True)).to_be_visible()
    expect(page.locator("#quoth").locator("img, script, a")).to_have_count(0)
    turn = ask(page, "Is the gate of Lorn shut?")
    expect(turn.locator("blockquote").first).to_contain_text("[is](javascript:")

    # Too many and too large: said by the page itself, before anything is sent.
    drop(page, "Array.from({ length: 200 }, (_, n) => new File(['It is one.'], `${n}.txt`))")
    said = "200 files are too many: add at most 20 at once."
    expect(document_list.get_by_role("alert")).to_have_text(said)
    drop(page, "[new File([new Uint8Array(26e6)], 'large.txt')]")
    expect(document_list.get_by_role("alert")).to_contain_text("large.txt: 26.0 MB is too large")
    expect(ask(page, UNANSWERED)).to_contain_text("No sentence found")


def test_an_upload_that_is_not_taken_at_all_says_so_and_the_next_may_come(page: Page) -> None:
    page.evaluate("sessionStorage.setItem('quoth.tab', 'nobody')")
    document_list = upload(page, file("notes.txt", "The gate of Lorn was shut at noon."))
    expect(document_list.get_by_role("alert")).to_contain_text("no valid session; reload it")
    page.evaluate("sessionStorage.removeItem('quoth.tab')")
    upload(page, file("notes.txt", "The gate of Lorn was shut at noon."))
    expect(document_list).to_contain_text("Added 1 document.")
