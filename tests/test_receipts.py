"""Receipts: what was quoted stands, has moved or was changed, said without any model."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import qa
from qa.cli import main
from qa.find import Finder
from qa.receipts import read_receipts

Json = dict[str, Any]

SOLD = "Ottilie Brandt, the treasurer, sold the trophy for 85 marks."
TEXT = f"Minutes of the meeting\n\nThe weather was fine.\n{SOLD}\nNobody was sorry.\n"


def answer_from(document: corpus.Document) -> qa.Answer:
    start = document.text.index(SOLD)
    quote = corpus.Span(start, start + len(SOLD))
    weather = corpus.Span(24, 45)
    return qa.Answer(
        "Who sold it?",
        "Who sold it?",
        0.9,
        (qa.Evidence(document, quote, 0.9), qa.Evidence(document, weather, 0.3)),
        text_span=corpus.Span(start, start + len("Ottilie Brandt")),
    )


@pytest.fixture
def minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in the current folder, and a receipt `r.json` of an answer from it."""
    monkeypatch.chdir(tmp_path)
    path = Path("minutes.txt")
    path.write_text(TEXT, "utf-8")
    keep(answer_from(corpus.load(path)[0]).to_dict())
    return path


def keep(*receipts: Json) -> None:
    Path("r.json").write_text("\n".join(json.dumps(each, indent=2) for each in receipts), "utf-8")


def verify(capsys: pytest.CaptureFixture[str], *files: str) -> tuple[int, list[Json]]:
    status = main(["verify", "r.json", *files, "--json"])
    found: list[Json] = json.loads(capsys.readouterr().out)
    return status, found


def verdicts(found: list[Json]) -> list[str]:
    return [f"{each['kind']} {each['number']} {each['verdict']}" for each in found]


