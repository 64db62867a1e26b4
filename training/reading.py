"""Read many passages for many questions, in batches of like length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from training.decoding import Reading, best_spans
from training.features import Feature, collate
from training.model import Reader, logits
from training.squad import Span

MAX_TOKENS = 512
BATCH = 16


@dataclass(frozen=True)
class Task:
    """A question, a passage and the passage's sentences."""

    question: str
    passage: str
    sentences: Sequence[Span]


def read(
    model: Reader, tokenizer: PreTrainedTokenizerBase, tasks: Sequence[Task]
) -> list[list[Reading]]:
    """Return the best span of each sentence for each task."""
    found: list[list[Reading]] = [[] for _ in tasks]
    order = np.argsort([len(task.passage) for task in tasks], kind="stable")
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        for row, readings in zip(
            rows, _batch(model, tokenizer, [tasks[i] for i in rows]), strict=True
        ):
            found[row] = readings
    return found


def _batch(
    model: Reader, tokenizer: PreTrainedTokenizerBase, tasks: Sequence[Task]
) -> Iterator[list[Reading]]:
    encoded = tokenizer(
        [task.question for task in tasks],
        [task.passage for task in tasks],
        truncation="only_second",
        max_length=MAX_TOKENS,
        return_offsets_mapping=True,
    )
    features = [
        Feature(np.asarray(ids, dtype=np.int32), types.index(1), 0, 0)
        for ids, types in zip(encoded["input_ids"], encoded["token_type_ids"], strict=True)
    ]
    with torch.inference_mode():
        starts, ends = (side.numpy() for side in logits(model, collate(features)))
    for row, (feature, task) in enumerate(zip(features, tasks, strict=True)):
        # The last token is [SEP].
        passage = slice(feature.passage_start, len(feature.ids) - 1)
        offsets = encoded["offset_mapping"][row]
        yield best_spans(starts[row], ends[row], offsets, passage, task.sentences)
