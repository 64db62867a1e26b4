"""The documents of one session: those of the server, then those uploaded in the session.

Only the session sees its uploads. They stay in memory, under a token that the browser tab
generates, and are dropped when the tab is closed or an hour after their last use.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import qa
from corpus import Document
from page.memory import FairLock, VectorMemory, VectorsByText
from page.uploads import Limits, Progress, SessionError, discard, read
from qa.search.sentences import collect

# A question may wait for one batch: a fraction of a second on a slow machine.
_BATCH_SENTENCES = 32
_BATCH_CHARACTERS = 4_000
_MAX_CACHED_ASSISTANTS = 3
_MAX_ERRORS_PER_FILE = 20  # a file may be an archive of many


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all sessions of a server share.

    assistant: on the server's own documents. models: held while a model runs. vectors:
    returns the vectors of the server's sentences. characters: returns how many characters
    of text all sessions hold together.
    """

    assistant: qa.Assistant
    models: FairLock
    limits: Limits
    vectors: Callable[[], VectorsByText]
    characters: Callable[[], int]


class Session:
    """The documents that one session can ask."""

    def __init__(self, shared: Shared) -> None:
        """Start with only the server's documents; `Sessions.get` creates sessions."""
        self._shared = shared
        self._lock = threading.RLock()
        self._uploads: dict[str, Document] = {}
        self._pending: dict[str, Document] = {}  # accepted, not embedded yet
        self._vectors: dict[str, VectorsByText] = {}
        self._assistants: OrderedDict[tuple[str, ...], qa.Assistant] = OrderedDict()
        self._has_ended = False
        self._expires = math.inf

    @property
    def documents(self) -> tuple[Document, ...]:
        """The server's documents, then those uploaded in this session."""
        with self._lock:
            return (*self._shared.assistant.documents, *self._uploads.values())

    @property
    def uploads(self) -> tuple[Document, ...]:
        """The documents uploaded in this session, oldest first."""
        with self._lock:
            return tuple(self._uploads.values())

    @property
    def characters(self) -> int:
        """How many characters of text were uploaded in this session."""
        with self._lock:
            texts = (*self._uploads.values(), *self._pending.values())
            return sum(len(document.text) for document in texts)

    def add(self, paths: Iterable[str | Path]) -> Iterator[Progress]:
        """Read, split and embed uploaded files; delete each file once it is read.

        A file that cannot be added is reported in `Progress.refused`; the others continue.
        Documents added before the iteration is stopped are kept.

        Raises embeddings.EmbeddingError if the model cannot be loaded, and SessionError if the
        session has ended.
        """
        files = [Path(path) for path in paths]
        admitted: list[Document] = []
        try:
            yield from self._receive(files, admitted)
        finally:
            for path in files:
                discard(path)
            with self._lock:
                for document in admitted:
                    self._pending.pop(document.id, None)

    def remove(self, document_id: str) -> None:
        """Delete a document uploaded in this session.

        Raises SessionError if there is none with this id.
        """
        with self._lock:
            if self._uploads.pop(document_id, None) is None:
                raise SessionError(
                    "you have added no document with this id; it may already be removed"
                )
            del self._vectors[document_id]
            for chosen in [ids for ids in self._assistants if document_id in ids]:
                del self._assistants[chosen]

    def assistant(self, document_ids: Iterable[str] | None = None) -> qa.Assistant:
        """Return an assistant on the selected documents (None: all), in the order of `documents`.

        It answers as a `qa.Assistant` on the same documents does. Hold the lock of the models
        while it runs.

        Raises SessionError if no document is selected or an id is not in `documents`.
        """
        with self._lock:
            available = {document.id: document for document in self.documents}
            wanted = set(available) if document_ids is None else set(document_ids)
            if not wanted:
                raise SessionError("no document is selected; select at least one")
            if not wanted <= available.keys():
                raise SessionError("a selected document is no longer here; select again")
            selected = [document for id_, document in available.items() if id_ in wanted]
            if selected == list(self._shared.assistant.documents):
                return self._shared.assistant
            ids = tuple(document.id for document in selected)
            assistant = self._assistants.get(ids)
            known = [self._vectors[id_] for id_ in ids if id_ in self._vectors]
        # Splitting long texts takes seconds, so it runs without the lock.
        more = self._shared.vectors if len(known) < len(selected) else None
        cache = VectorMemory(known, more=more)
        assistant = assistant or self._shared.assistant.with_documents(selected, cache=cache)
        with self._lock:
            if wanted <= {document.id for document in self.documents}:
                self._assistants[ids] = assistant
                self._assistants.move_to_end(ids)
            while len(self._assistants) > _MAX_CACHED_ASSISTANTS:
                self._assistants.popitem(last=False)
        return assistant

    def extend(self, expires: float) -> None:
        """Set the time at which the session expires; `Sessions` calls this under its lock."""
        self._expires = expires

    def shorten(self, expires: float) -> None:
        """Let the session expire at this time, or earlier if it would."""
        self._expires = min(self._expires, expires)

    def has_expired(self, now: float) -> bool:
        """Return whether the session has reached its expiry time."""
        return self._expires <= now

    def end(self) -> None:
        """Delete everything; an upload still in progress stops."""
        with self._lock:
            self._has_ended = True
            for data in (self._uploads, self._pending, self._vectors, self._assistants):
                data.clear()

    def _receive(self, files: list[Path], admitted: list[Document]) -> Iterator[Progress]:
        limits = self._shared.limits
        if len(files) > limits.files:
            line = (
                f"found {len(files)} files, expected at most {limits.files} at once; "
                "add them in batches"
            )
            yield Progress(stage="done", done=0, total=len(files), refused=(line,))
            return
        refused: list[str] = []
        for done, path in enumerate(files):
            yield Progress(stage="reading", done=done, total=len(files), refused=tuple(refused))
            errors: list[str] = []
            for item in read(path, limits):
                try:
                    if isinstance(item, Document):
                        self._admit(item)
                        admitted.append(item)
                    else:
                        errors.append(item)
                except SessionError as error:
                    errors.append(str(error))
            refused += errors[:_MAX_ERRORS_PER_FILE]
            if len(errors) > _MAX_ERRORS_PER_FILE:
                name, more = errors[0].split(":")[0], len(errors) - _MAX_ERRORS_PER_FILE
                refused.append(f"{name}: and {more} more")
        split: list[tuple[Document, list[str]]] = []
        for done, document in enumerate(admitted):
            yield Progress(
                stage="splitting", done=done, total=len(admitted), refused=tuple(refused)
            )
            texts = [row.text for row in collect([document])]
            if texts:
                split.append((document, texts))
            else:
                refused.append(
                    f"{document.name}: found no sentence of two words or more, expected text "
                    "to quote; leave it out"
                )
        yield from self._embed(split, tuple(refused))

    def _embed(
        self, split: list[tuple[Document, list[str]]], refused: tuple[str, ...]
    ) -> Iterator[Progress]:
        total = sum(len(texts) for _, texts in split)
        done = 0
        added: list[Document] = []
        for document, texts in split:
            vectors: dict[str, NDArray[np.float32]] = {}
            for batch in _batches(texts):
                yield Progress(
                    stage="embedding", done=done, total=total, added=tuple(added), refused=refused
                )
                with self._shared.models:
                    encoded = self._shared.assistant.encoder.encode(batch)
                vectors.update(zip(batch, encoded, strict=True))
                done += len(batch)
            self._accept(document, vectors)
            added.append(document)
        yield Progress(stage="done", done=done, total=total, added=tuple(added), refused=refused)

    def _admit(self, document: Document) -> None:
        limits = self._shared.limits
        # Lock order: `Sessions` counts under its own lock and then each session's, so count
        # before taking this session's.
        all_characters = self._shared.characters()
        with self._lock:
            known = {each.id: each for each in (*self.documents, *self._pending.values())}
            if document.id in known:
                raise SessionError(
                    f"{document.source}: the same text is already here, as "
                    f"{known[document.id].name}; it is searched once"
                )
            length = len(document.text)
            if self.characters + length > limits.characters:
                raise SessionError(
                    f"{document.source}: found {length:,} characters of text, expected at most "
                    f"{limits.characters:,} in all your documents; remove one or add a shorter text"
                )
            if all_characters + length > limits.all_characters:
                raise SessionError(
                    f"{document.source}: this server cannot hold more text now; try again later"
                )
            self._pending[document.id] = document

    def _accept(self, document: Document, vectors: VectorsByText) -> None:
        with self._lock:
            if self._has_ended:
                raise SessionError("this session has ended; reload the page")
            self._uploads[document.id] = self._pending.pop(document.id)
            self._vectors[document.id] = vectors


def _batches(texts: list[str]) -> Iterator[list[str]]:
    """Yield the texts, shortest first to save padding, in batches of about equal cost."""
    batch: list[str] = []
    for text in sorted(texts, key=len):
        if batch and (
            len(batch) == _BATCH_SENTENCES or len(text) * (len(batch) + 1) > _BATCH_CHARACTERS
        ):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
