"""What a session uploads: how it is taken, and what is said where it is not."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import pytest
from uploading import BELL, TROPHY, Clock, Upload, add, clerk, token, wait_until

import corpus
import qa
from page.memory import FairLock
from page.session import Session
from page.sessions import Sessions
from page.uploads import Limits, SessionError

pytest_plugins = ["uploading"]


def test_an_upload_is_read_split_embedded_and_asked(session: Session, upload: Upload) -> None:
    bell, trophy = upload("bell.md", f"# The bell\n\n{BELL}\n\n{clerk()}"), upload("minutes.txt")
    seen = list(session.add([bell, str(trophy)]))

    stages = list(dict.fromkeys(progress.stage for progress in seen))
    assert stages == ["reading", "splitting", "embedding", "done"]
    assert [p.done for p in seen if p.stage == "reading"] == [0, 1]
    embedding = [progress for progress in seen if progress.stage == "embedding"]
    assert len(embedding) > 2
    assert {progress.total for progress in embedding} == {43}  # sentences
    assert [p.done for p in embedding] == sorted({p.done for p in embedding})
    last = seen[-1]
    assert (last.done, last.total, last.refused) == (43, 43, ())
    assert [document.title for document in last.added] == ["The bell", "minutes.txt"]
    assert [document.source for document in last.added] == ["bell.md", "minutes.txt"]

    assert session.uploads == last.added
    assert session.documents == (corpus.sample(), *last.added)
    answer = session.assistant([last.added[0].id]).answer("Who cast the harbour bell of Vell?")
    assert answer.text == "Anna Renko"


def test_nothing_of_an_upload_stays_behind(
    sessions: Sessions,
    upload: Upload,
    cache_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    before = set(cache_folder.rglob("*"))
    one, other = sessions.get(token()), sessions.get(token())
    last = add(one, upload("secret.txt"), upload("secret.exe", b"MZ\0\0"), upload("secret.md", b""))
    assert len(last.refused) == 2
    [document] = last.added
    assert one.assistant([document.id]).answer("Who sold the trophy?").answered

    assert list(tmp_path.iterdir()) == []
    assert set(cache_folder.rglob("*")) == before
    assert "secret" not in caplog.text
    assert str(tmp_path) not in str((last, document.source))
    assert other.uploads == ()
    assert document not in other.documents
    for strange in (document.id, "0" * 64):
        with pytest.raises(SessionError, match=r"^a selected document is no longer here; select"):
            other.assistant([strange])
        with pytest.raises(SessionError, match=r"^you have added no document with this id"):
            other.remove(strange)
    assert one.uploads == (document,)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty.txt: found no words"),
        ("setup.txt", b"MZ\x90\0\x03" + bytes(range(256)) * 9, "setup.txt: found bytes"),
        ("setup.exe", b"MZ\x90\0", "setup.exe: found a file with the ending .exe"),
        ("word.txt", b"Quoth", "word.txt: found no sentence of two words"),
        ("long.txt", b"a word " * 500, "long.txt: found 3,500 characters of text"),
        ("huge.txt", b"\0" * 6_000_000, "huge.txt: found 6.0 MB, expected at most 5 MB a file"),
        ('<img src=x onerror="a">.txt', b"", '<img src=x onerror="a">.txt: found no words'),
        ("a\n\u202etxt.txt", b"", "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}txt.txt: "),
        (f"{'n' * 240}.txt", b"", f"{'n' * 88}…{'n' * 7}.txt: found no words"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_line_and_the_others_are_taken(
    assistant: qa.Assistant, upload: Upload, name: str, content: bytes, message: str
) -> None:
    limits = Limits(file_bytes=5_000_000, characters=3_000)
    session = Sessions(assistant, limits=limits).get(token())
    last = add(session, upload(name, content), upload("../minutes.txt".rpartition("/")[2]))
    [line] = last.refused
    assert line.startswith(message)
    assert line.isprintable()
    assert [document.name for document in last.added] == ["minutes.txt"]


def test_the_same_text_is_taken_once(session: Session, upload: Upload) -> None:
    again = add(session, upload("minutes.txt"), upload("copy.txt"))
    assert [document.name for document in again.added] == ["minutes.txt"]
    article = corpus.sample().text
    later = add(session, upload("later.txt"), upload("mine.txt", article))
    assert [*again.refused, *later.refused] == [
        "copy.txt: the same text is already here, as minutes.txt; it is searched once",
        "later.txt: the same text is already here, as minutes.txt; it is searched once",
        f"mine.txt: the same text is already here, as {corpus.sample().name}; it is searched once",
    ]


def test_too_many_files_at_once_are_one_line(
    session: Session, upload: Upload, tmp_path: Path
) -> None:
    last = add(session, *(upload(f"{number}.txt") for number in range(200)))
    assert last.refused == ("found 200 files, expected at most 20 at once; add them in batches",)
    assert session.uploads == ()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_a_file_that_is_not_there_is_refused(session: Session, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "private.txt").write_text(TROPHY)
    last = add(session, tmp_path / "folder", tmp_path / "nothing.txt")
    assert [line.split(":")[0] for line in last.refused] == ["folder", "nothing.txt"]
    assert session.uploads == ()


def test_all_sessions_together_have_a_limit(assistant: qa.Assistant, upload: Upload) -> None:
    sessions = Sessions(assistant, limits=Limits(all_characters=2 * len(TROPHY)))
    one, other = token(), token()
    assert add(sessions.get(one), upload("minutes.txt")).refused == ()
    last = add(sessions.get(other), upload("minutes.txt"), upload("more.txt", BELL))
    assert last.refused == ("more.txt: this server cannot hold more text now; try again later",)


def test_limits_are_said_before_they_are_hit() -> None:
    assert Limits().sentence == (
        "Up to 20 files at once, 25 MB each, 10,000,000 characters of text in all."
    )


def test_an_upload_stops_when_its_session_ends(
    sessions: Sessions, upload: Upload, clock: Clock, tmp_path: Path
) -> None:
    steps = sessions.get(token()).add([upload("minutes.txt")])
    assert next(steps).stage == "reading"
    clock.now = 3600
    sessions.sweep()
    with pytest.raises(SessionError, match="this session has ended"):
        list(steps)
    assert sessions.characters == 0
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_is_given_up_leaves_nothing(
    session: Session, upload: Upload, tmp_path: Path
) -> None:
    steps = session.add([upload("minutes.txt"), upload("bell.txt", BELL)])
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert session.uploads == ()
    assert session.characters == 0
    assert list(tmp_path.iterdir()) == []


def test_a_question_waits_for_one_batch_and_not_for_the_upload(
    sessions: Sessions, upload: Upload
) -> None:
    order: list[str] = []

    def bring() -> None:
        for step in sessions.get(token()).add([upload("long.txt", clerk(128))]):
            order.append(step.stage)  # noqa: PERF401 - as it comes

    def ask() -> None:
        with sessions.models:
            order.append("answered")

    threads = [threading.Thread(target=work) for work in (bring, ask)]
    with sessions.models:
        threads[0].start()
        wait_until(lambda: "embedding" in order)
        threads[1].start()
        time.sleep(0.2)  # both wait, the upload perhaps first
    for thread in threads:
        thread.join(timeout=60)
    assert order.count("embedding") == 4
    assert order.index("answered") < len(order) - 2, "the question waited for all batches"


def test_a_fair_lock_serves_in_order() -> None:
    lock = FairLock()
    served: list[int] = []

    def wait(number: int) -> None:
        with lock:
            served.append(number)

    with lock:
        threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join(timeout=10)
    assert served == list(range(8))
