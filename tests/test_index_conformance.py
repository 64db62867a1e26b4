"""What every index and every store promises: one suite over those in memory and on Milvus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny import TinyEncoder

import corpus
import qa.milvus
from embeddings import NumpyIndex, VectorIndex, Vectors
from qa.milvus.collection import MilvusIndex, Sentence, sentence_key
from qa.milvus.schema import Meta
from qa.search.store import MemoryStore, Store

DOCUMENT = "ab" * 32


class ByPlace:
    """An index on Milvus whose keys are told as the places of its vectors, as numpy tells them."""

    def __init__(self, index: MilvusIndex, vectors: Vectors) -> None:
        self._index = index
        numbers = sorted(range(len(vectors)), key=lambda number: sentence_key(DOCUMENT, number))
        self._keys = np.array([sentence_key(DOCUMENT, each) for each in numbers], dtype=np.int64)
        index.add([Sentence(DOCUMENT, number, number, "") for number in numbers], vectors)

    def search(self, query: Vectors, *, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        keys, scores = self._index.search(query, k=k)
        return np.searchsorted(self._keys, keys), scores


@pytest.fixture(params=["numpy", "milvus"])
def indexed(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[Vectors], VectorIndex]]:
    opened: list[MilvusIndex] = []

    def make(vectors: Vectors) -> VectorIndex:
        if request.param == "numpy":
            return NumpyIndex(vectors)
        address = f"milvus:{tmp_path}/index.db#number{len(opened)}"
        opened.append(MilvusIndex.create(address, Meta(vectors.shape[1], "test")))
        return ByPlace(opened[-1], vectors)  # type: ignore[return-value]

    yield make
    for index in opened:
        index.close()


def random_vectors(count: int, dimension: int) -> Vectors:
    vectors = np.random.default_rng(5).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_the_best_k_with_their_inner_products(
    indexed: Callable[[Vectors], VectorIndex],
) -> None:
    vectors, queries = random_vectors(300, 24), random_vectors(303, 24)[300:]
    index = indexed(vectors)
    for query in queries:
        for k in (1, 10, 300):
            rows, scores = index.search(query, k=k)
            expected = np.argsort(-(vectors @ query), kind="stable")[:k]
            assert rows.tolist() == expected.tolist()
            np.testing.assert_allclose(scores, (vectors @ query)[expected], atol=1e-6)


def test_ties_go_to_the_lower_row_at_the_border_too(
    indexed: Callable[[Vectors], VectorIndex],
) -> None:
    vectors = np.zeros((40, 2), dtype=np.float32)
    vectors[:, 1] = 1
    vectors[7] = (1, 0)
    index = indexed(vectors)
    query = np.array([1.0, 0.5], dtype=np.float32)
    assert index.search(query, k=4)[0].tolist() == [7, 0, 1, 2]
    assert index.search(query, k=1)[0].tolist() == [7]


def test_more_than_there_are_and_none_at_all(
    indexed: Callable[[Vectors], VectorIndex],
) -> None:
    query = np.array([1.0, 0.0], dtype=np.float32)
    index = indexed(np.eye(3, 2, dtype=np.float32))
    assert index.search(query, k=50)[0].tolist() == [0, 1, 2]
    assert len(index.search(query, k=0)[0]) == 0
    rows, scores = indexed(np.zeros((0, 2), dtype=np.float32)).search(query, k=5)
    assert (rows.dtype.name, scores.dtype.name, len(rows)) == ("int64", "float32", 0)


def test_another_shape_is_refused(indexed: Callable[[Vectors], VectorIndex]) -> None:
    index = indexed(np.eye(3, 4, dtype=np.float32))
    with pytest.raises(ValueError, match=r"a query has the shape \(4,\), found \(3,\)"):
        index.search(np.zeros(3, dtype=np.float32), k=1)
    with pytest.raises(ValueError, match=r"float32 array of shape .* found float64"):
        indexed(np.eye(3))  # type: ignore[arg-type]


Hold = Callable[[dict[str, str]], Store]


@pytest.fixture(params=["memory", "milvus"])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hold]:
    """Give a function that holds these texts and no others, by their files' names."""
    folder = tmp_path / "files"
    folder.mkdir()
    opened: list[qa.milvus.MilvusStore] = []

    def make(texts: dict[str, str]) -> Store:
        for path in folder.iterdir():
            path.unlink()
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
        store: Store
        if request.param == "memory":
            store = MemoryStore(corpus.load(folder))
        else:
            qa.milvus.index(f"milvus:{tmp_path}/store.db", [folder], encoder=TinyEncoder())
            store = qa.milvus.MilvusStore(f"milvus:{tmp_path}/store.db")
            opened.append(store)
        store.prepare(TinyEncoder())
        return store

    yield make
    for store in opened:
        store.close()


