"""Save the whole state of a run, and go on from it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from training.model import Average


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


def log_to(folder: Path) -> None:
    """Log to the terminal and to `train.log` in the folder, which is made where it lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(folder / "train.log")],
    )


def learning_rate(step: int, *, steps: int, peak: float, warmup: float = 0.06) -> float:
    """Return the rate of a linear warm-up and a linear decay to zero."""
    rising = max(1, round(steps * warmup))
    return peak * min((step + 1) / rising, (steps - step) / max(1, steps - rising))


def set_rate(groups: Sequence[dict[str, Any]], rate: float) -> None:
    """Set the learning rate of all parameter groups."""
    for group in groups:
        group["lr"] = rate
