"""A question to its parts: what it asks for, its auxiliary, its subject and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.conversation import verbs
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    INTERROGATIVES,
    NUMBERS,
    OPENERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    between,
    split,
)

# What the asked-for thing is in its sentence.
Gap = Literal["subject", "object", "predicate", "adjunct", "none"]

_CONTRACTED = re.compile(
    r"\b(who|what|when|where|why|how)(?:['’]s|s(?= (?:the|a|an|in|it|that)\b))", re.I
)
_WITH_NOUN = frozenset(["which", "what", "whose"])
_QUANTITIES = frozenset(["many", "much", "few", "little"])
_ADJUNCTS = frozenset(["when", "where", "why", "how"])
_TIMES = frozenset("year month day date week decade century time times hour season way".split())
_ADJECTIVES = frozenset(
    "able alive available aware dead due empty famous free full important late necessary open "
    "possible ready responsible safe sure true useful valid worth".split()
)
_NOUNS_IN_ING = frozenset("beginning building ceiling clothing meeting morning painting".split())


@dataclass(frozen=True, slots=True)
class Frame:
    """A question in parts, each as it stands in it.

    "In which year did the company sell its ships?": `asks` "In which year", `auxiliary`
    "did", `subject` "the company", `rest` "sell its ships", `gap` "adjunct". Where what is
    asked for is the subject ("Who sold it?") there is no `subject`, and `auxiliary` is empty
    where the verb itself is finite. `noun` is what is asked for by name ("year", "people").
    """

    asks: str
    noun: str
    auxiliary: str
    subject: str
    rest: str
    gap: Gap

    @property
    def interrogative(self) -> str:
        """The word that asks ("which"); "" in a yes-or-no question."""
        return next((w.lower for w in split(self.asks) if w.lower in INTERROGATIVES), "")


def expanded(question: str) -> str:
    """Return a question with "who's" and the like written out, in one line."""
    return _CONTRACTED.sub(r"\1 is", " ".join(question.split()))


def without_openers(words: Sequence[Word]) -> Sequence[Word]:
    """Leave out what a question may open with that says nothing ("And", "But then,")."""
    while words and (words[0].lower in OPENERS or words[0].text == ","):
        words = words[1:]
    return words


def parse(question: str) -> Frame | None:
    """Return the parts of a question; None where it is not formed as one."""
    text = expanded(question)
    words = [word for word in without_openers(split(text)) if word.text not in "?!."]
    if not words:
        return None
    if words[0].lower in AUXILIARIES and not words[0].text.isupper():
        subject, rest = _subject(words[0].lower, words[1:])
        if not subject:
            return None
        return Frame("", "", words[0].text, between(text, subject), between(text, rest), "none")
    lead = 1 if words[0].lower in PREPOSITIONS else 0
    if len(words) <= lead or words[lead].lower not in INTERROGATIVES:
        return None
    end = _asked(words, lead)
    asks, after = words[:end], words[end:]
    if not after:
        return None
    noun = between(text, _noun(asks[lead:]))
    question_word = asks[lead].lower
    auxiliary = after[0].lower if after[0].lower in AUXILIARIES else ""
    if not auxiliary or _asks_for_subject(question_word, noun, after):
        gap: Gap = "adjunct" if question_word in {"when", "where", "why"} else "subject"
        given = after[0].text if auxiliary else ""
        rest = after[1:] if auxiliary else after
        return Frame(between(text, asks), noun, given, "", between(text, rest), gap)
    subject, rest = _subject(auxiliary, after[1:])
    gap = _gap(asks, lead, noun, auxiliary, rest)
    return Frame(
        between(text, asks), noun, after[0].text, between(text, subject), between(text, rest), gap
    )


def _asked(words: Sequence[Word], lead: int) -> int:
    """Return where the asking phrase ends: before the auxiliary, else before the verb."""
    first = words[lead].lower
    end = lead + 1
    if first == "how" and end < len(words) and words[end].lower not in AUXILIARIES:
        end += 1
    if not (first in _WITH_NOUN or (first == "how" and words[end - 1].lower in _QUANTITIES)):
        while end < len(words) and words[end].lower in {"else", "exactly", "not"}:
            end += 1
        return end
    start = end
    while end < len(words):
        word = words[end].lower
        if word in AUXILIARIES and not words[end].text.isupper():
            break
        is_verb = verbs.is_past(word) or word in verbs.verbs().thirds
        if is_verb and (end > start or first == "what"):
            break
        if end > start and verbs.is_base(word) and words[end - 1].lower.endswith("s"):
            break
        if word in DETERMINERS | PRONOUNS and end > start:
            break
        end += 1
    return end


def _noun(asks: Sequence[Word]) -> Sequence[Word]:
    """Return the words that name what is asked for, without what asks."""
    words = list(asks[1:])
    if asks[0].lower == "how":
        if not words or words[0].lower not in _QUANTITIES:
            return ()
        words = words[1:]
    return [word for word in words if word.lower not in {"else", "exactly", "of"} | ADVERBS]


def _asks_for_subject(question_word: str, noun: str, after: Sequence[Word]) -> bool:
    """Tell "Who was sent off?" from "Who was the captain?": what follows the auxiliary."""
    if question_word in _ADJUNCTS and not noun:
        return False
    auxiliary, following = after[0].lower, list(after[1:])
    while following and following[0].lower in ADVERBS:
        following = following[1:]
    if not following:
        return bool(noun) or question_word in {"who", "what"}
    word = following[0]
    if auxiliary in DO:
        return not _subject(auxiliary, following)[1]
    if word.lower in DETERMINERS | POSSESSIVES | PRONOUNS | NUMBERS or word.is_name:
        return False
    if word.lower in PREPOSITIONS or verbs.is_participle(word.lower):
        return True
    return auxiliary not in BE | HAVE and verbs.is_base(word.lower)


def _subject(auxiliary: str, words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Return the subject behind an auxiliary, and the rest from its verb on."""
    verb = _verb(auxiliary, words)
    end = verb
    while end > 0 and words[end - 1].lower in ADVERBS and verb < len(words):
        end -= 1
    return words[:end], words[end:]


