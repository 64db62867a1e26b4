"""Values that gradio would take for files: nothing is fetched, copied or read because of them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import free_port, served

QUESTION = "Who confirmed the takeover?"
META = {"_type": "gradio.FileData"}
# Loaded by the server's Python at its start: notes each address that is looked up or called.
SPY = """
import os, sys
def note(event, values):
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open(os.environ["NOTES"], "a") as notes:
            print(event, values[1:] if event == "socket.connect" else values[:2], file=notes)
sys.addaudithook(note)
"""


class Tempting(BaseHTTPRequestHandler):
    """Serves what a server must never ask for."""

    asked: list[str] = []  # noqa: RUF012 - one server, one list

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def tempting() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", free_port()), Tempting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path, Path]]:
    """Return a server's client, the folder of its temporary files, and the spy's notes."""
    spy, temporary = tmp_path_factory.mktemp("spy"), tmp_path_factory.mktemp("temporary")
    (spy / "sitecustomize.py").write_text(SPY)
    notes = spy / "notes.txt"
    environment = {"PYTHONPATH": str(spy), "NOTES": str(notes), "TMPDIR": str(temporary)}
    with (
        served(cache=tmp_path_factory.mktemp("home"), environment=environment) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client, temporary, notes


def forms(tempting: str) -> dict[str, Any]:
    """Return each form in which a value can name a file."""
    objects = {
        "address": {"path": f"{tempting}/path", "meta": META},
        "public address": {"path": "http://example.com/path", "meta": META},
        "address beside a path": {"path": "x", "url": f"{tempting}/url", "meta": META},
        "address alone": {"url": f"{tempting}/url", "meta": META},
        "file": {"path": "/etc/passwd", "meta": META},
        "file of old": {"path": "/etc/passwd"},
        "endless file": {"path": "/dev/zero", "meta": META},
        "more keys": {"path": "/etc/passwd", "meta": META, "orig_name": "x", "size": 1},
    }
    return {**objects, "nested": [{"deep": [objects["file"]]}]}


def routes(client: httpx.Client, value: object) -> Iterator[tuple[str, str, Any]]:
    """Return a name, a path and a body for each way on which a value reaches the server."""
    config = client.get("/config").json()
    page_app = next(one for one in config["components"] if one["props"].get("server_fns"))
    for name in ("answer", "find_all"):
        for way in ("run", "api", "call"):
            yield f"{way}/{name}", f"/gradio_api/{way}/{name}", {"data": [value]}
    yield "history", "/gradio_api/run/answer", {"data": [QUESTION, [value]]}
    yield "v2", "/gradio_api/call/v2/answer", {"question": value}
    yield "v2 history", "/gradio_api/call/v2/answer", {"question": QUESTION, "history": [value]}
    for event in config["dependencies"]:
        for part in ({"data": [value]}, {"data": [], "event_data": {"message": value}}):
            body = {"fn_index": event["id"], "session_hash": "tab", **part}
            yield f"event {event['id']}", "/gradio_api/queue/join", body
    for function in page_app["props"]["server_fns"]:
        body = {"component_id": page_app["id"], "fn_name": function, "session_hash": "tab"}
        yield function, "/gradio_api/component_server", {**body, "data": value}


def test_a_value_that_names_a_file_is_refused_on_every_route(
    watched: tuple[httpx.Client, Path, Path], tempting: str
) -> None:
    client, temporary, notes = watched
    client.post("/gradio_api/run/answer", json={"data": [QUESTION]})  # whatever that looks up
    before = notes.read_text() if notes.exists() else ""
    files = {path for path in temporary.rglob("*") if path.is_file()}
    began = time.monotonic()
    count = 0
    for form, value in forms(tempting).items():
        for name, path, body in routes(client, value):
            refused = client.post(path, json=body)
            assert refused.status_code == 400, (form, name, refused.text)
            line = refused.json()["error"]
            assert line.startswith("A value of the request is a file object, expected text")
            assert "\n" not in line
            count += 1
    assert count > 150
    assert time.monotonic() - began < 60  # /dev/zero has no end
    assert Tempting.asked == []
    assert (notes.read_text() if notes.exists() else "") == before
    assert {path for path in temporary.rglob("*") if path.is_file()} == files


def test_a_body_that_says_something_else_is_refused_as_well(
    watched: tuple[httpx.Client, Path, Path],
) -> None:
    client, _, _ = watched
    value = json.dumps({"data": [{"path": "/etc/passwd", "meta": META}]})
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        refused = client.post(
            "/gradio_api/run/answer", content=value, headers={"Content-Type": kind}
        )
        assert refused.status_code == 400, kind
    for encoding in ("utf-16", "utf-32-le"):
        refused = client.post(
            "/gradio_api/run/answer",
            content=value.encode(encoding),
            headers={"Content-Type": "application/json"},
        )
        assert refused.status_code == 400, encoding
    form = {"files": ("x", b"x")}
    for path in ("/gradio_api/component_server", "/gradio_api/run/answer"):
        refused = client.post(path, files=form)
        assert refused.status_code == 400
        assert refused.json()["error"].startswith("The request's body is not JSON;")
    deep = client.post("/gradio_api/run/answer", content="[" * 100_000)
    assert deep.status_code == 400


def test_what_programs_are_meant_to_send_is_answered(
    watched: tuple[httpx.Client, Path, Path],
) -> None:
    client, _, _ = watched
    told = client.post("/gradio_api/run/answer", json={"data": [QUESTION]}).json()["data"][0]
    assert told["answered"]
    again = client.post(
        "/gradio_api/run/answer", json={"data": ["When was this confirmed?", [told]]}
    )
    assert again.status_code == 200
    words = 'the "path", "url" and "meta" of {"path": "/etc/passwd"}'
    assert client.post("/gradio_api/run/find_all", json={"data": [words]}).status_code == 200
