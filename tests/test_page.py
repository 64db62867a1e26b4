"""The page as a person meets it: a real server, a real chromium, the real models."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from browser import (
    ABOUT_BELLS,
    ABOUT_LIGHTHOUSE,
    EXAMPLE,
    FIRST_BELL,
    SECOND_BELL,
    UNANSWERED,
    OpenPage,
    ask,
    conversation,
    is_in_sight,
    mark,
    pane,
    place_of,
    question_box,
    quote,
    wait_until,
    words_of,
)
from playwright.sync_api import BrowserContext, Page, expect

import corpus
from page.confidence import WORDS

pytest_plugins = ["browser"]


def test_an_example_is_answered_and_its_sentence_is_in_sight(page: Page) -> None:
    assert not is_in_sight(pane(page).get_by_text("10,000 people"), pane(page))
    page.get_by_role("button", name=EXAMPLE, exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("Confidence:", timeout=60_000)

    article = corpus.sample()
    sentence = mark(page, "10,000 people")
    expect(sentence).to_be_visible()
    words = sentence.inner_text()
    place = f"{article.title}, line {article.line(article.text.index(words))}"
    turn = page.get_by_role("article")
    expect(turn).to_contain_text(EXAMPLE)
    expect(turn.locator("blockquote").first).to_have_text(words)
    expect(turn.get_by_role("button", name=f"Quote 1 {place}")).to_be_visible()
    # The answer's own words stand out in the quote, and the same in the document.
    assert sentence.locator("strong").all_inner_texts() == turn.locator("strong").all_inner_texts()
    wait_until(lambda: is_in_sight(sentence, pane(page)))
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]

    # It is said aloud, and what its word is worth stands behind the word.
    said = page.get_by_role("status").filter(has_text=re.compile("."))
    expect(said).to_contain_text(words)
    expect(said).to_contain_text("Confidence:")
    expect(turn.get_by_text("of 100 right")).to_have_count(len(WORDS))
    expect(turn.get_by_text("of 100 right").first).to_be_hidden()
    turn.get_by_text("Confidence:").click()
    for word in WORDS:
        expect(turn.get_by_text(f"{word.word} {word.percent} of 100 right")).to_be_visible()
    ask(page, UNANSWERED)
    expect(said).to_have_text("No sentence found that answers this.")


def test_every_example_is_answered(page: Page) -> None:
    tries = page.get_by_role("listitem").filter(has=page.locator("[data-ask]"))
    questions = tries.all_inner_texts()
    assert len(questions) == 5
    for question in questions:
        expect(ask(page, question)).to_contain_text("Confidence:")


def test_quotes_lead_to_their_sentences_in_any_document(page: Page) -> None:
    about_bells = ask(page, ABOUT_BELLS)
    expect(mark(page, SECOND_BELL)).to_be_visible()  # its document is fetched first
    # Behind characters of any size, a mark holds its sentence and no more.
    marks = set(pane(page).locator("mark").all_inner_texts())
    assert SECOND_BELL in marks
    assert marks & {FIRST_BELL, FIRST_BELL.removeprefix("😀𝔘 ")}
    first, second = (mark(page, words_of(quote(about_bells, n))) for n in (1, 2))
    wait_until(lambda: is_in_sight(first, pane(page)))
    assert not is_in_sight(second, pane(page))

    quote(about_bells, 2).locator("blockquote").click()
    wait_until(lambda: is_in_sight(second, pane(page)))
    expect(second).to_have_class(re.compile("flash"))
    expect(first).not_to_have_class(re.compile("flash|current"))
    place_of(quote(about_bells, 1)).press("Enter")
    wait_until(lambda: is_in_sight(first, pane(page)))
    expect(first).to_have_class(re.compile("flash"))

    lighthouse = ask(page, ABOUT_LIGHTHOUSE)
    expect(mark(page, SECOND_BELL)).to_have_count(0)
    shown = words_of(quote(lighthouse, 1))
    expect(mark(page, shown)).to_be_visible()
    other = mark(page, words_of(quote(lighthouse, 2)))
    place_of(quote(lighthouse, 2)).click()
    expect(other).to_be_visible()
    wait_until(lambda: is_in_sight(other, pane(page)))
    expect(pane(page)).to_have_count(1)
    assert shown not in pane(page).inner_text()

    # An earlier answer brings its evidence back.
    quote(about_bells, 2).locator("blockquote").click()
    wait_until(lambda: is_in_sight(second, pane(page)))
    expect(pane(page).locator("mark")).to_have_count(len(marks))


def test_every_document_can_be_opened(page: Page) -> None:
    opener = page.get_by_role("button", name="Documents. Open:")
    expect(opener).to_contain_text(corpus.sample().title)
    expect(opener).to_contain_text("3 documents")
    ask(page, ABOUT_BELLS)
    for title, words in (("hostile.txt", "white in 1955"), ("The bells of Vell", "red in 1903")):
        opener.click()
        page.get_by_role("button", name=title, exact=True).click()
        expect(pane(page)).to_have_count(1)
        expect(pane(page)).to_contain_text(words)
        expect(opener).to_contain_text(title)
    # The last one is the answer's: its marks are there, whoever opened it.
    expect(mark(page, SECOND_BELL)).to_have_count(1)


def test_what_the_documents_do_not_answer_is_refused(page: Page) -> None:
    turn = ask(page, UNANSWERED)
    expect(turn).to_contain_text("No sentence found")
    expect(turn).to_contain_text(f"Searched the documents for “{UNANSWERED}”")
    expect(turn).not_to_contain_text("Confidence")
    expect(turn.get_by_role("heading", name="Nearest sentences")).to_be_visible()
    nearest = turn.get_by_role("listitem")
    assert 1 <= nearest.count() <= 3
    for place in place_of(nearest).all():
        expect(place).to_contain_text(re.compile(r", line\s\d+$"))
    # What stands out in them is what was asked.
    for strong in turn.locator("strong").all():
        assert strong.inner_text().casefold()[:4] in UNANSWERED.casefold()
    marks = pane(page).locator("mark").all()
    wait_until(lambda: any(is_in_sight(one, pane(page)) for one in marks))


def test_a_link_opens_the_page_at_a_quote(open_page: OpenPage, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page()
    turn = ask(page, ABOUT_BELLS)
    words = words_of(quote(turn, 2))
    quote(turn, 2).get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied.").last).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert set(parse_qs(urlsplit(link).query)) == {"doc", "start", "end"}

    followed = open_page()
    followed.goto(link)
    expect(mark(followed, words)).to_have_text(words)
    wait_until(lambda: is_in_sight(mark(followed, words), pane(followed)))
    expect(conversation(followed).get_by_role("article")).to_have_count(0)
    followed.goto(f"{link}99999")
    expect(followed.get_by_role("alert")).to_contain_text("no valid place in The bells of Vell")
    expect(question_box(followed)).to_be_visible()
