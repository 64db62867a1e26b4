"""How the page starts, and how it does not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from browser import ROOT, free_port, served

import app


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file"), (b"", "no words"), (bytes(range(256)) * 9, "text")],
)
def test_a_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str
) -> None:
    file = tmp_path / "report.txt"
    if content is not None:
        file.write_bytes(content)
    assert app.main([str(file), "--port", str(free_port())]) == 2
    said = capsys.readouterr().err
    assert said.startswith("quoth: ")
    assert message in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1", "no.such.host.invalid"])
def test_a_port_that_cannot_be_had_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str], host: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--host", host, "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"quoth: port {port} of {host}")
    assert "--port" in said
    assert said.count("\n") == 1


def test_the_page_is_served_to_this_machine_alone(tmp_path: Path) -> None:
    with served(cache=tmp_path) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        # Every 127.x.x.x is this machine, and only a server at all addresses is at this one.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_a_server_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(
        [sys.executable, "app.py", "--port", str(free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        address = server.stdout.readline().split()[-1]
        sent = httpx.post(f"{address}gradio_api/upload", files={"files": ("a.txt", "A word.")})
        [arrived] = sent.json()
        assert Path(arrived).is_relative_to(tmp_path)
        server.terminate()
        _, said = server.communicate(timeout=60)
    assert (server.returncode, said) == (128 + signal.SIGTERM, "")
    assert list(tmp_path.glob("quoth-*")) == []


def test_importing_the_page_loads_no_model_and_calls_nobody() -> None:
    code = (
        "import app, page.server, sys, gradio.analytics; "
        "print('torch' in sys.modules, gradio.analytics.analytics_enabled())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "False False\n"
