"""What a phrase names: a person, a place, a time; one or many; he or she."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.conversation import nouns
from qa.conversation.frame import Frame
from qa.conversation.phrases import head_of, is_clause
from qa.conversation.words import NUMBERS, PREPOSITIONS, Word, is_plural, singular, split

Kind = Literal["person", "thing", "place", "time", "amount", "clause"]


Role = Literal["answer", "subject", "object", "inner", "quote"]


_NEAR = 200  # characters behind a name in which a pronoun tells of it


# "over 10,000": no place and no time.
_ROUNDING = frozenset("over about above around below near under".split())


@dataclass(frozen=True, slots=True)
class Referent:
    """A phrase and what is known of the thing that it names.

    `plural` and `gender` ("f", "m") are None where nothing tells. `preposition` is the one
    that stood before it where it was said. `age` counts the turns since, from 0.
    """

    text: str
    head: str
    kind: Kind
    plural: bool | None
    gender: str | None
    role: Role
    preposition: str = ""
    age: int = 0
    is_place: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it is a name and not a noun."""
        return self.head[:1].isupper()


def described(
    text: str, frame: Frame | None, *, context: str, role: Role, before: str = ""
) -> Referent | None:
    """Return a phrase as a referent; `frame` is the question that it answers, if it does."""
    words = split(text)
    preposition = ""
    is_rounded = words[:1] and words[0].lower in _ROUNDING and len(words) > 1
    if (
        len(words) > 1
        and words[0].lower in PREPOSITIONS
        and not (is_rounded and words[1].text[0].isdigit())
    ):
        preposition = words[0].text
        text, words = text[words[1].start :], words[1:]
        words = [Word(word.text, word.start - words[0].start) for word in words]
    elif match := re.search(r"\b(\w+)\s+(?:the\s+)?$", before):
        preposition = match.group(1) if match.group(1).lower() in PREPOSITIONS else ""
    if not any(word.is_open and (len(word.text) > 1 or word.is_name) for word in words):
        return None
    head = head_of(words)
    kind = _kind(words, frame, context, preposition)
    plural = _plural(words, head, kind, frame)
    gender = _gender(words, head, context) if kind == "person" else None
    is_place = (
        kind == "place"
        or singular(head) in nouns.PLACES
        or (head[:1].isupper() and kind == "thing" and _is_placed(text, context))
    )
    return Referent(text, head, kind, plural, gender, role, preposition.lower(), 0, is_place)


def _kind(words: Sequence[Word], frame: Frame | None, context: str, before: str) -> Kind:
    text, head = " ".join(word.text for word in words), head_of(words)
    asked = frame.interrogative if frame else ""
    noun = singular(frame.noun.split()[-1]) if frame and frame.noun else ""
    name = singular(head)
    lowers = {word.bare for word in words}
    is_figure = words[0].text[0].isdigit() or words[0].lower in NUMBERS
    if is_clause(words) and asked != "when":
        return "clause"
    if asked == "when" or noun in nouns.TIMES or (not asked and nouns.TIME_WORD.fullmatch(text)):
        return "time"
    if asked == "how" and (noun or frame is None or len(frame.asks.split()) > 1):
        return "amount"
    if asked in {"why", "how"}:
        return "clause"
    if (
        name in nouns.TIMES
        or head.lower() in nouns.MONTHS | nouns.DAYS
        or nouns.YEAR.fullmatch(head)
    ):
        return "time"
    if is_figure and (name in nouns.UNITS or len(words) == 1):
        return "amount"
    if name in nouns.PEOPLE or noun in nouns.PEOPLE:
        return "person"
    if noun in nouns.PLACES or asked == "where" or _names_place(frame):
        return "place"
    if lowers & nouns.ORGANISATIONS or "&" in text:
        return "thing"
    if _is_person_name(words, asked, context, before):
        return "person"
    return "thing"


def _names_place(frame: Frame | None) -> bool:
    """Tell whether a place is asked for as in "What is the capital of Germany?"."""
    if frame is None or frame.gap != "predicate" or not frame.subject:
        return False
    return singular(head_of(split(frame.subject))) in nouns.PLACES


def _is_person_name(words: Sequence[Word], asked: str, context: str, before: str) -> bool:
    names = [word for word in words if word.is_name]
    if not names or words[0].lower == "the" or names != list(words):
        return False
    if any(word.bare in nouns.TITLES | nouns.FIRST_NAMES for word in names[:-1]):
        return True
    if names[0].bare in nouns.FIRST_NAMES or (asked in {"who", "whom", "whose"}):
        return len(names[0].text) == 1 or not names[0].text.isupper()
    if re.search(rf"\b{re.escape(names[-1].text)},? who\b", context):
        return True
    introduced = re.search(rf"\b(\w+) {re.escape(' '.join(w.text for w in words))}\b", context)
    if introduced and introduced.group(1).lower() in nouns.PEOPLE:
        return True
    told = _pronouns_behind(names[-1].text, context)
    if told["he"] + told["she"]:
        return told["he"] + told["she"] >= told["it"]
    name = re.escape(" ".join(word.text for word in words))
    if before.lower() in {"in", "at", "near"} or re.search(rf"\b(?:in|at|near) {name}\b", context):
        return False
    if len(names) == 1:  # a surname, where the text has a first name before it
        full = re.search(rf"\b([A-Z]\w+) {re.escape(names[0].text)}\b", context)
        return full is not None and full.group(1).lower() in nouns.FIRST_NAMES | nouns.TITLES
    return False


def _pronouns_behind(name: str, context: str) -> dict[str, int]:
    """Count which pronoun comes first behind a name, in its own or in the next sentence."""
    counts = {"he": 0, "she": 0, "it": 0}
    forms = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
    for match in re.finditer(rf"\b{re.escape(name)}\b", context):
        behind = context[match.end() : match.end() + _NEAR]
        for word in split(behind):
            if word.lower in forms:
                counts[forms[word.lower]] += 1
            elif word.lower in {"it", "its"}:
                counts["it"] += 1
            elif not (word.is_name and re.search(r"(?<![.!?“”\"])\s$", behind[: word.start])):
                continue
            break  # another name: what follows tells of that
    return counts


def _is_placed(text: str, context: str) -> bool:
    return re.search(rf"\b(?:in|at|near|from|to)\s+{re.escape(text)}\b", context) is not None


def _plural(words: Sequence[Word], head: str, kind: Kind, frame: Frame | None) -> bool | None:
    if any(word.lower == "and" for word in words):
        return True
    if kind == "person" and head[:1].isupper():
        return False
    if any(word.lower in NUMBERS - {"one"} for word in words[:2]) or (
        words[0].text[0].isdigit() and words[0].text != "1"
    ):
        return True
    if frame and frame.noun and is_plural(frame.noun.split()[-1]):
        return True
    if head[:1].isupper():
        return is_plural(head) and words[0].lower == "the"
    return is_plural(head)


def _gender(words: Sequence[Word], head: str, context: str) -> str | None:
    if head in nouns.GENDERS:
        return nouns.GENDERS[head]
    for word in words:
        if word.bare in nouns.GENDERS and (word.is_name or word.bare not in nouns.FIRST_NAMES):
            return nouns.GENDERS[word.bare]
    names = [word.text for word in words if word.is_name]
    if not names:
        return None
    told = _pronouns_behind(names[-1], context)
    if told["he"] == told["she"]:
        return None
    return "m" if told["he"] > told["she"] else "f"
