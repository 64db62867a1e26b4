"""What an answer costs beyond its forward passes: `python -m benchmarks.answer_latency`.

Asks the article, warm, and in turn runs what a question cannot do without: the encoder once
on the question and the reader's network once on the same batch. Then the reader's pass
alone in float32, bfloat16 and int8.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from statistics import median
from typing import cast

import torch
from transformers import AutoModelForQuestionAnswering

import corpus
from benchmarks.timing import seconds
from embeddings import SentenceEncoder, VectorCache
from qa import Assistant
from qa.reading.span_model import DEFAULT_MODEL, default_span_model

_QUESTION = "Who confirmed the takeover?"
_WARM_UP = 5
_ROUNDS = 60


def main() -> None:
    """Time both ways in turn and print the medians and the median of the ratios."""
    encoder = SentenceEncoder()
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        assistant = Assistant(corpus.palmyra(), encoder=encoder, cache=cache)
        network, batch = _reader_pass(assistant)
        answers, passes = [], []
        for number in range(_WARM_UP + _ROUNDS):
            answer = seconds(lambda: assistant.answer(_QUESTION))
            bare = seconds(lambda: encoder.encode([_QUESTION])) + _forward(network, batch)
            if number >= _WARM_UP:
                answers.append(answer)
                passes.append(bare)
    ratio = median(a / b for a, b in zip(answers, passes, strict=True))
    print(f"a warm answer             {median(answers) * 1000:.1f} ms")
    print(f"its bare forward passes   {median(passes) * 1000:.1f} ms")
    print(f"ratio                     {ratio:.3f}")
    _compare_numbers(batch)


def _reader_pass(assistant: Assistant) -> tuple[torch.nn.Module, dict[str, torch.Tensor]]:
    """Return the reader's network and the batch that the question gives it."""
    assistant.answer(_QUESTION)
    network, _ = default_span_model().load()
    seen: list[dict[str, torch.Tensor]] = []
    handle = network.register_forward_pre_hook(
        lambda _module, _args, named: seen.append(named), with_kwargs=True
    )
    assistant.answer(_QUESTION)
    handle.remove()
    return network, seen[0]


def _forward(network: torch.nn.Module, batch: dict[str, torch.Tensor]) -> float:
    with torch.inference_mode():
        return seconds(lambda: network(**batch))


def _compare_numbers(batch: dict[str, torch.Tensor]) -> None:
    def loaded(dtype: torch.dtype) -> torch.nn.Module:
        network = AutoModelForQuestionAnswering.from_pretrained(DEFAULT_MODEL, dtype=dtype)
        return cast("torch.nn.Module", network.eval())

    with warnings.catch_warnings():
        # torch announces that its dynamic quantisation will move to another package.
        warnings.simplefilter("ignore")
        quantised = torch.ao.quantization.quantize_dynamic(  # type: ignore[no-untyped-call]
            loaded(torch.float32), {torch.nn.Linear}, dtype=torch.qint8
        )
    networks = {
        "float32": loaded(torch.float32),
        "bfloat16": loaded(torch.bfloat16),
        "int8": quantised,
    }
    times: dict[str, list[float]] = {name: [] for name in networks}
    for number in range(_WARM_UP + _ROUNDS):
        for name, network in networks.items():
            taken = _forward(network, batch)
            if number >= _WARM_UP:
                times[name].append(taken)
    print(f"the reader's pass over {tuple(batch['input_ids'].shape)} tokens")
    for name, each in times.items():
        print(f"  {name:9} {median(each) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