def test_all_stands_in_the_file_as_it_was(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = verify(capsys, str(minutes))
    assert status == 0
    assert verdicts(found) == ["text 1 stands", "quote 1 stands", "quote 2 stands"]


def test_a_line_before_it_moves_a_quote_and_says_where_to(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes.write_text(TEXT.replace("fine.\n", "fine.\nIt rained.\n"), "utf-8")
    status, found = verify(capsys, str(minutes))
    assert status == 1
    assert verdicts(found) == ["text 1 moved", "quote 1 moved", "quote 2 stands"]
    assert (found[1]["found"]["line"], found[1]["found"]["start"]) == (5, 46 + len("It rained.\n"))
    assert found[0]["found"]["quote"] == "Ottilie Brandt"
    assert found[2]["note"] == "minutes.txt has changed elsewhere"


def test_one_character_makes_it_changed_and_shows_what_differs(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes.write_text(TEXT.replace("85", "86"), "utf-8")
    assert main(["verify", "r.json", str(minutes)]) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Who sold it?"
    assert "changed  quote 1     minutes.txt:4, characters 46-106: not in the file" in lines
    assert "nearest: minutes.txt:4, characters 46-106" in lines
    assert 'differs: "85" is "86" there' in lines
    assert lines[1] == "stands   answer      minutes.txt:4, characters 46-60"
    assert lines[-1] == "2 stand, 0 moved, 1 changed"


def test_a_quote_that_is_gone_has_nothing_near_it(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes.write_text("Something else entirely stands here.\n", "utf-8")
    status, found = verify(capsys, str(minutes))
    assert (status, {each["verdict"] for each in found}) == (1, {"changed"})
    assert [each["found"] for each in found] == [None] * 3


def test_a_receipt_that_was_altered_is_not_taken_for_a_changed_file(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.loads(Path("r.json").read_text("utf-8"))
    words, place, line, text = (copy.deepcopy(whole) for _ in range(4))
    words["evidence"][0]["quote"] = SOLD.replace("85", "80")
    place["evidence"][0].update(start=24, end=24 + len(SOLD))
    line["evidence"][0]["line"] = 9
    text["text"] = "Otto"
    for spoilt, verdict in ((words, "changed"), (place, "moved"), (line, "moved")):
        keep(spoilt)
        status, found = verify(capsys, str(minutes))
        assert (status, found[1]["verdict"]) == (1, verdict)
        assert found[1]["note"].endswith("the receipt was altered")
    keep(text)
    _, found = verify(capsys, str(minutes))
    assert (found[0]["verdict"], found[1]["verdict"]) == ("changed", "stands")


@pytest.mark.usefixtures("minutes")
def test_of_several_files_the_hash_then_the_name_tells_which(
    capsys: pytest.CaptureFixture[str],
) -> None:
    receipt = json.loads(Path("r.json").read_text("utf-8"))
    for quote in receipt["evidence"]:
        quote["document"].update(title="The title it once had", source="C:\\once\\minutes.txt")
    keep(receipt)
    Path("copy").mkdir()
    Path("copy/minutes.txt").write_text(TEXT.replace("85", "86"), "utf-8")
    Path("renamed.txt").write_text(TEXT, "utf-8")
    Path("other.txt").write_text(f"Here too.\n\n{SOLD}\n", "utf-8")
    _, found = verify(capsys, "other.txt", "copy", "renamed.txt")
    assert {each["found"]["document"]["source"] for each in found} == {"renamed.txt"}
    _, found = verify(capsys, "other.txt", "copy")
    assert found[1]["verdict"] == "changed"
    assert found[1]["found"]["document"]["source"] == str(Path("copy/minutes.txt"))
    _, found = verify(capsys, "other.txt")
    assert (found[1]["verdict"], found[1]["found"]["line"]) == ("moved", 3)


def test_a_changed_passage_of_several_sentences_is_found_again(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = corpus.load(minutes)[0]
    passage = corpus.Span(24, TEXT.index("sorry.") + 6)
    keep(qa.Answer("Why?", "Why?", 0.1, related=(qa.Evidence(document, passage, 0.1),)).to_dict())
    minutes.write_text("A line.\n\n" + TEXT.replace("trophy", "cup"), "utf-8")
    status, [related] = verify(capsys, str(minutes))
    assert (status, related["kind"], related["verdict"]) == (1, "related", "changed")
    assert related["found"]["quote"] == passage.slice(TEXT).replace("trophy", "cup")
    assert related["differences"] == [{"receipt": "trophy", "file": "cup"}]


def test_mentions_and_several_receipts_in_one_file_are_read(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = corpus.load(minutes)[0]
    mentions = Finder([document], lambda _: []).find_all("trophy").to_dict()
    answer = answer_from(document).to_dict()
    expected = ["sentence 1 stands", "text 1 stands", "quote 1 stands", "quote 2 stands"]
    keep(mentions, answer)
    assert verdicts(verify(capsys, str(minutes))[1]) == expected
    Path("r.json").write_text(json.dumps([mentions, answer]), "utf-16")
    assert verdicts(verify(capsys, str(minutes))[1]) == expected


def test_a_receipt_of_the_article_needs_no_file_and_no_model(tmp_path: Path) -> None:
    [first, *_] = Finder([corpus.sample()], lambda _: []).find_all("siege").sentences
    path = tmp_path / "r.json"
    mentions = qa.Mentions("siege", is_question=False, sentences=(first,))
    path.write_text(json.dumps(mentions.to_dict()), encoding="utf-8")
    quoth = Path(sys.executable).parent / "quoth"
    with path.open() as receipt:
        run = subprocess.run(
            [sys.executable, "-X", "importtime", quoth, "verify", "-"],
            stdin=receipt, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert run.returncode == 0
    assert run.stdout.startswith("siege\n  stands   sentence 1  palmyra.md:17, characters ")
    assert "corpus.sentences" in run.stderr
    assert "torch" not in run.stderr


@pytest.mark.parametrize(
    ("receipt", "message"),
    [
        ("", "found no JSON"),
        ("Not in the document.", "found no JSON (line 1"),
        ("3", "found no receipt (Input should be a valid dictionary"),
        ('{"answer": 42}', "found no receipt (question: Field required)"),
        ('{"turns": [{"answer": null}]}', "found no receipt (Input should be a valid dictionary"),
        (
            '{"query": "a", "is_question": false, "count": 1, "sentences": [{"document": 3}]}',
            "sentences.0.quote: Field required",
        ),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_receipt_is_one_line(
    receipt: str, message: str, minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("r.json").write_text(receipt, "utf-8")
    assert main(["verify", "r.json", str(minutes)]) == 2
    output = capsys.readouterr()
    [line] = output.err.splitlines()
    assert line.startswith("quoth: r.json: ")
    assert message in line
    assert output.out == ""


def test_a_file_that_is_missing_or_not_named_is_one_line(
    minutes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, message in (
        (["r.json", "gone.txt"], "gone.txt: there is no such file or folder"),
        (["gone.json", "minutes.txt"], "gone.json: the receipt cannot be read"),
        (["r.json"], f"found a quote from {minutes}"),
    ):
        assert main(["verify", *arguments]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert message in line


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from("turns answer question evidence related text query sentences".split()),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        read_receipts(json.dumps(value), name="r.json")
    except qa.ReceiptError as error:
        message = str(error)
    else:
        return
    assert len(message.splitlines()) == 1
