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
    AUXILIARIES,
    BE,
    DETERMINERS,
    INDEFINITE,
    NUMBERS,
    ORDINALS,
    PLURAL_AUXILIARIES,
    POSSESSIVES,
    PREPOSITIONS,
    Word,
    between,
    is_plural,
    restored,
    singular,
    split,
)
from qa.types import Turn

Kind = Literal["person", "thing", "place", "time", "amount", "clause"]
Role = Literal["answer", "subject", "object", "inner", "quote"]

MAX_WORDS = 14

_RELATIVE = re.compile(r"(?:,\s*|\s+)(?:who|whom|which|whose|where)\b.*$|\s*[;(].*$", re.DOTALL)
_NAME_BEHIND = re.compile(r"(?:[ \t]+[A-Z][\w'’-]*)+")
_NAME_BY = re.compile(r" (?:for|of|and) (?:[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*)*")
_NAME_BEFORE = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’-]* )+$")
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
    document, span = turn.answer.evidence[0].document.text, turn.answer.text_span
    if span is None:
        return None
    start, end = _whole_name(document, span.start, span.end)
    before = document[max(0, start - 40) : start]
    text = _trimmed(document[start:end], before)
    if frame is not None and frame.interrogative in {"who", "whom"}:
        text = _doer(text)
    return described(
        text,
        frame,
        context=context_of(turn),
        role="answer",
        before=before,
    )


def _doer(text: str) -> str:
    """Return the name in an answer that says more: "confirmed by the Observatory"."""
    words = split(text)
    if not _is_clause(words):
        return text
    for before, phrase in phrases(text):
        if any(word.is_name for word in phrase) and before in {"", "by"}:
            name = between(text, phrase)
            rest = text[phrase[-1].end :]
            more = _NAME_BY.match(rest)  # "the Observatory for Human Rights"
            return name + (more.group() if more else "")
    return text


def _whole_name(document: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the rest of a name that it cuts: "Marit" of "Marit Halvorsen"."""
    words = [word for word in split(document[start:end]) if not word.is_mark]
    if not words:
        return start, end
    first, last = words[0], words[-1]
    if last.is_name and (match := _NAME_BEHIND.match(document, end)):
        end = match.end()
    if first.is_name and (match := _NAME_BEFORE.search(document[max(0, start - 60) : start])):
        start -= len(match.group())
    return start, end


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
    gender = _gender(words, head, context) if kind == "person" else None
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
            if word is not None and word.is_name and word.is_open:
                start = number
                continue
        if word is not None and (word.lower in DETERMINERS | POSSESSIVES or word.lower in NUMBERS):
            start = number


def _continues(words: Sequence[Word], number: int, start: int | None) -> bool:
    word = words[number]
    if word.lower in DETERMINERS | POSSESSIVES:
        return start is not None and words[number - 1].lower == "of"
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
    if word.is_name and not before.is_name and before.lower in verbs.verbs().pasts:
        return False  # "fled Aleppo"
    # "the dogs died", "the company sold": a past behind a noun is its verb.
    return opened or not (word.lower in verbs.verbs().pasts and not word.is_name)


def _of_turn(turn: Turn) -> Iterator[Referent]:
    frame, context = parse(asked_of(turn)), context_of(turn)
    answer = answer_of(turn, frame)
    if answer is not None:
        yield answer
        yield from _parts(answer.text, "inner", context)
    if frame is not None:
        if answer is None or answer.kind == "amount" or frame.asks.lower().startswith("how"):
            yield from _asked_for(frame, context)
        is_same = frame.gap == "predicate" and answer is not None and answer.kind == "person"
        if frame.subject:
            number = frame.auxiliary.lower() in PLURAL_AUXILIARIES
            if not is_same:  # "Who is the director?": the answer is
                yield from _told(_definite(frame.subject), "subject", context, plural=number)
            yield from _parts(frame.subject, "inner", context, whole=not is_same)
        yield from _parts(_behind_verb(frame.rest), "object", context)
    else:
        yield from _parts(asked_of(turn), "object", context)
    if turn.answer.answered:
        yield from _parts(turn.answer.evidence[0].quote, "quote", context)


def _behind_verb(rest: str) -> str:
    """Return what stands behind the verb: "the glow" of "first describe the glow"."""
    for word in split(rest):
        if not (word.lower in ADVERBS | ORDINALS | BE or word.lower.endswith("ly")):
            is_verb = verbs.finite(word.lower) or verbs.is_participle(word.lower)
            return rest[word.end :] if is_verb else rest[word.start :]
    return ""


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


def _told(text: str, role: Role, context: str, *, plural: bool | None = None) -> Iterator[Referent]:
    if referent := described(text, None, context=context, role=role):
        number = referent.plural if referent.plural else plural
        yield replace(referent, plural=number)


def _parts(text: str, role: Role, context: str, *, whole: bool = True) -> Iterator[Referent]:
    for preposition, words in phrases(text):
        first = words[0]
        is_verb = verbs.is_past(first.lower) or verbs.is_participle(first.lower)
        if len(words) == 1 and not first.is_name and is_verb:
            continue
        phrase = _definite(_trimmed(between(text, words), ""))
        if whole and (referent := described(phrase, None, context=context, role=role)):
            yield replace(referent, preposition=preposition)
        for inner in _inner(between(text, words)):
            if referent := described(_trimmed(inner, ""), None, context=context, role="inner"):
                yield replace(referent, role="quote" if role == "quote" else "inner")


def _inner(phrase: str) -> Iterator[str]:
    """Yield Palmyra of "the siege of Palmyra" and of "Palmyra's fall"."""
    owner = re.match(r"(.+)['’]s\s", phrase)
    if owner:
        yield owner.group(1)
    _, of, owner_behind = phrase.partition(" of ")
    if of and owner_behind:
        yield owner_behind


def _definite(text: str) -> str:
    """Return "the gate" for "a gate": what was spoken of once is known."""
    first, space, rest = text.partition(" ")
    return f"the {rest}" if space and first.lower() in INDEFINITE else text


def _trimmed(text: str, before: str) -> str:
    """Cut an answer down to the phrase that names: no quotation marks, no relative clause."""
    whole = " ".join(text.split())
    text = _RELATIVE.sub("", whole).strip(_EDGES)
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
    is_cut = not whole.lstrip(_EDGES).startswith(text)
    if text[:1].isupper() and not is_cut and re.search(r"\bthe\s+$", before, re.IGNORECASE):
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
    if _is_clause(words) and asked != "when":
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
    return singular(_head(split(frame.subject))) in nouns.PLACES


def _is_clause(words: Sequence[Word]) -> bool:
    """Tell "the roof was leaking" and "laid siege to the city" from a noun's phrase."""
    inner = [word.lower for word in words]
    if any(word in AUXILIARIES for word in inner) or inner[0] == "that":
        return True
    is_past = inner[0] in verbs.verbs().pasts and words[0].is_open and not words[0].is_name
    return (is_past and len(words) > 1) or (
        len(words) > 8 and any(verbs.finite(word) for word in inner)
    )


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


def asked_of(turn: Turn) -> str:
    """Return the question of a turn as it was searched for, its names with their capitals."""
    return restored(turn.answer.interpreted_as or turn.question, context_of(turn))


def context_of(turn: Turn) -> str:
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
