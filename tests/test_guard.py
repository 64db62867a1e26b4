"""A server that asks for a password, and one that does not: who may call what."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import httpx
import httpx2
import pytest
from browser import ROOT, ask, browser, served  # noqa: F401 - browser is a fixture
from gradio_client import Client
from mcp.client import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import Browser, expect
from test_doors import ANSWERED

import app
import qa
from page.credentials import Credentials

USER, PASSWORD = "reader", "the:pass wörd"
SECRET = f"{USER}:{PASSWORD}"
BOTH = (USER, PASSWORD)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with served(["--mcp", "--auth", SECRET], cache=home) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with served(["--mcp", "--allow-host", "quoth.test"], cache=home) as address:
        yield address.rstrip("/")


# All that there is, whether it is served or not.
ROUTES = """
import json, corpus, qa
from page.server import PageApp
from page.site import site
[gradio] = [route.app for route in site(PageApp(qa.Assistant(corpus.sample()))).routes]
paths = gradio.openapi()["paths"]
print(json.dumps([[method, path] for path, methods in paths.items() for method in methods]))
"""


def every_route() -> set[tuple[str, str]]:
    command = [sys.executable, "-W", "ignore", "-c", ROUTES]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = [(method.upper(), path) for method, path in json.loads(said)]
    listed += [("GET", "/mcp"), ("POST", "/mcp"), ("GET", "/openapi.json"), ("GET", "/docs")]
    return {(method, re.sub(r"\{[^}]*\}", "x", path)) for method, path in listed}


def test_without_the_password_nothing_is_told_at_any_route(guarded: str) -> None:
    routes = every_route()
    assert len(routes) > 80
    for path in ("/", "/config", "/gradio_api/upload", "/gradio_api/queue/join"):
        assert path in {path for _, path in routes}
    with httpx.Client(base_url=guarded) as client:
        for headers in ({}, {"Authorization": "Basic cmVhZGVyOng="}, {"Authorization": "Bearer x"}):
            client.headers = httpx.Headers(headers)
            for method, path in routes:
                refused = client.request(method, path)
                assert refused.status_code == 401, (method, path)
                assert refused.headers["WWW-Authenticate"].startswith("Basic ")
                assert len(refused.content) < 100
            assert client.get("/assets/nothing.js").status_code == 401


def test_with_the_password_each_program_is_let_in(guarded: str) -> None:
    answer = qa.answer(ANSWERED).to_dict()
    with httpx.Client(base_url=guarded, auth=BOTH, timeout=60) as client:
        for path in ("/", "/theme.css", "/config", "/gradio_api/info", "/gradio_api/openapi.json"):
            assert client.get(path).status_code == 200
        told = client.post("/gradio_api/run/answer", json={"data": [ANSWERED]})
        assert told.json()["data"] == [answer]
    client = Client(guarded, httpx_kwargs={"auth": BOTH}, verbose=False)
    assert client.predict(ANSWERED, api_name="/answer") == answer

    async def by_mcp() -> object:
        async with (
            httpx2.AsyncClient(auth=BOTH, timeout=60) as http,
            McpClient(streamable_http_client(f"{guarded}/mcp", http_client=http)) as mcp,
        ):
            return (await mcp.call_tool("answer", {"question": ANSWERED})).structured_content

    assert anyio.run(by_mcp) == answer


def test_with_the_password_the_page_answers(guarded: str, browser: Browser) -> None:  # noqa: F811
    credentials = {"username": USER, "password": PASSWORD}
    with browser.new_context(http_credentials=credentials) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(guarded)
        expect(ask(page, ANSWERED)).to_contain_text("Syrian Observatory")
    with browser.new_context() as context:
        refused = context.request.get(guarded)
        assert refused.status == 401
        assert refused.text() == (
            "Found no valid user and password, expected those of this server; log in.\n"
        )


def pid_of(address: str) -> str:
    """Return the process that listens at an address, by its socket."""
    port = f":{urlsplit(address).port:04X}"
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    [inode] = [line[9] for line in listening if line[1].endswith(port) and line[3] == "0A"]
    for fd in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(fd.readlink()) == f"socket:[{inode}]":
                return fd.parts[2]
        except OSError:
            continue
    raise AssertionError(f"nobody listens at {address}")


def test_the_password_is_in_no_process_list(guarded: str) -> None:
    shown = Path(f"/proc/{pid_of(guarded)}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    assert "app.py --mcp --auth *** --port" in shown
    for secret in (SECRET, "wörd", "pass"):
        assert secret not in shown


def test_the_password_is_taken_from_the_environment(tmp_path: Path) -> None:
    with served(cache=tmp_path, environment={"QUOTH_AUTH": SECRET}) as address:
        assert httpx.get(address).status_code == 401
        assert httpx.get(address, auth=BOTH).status_code == 200
        assert httpx.get(address, auth=(USER, "the")).status_code == 401


@pytest.mark.parametrize("where", ["--auth", "QUOTH_AUTH"])
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", "nothing"),
        ("hunter2", "no colon"),
        (":hunter2", "no user before the colon"),
        ("reader:", "no password after the colon"),
        ("reader:hunter2\n", "a line break or another unprintable character"),
    ],
)
def test_what_is_no_user_and_password_is_one_line_that_does_not_repeat_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    given: str,
    found: str,
) -> None:
    monkeypatch.setattr("app._hide", lambda _: None)  # this process is pytest's
    if where == "QUOTH_AUTH":
        monkeypatch.setenv(where, given)
    assert app.main([f"--auth={given}"] if where == "--auth" else []) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"quoth: found {found} in {where}, expected USER:PASSWORD; ")
    assert "hunter2" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "header",
    [None, "", "Basic", "Basic ", "Basic !!!", "Basic w6k=", "Digest cmVhZGVyOmI=", "cmVhZGVyOmI="],
)
def test_a_header_without_the_credentials_is_refused(header: str | None) -> None:
    assert not Credentials.parse("reader:b", given_by="--auth").matches(header)
    assert Credentials.parse("reader:b", given_by="--auth").matches("basic cmVhZGVyOmI=")
    assert "reader" not in repr(Credentials.parse("reader:b", given_by="--auth"))


def test_a_name_that_is_not_this_machines_own_reaches_nothing(open_to_all: str) -> None:
    port = urlsplit(open_to_all).port
    call = {"data": [ANSWERED]}
    for host in (
        "evil.test",
        f"evil.test:{port}",
        "127.0.0.1.evil.test",
        "",
        "x@evil.test",
        "[::1",
    ):
        for method, path in (("GET", "/"), ("POST", "/gradio_api/run/answer"), ("POST", "/mcp")):
            refused = httpx.request(method, open_to_all + path, json=call, headers={"Host": host})
            assert refused.status_code in {400, 421}, (host, path)
            assert "Palmyra" not in refused.text
    own = ["localhost", f"localhost:{port}", "127.0.0.1", f"[::1]:{port}", socket.gethostname()]
    for host in (*own, "quoth.test", f"QUOTH.test:{port}"):
        assert httpx.get(open_to_all, headers={"Host": host}).status_code == 200, host


def test_another_page_reaches_nothing(open_to_all: str, guarded: str) -> None:
    for server, auth in ((open_to_all, None), (guarded, BOTH)):
        port = urlsplit(server).port
        for origin in (
            "http://evil.test",
            "null",
            "http://localhost:3000",
            f"http://localhost:{port}",
        ):
            for method, path in (
                ("POST", "/gradio_api/run/answer"),
                ("POST", "/mcp"),
                ("GET", "/"),
            ):
                refused = httpx.request(
                    method, server + path, json={}, headers={"Origin": origin}, auth=auth
                )
                assert refused.status_code == 403, (origin, path)
                assert "Access-Control-Allow-Origin" not in refused.headers
        own = httpx.get(server, headers={"Origin": server}, auth=auth)
        assert own.status_code == 200
