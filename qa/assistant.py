"""The whole way from a question to an answer over a set of documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import corpus
from corpus import Document, Span
from embeddings import Encoder, VectorCache, Vectors
from qa import requests
from qa.answers import Answer, Evidence, Quote, Speaker, Turn
from qa.confidence import COMPARED, LEAST, features, load_calibration, wrong_types
from qa.conversation import standalone_question
from qa.conversation.demands import meets
from qa.errors import NothingToReadError, QuestionError, SettingsError
from qa.find import Finder, Mentions
from qa.reading.candidates import Candidate
from qa.reading.ranker import NO_READER, Ranker
from qa.requests import Scored
from qa.search.store import MemoryStore, Store
from qa.speakers import speaker_of

MAX_QUESTION_LENGTH = 1000

# A list needs more than the best few passages: about two seconds of reading.
_MANY_NEIGHBOURHOODS = 24
# Answers of at most this many documents are compared with each other.
_MOST_COMPARED = 8
# Kinds of answers whose quotes are not read for what somebody says.
_UNSPOKEN = ("greeting", "property", "mentions", "table")

Documents = Document | str | os.PathLike[str] | Iterable[Document | str | os.PathLike[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set about answering.

    threshold: the confidence, from 0 to 1, from which on a question is answered.
    possible_threshold: the confidence from which on a quote is shown as one that may answer; it is
    never above the other. None stands for those chosen on held-out data. max_quotes: how many
    quotes an answer has at most. min_further_score: the score that a second quote needs.
    max_related: how many sentences are shown where there is no answer.
    """

    threshold: float | None = None
    possible_threshold: float | None = None
    max_quotes: int = 3
    min_further_score: float = 0.15
    max_related: int = 3

    def __post_init__(self) -> None:
        for threshold in (self.threshold, self.possible_threshold):
            if threshold is not None and not 0 <= threshold <= 1:
                raise SettingsError(
                    f"found the threshold {threshold:g}, expected a confidence from 0 to 1; "
                    "give one of these"
                )


