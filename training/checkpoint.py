"""Save the whole state of a run, and go on from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn


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


@dataclass
class Run:
    """All that changes while training."""

    model: nn.Module
    average: Average
    optimizer: torch.optim.Optimizer
    step: int = 0

    def save(self, path: Path) -> None:
        """Write the state; a kill in between leaves the former file whole."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.values,
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "step": self.step,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def restore(self, path: Path) -> None:
        """Read the state that `save` wrote."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.values = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        self.step = state["step"]


def learning_rate(step: int, *, steps: int, peak: float, warmup: float = 0.06) -> float:
    """Return the rate of a linear warm-up and a linear decay to zero."""
    rising = max(1, round(steps * warmup))
    return peak * min((step + 1) / rising, (steps - step) / max(1, steps - rising))


def set_rate(groups: Sequence[dict[str, Any]], rate: float) -> None:
    """Set the learning rate of all parameter groups."""
    for group in groups:
        group["lr"] = rate


def has_bfloat16() -> bool:
    """Return whether this CPU multiplies in bfloat16 itself; elsewhere it is slower."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
