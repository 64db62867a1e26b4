"""Folders to a library: what is new is read and embedded, the rest is taken over."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import Skipped
from embeddings import Encoder, SentenceEncoder, default_encoder
from qa.errors import LibraryError, NothingToReadError
from qa.library.files import UNFINISHED
from qa.library.ingest import FileStream
from qa.library.lock import exclusive_lock
from qa.library.manifest import (
    NAME,
    Manifest,
    sentences_fingerprint,
    tokens_fingerprint,
    write_manifest,
)
from qa.library.prefetch import prefetch
from qa.library.previous import Previous, open_previous
from qa.library.scan import Plan, make_plan
from qa.library.snapshot import SNAPSHOTS
from qa.library.vector_store import PIECES, VectorStore
from qa.library.writer import SnapshotWriter

_PARTS = {NAME, "lock", PIECES, SNAPSHOTS}

# So many sentences are embedded together and then kept on the disk: enough to put those of
# one length side by side, few enough that a kill loses some seconds.
_WINDOW = 2048

# So many documents may wait to be embedded: they are read much faster than that.
_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files, the bytes of those to read, and the sentences embedded so far."""

    files: int
    of_files: int
    size: int
    of_size: int
    embedded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Numbers of files: new ones, those as they were, changed ones, and those that are gone."""

    read: int = 0
    unchanged: int = 0
    replaced: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did.

    documents, rows: what the library holds now. embedded: how many sentences had no vector.
    """

    files: Counts
    skipped: tuple[Skipped, ...]
    documents: int
    rows: int
    embedded: int
    seconds: float


