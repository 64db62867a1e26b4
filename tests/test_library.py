"""A library on disk: the answers of its files, brought up to date, whole whatever happens."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_tools import LetterEncoder, write_files

import corpus
import qa
from embeddings import VectorCache
from qa.library import check, index, indexing, library, previous, snapshot
from qa.library.lock import exclusive_lock
from qa.library.manifest import read_manifest

QUESTIONS = (
    "Who sold the trophy?",
    "When does the harbour open?",
    "Where did the treasurer go on Friday?",
    "What is known of the 17th parcel?",
)
ENCODER = LetterEncoder()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    write_files(folder, {f"{number:02}.txt": number for number in range(12)})
    return folder


@pytest.fixture
def made(tmp_path: Path, files: Path) -> Path:
    folder = tmp_path / "library"
    index(folder, [files], encoder=ENCODER)
    return folder


def answers(documents: qa.Assistant) -> list[dict[str, object]]:
    return [documents.answer(question).to_dict() for question in QUESTIONS]


def through_library(folder: Path) -> list[dict[str, object]]:
    return answers(qa.Assistant(qa.Library(folder), encoder=ENCODER, reader="none"))


def from_files(folder: Path, *paths: Path) -> list[dict[str, object]]:
    cache = VectorCache(folder / "cache")
    documents = corpus.load(paths)
    return answers(qa.Assistant(documents, encoder=ENCODER, reader="none", cache=cache))


def test_a_library_answers_as_its_files_do(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    write_files(folder, {"a.txt": 1, "b.txt": 2, "twin of b.txt": 2})
    (folder / "article.md").write_text(corpus.sample().text, "utf-8")
    (folder / "odd.txt").write_text("Zoë 🏛 wrote «Ἀθῆναι» twice.\r\n\r\nZOË 🏛 WROTE «ἈΘΗ͂ΝΑΙ».")
    index(tmp_path / "library", [folder])
    from_library, from_text = qa.Assistant(qa.Library(tmp_path / "library")), qa.Assistant(folder)
    for question in (*QUESTIONS, "Who confirmed the takeover?", "What did Zoë write?"):
        assert from_library.answer(question).to_dict() == from_text.answer(question).to_dict()
    assert from_library.answer("Who confirmed the takeover?").answered
    found = from_library.documents
    assert [document.id for document in found] == [each.id for each in from_text.documents]
    assert [document.text for document in found] == [each.text for each in from_text.documents]


def test_documents_of_a_library_can_be_copied_and_sent(made: Path) -> None:
    document = qa.Library(made).documents[0]
    assert copy.deepcopy(document) == document
    sent = pickle.loads(pickle.dumps(document))
    assert (type(sent), sent.id, sent.text) == (corpus.Document, document.id, document.text)


def test_what_is_unchanged_is_not_read_or_embedded_again(
    made: Path, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    reader = corpus.read

    def noticed(path: Path) -> Iterator[corpus.Document | corpus.Skipped]:
        read.append(path.name)
        return reader(path)

    monkeypatch.setattr(corpus, "read", noticed)
    assert index(made, encoder=ENCODER).files == indexing.Counts(unchanged=12)
    assert read == []

    (files / "03.txt").write_text("Nobody knows the harbour like Ottilie Brandt.", "utf-8")
    (files / "00.txt").unlink()  # it was the first to say what they all say
    write_files(files, {"000.txt": 40, "copy of 05.txt": 5})
    report = index(made, encoder=ENCODER)
    assert report.files == indexing.Counts(read=2, unchanged=10, replaced=1, dropped=1)
    assert sorted(read) == ["000.txt", "03.txt", "copy of 05.txt"]
    assert report.embedded == len(write_files(tmp_path / "other", {"000.txt": 40})) + 1
    assert through_library(made) == from_files(tmp_path, files)

    (files / "05.txt").unlink()  # its copy takes its place, and is read for it
    assert index(made, encoder=ENCODER).embedded == 0
    assert through_library(made) == from_files(tmp_path, files)


def test_a_file_that_changes_under_the_same_size_and_time_is_seen(made: Path, files: Path) -> None:
    # Just written, its time says nothing: it could change again within the clock's tick.
    path = files / "just now.txt"
    path.write_text("The harbour opens at nine.", "utf-8")
    index(made, encoder=ENCODER)
    state = path.stat()
    path.write_text("The harbour opens at five.", "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert index(made, encoder=ENCODER).files.replaced == 1


def test_folders_are_added_and_forgotten(made: Path, files: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    write_files(more, {"x.txt": 77})
    index(made, [more, files / "01.txt"], encoder=ENCODER)
    assert through_library(made) == from_files(tmp_path, files, more)
    assert index(made, remove=[files], encoder=ENCODER).files.dropped == 11
    assert through_library(made) == from_files(tmp_path, more, files / "01.txt")
    with pytest.raises(qa.LibraryError, match="found no folder of this name to remove"):
        index(made, remove=[files], encoder=ENCODER)


def test_another_encoder_embeds_all_again(made: Path) -> None:
    other = LetterEncoder("other")
    with pytest.raises(qa.LibraryError, match="found vectors of the default encoder"):
        qa.Assistant(qa.Library(made), encoder=other, reader="none").answer(QUESTIONS[0])
    report = index(made, encoder=other)
    assert report.embedded == report.rows
    assert report.files.unchanged == 12
    qa.Assistant(qa.Library(made), encoder=other, reader="none").answer(QUESTIONS[0])


def test_a_reader_goes_on_with_what_it_opened(made: Path, files: Path) -> None:
    reader = qa.Assistant(qa.Library(made), encoder=ENCODER, reader="none")
    before = through_library(made)
    shutil.rmtree(files)
    write_files(files, {"new.txt": 99})
    index(made, encoder=ENCODER)
    assert len(list((made / "snapshots").iterdir())) == 1
    assert answers(reader) == before
    assert through_library(made) != before


def test_a_reader_that_opens_while_a_writer_cleans_up_finds_the_new_one(
    made: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = read_manifest(made)
    (files / "00.txt").unlink()
    index(made, encoder=ENCODER)
    found = [manifest, read_manifest(made)]
    monkeypatch.setattr(snapshot, "read_manifest", lambda _: found.pop(0))
    assert len(qa.Library(made).documents) == 11


def test_one_writer_at_a_time(made: Path) -> None:
    message = f"brought up to date by process {os.getpid()}, expected one"
    with exclusive_lock(made), pytest.raises(qa.LibraryError, match=message):
        index(made, encoder=ENCODER)
    index(made, encoder=ENCODER)


def flip(path: Path) -> bytes:
    """Change one bit in the middle of a file and return what it was."""
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :])
    return whole


def test_every_damaged_file_is_named(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [folder] = (made / "snapshots").iterdir()
    assert {path.name for path in folder.iterdir()} == {*snapshot.TABLES, snapshot.VECTORS}
    for path in folder.iterdir():
        whole = flip(path)
        with pytest.raises(qa.LibraryError, match=f"{path.name}: found a damaged file"):
            qa.Library(made)
        with monkeypatch.context() as patch:
            patch.setattr(snapshot, "_SMALL", 0)  # as if it were too large to be read at opening
            qa.Library(made)
            with pytest.raises(qa.LibraryError, match=f"{path.name}: found a damaged file"):
                check(made)
        path.write_bytes(whole)
    check(made)


@pytest.mark.parametrize("name", ["texts", "rows", "files", "vectors"])
def test_a_damaged_file_is_made_again(
    made: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    expected = through_library(made)
    [folder] = (made / "snapshots").iterdir()
    flip(folder / name)
    with caplog.at_level(logging.WARNING):
        report = index(made, encoder=ENCODER)
    assert f"{name}: found a damaged file" in caplog.text
    assert (report.embedded > 0) == (name in {"vectors", "rows"})
    check(made)
    assert through_library(made) == expected


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_file_that_is_cut_or_gone_is_named_at_opening(made: Path, damage: str) -> None:
    [folder] = (made / "snapshots").iterdir()
    path = folder / "vectors"
    path.unlink() if damage == "gone" else os.truncate(path, 100)
    with pytest.raises(qa.LibraryError, match="vectors: found"):
        qa.Library(made)
    index(made, encoder=ENCODER)
    check(made)


def test_a_damaged_manifest_is_named_and_made_again(made: Path, files: Path) -> None:
    path = made / "manifest.json"
    path.write_text(path.read_text().replace('"documents": 12', '"documents": 13'))
    with pytest.raises(qa.LibraryError, match=r"manifest\.json: found a damaged file"):
        qa.Library(made)
    index(made, [files], encoder=ENCODER)
    assert len(qa.Library(made).documents) == 12


def test_other_versions_are_refused_in_words(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "tokens_fingerprint", lambda: "other words")
    with pytest.raises(qa.LibraryError, match=r"another version of Quoth, .* run: quoth index"):
        qa.Library(made)
    manifest = made / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 2}))
    for act in (qa.Library, index):
        with pytest.raises(
            qa.LibraryError, match=r"of a newer version .*format 2.* expected format 1"
        ):
            act(made)


def test_documents_that_would_be_split_otherwise_are_read_again(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previous, "sentences_fingerprint", lambda: "other sentences")
    report = index(made, encoder=ENCODER)
    assert (report.files.replaced, report.embedded) == (12, 0)


def test_a_folder_that_is_no_library(tmp_path: Path, files: Path) -> None:
    with pytest.raises(qa.LibraryError, match=r"found no library, .* quoth index FOLDER --library"):
        qa.Library(tmp_path / "nothing")
    with pytest.raises(qa.LibraryError, match=r"found a folder with other files in it \(00\.txt\)"):
        index(files, [files], encoder=ENCODER)
    with pytest.raises(qa.LibraryError, match="found no folder to keep"):
        index(tmp_path / "new", encoder=ENCODER)
    with pytest.raises(corpus.CorpusError, match="there is no such file or folder"):
        index(tmp_path / "new", [tmp_path / "missing"], encoder=ENCODER)


def test_what_has_nothing_to_read_leaves_the_library_as_it_was(made: Path, files: Path) -> None:
    before = through_library(made)
    shutil.rmtree(files)
    files.mkdir()
    with pytest.raises(qa.NothingToReadError, match="the library is as it was"):
        index(made, encoder=ENCODER)
    assert through_library(made) == before
    assert {path.name for path in made.iterdir()} == {"lock", "manifest.json", "snapshots"}


def test_a_library_within_its_own_folder_is_not_read(files: Path) -> None:
    inside = files / "library"
    for _ in range(2):
        report = index(inside, [files], encoder=ENCODER)
    assert report.skipped == ()
    assert report.files == indexing.Counts(unchanged=12)