MINUTES = "Ottilie Brandt sold the trophy for 85 marks. It rained all day. Nobody came to dance."
LETTER = "The trophy was a silver cup. Emil bought it from the treasurer. He paid with old coins."
QUESTIONS = ["Who sold the trophy?", "Who paid?", "What rained?", "Quid est?"]


def found(store: Store, question: str, k: int = 100) -> list[tuple[str, str, float]]:
    return [
        (match.row.document.text, match.row.text, round(match.score, 4))
        for match in store.search(question, k=k)
    ]


def test_a_store_finds_what_one_in_memory_finds(hold: Hold, article: corpus.Document) -> None:
    texts = {"letter.txt": LETTER, "minutes.txt": MINUTES, "palmyra.txt": article.text}
    store, expected = (
        hold(texts),
        MemoryStore([corpus.Document(text=text) for text in texts.values()]),
    )
    expected.prepare(TinyEncoder())
    assert len(store) == len(expected)
    assert [document.text for document in store.documents] == list(texts.values())
    for question in [*QUESTIONS, "Who confirmed the takeover?", "How many lions were killed?"]:
        ours, theirs = found(store, question), found(expected, question)
        assert ours[0] == theirs[0]
        assert sorted(ours) == sorted(theirs)
        assert [score for *_, score in ours] == [score for *_, score in theirs]
    assert found(store, QUESTIONS[0], k=2) == found(store, QUESTIONS[0])[:2]


def test_a_row_has_its_neighbours_and_no_others(hold: Hold) -> None:
    store = hold({"letter.txt": LETTER, "minutes.txt": MINUTES})
    row = store.search("Who sold the trophy?", k=1)[0].row
    near = store.neighbours(row, radius=1)
    assert [each.text for each in near] == [
        "Ottilie Brandt sold the trophy for 85 marks.",
        "It rained all day.",
    ]
    assert near[0] == row
    assert [each.number for each in near] == sorted(each.number for each in near)
    assert all(each.document is row.document for each in near)


def test_a_text_that_is_held_twice_is_one(hold: Hold) -> None:
    once, twice = {"a.txt": MINUTES}, {"a.txt": MINUTES, "b.txt": MINUTES}
    alone = found(hold(once), QUESTIONS[0])
    for texts in (twice, twice, once):
        store = hold(texts)
        assert (len(store), len(store.documents)) == (3, 1)
        assert found(store, QUESTIONS[0]) == alone


def test_a_sentence_of_two_documents_is_found_once(hold: Hold) -> None:
    store = hold({"a.txt": MINUTES, "b.txt": f"{MINUTES} The band played on."})
    sentences = [text for _, text, _ in found(store, "Who sold the trophy?")]
    assert len(sentences) == len(set(sentences)) == 4


def test_what_is_gone_is_not_found(hold: Hold) -> None:
    hold({"letter.txt": LETTER, "minutes.txt": MINUTES})
    store = hold({"letter.txt": LETTER})
    assert (len(store), [document.text for document in store.documents]) == (3, [LETTER])
    assert {text for text, *_ in found(store, "Who sold the trophy?")} == {LETTER}
    changed = hold({"letter.txt": LETTER.replace("silver", "golden")})
    assert len(changed) == 3
    assert "golden" in found(changed, "What was the trophy?")[0][1]


def test_text_of_any_kind_comes_back_as_it_was(hold: Hold) -> None:
    texts: Sequence[str] = [
        "Zoë saw the 🏛️ fall.\r\nİstanbul was quiet that night.",
        "قال المرصد إن المدينة سقطت. ولم يؤكد أحد ذلك.",
        "A long day. " + " ".join(f"Ship number {n} left port {n * 7}." for n in range(300)),
    ]
    store = hold({f"{place}.txt": text for place, text in enumerate(texts)})
    assert [document.text for document in store.documents] == texts
    assert found(store, "Where did ship number 299 go?")[0][1] == "Ship number 299 left port 2093."
