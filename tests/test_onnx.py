"""What is exported reads as what was trained, and what is not exported runs in transformers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering, MPNetConfig, MPNetModel

import corpus
import qa
from embeddings.network import ENCODER_GRAPH
from qa.reading.model_files import CHECKSUMS, TOKENIZER
from qa.reading.span_model import DEFAULT_MODEL, SpanModel
from training.export_onnx import export_encoder, export_reader
from training.train_reader import ReaderNetwork

QUESTION = "Who sold the trophy?"
PASSAGES = ["Ottilie Brandt sold the trophy for 85 marks.", "It rained. " * 40]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an untrained network of MPNet's shape, but small."""
    folder = tmp_path_factory.mktemp("start")
    torch.manual_seed(1)
    words = Tokenizer.from_file(str(DEFAULT_MODEL / TOKENIZER)).get_vocab_size()
    small = MPNetConfig(
        vocab_size=words,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
    )
    MPNetModel(small, add_pooling_layer=False).save_pretrained(folder)
    (folder / TOKENIZER).write_bytes((DEFAULT_MODEL / TOKENIZER).read_bytes())
    return folder


def test_the_exported_reader_gives_the_trained_one_s_scores(start: Path, tmp_path: Path) -> None:
    network = ReaderNetwork(start).eval()
    with torch.no_grad():
        network.outputs.weight.mul_(20)
    save_file(network.state_dict(), tmp_path / "trained.safetensors")
    export_reader(tmp_path / "trained.safetensors", start, tmp_path / "reader")
    found = SpanModel(str(tmp_path / "reader")).scores(QUESTION, PASSAGES)

    tokenizer = Tokenizer.from_file(str(start / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    for passage, scores in zip(PASSAGES, found, strict=True):
        encoded = tokenizer.encode(QUESTION, passage)
        ids = torch.tensor([encoded.ids])
        with torch.no_grad():
            logits = network(ids, torch.ones_like(ids))[0].numpy()
        inside = [at for at, part in enumerate(encoded.sequence_ids) if part == 1]
        near = 0.05 * float(logits.std())
        assert near > 0.01
        for side, ours in enumerate((scores.starts, scores.ends)):
            assert np.abs(ours - logits[inside, side]).mean() < near
        assert abs(scores.no_answer - logits[0, :2].sum()) < 4 * near
        assert [passage[a:b] for a, b in scores.offsets[:2].tolist()] == passage.split()[:2] or (
            passage.startswith(passage[slice(*scores.offsets[0].tolist())])
        )


def test_the_shipped_files_are_those_that_were_exported() -> None:
    sums = json.loads((DEFAULT_MODEL / CHECKSUMS).read_text("utf-8"))
    for name, wanted in sums.items():
        assert hashlib.sha256((DEFAULT_MODEL / name).read_bytes()).hexdigest() == wanted
    shipped = {path.name for path in DEFAULT_MODEL.iterdir()}
    assert shipped == {*sums, CHECKSUMS, "calibration.json"}


def test_exporting_the_encoder_again_gives_the_same_graph() -> None:
    before = ENCODER_GRAPH.read_bytes()
    try:
        export_encoder()
        assert ENCODER_GRAPH.stat().st_size == pytest.approx(len(before), rel=0.01)
    finally:
        ENCODER_GRAPH.write_bytes(before)


def test_a_reader_of_transformers_by_its_folder(tmp_path: Path) -> None:
    torch.manual_seed(2)
    tokenizer = Tokenizer.from_file(str(DEFAULT_MODEL / TOKENIZER))
    small = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertForQuestionAnswering(small).save_pretrained(tmp_path)
    (tmp_path / TOKENIZER).write_bytes((DEFAULT_MODEL / TOKENIZER).read_bytes())
    special = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(special), "utf-8")
    first, second = SpanModel(str(tmp_path)).scores(QUESTION, PASSAGES)
    assert len(first.starts) < len(second.starts) < 512
    document = corpus.Document(text="\n\n".join(PASSAGES))
    best = qa.Assistant(document, reader=str(tmp_path)).rank(QUESTION)[0]
    assert best.span.within(best.quote)
