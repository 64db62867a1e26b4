"""What "that siege", "those" and "that" stand for, and "the latter" and "the second one"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation import choice, nouns, verbs
from qa.conversation.inside import ends
from qa.conversation.kinds import Referent
from qa.conversation.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    INTERROGATIVES,
    PREPOSITIONS,
    Edit,
    Word,
    is_plural,
    singular,
)

_ONE = re.compile(
    r"\b(?:the|this|that|which|another|what|new|old|other|\w+(?:er|est|th|st|nd|rd))\s+(ones?)\b"
    r"(?!\s+of\b)",
    re.IGNORECASE,
)


_LATTER = re.compile(
    r"\bthe\s+(former(?=\W*$|\s+(?:is|was|did|does|has|had|will)\b)"
    r"|latter(?!\s+(?:half|part|days|years|stages?)\b))\b",
    re.IGNORECASE,
)


_SAME_TIME = re.compile(
    r"\b(?:on|in|at)?\s*the\s+same\s+(day|year|month|week)\b(?!\s+(?:as|that))", re.I
)


def with_short_names(question: str, found: Sequence[Referent]) -> str:
    """Put in what "the latter", "the second one" and "on the same day" stand for."""
    if match := _LATTER.search(question):
        both = next((one.text for one in found if " and " in one.text), "")
        if both:
            first, _, second = both.rpartition(" and ")
            chosen = first if match.group(1).lower() == "former" else second
            question = question[: match.start()] + chosen + question[match.end() :]
    if match := _ONE.search(question):
        head = _counted_head(found)
        words = question[: match.start(1)].split()
        if head and not any(singular(word) == singular(head) for word in words):
            question = question[: match.start(1)] + head + question[match.end(1) :]
    if match := _SAME_TIME.search(question):
        time = choice.time(found)
        if time is not None:
            before = time.preposition or "in"
            question = f"{question[: match.start()]} {before} {time.text}{question[match.end() :]}"
            question = " ".join(question.split())
    return question


def _counted_head(found: Sequence[Referent]) -> str:
    """Return the noun that "one" stands for."""
    for referent in found:
        if referent.kind in {"thing", "place"} and not referent.is_name and referent.age == 0:
            return referent.head if referent.role != "quote" else ""
    return ""


def demonstrative(words: Sequence[Word], number: int, found: Sequence[Referent]) -> Edit | None:
    """Return what "that siege", "that" or "those" at a place is to give way to."""
    word = words[number]
    before = words[number - 1] if number else None
    following = words[number + 1 :]
    if (
        not following
        or following[0].text in "?!.,"
        or following[0].lower in AUXILIARIES | PREPOSITIONS
    ):
        # "Who said that?", "What does that mean?", but not "the report that was printed"
        return _bare(words, number, found)
    if before is not None and before.lower in {
        "did",
        "does",
        "do",
        "will",
        "can",
        "could",
        "would",
    }:
        is_verb = verbs.is_base(following[0].lower) and not is_plural(following[0].lower)
        if is_verb and word.lower in {"that", "this"}:
            return _bare(words, number, found)
    noun = _noun_behind(following)
    is_verb = bool(noun) and len(noun) == 1 and noun[0].lower in verbs.verbs().pasts
    if not noun or noun[-1].is_possessive or (word.lower == "that" and is_verb):
        return None
    head = noun[-1].lower
    if word.lower in {"this", "these"} and singular(head) in nouns.DOCUMENT | nouns.PRESENT | {
        "day"
    }:
        return None
    opens = before is None or before.lower in PREPOSITIONS | AUXILIARIES | INTERROGATIVES
    referent = choice.named(head, found)
    if word.lower in {"that", "this"} and is_plural(head):
        return None  # "the mission that dates back to 1909"
    if referent is None or not (opens or word.lower != "that" or ends(following, len(noun))):
        return None
    if _is_inside(head, words[:number]):
        return None
    text = referent.text
    if referent.kind == "time" and (before is None or before.lower not in PREPOSITIONS):
        text = f"{referent.preposition or 'in'} {text}"
    at = before if before is not None and before.lower == "at" and referent.kind == "time" else None
    if at is not None:  # "at that time"
        return Edit(at.start, noun[-1].end, f"{referent.preposition or 'in'} {text}")
    return Edit(word.start, noun[-1].end, text)


def _bare(words: Sequence[Word], number: int, found: Sequence[Referent]) -> Edit | None:
    word, before = words[number], words[number - 1] if number else None
    if word.lower == "this":
        return None  # what is being read, as often as what was said
    if before is not None and (before.is_open or before.lower in CONJUNCTIONS):
        is_verb = verbs.finite(before.lower) is not None
        if not is_verb or not ends(words, number + 1):
            return None  # "the report that was printed"
    if word.lower in {"those", "these"}:
        if not ends(words, number + 1) or words[-1].lower in PREPOSITIONS:
            return None  # "those who fled", "those with no symptoms"
        if number + 1 < len(words) and words[number + 1].lower in PREPOSITIONS:
            return None
        referent = choice.choose(choice.THEY, found, as_object=True)
    else:
        answers = [
            one for one in found if one.role == "answer" and one.age == 0 and one.kind != "person"
        ]
        referent = answers[0] if answers else choice.choose(choice.IT, found, as_object=True)
    return Edit(word.start, word.end, referent.text) if referent is not None else None


def _noun_behind(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words from a demonstrative to its noun."""
    found: list[Word] = []
    for word in words:
        if not word.is_open or word.lower in DETERMINERS:
            break
        if (
            found
            and (verbs.is_past(word.lower) or word.lower in verbs.verbs().thirds)
            and not (is_plural(word.lower) and word.lower not in verbs.verbs().thirds)
        ):
            break
        found.append(word)
        if singular(word.lower) in nouns.TIMES | nouns.PLACES | nouns.EVENTS | nouns.PEOPLE:
            break
    return found


def _is_inside(head: str, words: Sequence[Word]) -> bool:
    return any(singular(word.bare) == singular(head) for word in words)
