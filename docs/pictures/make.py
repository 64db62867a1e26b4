"""Make the pictures of the page in this folder: `python docs/pictures/make.py`.

Each state of the page, wide and narrow, in light and in dark, from the real page on the
article; the old pictures are written over.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from browser import ask, chromium, question_box, served  # noqa: E402

SIZES = ((1280, 800), (390, 844))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ANSWERED = "What happened to the archaeologist?"
REFUSED = "Who is the president of Syria?"


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
    page.goto(address)
    expect(question_box(page)).to_be_visible()
    _picture(page, f"welcome-{width}-{scheme}")
    ask(page, ANSWERED)
    _picture(page, f"answered-{width}-{scheme}")
    ask(page, REFUSED)
    _picture(page, f"refused-{width}-{scheme}")
    page.close()


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur()")  # no ring and no caret, which blinks
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
