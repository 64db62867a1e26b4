"""The whole way from a question to an answer over a set of documents."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import corpus
from corpus import Document
from embeddings import Encoder, NumpyIndex, SentenceEncoder, VectorCache, default_encoder
from qa.collection import Match, Row, collect
from qa.confidence import COMPARED, default_calibration, features
from qa.errors import NothingToReadError, QuestionError, SettingsError
from qa.retriever import DenseRetriever, HybridRetriever, LexicalRetriever, Retriever
from qa.types import Answer, Evidence, Turn

MAX_QUESTION_LENGTH = 1000

Documents = Document | str | os.PathLike[str] | Iterable[Document | str | os.PathLike[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set about answering.

    threshold: the confidence, from 0 to 1, below which the answer is "not in the
    document"; None stands for the one chosen on the dev set. quotes: how many quotes an
    answer has at most. further: the score that a second quote needs. related: how many
    passages are shown where there is no answer.
    """

    threshold: float | None = None
    quotes: int = 3
    further: float = 0.15
    related: int = 3

    def __post_init__(self) -> None:
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise SettingsError(
                f"found the threshold {self.threshold:g}, expected a confidence from 0 to 1; "
                "give one of these"
            )


class Assistant:
    """Answers questions about its documents, keeping the model and the index between them."""

    def __init__(
        self,
        documents: Documents,
        *,
        encoder: Encoder | str | None = None,
        cache: VectorCache | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Load and split the documents; the first question embeds them.

        `documents`: a path, a Document, or several of either. `encoder`: a
        sentence-transformers model by name or folder, or one of your own; confidence is
        calibrated for the default one only. `cache`: where vectors are kept for the next
        time; None stands for the user's cache folder.

        Raises NothingToReadError or corpus.CorpusError.
        """
        self.documents = _as_documents(documents)
        self.settings = settings or Settings()
        self._rows = collect(self.documents)
        if not self._rows:
            raise NothingToReadError(
                f"found no sentence of two words or more in {_counted(self.documents)}, "
                "expected a text to quote from; give a document with sentences in it"
            )
        self._encoder = encoder
        self._cache = cache
        self._calibration = default_calibration()
        # A page's threads share one assistant: whoever asks first builds the index.
        self._lock = threading.Lock()
        self._built: Retriever | None = None

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),  # noqa: ARG002 - of the contract, used from follow-ups on
    ) -> Answer:
        """Answer with quotes of the documents, or say that they do not answer.

        `history` holds the turns before this one, oldest first; it is accepted and not
        used yet: each question is read as if it stood alone.

        Raises QuestionError where the question is empty or too long, and
        embeddings.EmbeddingError where the encoder cannot be loaded.
        """
        asked = _checked(question)
        quotes = self._scored(asked, self._search(asked, k=COMPARED))
        best = quotes[0][1]
        if best.score < self.threshold:
            return Answer(
                question=question,
                interpreted_as=asked,
                confidence=best.score,
                related=self._related(quotes),
            )
        further = [quote for _, quote in quotes[1:] if quote.score >= self.settings.further]
        return Answer(
            question=question,
            interpreted_as=asked,
            confidence=best.score,
            evidence=(best, *further)[: self.settings.quotes],
            text_span=best.span,
        )

    def search(self, question: str, *, k: int = 10) -> list[Match]:
        """Return the `k` sentences that match best, whether or not they answer, best first.

        Raises QuestionError and embeddings.EmbeddingError as `answer` does.
        """
        return self._search(_checked(question), k=k)

    @property
    def threshold(self) -> float:
        """The confidence below which the answer is "not in the document"."""
        if self.settings.threshold is None:
            return self._calibration.threshold
        return self.settings.threshold

    def _retriever(self) -> Retriever:
        with self._lock:
            if self._built is None:
                encoder = self._encoder
                if encoder is None:
                    encoder = default_encoder()
                elif isinstance(encoder, str):
                    encoder = SentenceEncoder(encoder)
                texts = [row.text for row in self._rows]
                vectors = (self._cache or VectorCache()).encode(texts, encoder)
                dense = DenseRetriever(NumpyIndex(vectors), encoder)
                self._built = HybridRetriever(dense, LexicalRetriever(texts))
            return self._built

    def _search(self, question: str, *, k: int) -> list[Match]:
        rows, scores = self._retriever().search(question, k=k)
        return [
            Match(self._rows[row], float(score)) for row, score in zip(rows, scores, strict=True)
        ]

    def _scored(self, question: str, matches: list[Match]) -> list[tuple[Row, Evidence]]:
        """Return each match's row, and its sentence with the probability that it answers."""
        probabilities = self._calibration.probabilities(features(question, matches))
        return [
            (match.row, Evidence(match.row.document, match.row.sentence, float(probability)))
            for match, probability in zip(matches, probabilities, strict=True)
        ]

    def _related(self, quotes: list[tuple[Row, Evidence]]) -> tuple[Evidence, ...]:
        """Return the passages of the best sentences, each once, in their order."""
        passages: dict[tuple[str, int], Evidence] = {}
        for row, quote in quotes:
            passage = replace(quote, span=row.passage.span)
            passages.setdefault((row.document.id, passage.start), passage)
        return tuple(passages.values())[: self.settings.related]


def _as_documents(documents: Documents) -> list[Document]:
    if isinstance(documents, Document | str | os.PathLike):
        documents = [documents]
    loaded: dict[str, Document] = {}
    for item in documents:
        for document in [item] if isinstance(item, Document) else corpus.load(item):
            loaded.setdefault(document.id, document)
    return list(loaded.values())


def _counted(documents: list[Document]) -> str:
    names = ", ".join(document.name for document in documents[:3])
    more = f" and {len(documents) - 3} more" if len(documents) > 3 else ""
    return f"{names}{more}" if documents else "an empty list of documents"


def _checked(question: str) -> str:
    asked = " ".join(question.split())
    if not any(character.isalnum() for character in asked):
        raise QuestionError(
            "found a question without a word in it, expected a question about the document; "
            "type one"
        )
    if len(question) > MAX_QUESTION_LENGTH:
        raise QuestionError(
            f"found a question of {len(question):,} characters, expected at most "
            f"{MAX_QUESTION_LENGTH:,}; ask a shorter one"
        )
    return asked
