"""Folders to an index on Milvus by many processes or machines, on Ray Data."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
from corpus import Skipped
from embeddings import Encoder
from qa.milvus.collection import MilvusIndex
from qa.milvus.connection import MilvusAddress
from qa.milvus.indexing import absolute, open_index
from qa.milvus.ledger import Ledger, Progress, Report
from qa.milvus.pipeline import (
    EmbedStep,
    Met,
    SortedIds,
    Step,
    WriteStep,
    as_column,
    loaded_encoder,
    read_moved,
    read_new,
    write,
)
from qa.milvus.ray_session import LOCAL, connect, errors_as_lines
from qa.milvus.schema import Layout

if TYPE_CHECKING:
    from ray.data import Dataset

Column = dict[str, Any]  # an array of steps, named "item"

# Files that one task reads: some thousand sentences of small files. Fewer where there are few,
# so that each actor has several to take.
_FILES_AT_ONCE = 64
_TASKS_AN_ACTOR = 4

# What one task hands on at a time: some ten thousand sentences, long before a file is through.
_BLOCK_BYTES = 8 << 20

# Of one core: reading takes little beside embedding, and each machine does both.
_READING, _EMBEDDING = 0.1, 0.9

# One process that writes keeps up with so many that embed.
_EMBEDDING_A_WRITER = 16


def index_on_ray(  # noqa: PLR0913 - those of `index`, and two
    address: MilvusAddress | str,
    folders: Iterable[str | os.PathLike[str]],
    *,
    ray: str = LOCAL,
    actors: int | None = None,
    encoder: Encoder | str | None = None,
    layout: Layout | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Do what `index` does with the cores of a Ray cluster; the index is the same at the end.

    ray: the cluster's address as `ray.init` takes it; "local" stands for this machine's
    cores. The folders must be there under the same names on each machine, and so must the
    encoder. actors: how many processes embed, each with an encoder of its own; None stands
    for as many as there are cores. A process that dies is started again and does its part
    again; what was written before is written over, by the same keys.

    Raises ClusterError, NothingToReadError, corpus.CorpusError or embeddings.EmbeddingError.
    """
    paths = absolute(folders)
    connect(ray)
    loaded = loaded_encoder(encoder)
    model = encoder if isinstance(encoder, str) else None
    target = open_index(address, loaded, model, layout)
    try:
        ledger = Ledger(target)
        files = list(_files(paths, ledger.skipped))
        run = _Run(target, actors or _cores())
        owners: dict[str, str] = {}
        with errors_as_lines():
            read = partial(_read_new, known=_shared(SortedIds(ledger.known)))
            for item in run.steps(files, read, embed=(encoder, loaded.fingerprint)):
                if isinstance(item, Skipped):
                    ledger.skipped.append(item)
                elif isinstance(item, Met):
                    ledger.embedded += item.embedded
                    if ledger.meet(item.id, item.source):
                        owners[item.id] = item.path
                    if progress is not None:
                        progress(ledger.progress)
            _correct(run, ledger, owners)
        return ledger.finish(paths)
    finally:
        target.close()


def _files(paths: Sequence[Path], skipped: list[Skipped]) -> Iterator[str]:
    for found in corpus.walk(paths):
        if isinstance(found, Path):
            yield str(found)
        elif found.requested:
            raise found.error
        else:
            skipped.append(found)


def _correct(run: _Run, ledger: Ledger, owners: Mapping[str, str]) -> None:
    """Write the records again that name another source than the one that counts.

    A text may have moved since the last run. Or it stands in several files: then whichever
    process was the last has written its own.
    """
    moved = {each: ledger.source(each) for each in owners if ledger.is_uncertain(each)}
    files = sorted({owners[each] for each in moved})
    for _ in run.steps(files, partial(_read_moved, sources=_shared(moved)), embed=None):
        pass


class _Run:
    """The steps of one run over a list of files."""

    def __init__(self, target: MilvusIndex, actors: int) -> None:
        self._target = target
        self._actors = actors

    def steps(
        self,
        files: Sequence[str],
        read: Callable[[Any], Iterator[Column]],
        *,
        embed: tuple[Encoder | str | None, str] | None,
    ) -> Iterator[Step]:
        """Read, embed and write files, and yield what became of each document, in no order."""
        if not files:
            return
        import ray.data

        tasks = max(self._actors * _TASKS_AN_ACTOR, len(files) // _FILES_AT_ONCE)
        rows = [{"path": path} for path in files]
        listed = ray.data.from_items(rows, override_num_blocks=min(tasks, len(files)))
        _set_up(listed)
        data = listed.map_batches(read, batch_size=None, num_cpus=_READING)
        if embed is not None:
            data = data.map_batches(
                EmbedStep,
                fn_constructor_args=embed,
                batch_size=None,
                compute=ray.data.ActorPoolStrategy(size=self._actors),
                num_cpus=_EMBEDDING,
            )
        address = self._target.address
        if not address.is_file:
            writers = ray.data.ActorPoolStrategy(size=1 + self._actors // _EMBEDDING_A_WRITER)
            data = data.map_batches(
                WriteStep,
                fn_constructor_args=(address,),
                batch_size=None,
                compute=writers,
                num_cpus=0,
            )
        for batch in data.iter_batches(batch_size=None, prefetch_batches=0):
            items: Any = batch["item"]
            # Milvus Lite's file is open in this process alone, so all is written here.
            yield from write(self._target, items) if address.is_file else items


def _set_up(data: Dataset) -> None:
    context: Any = data.context
    context.enable_progress_bars = sys.stderr.isatty()
    context.print_on_execution_start = False
    context.target_max_block_size = _BLOCK_BYTES
    # What it would log, with tracebacks, is raised and said once.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def _read_new(batch: Mapping[str, Sequence[str]], known: Any) -> Iterator[Column]:  # noqa: ANN401
    import ray

    ids = ray.get(known)
    for path in batch["path"]:
        yield from ({"item": as_column([item])} for item in read_new(str(path), ids))


def _read_moved(batch: Mapping[str, Sequence[str]], sources: Any) -> Iterator[Column]:  # noqa: ANN401
    import ray

    wanted = ray.get(sources)
    for path in batch["path"]:
        yield from ({"item": as_column([item])} for item in read_moved(str(path), wanted))


def _shared(value: object) -> Any:  # noqa: ANN401 - Ray's reference to it
    import ray

    return ray.put(value)


def _cores() -> int:
    ray: Any = importlib.import_module("ray")
    return max(1, int(ray.cluster_resources().get("CPU", 1)))
