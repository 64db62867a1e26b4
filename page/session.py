"""What one session asks: the documents of the server, and those that it brought itself.

What one session uploads is known to that session alone. It is held in memory, under a token
that the browser tab made up, and forgotten when the tab is closed or an hour after its last use.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import qa
from corpus import Document
from page.memory import Remembered, VectorMemory
from page.uploads import Progress, SessionError, discard, read
from qa.search.sentences import collect

if TYPE_CHECKING:
    from page.sessions import Sessions

# A batch keeps other people's questions waiting: a fraction of a second on a slow machine.
_BATCH_SENTENCES = 32
_BATCH_CHARACTERS = 4_000
_KEPT_ASSISTANTS = 3
_MOST_LINES = 20  # about one file, which may be an archive of many


class Session:
    """The documents of one session: the server's, then its own."""

    expires: float

    def __init__(self, sessions: Sessions) -> None:
        """Belong to a server's workspaces; `Workspaces.of` makes one."""
        self._all = sessions
        self._lock = threading.RLock()
        self._uploads: dict[str, Document] = {}
        self._arriving: dict[str, Document] = {}  # admitted, and not embedded yet
        self._vectors: dict[str, Remembered] = {}
        self._assistants: OrderedDict[tuple[str, ...], qa.Assistant] = OrderedDict()
        self._ended = False

    @property
    def documents(self) -> tuple[Document, ...]:
        """All that this session can ask: the server's documents, then its own."""
        with self._lock:
            return (*self._all.shared.documents, *self._uploads.values())

    @property
    def uploads(self) -> tuple[Document, ...]:
        """The documents that this session has brought, in the order of their coming."""
        with self._lock:
            return tuple(self._uploads.values())

    @property
    def characters(self) -> int:
        """How many characters of text this session has brought."""
        with self._lock:
            texts = (*self._uploads.values(), *self._arriving.values())
            return sum(len(document.text) for document in texts)

    def add(self, paths: Iterable[str | Path]) -> Iterator[Progress]:
        """Read, split and embed uploaded files, and delete each as soon as it is read.

        A file that cannot be taken is a line of `Progress.refused`, and the others go on.
        Whoever stops iterating keeps what was added by then.

        Raises embeddings.EmbeddingError where the model cannot be loaded, and WorkspaceError
        where the session has ended.
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
                    self._arriving.pop(document.id, None)

    def remove(self, document_id: str) -> None:
        """Forget one of this session's own documents.

        Raises WorkspaceError where it has none with this id.
        """
        with self._lock:
            if self._uploads.pop(document_id, None) is None:
                raise SessionError(
                    "there is no document of yours with this id; it may be gone already"
                )
            del self._vectors[document_id]
            for chosen in [ids for ids in self._assistants if document_id in ids]:
                del self._assistants[chosen]

    def assistant(self, document_ids: Iterable[str] | None = None) -> qa.Assistant:
        """Return the assistant on the chosen documents, None for all, in the order of `documents`.

        It answers as `qa.Assistant` does on the same documents. To be asked under
        `Workspaces.models`.

        Raises WorkspaceError where none is chosen, or an id is not one of `documents`.
        """
        with self._lock:
            there = {document.id: document for document in self.documents}
            wanted = set(there) if document_ids is None else set(document_ids)
            if not wanted:
                raise SessionError("no document is chosen; choose at least one to ask")
            if not wanted <= there.keys():
                raise SessionError(
                    "a document that was chosen is not here any more; choose again which to ask"
                )
            chosen = [document for id_, document in there.items() if id_ in wanted]
            if chosen == list(self._all.shared.documents):
                return self._all.shared
            ids = tuple(document.id for document in chosen)
            built = self._assistants.get(ids)
            known = [self._vectors[id_] for id_ in ids if id_ in self._vectors]
        # Splitting long texts again takes seconds, in which nobody else waits for the lock.
        more = self._all.shared_vectors if len(known) < len(chosen) else None
        built = built or self._all.shared.on(chosen, cache=VectorMemory(known, more=more))
        with self._lock:
            if wanted <= {document.id for document in self.documents}:
                self._assistants[ids] = built
                self._assistants.move_to_end(ids)
            while len(self._assistants) > _KEPT_ASSISTANTS:
                self._assistants.popitem(last=False)
        return built

    def end(self) -> None:
        """Forget everything; an upload that is still under way stops."""
        with self._lock:
            self._ended = True
            for retained in (self._uploads, self._arriving, self._vectors, self._assistants):
                retained.clear()

    def _receive(self, files: list[Path], admitted: list[Document]) -> Iterator[Progress]:
        limits = self._all.limits
        if len(files) > limits.files:
            line = (
                f"found {len(files)} files at once, expected at most {limits.files}; "
                "add them in parts"
            )
            yield Progress(stage="done", done=0, total=len(files), refused=(line,))
            return
        refused: list[str] = []
        for done, path in enumerate(files):
            yield Progress(stage="reading", done=done, total=len(files), refused=tuple(refused))
            lines: list[str] = []
            for item in read(path, limits):
                try:
                    if isinstance(item, Document):
                        self._admit(item)
                        admitted.append(item)
                    else:
                        lines.append(item)
                except SessionError as error:
                    lines.append(str(error))
            refused += lines[:_MOST_LINES]
            if len(lines) > _MOST_LINES:
                refused.append(f"{lines[0].split(':')[0]}: and {len(lines) - _MOST_LINES} more")
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
                    f"{document.name}: found no sentence of two words or more, expected a text "
                    "to quote from; leave it out"
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
                with self._all.models:
                    encoded = self._all.shared.encoder.encode(batch)
                vectors.update(zip(batch, encoded, strict=True))
                done += len(batch)
            self._accept(document, vectors)
            added.append(document)
        yield Progress(stage="done", done=done, total=total, added=tuple(added), refused=refused)

    def _admit(self, document: Document) -> None:
        limits = self._all.limits
        # All sessions' characters before this session's lock: no two locks are held the other
        # way round.
        everywhere = self._all.characters
        with self._lock:
            known = {each.id: each for each in (*self.documents, *self._arriving.values())}
            if document.id in known:
                raise SessionError(
                    f"{document.source}: the same text is here already, as "
                    f"{known[document.id].name}; it is asked once"
                )
            length = len(document.text)
            if self.characters + length > limits.characters:
                raise SessionError(
                    f"{document.source}: found {length:,} characters of text, expected at most "
                    f"{limits.characters:,} in all your documents; remove one, or send a part of it"
                )
            if everywhere + length > limits.all_characters:
                raise SessionError(
                    f"{document.source}: this server holds as much text as it can; try again later"
                )
            self._arriving[document.id] = document

    def _accept(self, document: Document, vectors: Remembered) -> None:
        with self._lock:
            if self._ended:
                raise SessionError("this session has ended; load the page again")
            self._uploads[document.id] = self._arriving.pop(document.id)
            self._vectors[document.id] = vectors


def _batches(texts: list[str]) -> Iterator[list[str]]:
    """Yield the texts by length, so that little is padded, in batches that take equally long."""
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
