"""Indexing on Ray for real: a local Ray with two actors, whose processes are killed midway."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import free_port
from library_tools import LetterEncoder, StumblingEncoder, write_files
from test_milvus import served

import qa
import qa.milvus
from qa.cli import main
from qa.milvus.collection import MilvusIndex
from qa.milvus.ray_session import LOCAL, connect

# Ray warns of its own settings; where it starts only at the second try, on a busy machine, the
# processes of the first are dropped without being waited for.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(scope="module", autouse=True)
def _two_cores() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        # For the local cluster alone: its processes find the tests' encoders, and each has one.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        patch.setenv("OMP_NUM_THREADS", "2")
        patch.setenv("RAY_worker_niceness", "0")  # on a busy machine it would wait for all else
        connect(LOCAL)
    gc.collect()  # what was dropped is told of here, and not in another module's tests
    yield
    importlib.import_module("ray").shutdown()


@pytest.fixture(params=[30])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    write_files(folder, {f"{number:02}.txt": number for number in range(request.param)})
    (folder / "minutes.txt").write_text("Ottilie Brandt sold the trophy for 85 marks. It rained.")
    (folder / "again.txt").write_text((folder / "05.txt").read_text())
    (folder / "bad.txt").write_bytes(bytes(range(256)) * 10)
    return folder


def everything(address: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return all rows of an index as they are stored, by their keys."""
    index = MilvusIndex(address)
    tables = []
    for name in (index._name, index.documents.name):
        rows = index._connection.call(
            "query", name, filter="key >= 0", output_fields=["*"], limit=16_384
        )
        tables.append(sorted(rows, key=lambda row: int(row["key"])))
    index.close()
    return tables[0], tables[1]


def assert_same(address: str, other: str, *, tolerance: float = 0.0) -> None:
    (sentences, documents), (sentences_there, documents_there) = map(everything, (address, other))
    assert len(sentences) > 100
    assert documents == documents_there
    for row, row_there in zip(sentences, sentences_there, strict=True):
        np.testing.assert_allclose(row.pop("vector"), row_there.pop("vector"), atol=tolerance)
        assert row == row_there


def killing(step: str, killed: list[int]) -> Callable[[qa.milvus.Progress], None]:
    """Return what kills, at its first call, one process that is busy with a step."""

    def kill(_: qa.milvus.Progress) -> None:
        if not killed:
            found = [
                int(path.name)
                for path in Path("/proc").glob("[0-9]*")
                if step.encode() in _command(path)
            ]
            os.kill(found[0], signal.SIGKILL)
            killed.append(len(found))

    return kill


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("files", [6], indirect=True)
def test_the_command_makes_the_index_that_it_makes_without_ray(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, on_ray = (f"milvus:{tmp_path}/{name}.db" for name in ("plain", "ray"))
    lines = []
    for address, options in ((plain, []), (on_ray, ["--ray"])):
        assert main(["index", str(files), "--index", address, *options]) == 0
        run = capsys.readouterr()
        [skipped] = run.err.splitlines()
        assert skipped.startswith(f"quoth: skipped {files / 'bad.txt'}: found bytes that are")
        where, read, embedded = run.out.splitlines()
        assert read == "read 7 documents, 7 new, skipped 1 file: 1 not text"
        assert embedded.startswith("embedded ")
        lines.append(where.removeprefix(address))
    assert lines[0] == lines[1]
    assert_same(plain, on_ray, tolerance=1e-5)

    answers = []
    for address in (plain, on_ray):
        assert main(["ask", "--json", "Who sold the trophy for 85 marks?", "--index", address]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0]["text"] == "Ottilie Brandt"
    assert answers[0] == answers[1]


def test_a_process_that_embeds_is_killed_and_nothing_is_lost_or_there_twice(
    files: Path, tmp_path: Path
) -> None:
    undisturbed, address = (f"milvus:{tmp_path}/{name}.db" for name in ("undisturbed", "killed"))
    qa.milvus.index(undisturbed, [files], encoder=LetterEncoder())
    killed: list[int] = []
    report = qa.milvus.index_on_ray(
        address,
        [files],
        actors=2,
        encoder=LetterEncoder(seconds=0.5),
        progress=killing("EmbedStep", killed),
    )
    assert killed == [2]
    assert (report.met, report.written) == (31, 31)
    assert_same(undisturbed, address)

    # A file moved, one changed, one that another repeats is gone: what is new is embedded.
    (files / "minutes.txt").rename(files / "protocol.txt")
    (files / "04.txt").write_text("Nobody sold the harbour. It was a long day.")
    (files / "05.txt").unlink()
    qa.milvus.index(undisturbed, [files], encoder=LetterEncoder())
    report = qa.milvus.index_on_ray(address, [files], actors=2, encoder=LetterEncoder())
    assert (report.written, report.dropped, report.embedded) == (1, 1, 2)
    assert_same(undisturbed, address)


@pytest.mark.parametrize("files", [8], indirect=True)
def test_on_a_server_the_processes_write_and_one_that_is_killed_does_no_harm(
    files: Path, tmp_path: Path
) -> None:
    undisturbed = f"milvus:{tmp_path}/undisturbed.db"
    qa.milvus.index(undisturbed, [files], encoder=LetterEncoder())
    port = free_port()
    with served(tmp_path / "data", port):
        address = f"milvus:http://127.0.0.1:{port}"
        wait_for(port)
        killed: list[int] = []
        qa.milvus.index_on_ray(
            address,
            [files],
            actors=2,
            encoder=LetterEncoder(seconds=0.5),
            progress=killing("WriteStep", killed),
        )
        assert killed == [1]
        assert_same(undisturbed, address)


def test_an_error_in_a_step_is_one_line(files: Path, tmp_path: Path) -> None:
    with pytest.raises(qa.ClusterError, match=r"found an error on Ray \(.*too much") as error:
        qa.milvus.index_on_ray(
            f"milvus:{tmp_path}/index.db", [files], actors=1, encoder=StumblingEncoder()
        )
    assert "\n" not in str(error.value)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.1)
        else:
            return
