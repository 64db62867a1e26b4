"""Train the reader: `python -m training.train_reader --data DIR --out DIR [--resume]`."""

import argparse
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import cast

import torch

from training import lookalikes
from training.checkpoint import Run, learning_rate, log_to, set_rate
from training.examples import build_round
from training.features import Batch, Feature, batched, collate, load_tokenizer, tokenise
from training.model import Average, Reader, export, load_reader, loss, with_byte_dropout
from training.similarity import encoder_path
from training.squad import WIKI, Article, load

log = logging.getLogger("train_reader")

SEED = 20261123
MICRO_BATCH = 16
ACCUMULATED = 2
WEIGHT_DECAY = 0.01
AVERAGE_DECAY = 0.998


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the SQuAD files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--start", default=encoder_path(), help="weights to start from")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--others", type=float, default=1.0, help="share of reviews and comments in each round"
    )
    parser.add_argument("--near-misses", action="store_true", help="with near misses")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--save-minutes", type=float, default=4)
    parser.add_argument("--evaluate-every", type=int, default=600)
    parser.add_argument("--stop-after", type=int, help="stop at this step, to try it out")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    return parser.parse_args()


def wiki_only(articles: list[Article]) -> list[Article]:
    """Return the encyclopedia's articles, which are most like what users ask about."""
    return [article for article in articles if article.source == WIKI]


def prepare(args: argparse.Namespace) -> tuple[list[Feature], list[list[int]]]:
    """Return all features of the run, and its micro-batches as indices into them."""
    articles, _ = load(args.data)
    found = lookalikes.find(articles, args.out / "lookalikes.npz")
    tokenizer = load_tokenizer(encoder_path())
    features: list[Feature] = []
    batches: list[list[int]] = []
    for number in range(args.rounds):
        draw = partial(
            build_round,
            lookalikes=found,
            seed=args.seed,
            others=args.others,
            near_misses=args.near_misses,
        )
        examples = draw(articles, number=number) + draw(wiki_only(articles), number=100 + number)
        fresh = tokenise(examples, tokenizer)
        lengths = [len(feature.ids) for feature in fresh]
        order = batched(lengths, MICRO_BATCH, seed=[args.seed, number])
        batches += [[len(features) + i for i in batch] for batch in order]
        features += fresh
        answered = sum(feature.end > 0 for feature in fresh)
        tokens = sum(len(feature.ids) for feature in fresh)
        log.info(
            "round %d: %d examples, %d answered, %d batches, %.0f tokens on average",
            number, len(fresh), answered, len(order), tokens / len(fresh),
        )  # fmt: skip
    return features, batches


def dev_figures(args: argparse.Namespace, reader: Path) -> str:
    """Evaluate in a process of its own, whose failure is not ours."""
    command = [sys.executable, "-m", "training.evaluate_reader", "--data", str(args.data)]
    command += ["--reader", str(reader), "--cache", str(args.out), "--questions", "15"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    return done.stdout.strip() or done.stderr.strip()[-300:]


def one_step(run: Run, batches: Sequence[Batch]) -> float:
    """Learn from the batches together and return their mean loss."""
    total = 0.0
    for batch in batches:
        part = loss(cast("Reader", run.model), batch) / len(batches)
        part.backward()  # type: ignore[no-untyped-call]
        total += part.item()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad()
    run.step += 1
    run.average.update(run.model, run.step)
    return total


def train(args: argparse.Namespace) -> None:
    """Run all steps, with checkpoints; write the averaged weights at the end."""
    features, batches = prepare(args)
    steps = len(batches) // ACCUMULATED
    torch.manual_seed(args.seed)
    model = with_byte_dropout(load_reader(args.start)).train()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=args.rate, weight_decay=WEIGHT_DECAY, fused=True
    )
    run = Run(model, Average(model, decay=AVERAGE_DECAY), optimizer)
    tokenizer = load_tokenizer(encoder_path())
    checkpoint = args.out / "checkpoint.pt"
    if args.resume and checkpoint.exists():
        run.restore(checkpoint)
        log.info("go on after step %d", run.step)
    log.info("%d steps of %d examples", steps, MICRO_BATCH * ACCUMULATED)
    saved = shown = time.monotonic()
    recent: list[float] = []
    while run.step < min(steps, args.stop_after or steps):
        set_rate(optimizer.param_groups, learning_rate(run.step, steps=steps, peak=args.rate))
        first = run.step * ACCUMULATED
        chosen = batches[first : first + ACCUMULATED]
        recent.append(one_step(run, [collate([features[i] for i in batch]) for batch in chosen]))
        if run.step % 20 == 0 or run.step <= 5:
            now = time.monotonic()
            mean, rate = sum(recent) / len(recent), len(recent) / (now - shown)
            log.info(
                "step %d/%d loss %.4f, %.2f steps/s, %.0f min left",
                run.step, steps, mean, rate, (steps - run.step) / rate / 60,
            )  # fmt: skip
            recent, shown = [], now
        if time.monotonic() - saved > 60 * args.save_minutes or run.step == steps:
            run.save(checkpoint)
            saved = time.monotonic()
        if run.step % args.evaluate_every == 0:
            run.save(checkpoint)
            folder = args.out / f"step-{run.step}"
            export(run.average.copy_to(load_reader(args.start)), tokenizer, folder)
            log.info("dev, step %d: %s", run.step, dev_figures(args, folder))
            saved = shown = time.monotonic()
    export(run.average.copy_to(load_reader(args.start)), tokenizer, args.out / "reader")
    export(model, tokenizer, args.out / "reader-last")


def main() -> None:
    """Train as the command line says."""
    args = arguments()
    log_to(args.out)
    train(args)


if __name__ == "__main__":
    main()
