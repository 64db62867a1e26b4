"""Documents to a new snapshot, one after another: memory holds some bytes a sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import Document, split
from embeddings import Vectors
from qa.library.files import UNFINISHED, Bytes, Checksum, ChecksummedWriter, sync_folder
from qa.library.lazy import described
from qa.library.reuse import ReusedDocuments, Sentences
from qa.library.snapshot import SNAPSHOTS, VECTORS
from qa.library.vector_store import Keys, keys_of
from qa.search.bm25 import PostingsBuilder
from qa.search.sentences import dedup_key
from qa.search.tokens import content_terms

_STREAMED = ("texts", "documents", "sentences", "sames", "keys")


class NewRows(NamedTuple):
    """The keys of sentences that became rows, and what gives the texts of some of them."""

    keys: Keys
    texts: Callable[[NDArray[np.int64]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Written:
    """A snapshot on the disk that nothing points to yet."""

    name: str
    documents: int
    rows: int
    dimension: int
    checksums: dict[str, Checksum]


class SnapshotWriter:
    """Writes the tables of one snapshot in a folder that takes its place when it is whole."""

    def __init__(self, library: Path) -> None:
        """Begin in a new folder."""
        self._snapshots = library / SNAPSHOTS
        self._snapshots.mkdir(exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._snapshots))
        self._streams = {name: ChecksummedWriter(self._folder / name) for name in _STREAMED}
        self._starts = array("q", [0, 0, 0])
        self._rows = array("q")
        self._seen = KeySet()
        self._postings = PostingsBuilder()

    @property
    def documents(self) -> int:
        """How many documents there are so far."""
        return len(self._starts) // 3 - 1

    @property
    def rows(self) -> int:
        """How many rows there are so far."""
        return len(self._rows)

    def add(self, document: Document) -> NewRows:
        """Split a document and write it; return its sentences that repeat none before them."""
        text = document.text
        sentences = _split(document)
        line = json.dumps(described(document)).encode()
        fresh = self._write(text.encode("utf-8", "surrogatepass"), line, sentences)
        texts = [text[start:end] for start, end, _ in sentences.spans[fresh].tolist()]
        for each in texts:
            self._postings.add(content_terms(each))
        return NewRows(sentences.keys[fresh], lambda wanted: [texts[place] for place in wanted])

    def keep(self, retained: ReusedDocuments, number: int) -> NewRows:
        """Copy a document of the previous snapshot without splitting it again."""
        sentences = retained.sentences(number)
        fresh = self._write(retained.data(number), retained.line(number), sentences)
        rows = retained.rows(number, fresh)
        if rows is not None:
            self._postings.keep(retained.tokens, rows)
        else:
            # A sentence that repeated one of a document that is gone is a row from now on.
            for text in retained.texts(number, fresh):
                self._postings.add(content_terms(text))
        return NewRows(sentences.keys[fresh], lambda wanted: retained.texts(number, fresh[wanted]))

    def row_keys(self) -> Keys:
        """Return the keys of all rows, in order."""
        self._streams["keys"].flush()
        keys = np.fromfile(self._folder / "keys", dtype=np.uint64)
        return keys[np.frombuffer(self._rows, dtype=np.int64)]

    def finish(self, vectors: Iterable[Vectors], files: Iterable[dict[str, Any]]) -> Written:
        """Write what is left, bring all of it to the disk, and name it by its content.

        vectors: those of `row_keys`, in parts.
        """
        checksums = {name: stream.close() for name, stream in self._streams.items()}
        postings = self._postings.build()
        arrays: dict[str, Bytes] = {
            "document_starts": np.frombuffer(self._starts, dtype=np.int64),
            "rows": np.frombuffer(self._rows, dtype=np.int64),
            "words": postings.terms.letters,
            "word_starts": postings.terms.starts,
            "posting_starts": postings.starts,
            "posting_rows": postings.rows,
            "posting_scores": postings.scores,
            "tokens": postings.tokens,
            "lengths": postings.lengths,
            "files": b"".join(json.dumps(file).encode() + b"\n" for file in files),
        }
        for name, content in arrays.items():
            checksums[name] = self._put(name, [content])
        checksums[VECTORS] = self._put(VECTORS, vectors)
        sync_folder(self._folder)
        sums = json.dumps({name: checksum.sha256 for name, checksum in sorted(checksums.items())})
        name = hashlib.sha256(sums.encode()).hexdigest()[:16]
        while (self._snapshots / name).exists():
            name += "+"  # the same, but readers have it open, or it was damaged since
        self._folder.rename(self._snapshots / name)
        sync_folder(self._snapshots)
        dimension = checksums[VECTORS].size // (4 * max(self.rows, 1))
        return Written(name, self.documents, self.rows, dimension, checksums)

    def abandon(self) -> None:
        """Leave nothing behind."""
        for stream in self._streams.values():
            stream.abandon()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, text: bytes, line: bytes, sentences: Sentences) -> NDArray[np.int64]:
        """Append a document and return which of its sentences are rows."""
        fresh = np.flatnonzero(self._seen.add(sentences.dedup_keys))
        first = self._starts[-1]
        tables: tuple[Bytes, ...] = (text, line + b"\n", *sentences)
        for name, data in zip(_STREAMED, tables, strict=True):
            self._streams[name].write(data)
        self._rows.frombytes((fresh + first).tobytes())
        sizes = [self._streams[name].size for name in ("texts", "documents")]
        self._starts.extend([*sizes, first + len(sentences.keys)])
        return fresh

    def _put(self, name: str, parts: Iterable[Bytes]) -> Checksum:
        with ChecksummedWriter(self._folder / name) as file:
            for part in parts:
                file.write(part)
        return file.close()


class KeySet:
    """Keys that were seen, in some twenty bytes each."""

    def __init__(self) -> None:
        self._sorted: Keys = np.empty(0, np.uint64)
        self._recent: set[int] = set()

    def add(self, keys: Keys) -> NDArray[np.bool_]:
        """Return of each key whether it is seen for the first time; 0 never is. Shape: (n,)."""
        places = np.searchsorted(self._sorted, keys)
        known = np.zeros(len(keys), dtype=np.bool_)
        inside = places < len(self._sorted)
        known[inside] = self._sorted[places[inside]] == keys[inside]
        fresh = np.zeros(len(keys), dtype=np.bool_)
        for place, key in enumerate(keys.tolist()):
            if key and not known[place] and key not in self._recent:
                self._recent.add(key)
                fresh[place] = True
        if len(self._recent) > max(_RECENT, len(self._sorted) // 8):
            recent = np.fromiter(self._recent, np.uint64, len(self._recent))
            self._sorted = np.sort(np.concatenate([self._sorted, recent]))
            self._recent.clear()
        return fresh


_RECENT = 1 << 15


def _split(document: Document) -> Sentences:
    spans = array("I")
    texts: list[str] = []
    for passage in split(document):
        for before, span in enumerate(passage.sentences):
            spans.extend((span.start, span.end, before))
            texts.append(span.slice(document.text))
    same = [dedup_key(text) for text in texts]
    dedup_keys = keys_of(each or "" for each in same)
    dedup_keys[[each is None for each in same]] = 0
    return Sentences(
        np.frombuffer(spans, dtype=np.uint32).reshape(-1, 3), dedup_keys, keys_of(texts)
    )
