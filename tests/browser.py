"""A real page in a real browser: the server as a process, and chromium without a network.

PYTEST_DONT_REWRITE: the tests import from here before pytest takes the fixtures from here.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    FloatRect,
    Locator,
    Page,
    expect,
    sync_playwright,
)

_AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
# Chromium's own calls home would hide those of the page; its sandbox refuses to run as root.
_SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run chromium; a machine without it is a failure that says what to install."""
    if not CHROMIUM.exists():
        raise FileNotFoundError(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
        yield browser
        browser.close()


@contextmanager
def served(
    files: Sequence[Path | str] = (),
    *,
    cache: Path,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Run `python app.py` on files and options, and yield the page's address once it is there."""
    port = free_port() if port is None else port
    variables = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "XDG_CACHE_HOME": str(cache),
        "XDG_DATA_HOME": str(cache),
        "http_proxy": "http://192.0.2.1:9",  # nobody: the page has to start without its proxy
        **(environment or {}),
    }
    with subprocess.Popen(
        [sys.executable, "app.py", *map(str, files), "--port", str(port)],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            # The end of the output is the end of the process, which has said why on stderr.
            address = next((line.split()[-1] for line in process.stdout if "http://" in line), "")
            assert address, f"app.py ended with status {process.wait()} before it served the page"
            yield address
            assert process.poll() is None, f"app.py died with status {process.returncode}"
        finally:
            process.kill()


def free_port() -> int:
    """Return a port at which nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


OpenPage = Callable[..., Page]
# Patience costs nothing where nothing is wrong, and the machine may be busy.
expect.set_options(timeout=20_000)

EXAMPLE = "How many people fled?"
ABOUT_BELLS = "When was the harbour bell of Vell cast?"
FIRST_BELL = "😀𝔘 The harbour bell of Vell was first cast in 1742 by the founder Anna Renko."
SECOND_BELL = "The harbour bell of Vell was cast again in 1861, after a fire in the tower."
ABOUT_LIGHTHOUSE = "In which colour was the lighthouse of Ostrand painted?"
UNANSWERED = "Which team won the chess tournament?"
HOSTILE = (
    "<script>window.hacked=1</script> The vault of Brenmar </mark></p> was opened by Odile Tarn "
    "<img src=x onerror=window.hacked=1> with a key of brass."
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the server keeps what it keeps."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("documents")
    clerk = "\n\n".join(
        f"In {year} the clerk noted a quiet harvest and the repair of a fence near the mill."
        for year in range(1650, 1710)
    )
    red = "The lighthouse of Ostrand was painted red in 1903."
    bells = f"# The bells of Vell\n\n{FIRST_BELL}\n\n{clerk}\n\n{SECOND_BELL}\n\n{red}\n"
    white = "The lighthouse of Ostrand was painted white in 1955."
    (folder / "bells.md").write_text(bells, encoding="utf-8")
    (folder / "hostile.txt").write_text(f"{HOSTILE}\n\n{white}\n", encoding="utf-8")
    article = ROOT / "corpus" / "articles" / "palmyra.md"
    with served([article, folder], cache=home) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    """Keep one cache for all tabs; the page itself must keep nothing from tab to tab."""
    return browser.new_context()


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Iterator[OpenPage]:
    """Open the page in a new tab; whatever it does, nothing runs in it and it calls nobody."""
    pages: list[Page] = []
    called: set[str] = set()
    errors: list[str] = []

    def open_page(
        browser: BrowserContext = context,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        page = browser.new_page()
        pages.append(page)
        page.on("request", lambda request: called.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        expect(question_box(page)).to_be_visible()
        return page

    yield open_page
    for page in pages:
        assert page.evaluate("window.hacked") is None
        page.close()
    assert called <= {urlsplit(address).netloc, ""}  # "" is data: and blob:
    assert errors == [], errors


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def question_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Question")


def conversation(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation")


def ask(page: Page, question: str) -> Locator:
    """Ask and return the turn once its answer is there."""
    before = page.get_by_role("article").count()
    question_box(page).fill(question)
    question_box(page).press("Enter")
    turn = page.get_by_role("article").nth(before)
    expect(turn.get_by_role("button").first).to_be_visible(timeout=60_000)  # models are loaded
    return turn


def quote(turn: Locator, number: int) -> Locator:
    """Return a quote of an answer, by the number that it carries."""
    return turn.get_by_role("listitem").filter(
        has=turn.page.get_by_role("button", name=re.compile(rf"^Quote {number}\b"))
    )


def place_of(item: Locator) -> Locator:
    """Return the button that leads to where a quote stands."""
    return item.get_by_role("button", name=re.compile("^(Quote|page|line)"))


def words_of(item: Locator) -> str:
    """Return the words that a quote, or a sentence that was found, shows."""
    return item.locator("blockquote").inner_text()


def pane(page: Page) -> Locator:
    """Return the document that is open."""
    return page.get_by_role("group", name=re.compile("^Text of "))


def mark(page: Page, words: str) -> Locator:
    return pane(page).locator("mark", has_text=words)


def box(part: Locator) -> FloatRect:
    """Return where a part of the page is in the window."""
    found = part.bounding_box()
    assert found, "it is not shown"
    return found


def is_in_sight(part: Locator, window: Locator) -> bool:
    """Return whether all of a part is in the visible part of what it scrolls in."""
    inner, outer, screen = box(part), box(window), part.page.viewport_size
    assert screen
    top, bottom = max(outer["y"], 0), min(outer["y"] + outer["height"], screen["height"])
    return top <= inner["y"] and inner["y"] + inner["height"] <= bottom


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong on the page as it is, of level serious or critical."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def find(page: Page, words: str) -> Locator:
    """Find all, and return the sentences once they are there."""
    page.get_by_role("radio", name="Find all").check()
    page.get_by_role("textbox", name="What to find").fill(words)
    page.get_by_role("button", name="Find all").click()
    found = page.get_by_role("region", name="Everything found")
    heading = found.get_by_role("heading", name=f"about “{words}”")
    expect(heading).to_be_visible(timeout=60_000)
    return found.get_by_role("listitem")


def open_document_list(page: Page) -> Locator:
    """Open the list of documents and return it."""
    document_list = page.get_by_role("region", name="Documents")
    if not document_list.is_visible():
        page.get_by_role("button", name="Documents. Open:").click()
    return document_list


def upload(page: Page, *files: FilePayload) -> Locator:
    """Choose files to add, and return the list of documents."""
    document_list = open_document_list(page)
    document_list.get_by_label("Add documents").set_input_files(list(files))
    return document_list


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it did not happen within 10 seconds"
        time.sleep(0.05)
