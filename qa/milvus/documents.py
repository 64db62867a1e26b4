"""Documents beside their sentences on Milvus: strings of any length, in pieces."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from qa.milvus.connection import MilvusConnection
from qa.milvus.schema import documents_of

# Letters of a piece: under Milvus's limit of 65,535 bytes for a string.
_PIECE = 60_000

# Pieces that are read or written with one call: 6 MB; Milvus takes and gives 64 MB.
_PIECES_AT_ONCE = 100


class DocumentRecords:
    """What is kept of each document, packed: its text, and all that points into it.

    A document is there once its first piece is, which is written last and deleted first.
    """

    def __init__(self, connection: MilvusConnection) -> None:
        """Take the connection of the index that the documents belong to."""
        self._connection = connection
        self.name = documents_of(connection.address)

    def put(self, document: str, record: str, *, source: str) -> None:
        """Keep a document's record under its id; call it when its sentences are written."""
        pieces = packed(record)
        rows = [
            {
                "key": _piece_key(document, part),
                "document": document,
                "part": part,
                "parts": len(pieces),
                "source": _printable(source),
                "piece": piece,
                "unused": [0.0, 0.0],
            }
            for part, piece in enumerate(pieces)
        ]
        for start in range(1, len(rows), _PIECES_AT_ONCE):
            self._connection.call("upsert", self.name, rows[start : start + _PIECES_AT_ONCE])
        self._connection.call("upsert", self.name, rows[:1])

    def get(self, documents: Sequence[str]) -> dict[str, str]:
        """Return the records of those that are there, by their ids."""
        firsts = {
            row["document"]: row
            for row in self._rows([_piece_key(document, 0) for document in documents])
        }
        further = [
            _piece_key(document, part)
            for document, row in firsts.items()
            for part in range(1, row["parts"])
        ]
        pieces: dict[str, dict[int, str]] = {
            document: {0: row["piece"]} for document, row in firsts.items()
        }
        for row in self._rows(further):
            pieces[row["document"]][row["part"]] = row["piece"]
        return {
            document: unpacked([parts[part] for part in sorted(parts)])
            for document, parts in pieces.items()
            if len(parts) == firsts[document]["parts"]
        }

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the source of every document, in no order."""
        iterator = self._connection.call(
            "query_iterator",
            self.name,
            batch_size=1_000,
            filter="parts > 0 and part == 0",
            output_fields=["document", "source"],
        )
        try:
            while batch := iterator.next():
                yield from ((row["document"], row["source"]) for row in batch)
        finally:
            iterator.close()

    def remove(self, documents: Sequence[str]) -> None:
        """Make documents count as not there; their pieces are deleted with `delete`."""
        keys = [_piece_key(document, 0) for document in documents]
        self._connection.call("delete", self.name, ids=keys)

    def delete(self, documents: Sequence[str]) -> None:
        """Delete all pieces of documents."""
        ids = ", ".join(f'"{document}"' for document in documents)
        self._connection.call("delete", self.name, filter=f"document in [{ids}]")

    def _rows(
        self,
        keys: Sequence[int],
        fields: Sequence[str] = ("document", "part", "parts", "piece"),
    ) -> Iterator[dict[str, Any]]:
        for start in range(0, len(keys), _PIECES_AT_ONCE):
            yield from self._connection.call(
                "query",
                self.name,
                filter=f"key in {list(keys[start : start + _PIECES_AT_ONCE])}",
                output_fields=list(fields),
                consistency_level="Strong",
            )


def packed(record: str) -> list[str]:
    """Return a record compressed, in pieces that Milvus takes; at least one."""
    data = base64.b85encode(zlib.compress(record.encode())).decode("ascii")
    return [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]


def unpacked(pieces: Sequence[str]) -> str:
    """Return the record of these pieces."""
    return zlib.decompress(base64.b85decode("".join(pieces))).decode()


def _piece_key(document: str, part: int) -> int:
    digest = hashlib.sha256(f"{document}/{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _printable(source: str) -> str:
    """Return a path that Milvus accepts: valid Unicode, and not too long."""
    return source.encode("utf-8", "backslashreplace")[:_PIECE].decode("utf-8", "ignore")
