"""What a conversation has spoken of: the phrases that a pronoun may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa.conversation import nouns, verbs
from qa.conversation.frame import Frame, parse
from qa.conversation.words import (
    ADVERBS,
    DETERMINERS,
    INDEFINITE,
    NUMBERS,
    ORDINALS,
    PLURAL_AUXILIARIES,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    between,
    is_plural,
    singular,
    split,
)
from qa.types import Turn

Kind = Literal["person", "thing", "place", "time", "amount", "clause"]
Role = Literal["answer", "subject", "object", "inner", "quote"]

MAX_WORDS = 14

_RELATIVE = re.compile(r"(?:,\s*|\s+)(?:who|whom|which|whose|where)\b.*$|\s*[;(].*$", re.DOTALL)
_EDGES = " \t\r\n.,;:!?\"'“”‘’«»()[]–—-"
_NEAR = 200  # characters behind a name in which a pronoun tells of it
_AROUND = 20_000  # characters of a document on either side of a quote that are looked at
_SPATIAL = frozenset("in at on near from to into inside outside around towards of".split())


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


def referents(history: Sequence[Turn]) -> list[Referent]:
    """Return what the last turns spoke of: the last first, answers before questions."""
    found: dict[str, Referent] = {}
    for age, turn in enumerate(reversed(history)):
        for referent in _of_turn(turn):
            key = _key(referent.text)
            if key and len(split(referent.text)) <= MAX_WORDS:
                found.setdefault(key, replace(referent, age=age))
    return list(found.values())


def answer_of(turn: Turn, frame: Frame | None) -> Referent | None:
    """Return the answer of a turn as a phrase; None of a refusal."""
    if not turn.answer.answered:
        return None
    text, document = turn.answer.text, turn.answer.evidence[0].document.text
    span = turn.answer.text_span
    before = document[max(0, span.start - 40) : span.start] if span else ""
    return described(
        _trimmed(text, before), frame, context=_context(turn), role="answer", before=before
    )


def described(
    text: str, frame: Frame | None, *, context: str, role: Role, before: str = ""
) -> Referent | None:
    """Return a phrase as a referent; `frame` is the question that it answers, if it does."""
    words = split(text)
    preposition = ""
    if len(words) > 1 and words[0].lower in PREPOSITIONS:
        preposition = words[0].text
        text, words = text[words[1].start :], words[1:]
        words = [Word(word.text, word.start - words[0].start) for word in words]
    elif match := re.search(r"\b(\w+)\s+(?:the\s+)?$", before):
        preposition = match.group(1) if match.group(1).lower() in PREPOSITIONS else ""
    if not any(word.is_open for word in words):
        return None
    head = _head(words)
    kind = _kind(text, words, head, frame, context, preposition)
    plural = _plural(words, head, kind, frame)
    gender = _gender(words, context) if kind == "person" else None
    is_place = (
        kind == "place"
        or singular(head) in nouns.PLACES
        or (head[:1].isupper() and kind == "thing" and _is_placed(text, context))
    )
    return Referent(text, head, kind, plural, gender, role, preposition.lower(), 0, is_place)


def phrases(text: str) -> Iterator[tuple[str, Sequence[Word]]]:
    """Yield the noun phrases of a text, each with the preposition before it ("" for none).

    A phrase runs from a determiner, a number, a name or a noun to the next small word;
    "of" goes on with it. There is no tagger here: what a small word does not end may hold
    a verb.
    """
    words = split(text)
    start: int | None = None
    for number in range(len(words) + 1):
        word = words[number] if number < len(words) else None
        if word is not None and _continues(words, number, start):
            start = number if start is None else start
            continue
        if start is not None:
            if any(each.is_open and each.lower not in DETERMINERS for each in words[start:number]):
                before = words[start - 1].lower if start else ""
                yield (before if before in PREPOSITIONS else ""), words[start:number]
            start = None
        if word is not None and (word.lower in DETERMINERS | POSSESSIVES or word.lower in NUMBERS):
            start = number


def _continues(words: Sequence[Word], number: int, start: int | None) -> bool:
    word = words[number]
    if word.lower in DETERMINERS | POSSESSIVES:
        return False
    if word.lower == "of":
        return (
            start is not None
            and words[number - 1].is_open
            and number + 1 < len(words)
            and (words[number + 1].is_open or words[number + 1].lower in DETERMINERS)
        )
    if word.lower in {"and", "&"} and start is not None:  # "Trinity and Tobago"
        return words[number - 1].is_name and number + 1 < len(words) and words[number + 1].is_name
    if not word.is_open:
        return False
    if start is None:
        return True
    before = words[number - 1]
    opened = before.lower in DETERMINERS | POSSESSIVES | NUMBERS or before.is_possessive
    is_verb = verbs.finite(word.lower) is not None or word.lower.endswith("ed")
    if before.is_name and not word.is_name and is_verb:
        return False
    # "the dogs died", "the company sold": a past behind a noun is its verb.
    return opened or not (word.lower in verbs.verbs().pasts and not word.is_name)


def _of_turn(turn: Turn) -> Iterator[Referent]:
    asked = turn.answer.interpreted_as or turn.question
    frame = parse(asked)
    context = _context(turn)
    answer = answer_of(turn, frame)
    if answer is not None:
        yield answer
    if frame is not None:
        yield from _asked_for(frame, context)
        if frame.subject:
            number = frame.auxiliary.lower() in PLURAL_AUXILIARIES
            yield from _told(_definite(frame.subject), "subject", context, plural=number)
            yield from _parts(frame.subject, "inner", context)
        yield from _parts(frame.rest, "object", context)
    else:
        yield from _parts(asked, "object", context)
    if turn.answer.answered:
        yield from _parts(turn.answer.evidence[0].quote, "quote", context)


def _asked_for(frame: Frame, context: str) -> Iterator[Referent]:
    """Yield "the people who fled" of "How many people fled?", "the sons" of "Which sons ...?"."""
    if not frame.noun or frame.gap == "adjunct":
        return
    text = f"the {frame.noun}"
    if frame.gap == "subject" and singular(frame.noun.split()[-1]) in nouns.PEOPLE:
        text = f"{text} who {' '.join([frame.auxiliary, frame.rest]).strip()}"
    plural = frame.asks.lower().startswith("how many") or is_plural(frame.noun.split()[-1])
    if referent := described(text, None, context=context, role="subject"):
        head = frame.noun.split()[-1]
        kind: Kind = "person" if singular(head) in nouns.PEOPLE else referent.kind
        yield replace(referent, head=head, plural=plural, kind=kind)


def _told(
    text: str, role: Role, context: str, *, plural: bool | None = None
) -> Iterator[Referent]:
    if referent := described(text, None, context=context, role=role):
        number = referent.plural if referent.plural else plural
        yield replace(referent, plural=number)


def _parts(text: str, role: Role, context: str) -> Iterator[Referent]:
    for preposition, words in phrases(text):
        phrase = _definite(_trimmed(between(text, words), ""))
        if referent := described(phrase, None, context=context, role=role):
            yield replace(referent, preposition=preposition)


def _definite(text: str) -> str:
    """Return "the gate" for "a gate": what was spoken of once is known."""
    first, space, rest = text.partition(" ")
    return f"the {rest}" if space and first.lower() in INDEFINITE else text


def _trimmed(text: str, before: str) -> str:
    """Cut an answer down to the phrase that names: no quotation marks, no relative clause."""
    text = _RELATIVE.sub("", " ".join(text.split())).strip(_EDGES)
    parts = [part.strip() for part in text.split(",")]
    names = [part for part in parts if _is_full_name(split(part))]
    if len(parts) > 1 and len(names) == 1:
        text = names[0]  # "Ottilie Brandt, the treasurer"
    words = split(text)
    name = [word for word in words if word.is_name]
    if (
        len(name) >= 2
        and words[-len(name) :] == name
        and len(words) > len(name)
        and not any(word.lower in PREPOSITIONS for word in words)
        and any(word.lower not in DETERMINERS for word in words[: -len(name)])
        and not any(word.lower in nouns.ORGANISATIONS for word in name)
    ):
        text = between(text, name)  # "the engineer Isobel Crane"
    if text[:1].isupper() and re.search(r"\bthe\s+$", before, re.IGNORECASE):
        text = f"the {text}"
    return text


def _is_full_name(words: Sequence[Word]) -> bool:
    return len(words) >= 2 and all(word.is_name for word in words)


def _head(words: Sequence[Word]) -> str:
    """Return the noun that a phrase is about: the last before "of", "at" and their like."""
    end = next(
        (
            number
            for number, word in enumerate(words)
            if number and (word.lower in PREPOSITIONS or word.is_mark or word.lower == "who")
        ),
        len(words),
    )
    before = [word for word in words[:end] if word.is_open and word.lower not in ADVERBS]
    return (before or words)[-1].text


def _kind(  # noqa: PLR0911, PLR0913 - one kind after another
    text: str, words: Sequence[Word], head: str, frame: Frame | None, context: str, before: str
) -> Kind:
    asked = frame.interrogative if frame else ""
    noun = singular(frame.noun.split()[-1]) if frame and frame.noun else ""
    name = singular(head)
    lowers = {word.bare for word in words}
    is_figure = words[0].text[0].isdigit() or words[0].lower in NUMBERS
    if asked == "when" or noun in nouns.TIMES or (not asked and nouns.TIME_WORD.fullmatch(text)):
        return "time"
    if asked == "how" and (noun or frame is None or len(frame.asks.split()) > 1):
        return "amount" if not noun or is_figure is False else _counted(noun)
    if asked in {"why", "how"}:
        return "clause"
    if name in nouns.TIMES or head.lower() in nouns.MONTHS | nouns.DAYS or nouns.YEAR.fullmatch(head):
        return "time"
    if is_figure and (name in nouns.UNITS or len(words) == 1):
        return "amount"
    if name in nouns.PEOPLE or noun in nouns.PEOPLE:
        return "person"
    if len(words) > 8 and any(verbs.finite(word.lower) for word in words if word.is_open):
        return "clause"
    if noun in nouns.PLACES or asked == "where":
        return "place"
    if lowers & nouns.ORGANISATIONS or "&" in text:
        return "thing"
    if _is_person_name(words, asked, context, before):
        return "person"
    return "thing"


def _counted(noun: str) -> Kind:
    return "person" if noun in nouns.PEOPLE else "thing"


def _is_person_name(words: Sequence[Word], asked: str, context: str, before: str) -> bool:
    names = [word for word in words if word.is_name]
    if not names or words[0].lower == "the" or names != list(words):
        return False
    if any(word.bare in nouns.TITLES | nouns.FIRST_NAMES for word in names[:-1]):
        return True
    if names[0].bare in nouns.FIRST_NAMES or (asked in {"who", "whom", "whose"}):
        return len(names[0].text) == 1 or not names[0].text.isupper()
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


def _gender(words: Sequence[Word], context: str) -> str | None:
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


def _context(turn: Turn) -> str:
    """Return the text around what was quoted, which tells who is "he" there and what is a place."""
    quotes = turn.answer.evidence or turn.answer.related
    if not quotes:
        return ""
    first = quotes[0]
    text = first.document.text
    return text[max(0, first.start - _AROUND) : first.end + _AROUND]


def _key(text: str) -> str:
    words = [word.bare for word in split(text) if word.lower not in DETERMINERS]
    return " ".join(word for word in words if word not in ORDINALS or len(words) > 1)
