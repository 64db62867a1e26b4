"""Examples to batches of token ids, in an order that depends on nothing but the seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from training.examples import Example

MAX_TOKENS = 352
BUCKET = 64
LENGTH_STEP = 8

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Feature:
    """One tokenised example: question first, then passage; span (0, 0) is the refusal."""

    ids: Ints
    passage_start: int
    start: int
    end: int


@dataclass(frozen=True)
class Batch:
    """Arrays of shape (examples, tokens); the two last of shape (examples,)."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def load_tokenizer(path: str | Path) -> PreTrainedTokenizerBase:
    """Return the fast tokenizer in `path`."""
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path)
    return tokenizer


def tokenise(examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase) -> list[Feature]:
    """Return the features; an example whose answer was cut off is left out."""
    features: list[Feature] = []
    for first in range(0, len(examples), 1000):
        chunk = examples[first : first + 1000]
        encoded = tokenizer(
            [example.question for example in chunk],
            [example.context for example in chunk],
            truncation="only_second",
            max_length=MAX_TOKENS,
        )
        for row, example in enumerate(chunk):
            span: tuple[int | None, int | None] = (0, 0)
            if example.answer is not None:
                start, end = example.answer
                span = (
                    encoded.char_to_token(row, start, sequence_index=1),
                    encoded.char_to_token(row, end - 1, sequence_index=1),
                )
            ids = np.asarray(encoded["input_ids"][row], dtype=np.int32)
            boundary = encoded["token_type_ids"][row].index(1)
            if span[0] is not None and span[1] is not None:
                features.append(Feature(ids, boundary, span[0], span[1]))
    return features


def batched(
    lengths: Sequence[int], size: int, *, seed: int | Sequence[int], bucket: int = BUCKET
) -> list[list[int]]:
    """Return the indices of examples of these lengths in batches of like length, in random order.

    bucket: of how many batches the examples are sorted together.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths))
    batches: list[list[int]] = []
    for first in range(0, len(order), bucket * size):
        chunk = sorted(order[first : first + bucket * size], key=lambda i: lengths[i])
        batches += [[int(i) for i in chunk[at : at + size]] for at in range(0, len(chunk), size)]
    return [batches[i] for i in random.permutation(len(batches))]


def collate(features: Sequence[Feature]) -> Batch:
    """Pad to the longest of the batch, rounded up so that there are few shapes to prepare for."""
    longest = max(len(feature.ids) for feature in features)
    shape = len(features), -(-longest // LENGTH_STEP) * LENGTH_STEP
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for row, feature in enumerate(features):
        length = len(feature.ids)
        ids[row, :length] = torch.from_numpy(feature.ids)
        mask[row, :length] = 1
        types[row, feature.passage_start : length] = 1
    starts = torch.tensor([feature.start for feature in features])
    ends = torch.tensor([feature.end for feature in features])
    return Batch(ids, mask, types, starts, ends)
