"""A question and passages to start and end scores: the networks that read."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from embeddings.network import open_session, run
from qa.errors import ReaderError
from qa.reading.decoding import TokenScores
from qa.reading.model_files import TOKENIZER, check

DEFAULT_MODEL = Path(__file__).parents[1] / "models" / "reader"

# A reader that runs in ONNX Runtime; `python -m training.export_onnx` writes it.
GRAPH = "reader.onnx"

_MAX_TOKENS = 512

# A question may be as long as it likes, but a passage must fit beside it.
_MAX_QUESTION_TOKENS = 128


class SpanModel:
    """An extractive question-answering model that is loaded at its first use."""

    def __init__(self, model: str | None = None) -> None:
        """Name the model: a folder, the name of one that was downloaded before, or None.

        None stands for the reader that Quoth was made with. A folder that holds `reader.onnx`
        runs in ONNX Runtime, any other model in transformers. Nothing is ever downloaded here.
        """
        self._name = str(DEFAULT_MODEL) if model is None else model
        self._lock = threading.Lock()
        self._loaded: _Network | None = None

    def scores(self, question: str, passages: Sequence[str]) -> list[TokenScores]:
        """Return the scores of each passage's tokens; what stands beside it changes none.

        Of a question's tokens the first 128 are read, of a passage's those that fit beside them.
        Raises ReaderError where the model cannot be loaded.
        """
        return self.load().scores(question, passages)

    def load(self) -> _Network:
        """Return the network, loading it if nobody has.

        Raises ReaderError where it cannot be loaded.
        """
        with self._lock:
            if self._loaded is None:
                folder = Path(self._name)
                is_ours = self._name == str(DEFAULT_MODEL) or (folder / GRAPH).exists()
                self._loaded = _OnnxNetwork(folder) if is_ours else _TorchNetwork(self._name)
            return self._loaded


class _Network(Protocol):
    def scores(self, question: str, passages: Sequence[str]) -> list[TokenScores]: ...


@cache
def default_span_model() -> SpanModel:
    """Return the one span model that a process shares unless it names another."""
    return SpanModel()


class _OnnxNetwork:
    """Reads one passage at a time: the scale of its numbers is its own, and nothing is padded."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        check(folder)
        try:
            self._questions = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = open_session(folder / GRAPH)
        except Exception as error:  # tokenizers raises no other class
            raise ReaderError(
                f"{folder}: found no reader that can be opened ({error}), expected {GRAPH} and "
                f"{TOKENIZER} as Quoth exports them; install Quoth or export the reader again"
            ) from error
        self._questions.no_truncation()
        self._questions.no_padding()
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_TOKENS, strategy="only_second")

    def scores(self, question: str, passages: Sequence[str]) -> list[TokenScores]:
        encoded = self._questions.encode(question, add_special_tokens=False)
        ends = [end for _, end in encoded.offsets[:_MAX_QUESTION_TOKENS]]
        asked = question[: ends[-1]] if ends else question
        found = []
        for each in self._tokenizer.encode_batch([(asked, passage) for passage in passages]):
            logits = run(self._session, [each.ids])
            inside = [at for at, part in enumerate(each.sequence_ids) if part == 1]
            found.append(
                TokenScores(
                    starts=logits[inside, 0],
                    ends=logits[inside, 1],
                    offsets=np.array(each.offsets, dtype=np.int64)[inside].reshape(-1, 2),
                    no_answer=float(logits[0, 0] + logits[0, 1]),
                    evidence=logits[inside, 2],
                )
            )
        return found


class _TorchNetwork:
    """Any extractive question-answering model of transformers, in float32."""

    def __init__(self, name: str) -> None:
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name, local_files_only=True)
            model: Any = AutoModelForQuestionAnswering.from_pretrained(
                name, local_files_only=True, dtype=torch.float32, use_safetensors=True
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ReaderError(
                f"{name}: found no extractive question-answering model of this name on this "
                "machine, expected a model's folder or a downloaded model's name; download it "
                "first (hf download NAME), or pass none to do without"
            ) from error
        self._model = model.eval()

    def scores(self, question: str, passages: Sequence[str]) -> list[TokenScores]:
        import torch

        asked = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
        offsets = asked["offset_mapping"][:_MAX_QUESTION_TOKENS]
        encoded: Any = self._tokenizer(
            [question[: offsets[-1][1]] if offsets else question] * len(passages),
            list(passages),
            truncation="only_second",
            max_length=_MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        with torch.inference_mode():
            output = self._model(**encoded)
        starts = output.start_logits.float().numpy()
        ends = output.end_logits.float().numpy()
        found = []
        for row in range(len(passages)):
            inside = [at for at, part in enumerate(encoded.sequence_ids(row)) if part == 1]
            found.append(
                TokenScores(
                    starts=starts[row, inside],
                    ends=ends[row, inside],
                    offsets=offsets[row, inside].astype(np.int64),
                    no_answer=float(starts[row, 0] + ends[row, 0]),
                )
            )
        return found
