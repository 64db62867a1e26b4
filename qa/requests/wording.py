"""The words of a request: what is left of it when its frame is taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from corpus import Document
from qa.search.tokens import content_terms

# What people call the thing that they have open.
_DOCUMENT = (
    r"(?:article|book|case|chapter|contract|document|file|inquiry|interview|judgment|lease|letter|manual|meeting"
    r"|memo|minutes|novel|opinion|page|paper|piece|report|story|table|text|thing|transcript|agreement)"
)
_THE = r"(?:the|this|that|these|those|my|our)"
THIS = rf"(?:it|this|that|these|those|{_THE}\s+(?:\w+\s+)?{_DOCUMENT}s?)"

_THIS_WORDS = re.compile(rf"\b{THIS}\b|\b{_DOCUMENT}s?\b", re.IGNORECASE)

_POSSESSIVE = re.compile(r"(?<=\w)['’](?:s|re|m|d|ll|ve)\b", re.IGNORECASE)

_POLITE = re.compile(
    r"""^\W*(?:(?:hi|hello|hey|ok|okay|so|well|and|but|please|pls|kindly|quickly|just)\b[\s,!.:]*
    |(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|maybe\s+)?
        (?=(?:tell|show|give|list|find|name|explain|summar|compare|count|describe|quote|read)\w*\b)
    |(?:can|could|may)\s+(?:i|we)\s+(?:please\s+)?(?:get|have|see)\s+(?:me\s+)?
    |i(?:'d|\s+would)\s+like\s+(?:to\s+(?:know|see|have|get)|you\s+to)\s+
    |i\s+(?:want|need|wish)\s+(?:to\s+(?:know|see|have|get)|you\s+to)\s+
    |(?:do|does)\s+(?:you|anyone)\s+(?:know|happen\s+to\s+know)\s+
    |(?:please\s+)?(?:tell|show|give)\s+(?:me|us)\s+(?:again\s+|please\s+)?
    )+""",
    re.IGNORECASE | re.VERBOSE,
)


def without_courtesy(question: str) -> str:
    """Return the question without "Could you please tell me" and the like before it."""
    typed = " ".join(question.split())
    rest = typed[match.end() :] if (match := _POLITE.match(typed)) else typed
    return rest if content_terms(rest) else typed


def names_nothing_else(rest: str, documents: Sequence[Document], *, but: str = "") -> bool:
    """Return whether words speak of nothing but the document itself.

    rest: what is left of a request. but: words that may stand there as well, with spaces. The
    words of the documents' titles and file names may, too.
    """
    known = set(content_terms(but))
    for document in documents:
        known |= set(content_terms(f"{document.title} {_name_of_file(document)}"))
    rest = _POSSESSIVE.sub(" ", rest)
    return set(content_terms(_THIS_WORDS.sub(" ", rest))) <= known


def _name_of_file(document: Document) -> str:
    return re.sub(r"[\W_]+", " ", PurePath(document.source or "").stem)


def counted(number: int, noun: str) -> str:
    """Return "1 sentence" or "1,200 sentences"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
