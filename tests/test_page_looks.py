"""The page on a narrow screen, in light and in dark."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from browser import (
    ABOUT_BELLS,
    UNANSWERED,
    OpenPage,
    ask,
    box,
    conversation,
    evidence,
    is_in_sight,
    mark,
    pane,
    question_box,
    wait_until,
)
from playwright.sync_api import Locator, Page

import corpus

pytest_plugins = ["browser"]


def test_a_narrow_screen_has_the_evidence_below_and_nothing_beside(
    open_page: OpenPage,
) -> None:
    page = open_page(width=390, height=844)

    def too_wide() -> list[str]:
        # What a parent cuts off is as lost as what one has to scroll to.
        found: list[str] = page.evaluate("""() =>
            [...document.querySelectorAll("html, #desk *:not(.unseen, .sr-only)")]
                .filter((part) => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
                .map((part) => part.outerHTML.slice(0, 80))""")
        return found

    assert too_wide() == []
    turn = ask(page, ABOUT_BELLS)
    assert too_wide() == []
    above = box(conversation(page))
    assert box(evidence(page))["y"] >= above["y"] + above["height"]
    assert is_in_sight(turn.locator("blockquote"), page.locator("html"))

    turn.get_by_role("button", name="Quote 2").click()
    words = evidence(page).get_by_role("listitem").nth(1).locator("blockquote").inner_text()
    wait_until(lambda: is_in_sight(mark(page, words), pane(page)))
    ask(page, UNANSWERED)
    ask(page, "W" * 900)
    assert too_wide() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_in_dark(
    open_page: OpenPage, scheme: Literal["light", "dark"]
) -> None:
    page = open_page(scheme=scheme)
    brightness = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert brightness > 0.5 if scheme == "light" else brightness < 0.1
    ask(page, UNANSWERED)
    texts = [*pane(page).locator("mark").all(), *evidence(page).get_by_role("button").all()]
    for text in texts:
        assert contrast(text) >= 4.5
    turn = ask(page, ABOUT_BELLS)
    marks = pane(page).locator("mark").all()
    assert len(marks) >= 2
    texts = [
        *marks,
        *evidence(page).locator("button, .number, blockquote, h2, p, p span").all(),
        *turn.locator("p, span:not(.unseen), blockquote, button").all(),
        *page.get_by_role("button", name=re.compile("Ask|Clear")).all(),
        pane(page).locator("p").first,
        question_box(page),
    ]
    for text in texts:
        assert contrast(text) >= 4.5, text.evaluate("element => element.outerHTML")


def contrast(text: Locator) -> float:
    """Return the contrast of an element's text as WCAG 2 defines it."""
    colour, ground = text.evaluate("""element => {
        let ground = element;
        const ofGround = () => getComputedStyle(ground).backgroundColor;
        while (ofGround() === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
        return [getComputedStyle(element).color, ofGround()];
    }""")
    lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return how bright `rgb(r, g, b)` is, from 0 to 1: WCAG 2.2, "relative luminance"."""
    red, green, blue = (int(value) / 255 for value in re.findall(r"\d+", colour)[:3])

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def test_a_headline_is_larger_than_the_text_below_it(page: Page) -> None:
    title = pane(page).get_by_text(corpus.palmyra().title)
    below = pane(page).locator("p").last
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert title.evaluate(size) > below.evaluate(size)
