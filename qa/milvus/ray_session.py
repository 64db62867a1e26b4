"""Ray: a cluster by its address, or this machine's cores for as long as the process lives."""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from embeddings import EmbeddingError
from embeddings.index import available_threads
from qa.errors import ClusterError, QuothError

LOCAL = "local"

# Read when Ray is imported, for a cluster that is started here: it tells nobody that it is
# used, is reached from this machine alone, and logs into its files and not on the terminal.
_LOCAL_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}


def connect(address: str) -> None:
    """Connect this process to Ray at an address, or start it here for LOCAL.

    A process that is connected already stays so. Raises ClusterError.
    """
    if address == LOCAL:
        for name, value in _LOCAL_ENVIRONMENT.items():
            os.environ.setdefault(name, value)
    try:
        ray = importlib.import_module("ray")
        importlib.import_module("ray.data")
    except ImportError as error:
        raise ClusterError(
            f"found no package {error.name}, which indexing on Ray needs; install it: "
            "pip install 'quoth[ray]'"
        ) from error
    if ray.is_initialized():
        return
    logging.getLogger("ray").setLevel(logging.ERROR)
    try:
        _start(ray, address)
    except Exception as error:  # it raises many, some of no kind of their own
        said = " ".join(str(error).split())
        raise ClusterError(
            f"{address}: found no Ray that can be used ({said[:200]}), expected the address of "
            "a cluster, such as HOST:6379 or auto; check it, or leave it out to use this machine"
        ) from error


def _start(ray: Any, address: str) -> None:  # noqa: ANN401 - the module
    if address != LOCAL:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        return
    for is_last in (False, True):
        try:
            ray.init(
                address=LOCAL,
                num_cpus=available_threads(),
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        except Exception:
            # On a busy machine its processes now and then miss each other.
            ray.shutdown()
            if is_last:
                raise
        else:
            return


@contextmanager
def errors_as_lines() -> Iterator[None]:
    """Raise what went wrong on another machine as the error that it was there, in one line."""
    from ray.exceptions import RayError

    try:
        yield
    except RayError as error:
        cause = getattr(error, "cause", None)  # the step's own error, where it raised one
        if isinstance(cause, QuothError | EmbeddingError):
            raise cause from error
        said = " ".join((f"{type(cause).__name__}: {cause}" if cause else str(error)).split())
        raise ClusterError(
            f"found an error on Ray ({said[:300]}), expected every step to end; nothing that was "
            "written is lost: see to that and run this again"
        ) from error
