"""Pronouns of a question to what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation import choice, nouns, verbs
from qa.conversation.demonstratives import demonstrative, with_short_names
from qa.conversation.inside import (
    ends,
    is_before,
    is_empty,
    is_existential,
    is_of_kind,
    stands_inside,
)
from qa.conversation.kinds import Referent
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    PREPOSITIONS,
    Edit,
    Word,
    restored,
    split,
)

_POSSESSIVE = frozenset("his her hers its their theirs".split())


_SUBJECTS = frozenset("he she they".split())


_LONGEST_POSSESSOR = 4  # words: longer ones follow behind "of"


@dataclass(frozen=True, slots=True)
class _Told:
    """What was spoken of, a text that shows its names, and what each pronoun was found to mean."""

    found: Sequence[Referent]
    context: str
    meant: dict[str, Referent]


def resolved(question: str, found: Sequence[Referent], context: str) -> str:
    """Return the question with each pronoun replaced by what it stands for in the last turns.

    A pronoun whose referent stands in the question itself is left, and so is one for which
    nothing suitable is found. `context` is text that tells which words are names.
    """
    question = with_short_names(question, found)
    told, position = _Told(found, context, {}), 0
    while True:
        words = split(question)
        number = next((n for n, word in enumerate(words) if word.start >= position), None)
        if number is None:
            return question
        edit = _edit(question, words, number, told)
        if edit is None:
            position = words[number].end
            continue
        text = edit.text
        if not question[: edit.start].strip():
            text = text[:1].upper() + text[1:]
        question = question[: edit.start] + text + question[edit.end :]
        position = edit.start + len(text)


def _edit(question: str, words: Sequence[Word], number: int, told: _Told) -> Edit | None:
    word = words[number]
    if word.text.isupper() and len(word.text) > 1:
        return None  # "IT", "US"
    lower = word.lower
    if lower in choice.FORMS:
        return _pronoun(question, words, number, told)
    if lower == "there" and not is_existential(words, number):
        return _adverb(words, number, choice.place(told.found), "in")
    if lower == "then" and number and ends(words, number + 1):
        return _adverb(words, number, choice.time(told.found), "in")
    if lower in {"that", "this", "those", "these"}:
        return demonstrative(words, number, told.found)
    return None


def _pronoun(question: str, words: Sequence[Word], number: int, told: _Told) -> Edit | None:
    word = words[number]
    pronoun = choice.FORMS[word.lower]
    after = words[number + 1] if number + 1 < len(words) else None
    is_possessive = word.lower in _POSSESSIVE and (
        word.lower != "her" or (after is not None and after.is_open and after.lower not in ADVERBS)
    )
    if is_of_kind(words, number) or is_before(words, number):
        return None
    if pronoun == choice.IT and is_empty(words, number):
        return None
    if stands_inside(
        restored(question, told.context), words, number, pronoun, is_possessive=is_possessive
    ):
        return None
    as_object = (word.lower not in _SUBJECTS and not is_possessive) and (
        word.lower not in {"it"} or _is_patient(words, number)
    )
    others = (
        [one for one in told.found if one not in told.meant.values()]
        if told.meant
        else list(told.found)
    )
    referent = told.meant.get(pronoun) or choice.choose(
        pronoun, others, as_object=as_object, event=_is_of_event(words, number)
    )
    if referent is None:
        return None
    told.meant[pronoun] = referent
    if not is_possessive:
        return Edit(word.start, word.end, referent.text)
    return _possessor(question, words, number, referent)


def _possessor(question: str, words: Sequence[Word], number: int, referent: Referent) -> Edit:
    """Write "its last keeper" as "the lighthouse's last keeper" or, of a long one, with "of"."""
    word, end = words[number], number + 1
    while (
        end < len(words)
        and words[end].is_open
        and words[end].lower not in DETERMINERS
        and not (end > number + 1 and verbs.is_past(words[end].lower))
    ):
        end += 1
    is_long = len(referent.text.split()) > _LONGEST_POSSESSOR or " of " in referent.text
    if is_long and end > number + 1 and ends(words, end):
        owned = question[word.end : words[end - 1].end]
        return Edit(word.start, words[end - 1].end, f"the{owned} of {referent.text}")
    ending = "'" if referent.text.endswith("s") and referent.plural else "'s"
    return Edit(word.start, word.end, referent.text + ending)


def _adverb(
    words: Sequence[Word], number: int, referent: Referent | None, usual: str
) -> Edit | None:
    """Write "there" and "then" as the place or the time, with the word before it."""
    if referent is None:
        return None
    word, before = words[number], words[number - 1].lower if number else ""
    if before in PREPOSITIONS:  # "from there", "since then"
        return Edit(word.start, word.end, referent.text)
    own = referent.preposition if referent.role == "answer" else ""
    timeless = referent.text.split()[0].lower() in nouns.DAYS | {"yesterday", "today"}
    preposition = own if own in {"in", "at", "on", "near", "during", "inside"} else usual
    if usual == "in" and referent.kind == "time" and timeless:
        preposition = own
    return Edit(word.start, word.end, f"{preposition} {referent.text}".strip())


def _is_patient(words: Sequence[Word], number: int) -> bool:
    """Tell "When was it built?" and "Who built it?" from "When did it fall?"."""
    before = words[number - 1].lower if number else ""
    if before in BE and number + 1 < len(words):
        return verbs.is_participle(words[number + 1].lower)
    return before not in AUXILIARIES


def _is_of_event(words: Sequence[Word], number: int) -> bool:
    lowers = [word.lower for word in words]
    if lowers[number] != "it" or not ({"when", "long"} & set(lowers[:number])):
        return False
    rest = [word for word in lowers[number + 1 :] if word.isalnum()]
    return not rest or rest[0] in {
        "take",
        "last",
        "happen",
        "begin",
        "start",
        "end",
        "held",
        "over",
    }