class Assistant:
    """Answers questions about its documents, keeping the model and the index between them."""

    def __init__(
        self,
        documents: Documents | Store,
        *,
        encoder: Encoder | str | None = None,
        reader: str | None = None,
        cache: VectorCache | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Load and split the documents; the first question embeds them.

        `documents`: a path, a Document, several of either, or a `Store` that keeps them.
        `encoder`: a sentence-transformers model by name or folder, or one of your own; None
        stands for the store's, else for the one that is installed with Quoth.
        `reader`: an extractive question-answering model by name or folder, or "none" for
        retrieval alone. Confidence is calibrated for the default encoder, with the default
        reader and with none. `cache`: where vectors are kept for the next time; None stands
        for the user's cache folder; a store keeps its own.

        Raises NothingToReadError or corpus.CorpusError.
        """
        store = (
            documents
            if isinstance(documents, Store)
            else MemoryStore(_as_documents(documents), cache=cache)
        )
        self.documents = store.documents
        self.settings = settings or Settings()
        if not len(store):
            raise NothingToReadError(
                f"found no sentence of two words or more in {_counted(self.documents)}, "
                "expected a text to quote from; give a document with sentences in it"
            )
        self._reader = reader
        encoder = store.encoder_name if encoder is None else encoder
        self._ranker = Ranker(store, encoder=encoder, reader=reader)
        self._finder = Finder(self.documents, self._ranker.search)
        self._calibration = load_calibration("retrieval" if reader == NO_READER else "reader")

    @property
    def encoder(self) -> Encoder:
        """What turns its sentences and questions into vectors."""
        return self._ranker.encoder

    def with_documents(
        self, documents: Documents | Store, *, cache: VectorCache | None = None
    ) -> Assistant:
        """Return an assistant on other documents, with the same models and settings.

        Raises NothingToReadError or corpus.CorpusError.
        """
        return Assistant(
            documents,
            encoder=self.encoder,
            reader=self._reader,
            cache=cache,
            settings=self.settings,
        )

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        plain: bool = False,
    ) -> Answer:
        """Answer with quotes of the documents, or say that no sentence was found.

        What is no plain question (a summary, a list, a clause by its number, a total: see
        `qa.requests`) gets what it asks for; the answer's `kind` says what was understood. `plain`
        asks it as a plain question all the same.

        `history` holds the turns before this one, oldest first. What a follow-up lacks
        ("And when?") is taken from them by `qa.conversation.standalone_question`, and the
        answer's `interpreted_as` is the question that was searched for; to ask a question as
        it was typed, leave the history out.

        Raises QuestionError where the question is empty or too long, and ReaderError or
        embeddings.EmbeddingError where a model cannot be loaded.
        """
        _checked(question)
        asked = standalone_question(question, requests.context_of(history))
        asking = _Asking(self, self._ranker)
        if not plain:
            answer = requests.handle(asked, asking)
            if answer is not None:
                answer = replace(answer, question=question, interpreted_as=_checked(asked))
                return _with_speakers(answer)
        answer = self.answer_from(question, asking.rank(asked), interpreted_as=asked)
        if not plain and answer.status == "none" and not history:
            meant = requests.handle_by_likeness(question, asking)
            if meant is not None:
                return _with_speakers(meant)
        if not plain:
            answer = requests.with_disagreement(answer, asking)
        return _with_speakers(requests.with_language(answer))

    def find_all(self, query: str) -> Mentions:
        """Return every sentence about words or a question, in order; nothing is cut off.

        Words: the sentences that hold each of them, whatever their case, accents and ending
        (see `qa.search.query.forms`); words that only tie others together are left out where there
        are others. "A phrase in double quotes" stands in the sentence as it was typed, but
        for case and white space. A question: the sentences that hold all of its words, and
        those near it in words and meaning, by the bounds in `qa.find`. Sentences that
        repeat are all there. Words load no model.

        Raises QuestionError where there is no word in it or it is too long, and for a
        question embeddings.EmbeddingError or ReaderError where a model cannot be loaded.
        """
        return self._finder.find_all(query)

    def rank(self, question: str) -> list[Candidate]:
        """Return the sentences that may answer, whether or not they do, best first.

        Raises QuestionError, ReaderError and embeddings.EmbeddingError as `answer` does.
        """
        return self._ranker.rank(_checked(question))

    def answer_from(
        self, question: str, candidates: Sequence[Candidate], *, interpreted_as: str | None = None
    ) -> Answer:
        """Return the answer that `rank`'s candidates for the question give, or the refusal.

        `interpreted_as` is the question that they were ranked for, where it is another.
        """
        asked = _checked(question if interpreted_as is None else interpreted_as)
        scored = self.scored(asked, candidates)
        if asked != _checked(question):
            scored = _meeting(question, asked, scored)
        best, confidence = scored[0]
        if confidence < self.possible_threshold:
            return Answer(
                question=question,
                interpreted_as=asked,
                confidence=confidence,
                related=_related(candidates, scored, self.settings.max_related),
            )
        evidence = [_evidence(best, confidence)]
        for candidate, probability in scored[1:]:
            quote = _evidence(candidate, probability)
            if probability >= self.settings.min_further_score and not _repeats(quote, evidence):
                evidence.append(quote)
        return Answer(
            question=question,
            interpreted_as=asked,
            confidence=confidence,
            evidence=tuple(evidence[: self.settings.max_quotes]),
            text_span=best.span,
            is_possible=confidence < self.threshold,
        )

    def scored(self, question: str, candidates: Sequence[Candidate]) -> list[Scored]:
        """Return the best of `rank`'s candidates, each with the probability that it answers."""
        compared = candidates[:COMPARED]
        probabilities = self._calibration.probabilities(
            features(question, compared), wrong_types(question, compared)
        )
        return list(zip(compared, probabilities.tolist(), strict=True))

    @property
    def threshold(self) -> float:
        """The confidence from which on a question is answered."""
        if self.settings.threshold is None:
            return self._calibration.threshold
        return self.settings.threshold

    @property
    def possible_threshold(self) -> float:
        """The confidence from which on a quote is shown as one that may answer."""
        bound = self.settings.possible_threshold
        return min(self._calibration.possible_threshold if bound is None else bound, self.threshold)


class _Asking:
    """What the handlers of one request ask an assistant; nothing is ranked twice."""

    def __init__(self, assistant: Assistant, ranker: Ranker) -> None:
        self.documents = assistant.documents
        self.threshold = assistant.threshold
        self.possible_threshold = assistant.possible_threshold
        self._assistant = assistant
        self._ranker = ranker
        self._ranked: dict[str, list[Candidate]] = {}

    def rank(self, question: str) -> list[Candidate]:
        if question not in self._ranked:
            self._ranked[question] = self._assistant.rank(question)
        return self._ranked[question]

    def plain(self, question: str) -> Answer:
        return self._assistant.answer_from(question, self.rank(question))

    def scored(self, question: str, *, within: tuple[Document, Span] | None = None) -> list[Scored]:
        if within is None:
            return self._assistant.scored(question, self.rank(question))
        document, span = within
        store = MemoryStore([document], within=span)
        if not len(store):
            return []
        return self._assistant.scored(question, self._ranker.on(store).rank(_checked(question)))

    def standalone(self, question: str, turns: Sequence[Turn]) -> str:
        return standalone_question(question, turns)

    def read_widely(self, question: str) -> list[Candidate]:
        if not self._ranker.has_reader:
            return []
        return self._ranker.rank(_checked(question), neighbourhoods=_MANY_NEIGHBOURHOODS)

    def best_of_each(self, question: str) -> list[Scored]:
        ranked = self._ranker.rank_each(_checked(question), most=_MOST_COMPARED)
        scored = (self._assistant.scored(question, candidates) for candidates in ranked)
        return [best[0] for best in scored if best]

    def find_all(self, query: str) -> Mentions:
        return self._assistant.find_all(query)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._assistant.encoder.encode(texts)


# Of the dialogues' follow-ups none was answered by what does not meet its demands.
_UNMET = 0.05


def _meeting(followup: str, asked: str, scored: Sequence[Scored]) -> list[Scored]:
    """Put what meets a follow-up's own demands first, and take the others for no answer."""

    def is_met(candidate: Candidate) -> bool:
        text = candidate.row.document.text
        return meets(
            followup,
            asked,
            answer=candidate.span.slice(text),
            quote=candidate.quote.slice(text),
            around=candidate.row.passage.span.slice(text),
        )

    met = [each for each in scored if is_met(each[0])]
    unmet = [(each[0], min(each[1], _UNMET)) for each in scored if not is_met(each[0])]
    return [*met, *unmet]


def _evidence(candidate: Candidate, probability: float) -> Evidence:
    return Evidence(candidate.row.document, candidate.quote, probability)


def _with_speakers(answer: Answer) -> Answer:
    """Return the answer with who said each of its quotes, where that is certain."""
    if answer.computed is not None or answer.kind in _UNSPOKEN:
        return answer
    return replace(
        answer,
        evidence=tuple(_spoken(one) for one in answer.evidence),
        parts=tuple(map(_with_speakers, answer.parts)),
    )


def _spoken(evidence: Evidence) -> Evidence:
    found = speaker_of(evidence.document, evidence.span)
    if found is None:
        return evidence
    name, proof = (Quote(evidence.document, span) for span in (found.name, found.proof))
    return replace(evidence, speaker=Speaker(name, proof))


def _repeats(quote: Evidence, previous: Sequence[Evidence]) -> bool:
    return any(
        quote.document is other.document and quote.span.overlaps(other.span) for other in previous
    )


def _related(
    candidates: Sequence[Candidate], scored: Sequence[Scored], most: int
) -> tuple[Evidence, ...]:
    """Return the sentences that the search put first, whole.

    Far below the bound the reader's order says nothing.
    """
    probabilities = {candidate.row.number: probability for candidate, probability in scored}
    nearest: list[Evidence] = []
    for candidate in sorted(candidates, key=lambda each: -each.search):
        probability = probabilities.get(candidate.row.number, LEAST)
        sentence = Evidence(candidate.row.document, candidate.row.sentence, probability)
        if not _repeats(sentence, nearest):
            nearest.append(sentence)
    return tuple(nearest[:most])


def _as_documents(documents: Documents) -> list[Document]:
    if isinstance(documents, Document | str | os.PathLike):
        documents = [documents]
    return [
        document
        for item in documents
        for document in ([item] if isinstance(item, Document) else corpus.load(item))
    ]


def _counted(documents: Sequence[Document]) -> str:
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
