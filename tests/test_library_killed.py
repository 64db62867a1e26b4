"""Runs that end early: killed, out of room, or stopped by an error. Real processes, no model."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import threading
import time
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from library_tools import LetterEncoder, write_files

import corpus
import qa
from embeddings import Vectors
from qa.library import Report, check, index, indexing
from qa.library.files import Checksum
from qa.library.manifest import read_manifest
from qa.library.prefetch import READER

_KILLS = 20
_WINDOW = 16
_OLD = {f"{number:02}.txt": number for number in range(8)}
_NEW = {f"{number:02}.txt": number + number % 2 * 100 for number in range(1, 12)}

# Its children are forked from a process that has read the modules and runs no thread.
_PROCESSES = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module", autouse=True)
def _server() -> None:
    _PROCESSES.set_forkserver_preload(["qa.library", "library_tools"])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    write_files(folder, _OLD)
    return folder


@pytest.fixture
def made(tmp_path: Path, files: Path) -> Path:
    folder = tmp_path / "library"
    index(folder, [files], encoder=LetterEncoder())
    return folder


def change(files: Path) -> None:
    (files / "00.txt").unlink(missing_ok=True)
    write_files(files, _NEW)


def run(library: Path, seconds: float = 0.0) -> Report:
    """Bring a library up to date in small steps, each of which takes a while."""
    indexing._WINDOW = _WINDOW
    return index(library, encoder=LetterEncoder(seconds=seconds))


def run_with_room(library: Path, size: int) -> None:
    """Do the same where no file may become longer than `size` bytes; exit 3 if that is said."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        run(library)
    except qa.LibraryError as error:
        os._exit(3 if "cannot be written (File too large); it is as it was" in str(error) else 4)


def start(target: object, *arguments: object) -> BaseProcess:
    process = _PROCESSES.Process(target=target, args=arguments)  # type: ignore[arg-type]
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    process.kill()  # SIGKILL; nothing of it runs any more
    process.join()


def answer(library: Path) -> dict[str, object]:
    assistant = qa.Assistant(qa.Library(library), encoder=LetterEncoder(), reader="none")
    return assistant.answer("Who sold the trophy on day 5-3?").to_dict()


def test_killed_at_any_moment_it_is_the_old_one_or_the_new_one(
    tmp_path: Path, made: Path, files: Path
) -> None:
    old, retained = answer(made), tmp_path / "kept"
    shutil.copytree(made, retained)
    change(files)
    undisturbed = tmp_path / "undisturbed"
    index(undisturbed, [files], encoder=LetterEncoder())
    new = answer(undisturbed)
    assert old != new

    start(time.sleep, 0).join()  # the server of processes is up
    began = time.monotonic()
    start(run, made, 0.02).join()
    whole_run = time.monotonic() - began
    assert checksums(made) == checksums(undisturbed)
    restore(made, retained)

    chance = random.Random(5)
    interrupted = 0
    for _ in range(_KILLS):
        process = start(run, made, 0.02)
        process.join(chance.uniform(0, whole_run))
        interrupted += process.exitcode is None
        kill(process)
        check(made)
        is_new = checksums(made) == checksums(undisturbed)
        assert answer(made) == (new if is_new else old)
        if is_new:
            restore(made, retained)
    assert interrupted >= _KILLS // 2
    run(made)
    assert checksums(made) == checksums(undisturbed)  # byte for byte
    assert_nothing_else_is_left(made)


def test_a_killed_run_loses_no_sentence_that_was_kept(made: Path, files: Path) -> None:
    change(files)
    process = start(run, made, 0.05)
    wait_for_pieces(made, 3)
    kill(process)
    pieces = list(made.glob("pieces/*/*"))
    flipped = pieces[0].read_bytes()
    pieces[0].write_bytes(flipped[:-1] + bytes([flipped[-1] ^ 1]))  # the kill spoilt one
    shutil.copytree(made, made.parent / "without", ignore=shutil.ignore_patterns("pieces"))
    everything = run(made.parent / "without")
    report = run(made)
    assert report.embedded == everything.embedded - (len(pieces) - 1) * _WINDOW
    assert checksums(made) == checksums(made.parent / "without")
    assert_nothing_else_is_left(made)


def test_an_error_in_the_middle_is_raised_and_nothing_is_lost(
    made: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(files)
    old = answer(made)

    class Failing(LetterEncoder):
        calls = 0

        def encode(self, texts: Sequence[str]) -> Vectors:
            self.calls += 1
            if self.calls > 2:
                raise KeyboardInterrupt
            return super().encode(texts)

    monkeypatch.setattr(indexing, "_WINDOW", _WINDOW)
    with pytest.raises(KeyboardInterrupt):
        index(made, encoder=Failing())
    assert answer(made) == old
    assert len(list(made.glob("pieces/*/*"))) == 2
    # An error of the thread that reads is raised as well, and the thread is gone.
    monkeypatch.setattr(corpus, "read", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        index(made, encoder=LetterEncoder())
    assert not any(thread.name == READER for thread in threading.enumerate())
    assert answer(made) == old


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_full_disk_leaves_it_as_it_was(made: Path, files: Path, share: float) -> None:
    old = answer(made)
    largest = max(checksum.size for checksum in checksums(made).values())
    change(files)
    process = start(run_with_room, made, int(largest * share))
    process.join()
    assert process.exitcode == 3
    check(made)
    assert answer(made) == old
    assert len(list((made / "snapshots").iterdir())) == 1
    run(made)
    assert answer(made) != old


def restore(library: Path, retained: Path) -> None:
    shutil.rmtree(library)
    shutil.copytree(retained, library)


def wait_for_pieces(library: Path, count: int) -> None:
    limit = time.monotonic() + 60
    while sum("unfinished" not in path.name for path in library.glob("pieces/*/*")) < count:
        assert time.monotonic() < limit, "the run has not kept anything"
        time.sleep(0.001)


def checksums(library: Path) -> dict[str, Checksum]:
    manifest = read_manifest(library)
    assert manifest is not None
    return manifest.checksums


def assert_nothing_else_is_left(library: Path) -> None:
    assert {path.name for path in library.iterdir()} == {"lock", "manifest.json", "snapshots"}
    assert len(list((library / "snapshots").iterdir())) == 1