def index(
    library: str | os.PathLike[str],
    folders: Iterable[str | os.PathLike[str]] = (),
    *,
    remove: Iterable[str | os.PathLike[str]] = (),
    encoder: Encoder | str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Make a library of folders and files, or bring it up to date.

    It holds the folders that it was ever given, but those of `remove`; without `folders`
    those alone. `encoder` as for `Assistant`; None stands for the one that the library was
    made with. Until this returns, readers find the library as it was; a run that ends
    early leaves it so, and the next one finds again what this one embedded.

    Raises QuothError, corpus.CorpusError or embeddings.EmbeddingError.
    """
    folder = Path(library)
    try:
        _make_folder(folder)
        with exclusive_lock(folder):
            return _Run(folder, folders, remove, encoder, progress).run()
    except OSError as error:
        raise LibraryError(
            f"{error.filename or folder}: the library cannot be written ({error.strerror}); it is "
            "as it was, and what was embedded is kept; see to that and run this again"
        ) from error


class _Run:
    def __init__(
        self,
        folder: Path,
        folders: Iterable[str | os.PathLike[str]],
        remove: Iterable[str | os.PathLike[str]],
        encoder: Encoder | str | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._began = time.monotonic()
        self._folder = folder.absolute()
        self._previous = open_previous(folder)
        self._folders = _folders(folder, self._previous, folders, remove)
        self._encoder = None if isinstance(encoder, str) else encoder
        self._model = encoder if isinstance(encoder, str) else None
        if encoder is None and self._previous is not None:
            self._model = self._previous.manifest.model
        self._progress = progress

    def run(self) -> Report:
        previous = self._previous
        known = previous.files if previous is not None else {}
        plan = make_plan(self._folders, known, without=self._folder)
        if previous is not None and plan.changes_nothing and self._is_like(previous):
            counts = Counts(unchanged=len(plan.files))
            return self._report(previous.manifest, counts, plan.skipped, 0)
        _clean(self._folder, keep=None if previous is None else previous.manifest.snapshot)
        encoder = self._loaded_encoder()
        vector_store = VectorStore(self._folder, encoder.fingerprint)
        if previous is not None and previous.manifest.fingerprint == encoder.fingerprint:
            previous.give_vectors(vector_store)
        writer = SnapshotWriter(self._folder)
        try:
            retained = previous.documents if previous is not None else None
            stream = FileStream(plan, known, retained, vector_store, writer)
            embedded = self._embed(stream, plan, encoder, vector_store)
            if not writer.rows:
                raise NothingToReadError(
                    f"found no sentence of two words or more in {', '.join(self._folders)}, "
                    "expected a text to quote from; the library is as it was"
                )
            files = (file.to_dict() for file in stream.files)
            written = writer.finish(vector_store.gather(writer.row_keys()), files)
        finally:
            writer.abandon()
        manifest = Manifest(
            snapshot=written.name,
            folders=self._folders,
            documents=written.documents,
            rows=written.rows,
            model=self._model,
            fingerprint=encoder.fingerprint,
            dimension=written.dimension,
            words=tokens_fingerprint(),
            sentences=sentences_fingerprint(),
            checksums=written.checksums,
        )
        write_manifest(self._folder, manifest)
        shutil.rmtree(self._folder / PIECES, ignore_errors=True)
        _clean(self._folder, keep=manifest.snapshot)
        counts = Counts(
            read=stream.read,
            unchanged=stream.unchanged,
            replaced=stream.replaced,
            dropped=len(known.keys() - {file.path for file in stream.files}),
        )
        return self._report(manifest, counts, stream.skipped, embedded)

    def _is_like(self, previous: Previous) -> bool:
        made = previous.manifest
        same_model = (
            made.model == self._model
            if self._encoder is None
            else made.fingerprint == self._encoder.fingerprint
        )
        is_sound = previous.is_whole and previous.is_current
        return is_sound and same_model and made.folders == self._folders

    def _loaded_encoder(self) -> Encoder:
        if self._encoder is not None:
            return self._encoder
        return default_encoder() if self._model is None else SentenceEncoder(self._model)

    def _embed(
        self, stream: FileStream, plan: Plan, encoder: Encoder, vector_store: VectorStore
    ) -> int:
        """Embed what the stream wants, which reads on meanwhile; return how much it was."""
        of_size = sum(file.to_read for file in plan.files)
        texts: list[str] = []
        keys: list[int] = []
        embedded = 0
        with prefetch(stream.wanted(), depth=_DEPTH) as items:
            for item in items:
                texts += item.texts
                keys += item.keys.tolist()
                while len(texts) >= _WINDOW:
                    _save(vector_store, encoder, texts[:_WINDOW], keys[:_WINDOW])
                    del texts[:_WINDOW], keys[:_WINDOW]
                    embedded += _WINDOW
                    # Of what waits, some may be of this file.
                    share = embedded / (embedded + len(texts))
                    self._tell(
                        Progress(
                            item.files, len(plan.files), int(item.size * share), of_size, embedded
                        )
                    )
                if not texts:
                    self._tell(Progress(item.files, len(plan.files), item.size, of_size, embedded))
        if texts:
            _save(vector_store, encoder, texts, keys)
        embedded += len(texts)
        self._tell(Progress(len(plan.files), len(plan.files), of_size, of_size, embedded))
        return embedded

    def _tell(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress(progress)

    def _report(
        self, manifest: Manifest, files: Counts, skipped: Iterable[Skipped], embedded: int
    ) -> Report:
        return Report(
            files=files,
            skipped=tuple(skipped),
            documents=manifest.documents,
            rows=manifest.rows,
            embedded=embedded,
            seconds=time.monotonic() - self._began,
        )


def _save(vector_store: VectorStore, encoder: Encoder, texts: list[str], keys: list[int]) -> None:
    vector_store.save(np.array(keys, dtype=np.uint64), encoder.encode(texts))


def _folders(
    library: Path,
    previous: Previous | None,
    added: Iterable[str | os.PathLike[str]],
    forgotten: Iterable[str | os.PathLike[str]],
) -> tuple[str, ...]:
    """Return the folders to hold, by absolute paths, in the order in which they were given."""
    folders = dict.fromkeys(previous.manifest.folders if previous is not None else ())
    folders |= dict.fromkeys(str(Path(path).absolute()) for path in added)
    for path in forgotten:
        name = str(Path(path).absolute())
        if name not in folders:
            raise LibraryError(
                f"{name}: found no folder of this name to remove in {library}, expected one of "
                f"{', '.join(folders) or 'none'}; name one of these"
            )
        del folders[name]
    if not folders:
        raise LibraryError(
            f"{library}: found no folder to keep in the library, expected at least one; "
            f"name it: quoth index FOLDER --library {library}"
        )
    return tuple(folders)


def _make_folder(library: Path) -> None:
    if library.is_dir():
        others = {path.name for path in library.iterdir()} - _PARTS
        strange = sorted(name for name in others if not name.startswith(UNFINISHED))
        if strange:
            raise LibraryError(
                f"{library}: found a folder with other files in it ({strange[0]}), expected a "
                "library or an empty folder; name another"
            )
    library.mkdir(parents=True, exist_ok=True)


def _clean(library: Path, *, keep: str | None) -> None:
    """Delete what no manifest names: older snapshots, and what killed runs left behind."""
    for path in [*library.glob(f"{UNFINISHED}*"), *(library / SNAPSHOTS).glob("*")]:
        if path.name != keep:
            # A reader that is open keeps what it has mapped.
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
