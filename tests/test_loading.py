"""Files to documents: encodings, folders, and one clear line for each thing that is wrong."""

from __future__ import annotations

import codecs
import logging
from pathlib import Path

import pytest

import corpus

TEXT = "Die Straße nach Köln – “gesperrt”, sagt der Bürgermeister.\r\nKosten: 5 €.\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "notice.txt"
    path.write_bytes(mark + TEXT.encode(encoding))
    [document] = corpus.load(path)
    assert document.text == TEXT


def test_latin_1_and_eastern_european_text_are_told_apart(tmp_path: Path) -> None:
    french = "Le président a déclaré que la ville était perdue."
    czech = "Příliš žluťoučký kůň úpěl ďábelské ódy. Město bylo dobyto v sobotu."
    (tmp_path / "1.txt").write_bytes(french.encode("latin-1"))
    (tmp_path / "2.txt").write_bytes(czech.encode("cp1250"))
    assert [document.text for document in corpus.load(tmp_path)] == [french, czech]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    document = corpus.Document(text="one\r\ntwo\rthree\n\nfive\u2028and more")
    lines = {word: document.line(document.text.index(word)) for word in document.text.split()}
    assert lines == {"one": 1, "two": 2, "three": 3, "five": 5, "and": 5, "more": 5}


def test_pages_are_counted_from_their_starts() -> None:
    document = corpus.Document(text="first second", page_starts=(0, 6))
    assert [document.page(0), document.page(5), document.page(6)] == [1, 1, 2]
    assert corpus.Document(text="no pages").page(0) is None


def test_equal_texts_are_one_document() -> None:
    assert corpus.Document(text="same", title="a").id == corpus.Document(text="same").id
    assert corpus.Document(text="same").id != corpus.Document(text="other").id


def test_a_markdown_file_is_called_by_its_heading(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Intro\n\n# The heading #\n\nText.", "utf-8")
    (tmp_path / "b.md").write_text("No heading here.", "utf-8")
    assert [document.title for document in corpus.load(tmp_path)] == ["The heading", "b.md"]


def test_a_folder_is_read_with_what_is_below_it_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.md", "sub/c.TXT", ".hidden/d.txt", "e.jpg"):
        (tmp_path / name).write_text(f"The text of {name}.", "utf-8")
    sources = [Path(str(document.source)).name for document in corpus.load(tmp_path)]
    assert sources == ["a.md", "b.txt", "c.TXT"]


def test_a_bad_file_in_a_folder_is_named_and_the_rest_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "good.txt").write_text("Good text.", "utf-8")
    with caplog.at_level(logging.WARNING):
        [document] = corpus.load(tmp_path)
    assert document.text == "Good text."
    assert f"skipped {tmp_path / 'bad.txt'}: found bytes that are not text" in caplog.text


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n\t\n", "utf-8")
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\x02\x01\x01\0\0\0\0\0" * 300)
    (tmp_path / "scan.tiff").touch()
    (tmp_path / "nothing").mkdir()
    cases = {
        "missing.txt": (corpus.MissingFileError, "no such file or folder"),
        "empty.txt": (corpus.EmptyFileError, "no words"),
        "blank.txt": (corpus.EmptyFileError, "no words"),
        "binary.txt": (corpus.NotTextError, "bytes that are not text"),
        "scan.tiff": (corpus.UnknownFormatError, r"the ending \.tiff, expected .*\.md"),
        "nothing": (corpus.EmptyFolderError, "no file to read"),
    }
    for name, (error, message) in cases.items():
        with pytest.raises(error, match=message) as raised:
            corpus.load(tmp_path / name)
        assert str(raised.value).startswith(str(tmp_path / name))
        assert "\n" not in str(raised.value)


def test_the_article_is_there_from_the_start(article: corpus.Document) -> None:
    assert "Palmyra" in article.title
    for fact in ("Larisa Brown", "Maamoun Abdulkarim", "Sir Michael Fallon", "10,000", "2,000"):
        assert fact in article.text
