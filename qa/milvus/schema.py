"""What a collection on Milvus holds: sentences with vectors and words, documents in pieces."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from embeddings.errors import MilvusError
from qa.milvus.connection import MilvusAddress, MilvusConnection

if TYPE_CHECKING:
    from pymilvus import CollectionSchema
    from pymilvus.milvus_client.index import IndexParams

# Raised when the collections are laid out in another way.
FORMAT = 1

# Milvus's own limit for a string, in bytes.
MAX_STRING = 65_535

# As in qa.search.retriever: sentences differ little in length.
_BM25 = {"bm25_k1": 0.9, "bm25_b": 0.4}

_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Meta:
    """What an index was made with.

    dimension: the length of its vectors; fingerprint: their encoder's; words: a name for
    the way in which words were made of texts; model: the encoder's name, None for the default.
    """

    dimension: int
    fingerprint: str
    words: str = ""
    model: str | None = None
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How Milvus is to keep an index that is made, see docs/scale.md.

    shards: into how many parts writing is divided, from 1 to 16. replicas: how many copies
    are in memory. index: Milvus's index of the vectors, `index_type` and its `params`; None
    stands for an exact one in a file and for Milvus's own choice (AUTOINDEX) on a server.
    """

    shards: int = 1
    replicas: int = 1
    index: dict[str, Any] | None = None


def documents_of(address: MilvusAddress) -> str:
    """Return the name of the collection that holds the documents of this one's sentences."""
    return f"{address.collection}_documents"


def create_collections(connection: MilvusConnection, meta: Meta, layout: Layout) -> Meta:
    """Make the collections of an index, unless they are there, and return what they hold."""
    address = connection.address
    found = read_meta(connection)
    if found is not None:
        return found
    _create_documents(connection)
    _create_sentences(connection, meta, layout)
    connection.call("load_collection", documents_of(address))
    connection.call("load_collection", address.collection, replica_number=layout.replicas)
    # Written last: an index without it is one that was never finished, and is made again.
    row = {"key": 0, "document": "", "part": 0, "parts": 0, "source": "", "unused": [0.0, 0.0]}
    row["piece"] = json.dumps(asdict(meta))
    connection.call("upsert", documents_of(address), [row])
    return meta


def read_meta(connection: MilvusConnection) -> Meta | None:
    """Return what the index at an address was made with; None where there is none.

    Raises MilvusError where it is of another version of Quoth.
    """
    address = connection.address
    for name in (address.collection, documents_of(address)):
        # Made half-way, it is not there yet: it has no index, or else no row that says so.
        is_there = connection.call("has_collection", name)
        if not is_there or not connection.call("list_indexes", name):
            return None
        connection.call("load_collection", name)
    rows = connection.call(
        "query",
        documents_of(address),
        filter="key == 0",
        output_fields=["piece"],
        consistency_level="Strong",
    )
    if not rows:
        return None
    found = json.loads(rows[0]["piece"])
    if found["format"] != FORMAT:
        raise MilvusError(
            f"{address}: found an index of format {found['format']}, expected {FORMAT}; make it "
            "again with this version of Quoth, under another collection's name"
        )
    return Meta(**found)


def _create_sentences(connection: MilvusConnection, meta: Meta, layout: Layout) -> None:
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    schema.add_field("document", DataType.VARCHAR, max_length=_ID_LENGTH)
    schema.add_field("number", DataType.INT64)
    schema.add_field("same", DataType.INT64)
    schema.add_field(
        "words",
        DataType.VARCHAR,
        max_length=MAX_STRING,
        enable_analyzer=True,
        analyzer_params={"tokenizer": "standard"},
        mmap_enabled=True,  # read when it is indexed, never when it is searched
    )
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=meta.dimension)
    schema.add_field("lexical", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["words"],
            output_field_names=["lexical"],
        )
    )
    indexes = MilvusClient.prepare_index_params()
    default = {"index_type": "FLAT" if connection.address.is_file else "AUTOINDEX"}
    indexes.add_index("vector", metric_type="IP", **(layout.index or default))
    # "params" within params: Milvus Lite reads no others, and a server reads both.
    indexes.add_index(
        "lexical", "SPARSE_INVERTED_INDEX", metric_type="BM25", params={"params": _BM25}
    )
    indexes.add_index("document", "INVERTED")
    _create(connection, connection.address.collection, schema, indexes, shards=layout.shards)


def _create_documents(connection: MilvusConnection) -> None:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    schema.add_field("document", DataType.VARCHAR, max_length=_ID_LENGTH)
    schema.add_field("part", DataType.INT64)
    schema.add_field("parts", DataType.INT64)
    schema.add_field("source", DataType.VARCHAR, max_length=MAX_STRING)
    schema.add_field("piece", DataType.VARCHAR, max_length=MAX_STRING, mmap_enabled=True)
    schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)  # Milvus wants a vector in each
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("unused", "FLAT", metric_type="IP")
    indexes.add_index("document", "INVERTED")
    _create(connection, documents_of(connection.address), schema, indexes, shards=1)


def _create(
    connection: MilvusConnection,
    name: str,
    schema: CollectionSchema,
    indexes: IndexParams,
    *,
    shards: int,
) -> None:
    if not connection.call("has_collection", name):
        connection.call(
            "create_collection",
            name,
            schema=schema,
            num_shards=shards,
            consistency_level="Bounded",
        )
    # A run may have been killed between the two.
    if not connection.call("list_indexes", name):
        # Not waited for, half a second each: there is nothing to index yet.
        connection.call("create_index", name, indexes, sync=False)
