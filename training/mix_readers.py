"""Mix two readers: `python -m training.mix_readers FIRST SECOND --share S --out DIR`.

A model that was trained on from another lies in the same valley as that one, and what lies
between them is often better than both (Wortsman et al., "Robust fine-tuning of zero-shot
models", 2022): here it refuses near misses almost as the second does, and reads as the first.
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

_WEIGHTS = "model.safetensors"


def main() -> None:
    """Mix as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("first", type=Path, help="a reader's folder")
    parser.add_argument("second", type=Path, help="that of one trained on from the first")
    parser.add_argument("--share", type=float, default=0.7, help="of the second (%(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    arguments = parser.parse_args()
    mix(arguments.first, arguments.second, arguments.out, share=arguments.share)


def mix(first: Path, second: Path, out: Path, *, share: float) -> None:
    """Write a reader whose weights are the second's by `share` and else the first's (float16)."""
    ours, theirs = load_file(first / _WEIGHTS), load_file(second / _WEIGHTS)
    shutil.copytree(second, out, dirs_exist_ok=True)
    mixed = {
        name: ((1 - share) * ours[name].float() + share * weight.float()).half().contiguous()
        for name, weight in theirs.items()
    }
    save_file(mixed, out / _WEIGHTS, metadata={"format": "pt"})
    (out / _WEIGHTS).chmod(0o644)


if __name__ == "__main__":
    main()
