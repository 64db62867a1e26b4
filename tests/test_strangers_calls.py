"""Strangers who call the server past the page: gradio's own routes, uploads, other's documents."""

from __future__ import annotations

import json
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from browser import served

import corpus

PRIVATE = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
ABOUT = "Who sold the trophy?"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the server lays what is temporary."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Iterator[httpx.Client]:
    environment = {"TMPDIR": str(temporary)}
    with (
        served(cache=tmp_path_factory.mktemp("home"), environment=environment) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def event(client: httpx.Client, name: str, message: dict[str, Any]) -> list[dict[str, Any]]:
    """Call an event of the page as the page does, and return the replies."""
    config = client.get("/config").json()
    [found] = [
        each for each in config["dependencies"] if name in {how for _, how in each["targets"]}
    ]
    tab = uuid.uuid4().hex
    call = {
        "data": [],
        "event_data": {"message": {"request": "1", **message}},
        "fn_index": found["id"],
        "session_hash": tab,
    }
    assert client.post("/gradio_api/queue/join", json=call).status_code == 200
    replies = []
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": tab}) as stream:
        for line in stream.iter_lines():
            told = json.loads(line.removeprefix("data: ")) if line else {}
            if told.get("msg") in {"process_generating", "process_completed"}:
                replies += told["output"].get("data", [])
            if told.get("msg") == "process_completed":
                return replies
    raise AssertionError("the stream ended without an end")


def server_function(client: httpx.Client, name: str, message: dict[str, Any]) -> dict[str, Any]:
    config = client.get("/config").json()
    [page_app] = [each for each in config["components"] if each["props"].get("elem_id") == "quoth"]
    call = {"component_id": page_app["id"], "fn_name": name, "session_hash": "x", "data": message}
    told = client.post("/gradio_api/component_server", json=call)
    assert told.status_code == 200
    reply: dict[str, Any] = told.json()
    return reply


def send(client: httpx.Client, name: str, content: bytes | str) -> httpx.Response:
    return client.post("/gradio_api/upload", files={"files": (name, content)})


def add(client: httpx.Client, token: str, path: str) -> dict[str, Any]:
    told = event(client, "upload", {"token": token, "paths": [path], "refused": []})
    [last] = [reply for reply in told if isinstance(reply, dict) and "done" in reply][-1:]
    return last


def test_a_document_of_one_session_is_no_business_of_another(
    client: httpx.Client, temporary: Path
) -> None:
    mine, theirs = str(uuid.uuid4()), str(uuid.uuid4())
    [path] = send(client, "minutes.txt", PRIVATE).json()
    added = add(client, mine, path)
    document = added["opened"]
    assert document
    assert not Path(path).exists()
    assert [each for each in temporary.rglob("*") if each.is_file()] == []
    assert (
        PRIVATE
        in server_function(client, "document", {"token": mine, "document": document})["html"]
    )

    asked = {"question": ABOUT, "history": "", "excluded": []}
    assert "Ottilie" in json.dumps(event(client, "ask", {"token": mine, **asked}))
    told = [
        *event(client, "ask", {"token": theirs, **asked}),
        *event(client, "ask", {"token": theirs, **asked, "excluded": [corpus.sample().id]}),
        *event(client, "find", {"token": theirs, "words": "trophy", "excluded": []}),
        *event(client, "greet", {"token": theirs, "chat": "", "link": {"doc": document}}),
        *(
            server_function(client, name, {"token": theirs, "document": document})
            for name in ("document", "remove")
        ),
        client.post("/gradio_api/run/answer", json={"data": [ABOUT]}).json(),
        client.post("/gradio_api/run/answer", json={"data": [{"document": document}]}).json(),
        client.post("/gradio_api/run/find_all", json={"data": ["trophy treasurer"]}).json(),
    ]
    assert "Ottilie" not in json.dumps(told)
    assert "minutes.txt" not in json.dumps(told)
    assert add(client, theirs, path)["opened"] is None  # it is gone from where it arrived
    assert server_function(client, "document", {"token": mine, "document": document})["html"]


def test_what_is_too_large_is_refused_before_it_is_kept(
    client: httpx.Client, temporary: Path
) -> None:
    before = set(temporary.rglob("*"))
    address = urlsplit(str(client.base_url))
    with socket.create_connection((address.hostname, address.port)) as connection:
        head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: {address.netloc}\r\n"
        connection.sendall(f"{head}Content-Length: 200000000\r\n\r\n".encode())
        said = connection.makefile("rb").read(400)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"Found 200.0 MB, expected at most 25 MB a file." in said
    assert send(client, "large.txt", b"a" * 25_500_000).status_code == 413
    chunked = client.post("/gradio_api/upload", content=iter([b"a"]))
    assert (chunked.status_code, chunked.text.count("\n")) == (411, 1)
    assert {path for path in temporary.rglob("*") if path.is_file()} <= before


@pytest.mark.parametrize(
    "name", ["../../../up.txt", "/etc/up.txt", '"><img src=x>.txt', "a\\..\\b.txt"]
)
def test_a_file_lands_where_files_arrive_whatever_its_name(
    client: httpx.Client, temporary: Path, name: str
) -> None:
    token = str(uuid.uuid4())
    [path] = send(client, name, "Nothing of Lorn goes up.").json()
    assert Path(path).resolve().is_relative_to(temporary)
    arriving = temporary / Path(path).resolve().relative_to(temporary).parts[0]
    assert arriving.stat().st_mode & 0o077 == 0, "others of this machine can look into it"
    assert add(client, token, path)["opened"]


@pytest.mark.parametrize("path", ["/etc/passwd", "app.py", "../outside.txt", "", "\0", "~"])
def test_a_file_that_was_not_sent_is_not_read(client: httpx.Client, path: str) -> None:
    token = str(uuid.uuid4())
    told = event(client, "upload", {"token": token, "paths": [path], "refused": []})
    assert "root:" not in json.dumps(told)
    assert '"opened": "' not in json.dumps(told)


def test_gradios_other_routes_are_not_there(client: httpx.Client) -> None:
    [path] = send(client, "minutes.txt", PRIVATE).json()
    for address in (
        f"/gradio_api/file={path}",
        f"/gradio_api/file/{path}",
        "/gradio_api/file=/etc/passwd",
        f"/gradio_api/file={client.base_url}config",
        f"/gradio_api/proxy={client.base_url}config",
        "/gradio_api/custom_component/x/client/component/../../../../etc/passwd",
        "/gradio_api/vibe-code",
        "/gradio_api/stream/x/1/1/playlist.m3u8",
        "/gradio_api/deep_link",
        "/gradio_api/runs",
        "/gradio_api/dev/reload",
        "/monitoring",
        "/monitoring/summary",
        "/openapi.json",
        "/docs",
        "/login",
        "/mcp",
    ):
        refused = client.get(address)
        assert refused.status_code == 404, address
        assert PRIVATE not in refused.text
    for address in ("/gradio_api/process_recording", "/gradio_api/vibe-edit", "/mcp", "/login"):
        assert client.post(address, json={}).status_code == 404, address


@pytest.mark.parametrize("folder", ["static", "assets", "svelte"])
def test_no_path_leads_out_of_what_is_served(client: httpx.Client, folder: str) -> None:
    address = urlsplit(str(client.base_url))
    for way in ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "/", "..\\" * 12):
        with socket.create_connection((address.hostname, address.port)) as connection:
            asked = f"GET /{folder}/{way}etc/passwd HTTP/1.1\r\nHost: {address.netloc}\r\n"
            connection.sendall(f"{asked}Connection: close\r\n\r\n".encode())
            said = connection.makefile("rb").read()
        assert b" 200 " not in said.splitlines()[0], way
        assert b"root:" not in said
