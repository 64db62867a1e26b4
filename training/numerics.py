"""In which numbers a pass is computed."""

import torch

from embeddings import has_bfloat16


def mixed_precision() -> torch.autocast:
    """Return a context in which products are bfloat16 where the CPU has it, else float32.

    Elsewhere bfloat16 is emulated, and many times slower than float32.
    """
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16())
