"""Milvus by its address, a server or a file: calls that end, with a result or with one line."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings.errors import MilvusError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

PREFIX = "milvus:"
DEFAULT_COLLECTION = "quoth"

# How long one call may take, with all that pymilvus tries again within it (in seconds).
TIMEOUT = 30.0

# A server that cannot be reached at all is looked for this often, after so many seconds.
_CONNECT_WAITS = (0.3, 1.0)

_COLLECTION = re.compile(r"[A-Za-z_]\w{0,200}", re.ASCII)

# What errors of pymilvus and of grpc have in them when the server is not there (any more).
_LOST = ("Fail connecting", "UNAVAILABLE", "Retry timeout", "DEADLINE_EXCEEDED", "closed channel")

_lock = threading.Lock()
_open_files: Counter[str] = Counter()


class _LostError(MilvusError):
    """There is no answer; there may be one later."""


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where an index is kept: a server or a file, and a collection there.

    uri: as pymilvus takes it: http://host:19530 (a database's name may follow as its path),
    or the path of Milvus Lite's folder, which ends in .db.
    """

    uri: str
    collection: str = DEFAULT_COLLECTION

    @classmethod
    def parse(cls, text: str) -> MilvusAddress:
        """Read `milvus:URI` or `milvus:URI#COLLECTION`.

        Raises MilvusError for anything else.
        """
        uri, _, collection = text.removeprefix(PREFIX).partition("#")
        collection = collection or DEFAULT_COLLECTION
        is_server = uri.startswith(("http://", "https://", "tcp://"))
        if not text.startswith(PREFIX) or not (is_server or uri.endswith(".db")):
            raise MilvusError(
                f"found the index {text}, expected milvus:http://HOST:19530 for a server or "
                "milvus:FILE.db for Milvus Lite; give one of these"
            )
        if _COLLECTION.fullmatch(collection) is None:
            raise MilvusError(
                f"found the collection {collection}, expected letters, digits and underscores, "
                "a letter first; give it another name"
            )
        return cls(uri if is_server else str(Path(uri).absolute()), collection)

    @property
    def is_file(self) -> bool:
        """Whether it is a file of Milvus Lite, which one process alone may open."""
        return self.uri.endswith(".db")

    def __str__(self) -> str:
        named = "" if self.collection == DEFAULT_COLLECTION else f"#{self.collection}"
        return f"{PREFIX}{self.uri}{named}"


class MilvusConnection:
    """Calls to pymilvus's client that end: with a result, or with a MilvusError of one line."""

    def __init__(self, address: MilvusAddress, *, timeout: float = TIMEOUT) -> None:
        """Connect. The token of a server that wants one is taken from MILVUS_TOKEN.

        timeout: how long one call may take, in seconds; a connection that is lost
        meanwhile is sought again until then. Raises MilvusError.
        """
        self.address = address
        self._timeout = timeout
        self._lock = threading.Lock()
        self._client: MilvusClient | None = self._connect()

    def call(self, method: str, *arguments: object, **named: object) -> Any:  # noqa: ANN401
        """Call a method of the client, which has no types, within the time limit.

        Where the server is lost it is sought again until then: a call must do no harm if it
        is made twice. Raises MilvusError where there is no answer, or a refusal.
        """
        deadline = time.monotonic() + self._timeout
        for wait in _waits():
            client = self._client
            if client is None:
                raise RuntimeError("the connection to Milvus is closed")
            try:
                call = getattr(client, method)
                return self._checked(lambda: call(*arguments, timeout=self._timeout, **named))  # noqa: B023
            except _LostError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise
                time.sleep(min(wait, left))
                self._connect_again(client)
        raise AssertionError("waits have no end")

    def close(self) -> None:
        """Let go of the server, or of the file, so that another process may open it."""
        if self._client is None:
            return
        self._client.close()
        self._client = None
        if self.address.is_file:
            _release(self.address.uri)

    def _connect(self) -> MilvusClient:
        self._import()
        if self.address.is_file:
            return self._open_file()
        for wait in _CONNECT_WAITS:
            try:
                return self._client_of(self.address.uri)
            except _LostError:
                time.sleep(min(wait, self._timeout))
        return self._client_of(self.address.uri)

    def _connect_again(self, lost: MilvusClient) -> None:
        # Of a page's threads, all of which have lost it, the first connects.
        with self._lock:
            is_current = self._client is lost
            if is_current and not self.address.is_file:
                with contextlib.suppress(_LostError):
                    self._client = self._client_of(self.address.uri)
                    lost.close()

    def _import(self) -> None:
        # grpc's own lines on the terminal say nothing that our error does not.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            importlib.import_module("pymilvus")
            if self.address.is_file:
                importlib.import_module("milvus_lite")
        except ImportError as error:
            raise MilvusError(
                f"{self.address}: found no package {error.name}, which this index needs; "
                "install it: pip install 'quoth[milvus]'"
            ) from error
        for name in ("pymilvus", "milvus_lite"):
            # They log each failed call with a traceback; what failed is raised and said once.
            logging.getLogger(name).setLevel(logging.CRITICAL)

    def _open_file(self) -> MilvusClient:
        path = Path(self.address.uri)
        if not path.parent.is_dir():
            raise MilvusError(
                f"{path}: there is no folder {path.parent}; make it, or name another file"
            )
        if path.is_file():
            raise MilvusError(
                f"{path}: found a file, expected a folder that Milvus Lite made; name another path"
            )
        with _lock:
            client = self._client_of(str(path))
            _open_files[str(path)] += 1
        return client

    def _client_of(self, uri: str) -> MilvusClient:
        from pymilvus import MilvusClient

        token = "" if self.address.is_file else os.environ.get("MILVUS_TOKEN", "")

        client: MilvusClient = self._checked(
            lambda: MilvusClient(uri, token=token, timeout=self._timeout)
        )
        return client

    def _checked(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        import grpc
        from pymilvus import MilvusException

        try:
            return call()
        except (MilvusException, grpc.RpcError) as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> MilvusError:
        said = " ".join(str(getattr(error, "message", "") or error).split())
        if "Open local milvus failed" in said:
            return MilvusError(
                f"{self.address}: found it open in another process, or damaged; expected a file "
                "of Milvus Lite for this process alone: end the other one, or serve it "
                "(docs/scale.md)"
            )
        if any(mark in said for mark in _LOST):
            return _LostError(
                f"{self.address}: found no Milvus that answers, expected a server there; start "
                "it, or check the address and the network"
            )
        return MilvusError(
            f"{self.address}: Milvus refused ({said[:300]}); check the address, the token in "
            "MILVUS_TOKEN and the server's log"
        )


def _waits() -> Iterator[float]:
    """Yield how long to wait before each further try, in seconds."""
    wait = 0.1
    while True:
        yield wait
        wait = min(wait * 2, 2.0)


def _release(path: str) -> None:
    """End the server inside this process that holds a file, once nobody here uses it."""
    from milvus_lite.server_manager import server_manager_instance

    with _lock:
        _open_files[path] -= 1
        if _open_files[path] <= 0:
            del _open_files[path]
            server_manager_instance.release_server(path)
