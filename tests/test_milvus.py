"""Milvus for real: Milvus Lite in this process, and served by another that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from browser import free_port
from tiny import TinyEncoder

import qa.milvus
from embeddings.errors import EmbeddingError, MilvusError
from qa.milvus.collection import MilvusIndex, Sentence
from qa.milvus.connection import MilvusAddress
from qa.milvus.documents import packed, unpacked
from qa.milvus.schema import Layout, Meta

DOCUMENTS = ["aa" * 32, "bb" * 32]


def sentences(document: str, texts: list[str]) -> list[Sentence]:
    return [Sentence(document, number, number, text) for number, text in enumerate(texts)]


def unit(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[MilvusIndex]:
    made = MilvusIndex.create(f"milvus:{tmp_path}/index.db", Meta(2, "test"))
    yield made
    made.close()


def test_the_fused_score_is_the_cosine_and_the_weighted_share_of_bm25(index: MilvusIndex) -> None:
    texts = ["rebel harbou", "harbou master friend rebel", "nobody losses", "rain"]
    vectors = np.stack([unit(1, 0), unit(1, 1), unit(0, 1), unit(1, -2)])
    index.add(sentences(DOCUMENTS[0], texts), vectors)
    query = unit(3, 1)
    cosines = vectors @ query
    hits = index.find(query, "losses rebel", k=10, lexical_weight=0.45)
    lexical = {hit.number: (hit.score - cosines[hit.number]) / 0.45 for hit in hits}
    # "losses" stands in one sentence of four, "rebel" in two, once in a shorter one.
    assert lexical[2] == pytest.approx(1, abs=1e-5)
    assert 1 > lexical[0] > lexical[1] > 0
    assert lexical[3] == pytest.approx(0, abs=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for words in ("", "pineapple"):
        plain = index.find(query, words, k=2, lexical_weight=0.45)
        assert [hit.number for hit in plain] == [0, 1]
        np.testing.assert_allclose([hit.score for hit in plain], cosines[:2], atol=1e-6)


def test_a_sentence_far_from_the_question_keeps_its_cosine(index: MilvusIndex) -> None:
    vectors = np.tile(unit(1, 0.1), (151, 1)).astype(np.float32)
    vectors[150] = unit(1, 0.4)
    texts = ["rain"] * 150 + ["losses"]
    index.add(sentences(DOCUMENTS[0], texts), vectors)
    query = unit(1, 0)
    [best] = [
        hit for hit in index.find(query, "losses", k=120, lexical_weight=0.45) if hit.number == 150
    ]
    assert best.score == pytest.approx(float(vectors[150] @ query) + 0.45, abs=1e-5)


def test_what_is_written_twice_is_there_once_and_a_document_can_be_deleted(
    index: MilvusIndex,
) -> None:
    for _ in range(2):
        for document in DOCUMENTS:
            index.add(sentences(document, ["rain", "sun"]), np.eye(2, dtype=np.float32))
            index.documents.put(document, f"record of {document}", source="somewhere")
    assert len(index) == 4
    assert set(index.documents.get([*DOCUMENTS, "cc" * 32])) == set(DOCUMENTS)
    index.delete(DOCUMENTS[:1])
    assert len(index) == 2
    assert index.documents.get(DOCUMENTS) == {DOCUMENTS[1]: f"record of {DOCUMENTS[1]}"}
    assert list(index.documents.sources()) == [(DOCUMENTS[1], "somewhere")]
    found = index.find(unit(1, 0), "rain", k=9, lexical_weight=0.45)
    assert {hit.document for hit in found} == {DOCUMENTS[1]}


def test_a_long_record_is_kept_in_pieces(index: MilvusIndex) -> None:
    long = np.random.default_rng(3).bytes(200_000).hex()
    assert len(packed(long)) > 3
    assert unpacked(packed(long)) == long
    index.documents.put(DOCUMENTS[0], long, source="\udcff no Unicode")
    index.documents.put(DOCUMENTS[1], "", source="")
    assert index.documents.get(DOCUMENTS) == {DOCUMENTS[0]: long, DOCUMENTS[1]: ""}
    index.documents.remove(DOCUMENTS[:1])
    assert index.documents.get(DOCUMENTS) == {DOCUMENTS[1]: ""}


def test_a_file_is_opened_again_with_what_it_was_made_with(tmp_path: Path) -> None:
    address = f"milvus:{tmp_path}/index.db#mine"
    layout = Layout(shards=2, index={"index_type": "HNSW", "params": {"M": 8}})
    made = MilvusIndex.create(address, Meta(2, "test", "words"), layout=layout)
    made.add(sentences(DOCUMENTS[0], ["rain"]), np.eye(1, 2, dtype=np.float32))
    made.finish()
    made.close()
    again = MilvusIndex(address)
    assert (len(again), again.meta) == (1, Meta(2, "test", "words"))
    again.close()
    with pytest.raises(MilvusError, match="vectors of another encoder") as error:
        MilvusIndex.create(address, Meta(2, "another", "words"))
    assert isinstance(error.value, EmbeddingError)
    with pytest.raises(MilvusError, match="words are made in another way"):
        MilvusIndex.create(address, Meta(2, "test", "otherwise"))
    with pytest.raises(MilvusError, match=r"found no index of Quoth there.*quoth index FOLDER"):
        MilvusIndex(f"milvus:{tmp_path}/index.db#other")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("milvus:./index", "expected milvus:http://HOST:19530"),
        ("http://localhost:19530", "expected milvus:http://HOST:19530"),
        ("milvus:./index.db#no name", "found the collection no name"),
        ("milvus:./missing/index.db", "there is no folder"),
        ("milvus:./file.db", "found a file, expected a folder that Milvus Lite made"),
    ],
)
def test_a_wrong_address_is_one_line(
    address: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.db").write_text("text", "utf-8")
    with pytest.raises(MilvusError, match=message) as error:
        MilvusIndex(address)
    assert "\n" not in str(error.value)


def test_an_address_is_told_as_it_is_given() -> None:
    for text in ("milvus:http://host:19530", "milvus:https://host/base#mine", "milvus:/a/b.db"):
        assert str(MilvusAddress.parse(text)) == text


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    program = str(Path(sys.executable).parent / "milvus-lite")
    options = ["--data-dir", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [program, "server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def opened(address: str, *, timeout: float) -> MilvusIndex:
    """Wait for the server, which takes seconds to start."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return MilvusIndex.create(address, Meta(2, "test"), timeout=timeout)
        except MilvusError:
            if time.monotonic() > deadline:
                raise


