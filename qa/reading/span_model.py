"""A question and passages to start and end scores: the only file that knows torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings import has_bfloat16
from qa.errors import ReaderError
from qa.reading.decoding import TokenScores

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

DEFAULT_MODEL = Path(__file__).parents[1] / "models" / "reader"

_MAX_TOKENS = 512

# A question may be as long as it likes, but a passage must fit beside it.
_MAX_QUESTION_TOKENS = 128


class SpanModel:
    """An extractive question-answering model that is loaded at its first use."""

    def __init__(self, model: str | None = None) -> None:
        """Name the model: a folder, the name of one that was downloaded before, or None.

        None stands for the reader that Quoth was made with. Nothing is ever downloaded here.
        """
        self._name = str(DEFAULT_MODEL) if model is None else model
        self._lock = threading.Lock()
        self._loaded: tuple[PreTrainedModel, PreTrainedTokenizerBase] | None = None

    def scores(self, question: str, passages: Sequence[str]) -> list[TokenScores]:
        """Return the scores of each passage's tokens, all passages read in one batch.

        Of a question's tokens the first 128 are read, of a passage's those that fit beside them.
        Raises ReaderError where the model cannot be loaded.
        """
        import torch

        model, tokenizer = self.load()
        encoded: Any = tokenizer(
            [_shortened(question, tokenizer)] * len(passages),
            list(passages),
            truncation="only_second",
            max_length=_MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        with torch.inference_mode():
            output = model(**encoded)
        starts = output.start_logits.float().numpy()
        ends = output.end_logits.float().numpy()
        found = []
        for row in range(len(passages)):
            tokens = [at for at, part in enumerate(encoded.sequence_ids(row)) if part == 1]
            found.append(
                TokenScores(
                    starts=starts[row, tokens],
                    ends=ends[row, tokens],
                    offsets=offsets[row, tokens].astype(np.int64),
                    no_answer=float(starts[row, 0] + ends[row, 0]),
                )
            )
        return found

    def load(self) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
        """Return the network and its tokenizer, loading them if nobody has.

        Raises ReaderError where they cannot be loaded.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._name)
            return self._loaded


@cache
def default_span_model() -> SpanModel:
    """Return the one span model that a process shares unless it names another."""
    return SpanModel()


def _load(name: str) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    dtype = torch.bfloat16 if has_bfloat16() else torch.float32
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
        model = AutoModelForQuestionAnswering.from_pretrained(
            name, local_files_only=True, dtype=dtype, use_safetensors=True
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ReaderError(
            f"{name}: found no extractive question-answering model of this name on this machine, "
            "expected a model's folder or a downloaded model's name; download it first "
            "(hf download NAME), or pass none to do without"
        ) from error
    return model.eval(), tokenizer


def _shortened(question: str, tokenizer: PreTrainedTokenizerBase) -> str:
    encoded = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
    offsets = encoded["offset_mapping"][:_MAX_QUESTION_TOKENS]
    return question[: offsets[-1][1]] if offsets else question