def _verb(auxiliary: str, words: Sequence[Word]) -> int:
    """Return the number of the word that is the verb behind an auxiliary and its subject."""
    matches = verbs.is_participle if auxiliary in BE | HAVE else verbs.is_base
    if words and words[0].lower in PRONOUNS:
        return 1
    found = None
    for number, word in enumerate(words):
        if number == 0:
            continue
        before = words[number - 1]
        if found is not None and not word.is_open:
            break
        fits = matches(word.lower) and not (word.is_name or word.is_possessive)
        fits = fits and word.lower not in _NOUNS_IN_ING
        opened = before.lower in DETERMINERS | POSSESSIVES | PREPOSITIONS | NUMBERS
        if fits and not opened and not before.is_possessive:
            if found is None or word.lower not in verbs.MOSTLY_NOUNS:
                found = number
            if auxiliary in BE | HAVE:
                break
        elif auxiliary in BE and (
            word.lower in _ADJECTIVES
            or (
                words[0].is_name
                and before.is_name
                and not before.is_possessive
                and word.is_open
                and not word.is_name
            )
        ):
            return number  # "is the rent due", "is Palmyra important"
    return len(words) if found is None else found


def _gap(asks: Sequence[Word], lead: int, noun: str, auxiliary: str, rest: Sequence[Word]) -> Gap:
    question_word = asks[lead].lower
    if lead or question_word in {"when", "where", "why"}:
        return "adjunct"
    if auxiliary in BE and not rest:
        return "predicate"
    if question_word == "how" and not noun:
        return "adjunct"
    if noun and noun.rsplit(maxsplit=1)[-1].lower() in _TIMES:
        return "adjunct"
    return "object"
