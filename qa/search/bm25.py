"""BM25 as arrays: which rows hold a word, and what it is worth there; kept on disk as it is."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.search.tokens import content_terms

# Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"; sentences differ
# little in length, so less is made of it and of repeats than whole documents would want.
_K1 = 0.9
_B = 0.4


class Terms(Sequence[bytes]):
    """Words in the order of their bytes, in one buffer, so that a file can be searched."""

    def __init__(self, letters: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        """Take all words' UTF-8 bytes, and where each begins; the last start ends the last.

        letters: (bytes,) uint8. starts: (terms + 1,) int64.
        """
        self.letters = letters
        self.starts = starts

    @classmethod
    def of(cls, words: Sequence[bytes]) -> Terms:
        """Lay out words that are sorted already."""
        letters = np.frombuffer(b"".join(words), dtype=np.uint8)
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        return cls(letters, np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]))

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        """Return the word at a place."""
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.letters[self.starts[place] : self.starts[place + 1]].tobytes()

    def find(self, word: str) -> int | None:
        """Return a word's place; None if it is not here."""
        wanted = _encoded(word)
        place = bisect_left(self, wanted)
        return place if place < len(self) and self[place] == wanted else None


@dataclass(frozen=True, slots=True)
class Postings:
    """For each word the rows that hold it and its BM25 score there (Lucene's idf).

    starts: (terms + 1,) int64, rows: (pairs,) int32 ascending within a word,
    scores: (pairs,) float32. `tokens` holds each row's words in order as their places in
    `terms`, (tokens,) int32, and `lengths` how many a row has, (n,) int32: what the
    postings were made of, from which they are made again when rows come and go.
    """

    terms: Terms
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    tokens: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Postings:
        """Index texts; their order gives the rows."""
        builder = PostingsBuilder()
        for text in texts:
            builder.add(content_terms(text))
        return builder.build()

    def score(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return each row's sum over `words`, repeats counted again. Shape: (n,)."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        for word in words:
            place = self.terms.find(word)
            if place is not None:
                held = slice(int(self.starts[place]), int(self.starts[place + 1]))
                scores[self.rows[held]] += self.scores[held]
        return scores


class PostingsBuilder:
    """Takes rows one after another and holds four bytes for each word of them."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._tokens = array("i")
        self._lengths = array("i")

    def add(self, stems: Sequence[str]) -> None:
        """Add a row by its words."""
        places = self._places
        self._tokens.extend([places.setdefault(stem, len(places)) for stem in stems])
        self._lengths.append(len(stems))

    def keep(self, retained: TokenReuse, rows: NDArray[np.int64]) -> None:
        """Add rows of earlier postings, ascending, without reading their texts again."""
        tokens, lengths = retained.of(rows)
        unknown = np.unique(tokens[retained.places[tokens] < 0])
        for term in unknown.tolist():
            word = retained.postings.terms[term].decode("utf-8", "surrogatepass")
            retained.places[term] = self._places.setdefault(word, len(self._places))
        self._tokens.frombytes(retained.places[tokens].tobytes())
        self._lengths.frombytes(lengths.tobytes())

    def build(self) -> Postings:
        """Return the postings of the rows that were added."""
        words = sorted((_encoded(word), place) for word, place in self._places.items())
        order = np.empty(len(words), dtype=np.int32)
        order[[place for _, place in words]] = np.arange(len(words), dtype=np.int32)
        tokens = order[np.frombuffer(self._tokens, dtype=np.int32)]
        lengths = np.array(self._lengths, dtype=np.int32)
        return _postings(Terms.of([word for word, _ in words]), tokens, lengths)


class TokenReuse:
    """The tokens of earlier postings, and the places that a builder gave to their words."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self.places = np.full(len(postings.terms), -1, dtype=np.int32)
        self._starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(postings.lengths)])

    def of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the tokens of rows, run together, and how many each has."""
        lengths = self.postings.lengths[rows]
        firsts = np.cumsum(lengths) - lengths
        within = np.arange(lengths.sum()) - np.repeat(firsts, lengths)
        return self.postings.tokens[np.repeat(self._starts[rows], lengths) + within], lengths


def _postings(terms: Terms, tokens: NDArray[np.int32], lengths: NDArray[np.int32]) -> Postings:
    count = max(len(lengths), 1)
    pairs = tokens.astype(np.int64) * count + np.repeat(np.arange(len(lengths)), lengths)
    pairs.sort()
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    repeats = np.diff(firsts, append=len(pairs))
    held, rows = np.divmod(pairs[firsts], count)
    holding = np.bincount(held, minlength=len(terms))
    rarity = np.log1p((len(lengths) - holding + 0.5) / (holding + 0.5))
    norm = _K1 * (1 - _B + _B * lengths / max(len(tokens) / count, 1e-9))
    return Postings(
        terms=terms,
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(holding)]),
        rows=rows.astype(np.int32),
        scores=(rarity[held] * repeats / (repeats + norm[rows])).astype(np.float32),
        tokens=tokens,
        lengths=lengths,
    )


def _encoded(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")
