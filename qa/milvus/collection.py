"""Vectors, words and documents on Milvus: one index for all machines that have its address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embeddings.encoder import Vectors
from embeddings.errors import MilvusError
from embeddings.index import SearchResult
from qa.milvus.connection import TIMEOUT, MilvusAddress, MilvusConnection
from qa.milvus.documents import DocumentRecords
from qa.milvus.schema import MAX_STRING, Layout, Meta, create_collections, read_meta

# Milvus gives no more than this for one search.
MAX_FOUND = 16_384

# Each side of a search is asked for this many before they are fused, as in qa.search.retriever.
_CANDIDATES = 100

# What the words find is named by key in the next call, so not any number of them.
_MOST_BY_WORDS = 1_000

# Rows written with one call: 2 MB of vectors of 384 numbers; Milvus takes 64 MB at once.
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A row of the index, without its vector.

    document: its document's id; number: its place there, from 0; same: equal for
    sentences of which one is enough. words: what lexical search compares, between blanks.
    """

    document: str
    number: int
    same: int
    words: str

    @property
    def key(self) -> int:
        """The primary key, by which a sentence that is written twice is one."""
        return sentence_key(self.document, self.number)


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that a search found. score: the cosine, with the weighted share of words."""

    document: str
    number: int
    same: int
    score: float


class MilvusIndex:
    """An index in a collection of a Milvus server, or in a file of Milvus Lite."""

    def __init__(self, address: MilvusAddress | str, *, timeout: float = TIMEOUT) -> None:
        """Open an index that is there.

        timeout: how long one call may take (seconds). Raises MilvusError where there is no
        index, no answer, or an index of another version of Quoth.
        """
        self._open(address, timeout)
        meta = read_meta(self._connection)
        if meta is None:
            self.close()
            raise MilvusError(
                f"{self.address}: found no index of Quoth there, expected one that quoth index "
                f"made; make it with: quoth index FOLDER --index {self.address}"
            )
        self.meta = meta

    @classmethod
    def create(
        cls,
        address: MilvusAddress | str,
        meta: Meta,
        *,
        layout: Layout | None = None,
        timeout: float = TIMEOUT,
    ) -> MilvusIndex:
        """Open an index, made first if it is not there; `layout` counts where it is made.

        Raises MilvusError, also where an index is there that was made with another encoder.
        """
        made = cls.__new__(cls)
        made._open(address, timeout)
        try:
            made.meta = create_collections(made._connection, meta, layout or Layout())
            made.check(meta.fingerprint, meta.words)
        except MilvusError:
            made.close()
            raise
        return made

    def _open(self, address: MilvusAddress | str, timeout: float) -> None:
        parsed = MilvusAddress.parse(address) if isinstance(address, str) else address
        self.address = parsed
        self._name = parsed.collection
        self._connection = MilvusConnection(parsed, timeout=timeout)
        self.documents = DocumentRecords(self._connection)

    def check(self, fingerprint: str, words: str = "") -> None:
        """Raise MilvusError unless the index was made with this encoder, and words so made."""
        if fingerprint != self.meta.fingerprint:
            raise MilvusError(
                f"{self.address}: found vectors of another encoder ({self.meta.fingerprint[:12]}"
                f"...), expected those of {fingerprint[:12]}...; name the encoder that it was "
                "made with (--encoder), or another collection"
            )
        if words != self.meta.words:
            raise MilvusError(
                f"{self.address}: found an index of another version of Quoth, whose words are "
                "made in another way; make it again under another collection's name"
            )

    def __len__(self) -> int:
        """Return the number of sentences."""
        rows = self._connection.call(
            "query", self._name, output_fields=["count(*)"], consistency_level="Strong"
        )
        return int(rows[0]["count(*)"])

    def add(self, sentences: Sequence[Sentence], vectors: Vectors) -> None:
        """Write sentences with their vectors; one that is there already is written over.

        vectors: (len(sentences), dimension) float32. Raises ValueError for another shape.
        """
        shape = (len(sentences), self.meta.dimension)
        if vectors.shape != shape or vectors.dtype != np.float32:
            raise ValueError(
                f"{len(sentences)} sentences take a float32 array of shape {shape}, "
                f"found {vectors.dtype} of shape {vectors.shape}"
            )
        rows = [
            {
                "key": sentence.key,
                "document": sentence.document,
                "number": sentence.number,
                "same": sentence.same,
                "words": clipped(sentence.words),
                "vector": vector,
            }
            for sentence, vector in zip(sentences, vectors, strict=True)
        ]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            self._connection.call("upsert", self._name, rows[start : start + _ROWS_AT_ONCE])

    def delete(self, documents: Iterable[str]) -> None:
        """Delete documents, by their ids, with all their sentences."""
        for ids in _batches(documents):
            # First what says that a document is there: killed half-way, it counts as gone.
            self.documents.remove(ids)
            self._connection.call("delete", self._name, filter=f"document in {quoted(ids)}")
            self.documents.delete(ids)

    def finish(self) -> None:
        """Have Milvus bring what was written to its disk and index it."""
        for name in (self._name, self.documents.name):
            self._connection.call("flush", name)

    def search(self, query: Vectors, *, k: int) -> SearchResult:
        """Return the `k` sentences nearest by inner product, by key; ties go to the lower one.

        query: (dimension,) float32; at most 16,384 are found. Raises ValueError for another
        shape. Where the vectors' index is an approximate one, so is the result.
        """
        if query.shape != (self.meta.dimension,):
            raise ValueError(f"a query has the shape ({self.meta.dimension},), found {query.shape}")
        limit = min(k, MAX_FOUND - 1) + 1
        while True:
            hits = self._found("vector", query, limit=limit)
            # Milvus orders ties as it likes: all that tie with the k-th are looked at.
            is_whole = len(hits) < limit or limit >= MAX_FOUND
            if is_whole or k == 0 or hits[-1]["distance"] < hits[k - 1]["distance"]:
                break
            limit = min(limit * 2, MAX_FOUND)
        best = sorted(hits, key=lambda hit: (-hit["distance"], hit["key"]))[:k]
        return SearchResult(
            np.array([hit["key"] for hit in best], dtype=np.int64),
            np.array([hit["distance"] for hit in best], dtype=np.float32),
        )

    def find(self, query: Vectors, words: str, *, k: int, lexical_weight: float) -> list[Hit]:
        """Return the `k` best by cosine + `lexical_weight` x BM25, best first, fused by Milvus.

        query: (dimension,) float32, a unit vector. words: as in `Sentence`. BM25 is divided
        by the largest of the question's. Ties go to the sentence that stands first.
        """
        limit = min(k, MAX_FOUND)
        by_words = min(max(limit, _CANDIDATES), _MOST_BY_WORDS)
        lexical = self._found("lexical", words, limit=by_words) if words else []
        # Milvus Lite 3.2 gives BM25's scores a minus sign, a server does not.
        largest = max((abs(hit["distance"]) for hit in lexical), default=0.0)
        if largest == 0.0:
            fused = self._found("vector", query, limit=limit) if limit else []
            scale = 1.0
        else:
            weights = (1.0, 1.0, lexical_weight / largest)
            scale = max(weights)  # Milvus takes weights up to 1
            fused = self._fused(
                query, words, lexical, [weight / scale for weight in weights], limit=limit
            )
        hits = [
            Hit(
                hit["entity"]["document"],
                hit["entity"]["number"],
                hit["entity"]["same"],
                hit["distance"] * scale,
            )
            for hit in fused
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.document, hit.number))[:k]

    def _found(self, field: str, query: Vectors | str, *, limit: int) -> list[dict[str, Any]]:
        [hits] = self._connection.call(
            "search",
            self._name,
            data=[query],
            anns_field=field,
            limit=limit,
            output_fields=list(_FIELDS),
        )
        return list(hits)

    def _fused(
        self,
        query: Vectors,
        words: str,
        lexical: list[dict[str, Any]],
        weights: Sequence[float],
        *,
        limit: int,
    ) -> list[dict[str, Any]]:
        from pymilvus import AnnSearchRequest, WeightedRanker

        # What the words found has its cosine asked for by key: it need not be among the
        # nearest. Milvus would take the cosine of what one side leaves out for 0.
        keys = [hit["key"] for hit in lexical]
        candidates = max(limit, _CANDIDATES)
        nearest = {"data": [query], "anns_field": "vector", "param": {}, "limit": candidates}
        [hits] = self._connection.call(
            "hybrid_search",
            self._name,
            reqs=[
                AnnSearchRequest(**nearest, expr=f"key not in {keys}"),
                AnnSearchRequest(**nearest, expr=f"key in {keys}"),
                AnnSearchRequest([words], "lexical", {}, limit=len(keys)),
            ],
            ranker=WeightedRanker(*weights, norm_score=False),
            limit=limit,
            output_fields=list(_FIELDS),
        )
        return list(hits)

    def close(self) -> None:
        """Let go of the server or the file."""
        self._connection.close()


_FIELDS = ("document", "number", "same")


def sentence_key(document: str, number: int) -> int:
    """Return a sentence's primary key: 63 bits of a hash of its document's id and its place.

    Two of n sentences share a key, and one of them is lost, with a probability of
    n x n / 2^64: 1 in 180,000 for 10^7, 1 in 18 for 10^9.
    """
    return hashed(f"{document}:{number}")


def hashed(text: str) -> int:
    """Return 63 bits of a text's SHA-256: a number from 0 that Milvus takes for a key."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def clipped(text: str) -> str:
    """Return as much of a text as Milvus takes for one string."""
    return text.encode("utf-8", "replace")[:MAX_STRING].decode("utf-8", "ignore")


def quoted(texts: Sequence[str]) -> str:
    """Return ids as a list in Milvus's filter language."""
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def _batches(ids: Iterable[str], size: int = 100) -> Iterator[list[str]]:
    retained = list(dict.fromkeys(ids))
    for start in range(0, len(retained), size):
        yield retained[start : start + size]