def test_a_server_that_dies_is_said_in_one_line_and_found_again(tmp_path: Path) -> None:
    port = free_port()
    address = f"milvus:http://127.0.0.1:{port}"
    began = time.monotonic()
    with pytest.raises(MilvusError, match="found no Milvus that answers") as error:
        MilvusIndex(address, timeout=2)
    assert time.monotonic() - began < 8
    assert "\n" not in str(error.value)

    with served(tmp_path / "data", port) as process:
        index = opened(address, timeout=3)
        index.add(sentences(DOCUMENTS[0], ["rain"]), np.eye(1, 2, dtype=np.float32))
        assert index.find(unit(1, 0), "rain", k=1, lexical_weight=0.45)[0].number == 0
        with pytest.raises(MilvusError, match="open in another process"):
            qa.milvus.MilvusStore(f"milvus:{_as_file(tmp_path / 'data')}")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        began = time.monotonic()
        with pytest.raises(MilvusError, match="found no Milvus that answers"):
            index.find(unit(1, 0), "rain", k=1, lexical_weight=0.45)
        assert 2 < time.monotonic() - began < 12
    with served(tmp_path / "data", port):
        opened(address, timeout=3).close()
        # The connection that was lost serves again, with what was written before.
        assert index.find(unit(1, 0), "rain", k=1, lexical_weight=0.45)[0].number == 0
        index.close()


def _as_file(folder: Path) -> Path:
    link = folder.with_suffix(".db")
    link.symlink_to(folder)
    return link


def test_without_the_packages_it_says_how_to_install_them(tmp_path: Path) -> None:
    code = f"""
import sys
sys.modules["pymilvus"] = None
from qa.cli import main
from qa.milvus.collection import MilvusIndex
from embeddings.errors import EmbeddingError, MilvusError
assert not {{"grpc", "torch", "pandas"}} & set(sys.modules), "importing is cheap"
try:
    MilvusIndex("milvus:{tmp_path}/index.db")
except EmbeddingError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == (
        f"milvus:{tmp_path}/index.db: found no package pymilvus, which this index needs; "
        "install it: pip install 'quoth[milvus]'\n"
    )


def test_another_encoder_is_refused_before_it_answers_nonsense(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ottilie Brandt sold the trophy.", "utf-8")
    address = f"milvus:{tmp_path}/index.db"
    qa.milvus.index(address, [tmp_path / "a.txt"], encoder=TinyEncoder())
    other = TinyEncoder()
    other.fingerprint = "other"
    store = qa.milvus.MilvusStore(address)
    with pytest.raises(MilvusError, match="vectors of another encoder"):
        store.prepare(other)
    store.close()


def test_an_index_is_laid_out_as_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ottilie Brandt sold the trophy.", "utf-8")
    address = f"milvus:{tmp_path}/index.db"
    layout = Layout(index={"index_type": "HNSW", "params": {"M": 8, "efConstruction": 64}})
    qa.milvus.index(address, [tmp_path / "a.txt"], encoder=TinyEncoder(), layout=layout)
    index = MilvusIndex(address)
    made = index._connection.call("describe_index", "quoth", "vector")
    assert made["index_type"] == "HNSW"
    index.close()
