"""The language that a question is asked in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from qa.answers import Answer

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
# Short questions are full of names, which speak no language: only what is plain is said.
_SURE = 0.7
_FEWEST_WORDS = 3
# No other language has these; they spare nearly every question the identifier's half second.
_ENGLISH = frozenset(
    "the what who when where why how which did does were are and their his with from this that "
    "many much there been about into through would should could".split()
)


def other_language(question: str) -> str | None:
    """Return the name of the language of a question that is plainly not in English."""
    words = re.findall(r"\w+", question.casefold())
    if not _ENGLISH.isdisjoint(words):
        return None
    if question.isascii() and len(words) < _FEWEST_WORDS:
        return None
    language, probability = _identifier().classify(question.casefold())
    return _NAMES.get(language) if probability >= _SURE else None


def with_language(answer: Answer) -> Answer:
    """Return the answer; to a question in another language, with a line that says so."""
    language = other_language(answer.question)
    if language is None:
        return answer
    said = (
        f"The question is in {language}. Quoth reads English: this was found by shared words and "
        "names, as far as they go."
    )
    return replace(answer, statement=said)


@cache
def _identifier() -> LanguageIdentifier:
    # Loaded late: unpacking its table takes half a second.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", *_NAMES])
    return identifier
