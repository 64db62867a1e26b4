"""What a handler of a request may ask for: the documents, and the ways to search them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus import Document, Span
from embeddings import Vectors
from qa.answers import Answer, Turn
from qa.find import Mentions
from qa.reading.candidates import Candidate

Scored = tuple[Candidate, float]


class Asker(Protocol):
    """An `Assistant`, as the handlers of requests see it."""

    @property
    def documents(self) -> Sequence[Document]:
        """The documents that are asked, in order."""

    @property
    def threshold(self) -> float:
        """The probability from which on a quote answers."""

    @property
    def possible_threshold(self) -> float:
        """The probability from which on a quote may answer."""

    def plain(self, question: str) -> Answer:
        """Answer as a plain question, as it was typed."""

    def standalone(self, question: str, turns: Sequence[Turn]) -> str:
        """Return the question with what it lacks taken from the turns before it."""

    def scored(self, question: str, *, within: tuple[Document, Span] | None = None) -> list[Scored]:
        """Return the best candidates with the probability that they answer, best first.

        within: read only this stretch of a document; there may be no candidate then.
        """

    def rank(self, question: str) -> list[Candidate]:
        """Return every candidate that was read, best first."""

    def best_of_each(self, question: str) -> list[Scored]:
        """Return the best candidate of each document, read by itself; of a few documents alone."""

    def read_widely(self, question: str) -> list[Candidate]:
        """Return the candidates of many more passages than one answer needs, best first."""

    def find_all(self, query: str) -> Mentions:
        """Return every sentence about words."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, shape (texts, dimension), each of length 1."""
