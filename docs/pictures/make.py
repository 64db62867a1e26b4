"""Make the pictures of the page in this folder: `python docs/pictures/make.py`.

Each state of the page, wide and narrow, in light and in dark, from the real page on the
article; the old pictures are written over.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from browser import ask, chromium, find, open_document_list, question_box, served, upload  # noqa: E402

SIZES = ((1280, 800), (390, 844))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ANSWERED = "What did Michael Fallon say about bombing hospitals?"
REFUSED = "Who is the president of Syria?"
FOUND = "Palmyra"
ABOUT_MINUTES = "Who sold the trophy?"
MINUTES = "# Minutes of the rowing club\n\n" + "\n\n".join(
    f"Meeting of {day} {month} {year}. The weather was fine. {words}"
    for year in range(1701, 1966)
    for month, day, words in (
        ("March", 4, "The boats were painted, and the landing stage was repaired."),
        ("June", 11, "Ottilie Brandt, the treasurer, counted what was left of the fees."),
        ("October", 23, "All members voted for a new mast, and went home."),
    )
).replace(
    "Ottilie Brandt, the treasurer, counted what was left of the fees.",
    "Ottilie Brandt, the treasurer, sold the trophy for 85 marks.",
    1,
)  # fmt: skip


def main() -> None:
    """Write every picture."""
    with (
        tempfile.TemporaryDirectory() as cache,
        served(cache=Path(cache)) as address,
        chromium() as browser,
    ):
        for width, height in SIZES:
            for scheme in SCHEMES:
                _pictures(browser, address, width, height, scheme)


def _pictures(
    browser: Browser, address: str, width: int, height: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    kind = f"{width}-{scheme}"
    page.goto(address)
    expect(question_box(page)).to_be_visible()
    _picture(page, f"welcome-{kind}")
    ask(page, ANSWERED)
    _picture(page, f"answered-{kind}")
    ask(page, REFUSED)
    _picture(page, f"refused-{kind}")
    find(page, FOUND)
    _picture(page, f"found-{kind}")
    page.get_by_role("radio", name="Ask").check()
    document_list = open_document_list(page)
    minutes = MINUTES.encode()
    upload(page, {"name": "minutes.md", "mimeType": "text/markdown", "buffer": minutes})
    expect(document_list).to_contain_text(re.compile("Embedding sentences [1-9]"), timeout=60_000)
    document_list.scroll_into_view_if_needed()
    _picture(page, f"uploading-{kind}")
    expect(document_list).to_contain_text("Added 1 document.", timeout=120_000)
    ask(page, ABOUT_MINUTES)
    open_document_list(page)
    _picture(page, f"documents-{kind}")
    page.close()


def _picture(page: Page, name: str) -> None:
    page.mouse.move(0, 0)  # from a button that was clicked
    page.evaluate("document.activeElement.blur()")  # no ring and no caret, which blinks
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
