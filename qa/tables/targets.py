"""What of a table the words right behind an operation name: "how many orders"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.tables.columns import Column
from qa.tables.mentions import Mention
from qa.tables.phrases import PIECES, ROW_WORDS
from qa.tables.question import Operation
from qa.tables.words import PLURAL

if TYPE_CHECKING:
    from qa.tables.matching import Matcher


class Targets:
    """Finds what an operation is about in a request that is being matched."""

    def __init__(self, matcher: Matcher) -> None:
        """Take the request with what of it has been explained."""
        self._matcher = matcher
        self._request = matcher.request
        self._table = matcher.table

    def target(self, operation: Operation) -> Mention | None:
        """Return the mention that an operation is followed by: "how many orders"."""
        after = self.after(operation.end)
        for mention in self._matcher.free_mentions():
            # "How many units" with the operation in the name: "number of units".
            holds = mention.start <= operation.start < mention.end
            begins = holds or operation.end <= mention.start <= after
            if begins and (mention.is_full or mention.is_head) and mention.quality >= PLURAL:
                return mention
        return None

    def after(self, number: int) -> int:
        """Return the first token from a place on that is no filler."""
        while number < len(self._request.tokens) and self._request.roles[number] == "filler":
            if self._request.tokens[number].word in ROW_WORDS:
                break
            number += 1
        return number

    def counts_rows(self, count: Operation) -> bool:
        """Return whether "how many" is asked of rows, and not of a column's values."""
        after = self.after(count.end)
        before = self._matcher.request.tokens[: count.start]
        if after >= len(self._request.tokens):
            # "rivers longer than 100 km, how many are there?"
            return any(self.is_row_word(number) for number in range(len(before)))
        if self.is_row_word(after):
            return True
        value = next((v for v in self._matcher.mentions.values if v.start == after), None)
        if value is not None:
            # "How many lamps": rows, unless another column says how many lamps a row is.
            return not any(counts_pieces(each) for each in self._table.typed)
        said = any(self.is_row_word(number) for number in range(count.start))
        return said and self._request.roles[after] in {"comparison", "date"}

    def is_row_word(self, number: int) -> bool:
        """Return whether a token means the rows of the table."""
        word = self._request.tokens[number].word
        return word in ROW_WORDS or self._matcher.has_row_noun(number)

    def mention_at(self, number: int) -> Mention | None:
        """Return the mention of a column that begins at a token."""
        found = (each for each in self._matcher.mentions.columns if each.start == number)
        return next(found, None)


def counts_pieces(column: Column) -> bool:
    """Return whether a column says how many of a thing each row is about."""
    return column.is_quantity and not PIECES.isdisjoint(column.words) and not column.is_rate
