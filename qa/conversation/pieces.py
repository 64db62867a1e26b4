"""Which questions are a piece of one: "And when?", "And in Aleppo?", "When was that?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation import verbs
from qa.conversation.frame import Frame, expanded, without_openers
from qa.conversation.kinds import Referent
from qa.conversation.reasked import (
    MEASURES,
    QUANTITIES,
    TIME_NAMED,
    by_whom,
    filler,
    whole,
)
from qa.conversation.words import (
    AUXILIARIES,
    DETERMINERS,
    INTERROGATIVES,
    PREPOSITIONS,
    PRONOUNS,
    between,
    split,
)

_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^what\s+of\s+", re.IGNORECASE)


# "When was that?", "Why did that happen?", "When did he say that?", "Why did they do it?"
_POINTS = re.compile(
    r"^(?P<asks>.*?\b(?:when|where|why|how)(?:\s+exactly)?)\s+(?:"
    r"(?:was|is|were|are|has|had)\s+(?:that|this|it)(?:\s+so)?"
    r"|(?:did|does|do|will|would)\s+(?:that|this|it|they)\s+(?:happen|occur|take\s+place|come\s+about)"
    r"|(?:did|does|do|will|would)\s+(?P<who>[\w.'’ -]{1,60}?)\s+(?P<verb>say|do|claim|state)\s+"
    r"(?:that|this|it|so)"
    r")$",
    re.IGNORECASE,
)


_REASON = re.compile(
    r"(?:what|which)(?: (?:is|was))? (?:the|his|her|its|their) reason(?: for (?:that|this|it))?",
    re.I,
)


_SAID = re.compile(
    r"who (?P<verb>says?|said|claims?|claimed|reports?|reported|confirmed) (?:that|so|this|it)$",
    re.IGNORECASE,
)


_DOER = re.compile(r"^who\s+did\s+(?:that|it|this)$", re.IGNORECASE)


_MORE = {"anything else": "What else", "anyone else": "Who else", "anybody else": "Who else"}


_LONGEST = 9  # words of a piece


def asked_piece(question: str) -> str | None:
    """Return what a piece asks for ("Since when"), None where the question is no such piece."""
    text = expanded(question).rstrip(" ?!.")
    words = [word for word in without_openers(split(text)) if word.text not in "?!.,"]
    if not words or len(words) > _LONGEST:
        return None
    bare = between(text, words)
    if _ABOUT.match(bare):
        return None
    if TIME_NAMED.fullmatch(bare) and bare[:3].lower() != "the":
        return bare
    if _REASON.fullmatch(bare):
        return "Why"
    if bare.lower() in _MORE:
        return _MORE[bare.lower()]
    lead = 1 if words[0].lower in PREPOSITIONS else 0
    if len(words) <= lead or words[lead].lower not in INTERROGATIVES:
        return None
    asks, rest = words[lead], [word.lower for word in words[lead + 1 :]]
    rest = [word for word in rest if word not in {"exactly", "else", "precisely", "then", "so"}]
    if (asks.lower, rest) in [("how", ["come"]), ("what", ["for"])]:
        return "Why"
    if asks.lower in {"what", "which"} and not rest and not lead:
        return None if asks.lower == "what" else bare
    if asks.lower in {"when", "where", "why", "who", "whom", "whose"}:
        allowed = {"not"} | (PREPOSITIONS if asks.lower in {"where", "who"} else set())
        return bare if all(word in allowed for word in rest) else None
    if asks.lower == "how" and rest and rest[0] not in QUANTITIES | MEASURES | {"far", "often"}:
        return bare if not rest else None
    return bare if _is_noun(rest, counted=asks.lower == "how") else None


def _is_noun(words: Sequence[str], *, counted: bool) -> bool:
    """Tell whether the words behind "which" or "how many" name something and say no more."""
    if counted and "of" in words:  # "how many of the rebels"
        return len(words) <= 6 and not any(word in AUXILIARIES for word in words)
    known = verbs.verbs()
    return len(words) <= 4 and not any(
        word in AUXILIARIES | DETERMINERS
        or (word in PREPOSITIONS and word != "of")
        or verbs.is_past(word)
        or word.endswith("ly")
        or (word in known.thirds and len(words) > 1 and number < len(words) - 1)
        or (word in known.bases and 0 < number < len(words) - 1)
        for number, word in enumerate(words)
    )


def doer(question: str, frame: Frame) -> str | None:
    """Return "By whom was the bell cast?" of "Who did that?"; None where no doer is open."""
    words = without_openers(split(question.rstrip(" ?!.")))
    if not words or not _DOER.match(between(question, words)):
        return None
    return by_whom(frame) or ""


def said(question: str, frame: Frame, answer: Referent | None) -> str | None:
    """Return "Who said that over 10,000 people fled?" of "Who said that?"."""
    words = without_openers(split(question.rstrip(" ?!.")))
    match = _SAID.match(between(question, words)) if words else None
    if match is None or answer is None:
        return None
    if frame.gap == "subject":
        clause = f"{filler(frame, answer)} {frame.auxiliary} {frame.rest}"
    elif frame.gap == "predicate":
        clause = f"{frame.subject} {frame.auxiliary} {answer.text}"
    else:
        return None
    return whole("Who", match["verb"], "that", clause)


def pointed(question: str) -> tuple[str, str, str, bool] | None:
    """Return what "When did he say that?" asks of the last question: "When", "he", "say".

    The fourth is whether only "it" points at it ("When was it?").
    """
    text = expanded(question).rstrip(" ?!.")
    words = without_openers(split(text))
    match = _POINTS.match(text[words[0].start :]) if words else None
    if match is None or len(match.group("asks").split()) > 3:
        return None
    by_it = re.search(r"\b(?:is|was|are|were) it$", match.group().lower()) is not None
    return match["asks"], match["who"] or "", (match["verb"] or "").lower(), by_it


def new_subject(question: str) -> tuple[str, str] | None:
    """Return the preposition ("" for none) and the phrase of "And in Aleppo?", "What about her?".

    None where the question has a verb or asks for something itself.
    """
    text = expanded(question).rstrip(" ?!.")
    words = without_openers(split(text))
    if not words:
        return None
    opened = words[0].start > 0
    text = text[words[0].start :]
    if match := _ABOUT.match(text):
        opened, text = True, text[match.end() :]
    words = split(text)
    if not words or len(words) > _LONGEST:
        return None
    if not opened and words[0].lower not in PREPOSITIONS:
        return None
    if not opened and (len(words) < 2 or not question.rstrip().endswith("?")):
        return None
    lead = words[0].text if words[0].lower in PREPOSITIONS and len(words) > 1 else ""
    phrase = words[1:] if lead else words
    if any(word.is_mark and word.text not in "-'’." for word in phrase):
        return None
    blocked = INTERROGATIVES | AUXILIARIES | PRONOUNS
    if any(word.lower in blocked and not word.text.isupper() for word in phrase):
        return None
    if len(phrase) > 1 and verbs.is_base(phrase[0].lower) and not phrase[0].is_name:
        return None
    return lead, between(text, phrase)
