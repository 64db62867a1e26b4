"""What may answer: a span of a sentence, and what speaks for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from corpus import Span
from qa.search.sentences import Row

# What a search score is worth in logits of the reader: from the dev set.
_SEARCH_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer, and the sentence that it starts in.

    `span` counts in the row's document; `quote` is the sentence, or the sentences, that it
    stands in, whole. `margin` is by how much the reader preferred it to
    "no answer", in logits, 0 where nothing was read; `search` is the sentence's score in the
    search. `evidence` is the logit that the sentence answers, whatever its words; -inf of a reader
    that does not say.
    """

    row: Row
    span: Span
    quote: Span
    margin: float
    search: float
    evidence: float = -math.inf

    @property
    def score(self) -> float:
        """Margin and search score together, by which candidates are ranked (logits)."""
        return self.margin + _SEARCH_WEIGHT * self.search
