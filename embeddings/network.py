"""Networks that run in ONNX Runtime: the same arithmetic on every CPU, and no torch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ENCODER_GRAPH = Path(__file__).parent / "models" / "encoder.onnx"
ENCODER_WEIGHTS = ENCODER_GRAPH.with_name("encoder.weights.txt")  # the names of those it needs

# Behind the name of a weight that the graph takes the other way round.
TRANSPOSED = ".transposed"

_ERRORS_ONLY = 3

# The package reports to its makers unless this is set before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def open_session(
    graph: Path, weights: Mapping[str, NDArray[np.float32]] = MappingProxyType({})
) -> InferenceSession:
    """Return a session of the network in an ONNX file.

    weights: those that the file names and neither it nor the files beside it hold; they must
    outlive the session. As many
    threads are used as OMP_NUM_THREADS says, or as there are cores. Raises one of onnxruntime's
    exceptions, which have no class of their own in common, where the file cannot be opened.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    threads = os.environ.get("OMP_NUM_THREADS", "")
    options.intra_op_num_threads = int(threads) if threads.isdecimal() else 0
    options.inter_op_num_threads = 1
    # Threads that wait for work at full speed would keep a laptop warm between two questions.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    held = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), held)
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def run(session: InferenceSession, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Return the network's one output for token ids, shape (texts, tokens)."""
    found: list[Any] = session.run(None, {"ids": np.asarray(ids, dtype=np.int64)})
    return np.asarray(found[0], dtype=np.float32)
