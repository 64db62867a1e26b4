"""The span reader: a BERT with a start and an end logit for each token."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import (
    AutoModelForQuestionAnswering,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from training.features import Batch
from training.numerics import mixed_precision

Reader = PreTrainedModel


def load_reader(path: str | Path, *, dropout: float = 0.1) -> Reader:
    """Return the reader in `path` in float32; a plain encoder gets fresh span weights.

    Attention is eager and without dropout: on CPU that was the fastest of four ways by far,
    for drawing random numbers took a quarter of the time.
    """
    model: Reader = AutoModelForQuestionAnswering.from_pretrained(
        path,
        dtype=torch.float32,
        attn_implementation="eager",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
    )
    return model


class ByteDropout(nn.Module):
    """Dropout that draws eight decisions at once: on CPU the draws, not the zeros, cost time."""

    def __init__(self, probability: float) -> None:
        """Round the probability to a 256th."""
        super().__init__()
        self.p = probability  # Attention reads it.
        self.dropped = round(probability * 256)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Zero a share of the values and scale up the others; at rest change nothing."""
        if not self.training or self.dropped == 0:
            return values
        # Down to the least number, so that all 64 bits are drawn and not 63.
        drawn = torch.empty((values.numel() + 7) // 8, dtype=torch.int64)
        drawn.random_(torch.iinfo(torch.int64).min, None)
        kept = drawn.view(torch.uint8)[: values.numel()].view(values.shape) >= self.dropped
        return values * (kept.to(values.dtype) * (256 / (256 - self.dropped)))


def with_byte_dropout(model: Reader) -> Reader:
    """Swap the model's dropout for the fast kind."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Dropout):
                setattr(module, name, ByteDropout(child.p))
    return model


def logits(model: Reader, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return start and end logits in float32, shape (examples, tokens)."""
    output = model(input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types)
    hidden = ~batch.mask.bool()
    return tuple(
        side.float().masked_fill(hidden, -1e4) for side in (output.start_logits, output.end_logits)
    )


def loss(model: Reader, batch: Batch) -> torch.Tensor:
    """Return the mean cross-entropy of the starts and the ends."""
    with mixed_precision():
        start, end = logits(model, batch)
    return (cross_entropy(start, batch.starts) + cross_entropy(end, batch.ends)) / 2


class Average:
    """An exponential moving average of the weights, which reads better than the last ones."""

    def __init__(self, model: nn.Module, *, decay: float) -> None:
        """Start from the weights of `model`."""
        self.decay = decay
        self.values = {name: value.clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Move towards the weights of `model`, faster in the first steps."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            average = self.values[name]
            if average.is_floating_point():
                average.lerp_(value, 1 - decay)

    def copy_to(self, model: Reader) -> Reader:
        """Write the average into `model` and return it."""
        model.load_state_dict(self.values)
        return model


def export(model: Reader, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Write float16 weights, the configuration and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    model.config.architectures = ["BertForQuestionAnswering"]
    model.config.save_pretrained(folder)
    # The encoder's tokenizer cuts at 128 tokens unless told otherwise.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.save_pretrained(folder)
