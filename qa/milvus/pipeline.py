"""The steps from a file to an index on Milvus, as other processes and machines take them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import corpus
from corpus import Skipped
from embeddings import Encoder, ModelError, SentenceEncoder, Vectors, default_encoder
from qa.milvus.collection import MilvusIndex
from qa.milvus.connection import MilvusAddress
from qa.milvus.records import Prepared, prepare

# So many sentences are embedded together: enough to put those of one length side by side.
WINDOW = 2048


@dataclass(frozen=True, slots=True)
class Met:
    """A document that was read and needs nothing more; `embedded`: sentences on its way."""

    path: str
    id: str
    source: str
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A document that is not in the index yet."""

    path: str
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A document and the vectors of its sentences; None where the index has them already."""

    path: str
    prepared: Prepared
    vectors: Vectors | None


Step = Met | ToEmbed | ToWrite | Skipped


class SortedIds:
    """Ids of documents in an array, which processes of one machine share without a copy."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = np.array(sorted(ids), dtype="S64")

    def __contains__(self, document: object) -> bool:
        wanted = str(document).encode()
        place = int(np.searchsorted(self._ids, wanted))
        return place < len(self._ids) and bool(self._ids[place] == wanted)


def loaded_encoder(encoder: Encoder | str | None) -> Encoder:
    """Return an encoder by its name; None stands for the default."""
    if encoder is None:
        return default_encoder()
    return SentenceEncoder(encoder) if isinstance(encoder, str) else encoder


def read_new(path: str, known: Container[str]) -> Iterator[Step]:
    """Yield the documents of a file, split where they are not known; and what is skipped."""
    for item in corpus.read(Path(path)):
        if isinstance(item, Skipped):
            yield replace(item, requested=False)  # named by us, not by a person
        elif item.id in known:
            yield Met(path, item.id, item.source or item.name)
        else:
            yield ToEmbed(path, prepare(item))


def read_moved(path: str, sources: Mapping[str, str]) -> Iterator[Step]:
    """Yield those documents of a file that belong to other sources than the index says.

    sources: by the documents' ids.
    """
    for item in corpus.read(Path(path)):
        if not isinstance(item, Skipped) and sources.get(item.id) == item.source:
            yield ToWrite(path, prepare(item), None)


class EmbedStep:
    """Embeds documents with an encoder of its own."""

    def __init__(self, encoder: Encoder | str | None, fingerprint: str) -> None:
        """Load the encoder.

        Raises ModelError where this machine has another one of the same name.
        """
        self._encoder = loaded_encoder(encoder)
        if self._encoder.fingerprint != fingerprint:
            raise ModelError(
                f"{encoder or 'the default encoder'}: found other weights on this machine "
                f"({self._encoder.fingerprint[:12]}) than where the run was started "
                f"({fingerprint[:12]}), expected the same; install the same version on both"
            )

    def __call__(self, batch: Mapping[str, Sequence[Step]]) -> Iterator[dict[str, Any]]:
        """Yield the documents of `batch["item"]`, some thousand sentences at a time."""
        window: list[Step] = []
        sentences = 0
        for item in batch["item"]:
            window.append(item)
            sentences += len(item.prepared.texts) if isinstance(item, ToEmbed) else 0
            if sentences >= WINDOW:
                yield {"item": as_column(self._embedded(window))}
                window, sentences = [], 0
        if window:
            yield {"item": as_column(self._embedded(window))}

    def _embedded(self, window: Sequence[Step]) -> list[Step]:
        texts = [
            text for item in window if isinstance(item, ToEmbed) for text in item.prepared.texts
        ]
        vectors = self._encoder.encode(texts) if texts else np.empty((0, 0), np.float32)
        done: list[Step] = []
        start = 0
        for item in window:
            if isinstance(item, ToEmbed):
                end = start + len(item.prepared.texts)
                done.append(ToWrite(item.path, item.prepared, vectors[start:end]))
                start = end
            else:
                done.append(item)
        return done


class WriteStep:
    """Writes documents into an index by a connection of its own."""

    def __init__(self, address: MilvusAddress) -> None:
        """Connect. Raises MilvusError."""
        self._index = MilvusIndex(address)

    def __call__(self, batch: Mapping[str, Sequence[Step]]) -> dict[str, Any]:
        """Write the documents of `batch["item"]`."""
        return {"item": as_column(write(self._index, batch["item"]))}


def write(index: MilvusIndex, items: Sequence[Step]) -> list[Step]:
    """Write what is to be written, the sentences before the records, and say what was met.

    A document whose record is not there counts as not written: the next run embeds it again,
    and its sentences, which have the same keys, are written over.
    """
    waiting = [item for item in items if isinstance(item, ToWrite)]
    new = [item for item in waiting if item.vectors is not None and len(item.vectors)]
    if new:
        sentences = [sentence for item in new for sentence in item.prepared.sentences]
        vectors = [item.vectors for item in new if item.vectors is not None]
        index.add(sentences, np.concatenate(vectors))
    for item in waiting:
        index.documents.put(item.prepared.id, item.prepared.record, source=item.prepared.source)
    return [_met(item) if isinstance(item, ToWrite) else item for item in items]


def _met(item: ToWrite) -> Met:
    embedded = 0 if item.vectors is None else len(item.vectors)
    return Met(item.path, item.prepared.id, item.prepared.source, embedded)


def as_column(items: Sequence[Step]) -> Any:  # noqa: ANN401 - an array of objects
    """Return items as a column that numpy takes for no array of arrays."""
    column = np.empty(len(items), dtype=object)
    column[:] = items
    return column
