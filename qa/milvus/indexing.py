"""Folders to an index on Milvus, from this machine alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import corpus
from corpus import Document, Skipped
from embeddings import Encoder
from qa.library.manifest import tokens_fingerprint
from qa.milvus.collection import MilvusIndex
from qa.milvus.connection import MilvusAddress
from qa.milvus.ledger import Ledger, Progress, Report
from qa.milvus.pipeline import WINDOW, loaded_encoder
from qa.milvus.records import Prepared, prepare
from qa.milvus.schema import Layout, Meta


def index(
    address: MilvusAddress | str,
    folders: Iterable[str | os.PathLike[str]],
    *,
    encoder: Encoder | str | None = None,
    layout: Layout | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Write the documents of folders and files into an index, made if it is not there.

    Documents that are there are not embedded again; those whose files below `folders` are
    gone or have other texts now are deleted at the end. `layout` counts where the index is
    made: shards, replicas and the vectors' index (docs/scale.md). Killed at any moment, the run can
    be run again: nothing is lost and nothing is written twice.

    Raises NothingToReadError, corpus.CorpusError or embeddings.EmbeddingError.
    """
    paths = absolute(folders)
    loaded = loaded_encoder(encoder)
    model = encoder if isinstance(encoder, str) else None
    target = open_index(address, loaded, model, layout)
    try:
        ledger = Ledger(target)
        for window in _windows(_read(paths, ledger.skipped), ledger):
            new = [each for each, _ in window if each.id not in ledger.known]
            ledger.embedded += _write(target, new, loaded)
            for each, is_to_be_written in window:
                if is_to_be_written:
                    ledger.write(each.id, each.record, each.source)
            if progress is not None:
                progress(ledger.progress)
        return ledger.finish(paths)
    finally:
        target.close()


def absolute(folders: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return paths that mean the same on whatever machine and in whatever folder they are."""
    return [Path(folder).absolute() for folder in folders]


def open_index(
    address: MilvusAddress | str,
    encoder: Encoder,
    model: str | None = None,
    layout: Layout | None = None,
) -> MilvusIndex:
    """Open the index of an encoder's vectors, made if it is not there.

    model: the encoder's name, if it has one. Raises MilvusError.
    """
    [vector] = encoder.encode(["How long is a vector?"])
    meta = Meta(len(vector), encoder.fingerprint, tokens_fingerprint(), model)
    return MilvusIndex.create(address, meta, layout=layout)


def _read(paths: Sequence[Path], skipped: list[Skipped]) -> Iterator[Document]:
    for item in corpus.read(paths):
        if isinstance(item, Document):
            yield item
        elif item.requested:
            raise item.error
        else:
            skipped.append(item)


def _windows(
    documents: Iterable[Document], ledger: Ledger
) -> Iterator[list[tuple[Prepared, bool]]]:
    """Yield documents until they have enough sentences, and whether to write their records."""
    window: list[tuple[Prepared, bool]] = []
    sentences = 0
    for document in documents:
        each = prepare(document)
        window.append((each, ledger.meet(each.id, each.source)))
        sentences += len(each.texts) if each.id not in ledger.known else 0
        if sentences >= WINDOW or len(window) >= WINDOW:
            yield window
            window, sentences = [], 0
    if window:
        yield window


def _write(target: MilvusIndex, documents: Iterable[Prepared], encoder: Encoder) -> int:
    different = {each.id: each for each in documents}.values()
    sentences = [sentence for each in different for sentence in each.sentences]
    texts = [text for each in different for text in each.texts]
    for start in range(0, len(texts), WINDOW):
        window = slice(start, start + WINDOW)
        target.add(sentences[window], encoder.encode(texts[window]))
    return len(texts)
