"""The last question with another thing asked for: "When" of "Who sold it?"."""

from __future__ import annotations

import re

from qa.conversation import nouns, verbs
from qa.conversation.frame import Frame
from qa.conversation.kinds import Referent, described
from qa.conversation.words import (
    ADVERBS,
    BE,
    DETERMINERS,
    INTERROGATIVES,
    NUMBERS,
    ORDINALS,
    POSSESSIVES,
    PREPOSITIONS,
    between,
    is_plural,
    singular,
    split,
)

MEASURES = frozenset(
    "big deep expensive fast hard heavy high large long old steep strong tall thick wide".split()
)


TIME_NAMED = re.compile(
    r"(?P<asks>(?:when|where|why|how|how long|who))? ?(?:(?:was|is|did) )?"
    r"(?P<time>(?:on |at )?the (?:first|second|third|last|previous|other) time)",
    re.IGNORECASE,
)
QUANTITIES = frozenset("many much".split())


def asked_again(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Return the last question with another thing asked for: "When" of "Who sold it?".

    The last answer stands where the last question had its gap: "When did Ottilie Brandt
    sell it?".
    """
    if match := TIME_NAMED.fullmatch(asks):
        again = asked_again(match["asks"] or frame.asks, frame, answer)
        return again and f"{again[:-1]} {match['time'].lower()}?"
    words = split(asks)
    if words[-1].lower in PREPOSITIONS and len(words) == 2:  # "Where to"
        again = asked_again(words[0].text, frame, answer)
        return again and f"{again[:-1]} {words[-1].lower}?"
    word = next((each.lower for each in words if each.lower in INTERROGATIVES), "")
    lowers = [each.lower for each in words]
    if word in {"which", "what"} and lowers[-1] in {"one", "ones"} and frame.noun:
        return _in_place(f"Which {frame.noun}", frame)
    if "else" in lowers or (word in {"who", "which"} and frame.gap == "subject" and frame.noun):
        return _in_place(asks, frame)
    if word == "how" and len(words) == 2 and lowers[-1] in MEASURES - {"long"}:
        return _measured(asks, frame, answer)
    if word == "how" and lowers[-1] in QUANTITIES and lowers[0] == "how":
        return _counted(asks, frame, answer)
    if lowers[:2] in (["how", "many"], ["how", "much"]) and "of" in lowers:
        if frame.gap in {"subject", "object"}:
            return _in_place(asks, frame)
        return whole(asks, frame.auxiliary, "", frame.rest)
    if lowers == ["which"]:
        return _in_place(f"Which {frame.noun}", frame) if frame.noun else None
    if lowers == ["who"] and frame.gap == "adjunct":
        return by_whom(frame)
    if lowers[-1] == "not":
        return whole("Why", frame.auxiliary, frame.subject, f"not {_positive(frame.rest)}")
    noun = singular(frame.noun.split()[-1]) if frame.noun else ""
    is_noun = lowers[0] == word and word in {"which", "what"} and singular(lowers[-1]) == noun
    if is_noun and frame.gap in {"subject", "object"}:
        return _in_place(asks, frame)
    if word in nouns.TIMES or (lowers[0] in {"which", "what"} and lowers[-1] in nouns.TIMES):
        asks = f"{'On' if lowers[-1] == 'day' else 'In'} {asks[0].lower()}{asks[1:]}"
    if frame.gap == "subject":
        return _of_subject(asks, frame, answer)
    if frame.gap == "predicate":
        if answer is None or answer.kind == "clause":
            subject = described(frame.subject, None, context="", role="subject")
            if subject is None or singular(subject.head) not in nouns.EVENTS:
                return None
            return whole(asks, frame.auxiliary, frame.subject, "")
        first, second = answer.text, frame.subject
        if answer.kind in {"amount", "time", "thing"} and not answer.is_name:
            first, second = second, first
        return whole(asks, frame.auxiliary, first, second)
    rest = frame.rest
    if frame.gap == "object":
        rest = _with_object(rest, answer)
    return whole(asks, frame.auxiliary, frame.subject, rest)


def _of_subject(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Ask something else of "Who sold the trophy?", where the asked-for was the subject."""
    subject = filler(frame, answer)
    if frame.auxiliary:
        rest = frame.rest
        return whole(asks, frame.auxiliary, subject, rest)
    words = split(frame.rest)
    leading = [word for word in words[:2] if word.lower in ORDINALS or word.lower.endswith("ly")]
    adverbs = between(frame.rest, leading) if leading and words[0] == leading[0] else ""
    verb = words[1] if adverbs else words[0]
    rest = frame.rest[verb.end :]
    asked = verbs.finite(verb.lower)
    if asked is None:
        return whole(asks, "was", "it", f"that {subject} {frame.rest}")
    auxiliary, base = asked
    return whole(asks, auxiliary, subject, f"{adverbs} {base}{rest}")


def filler(frame: Frame, answer: Referent | None) -> str:
    """Return what stands where the last question asked: the answer, or no more than its kind."""
    if answer is None or answer.kind == "clause" or frame.asks.lower() in {"how", "why"}:
        if frame.noun:
            return frame.noun if is_plural(frame.noun.split()[-1]) else f"the {frame.noun}"
        return "someone" if frame.interrogative.startswith("who") else "something"
    text = answer.text
    if frame.asks.lower().startswith("how many"):
        noun = frame.noun.split()[-1].lower()
        if noun not in text.lower() and is_figure(split(text)[-1].text):
            text = f"{text} {frame.noun}"
    return text


def is_figure(word: str) -> bool:
    """Tell whether a word is a number."""
    return word[0].isdigit() or word.lower() in NUMBERS


def _with_object(rest: str, answer: Referent | None) -> str:
    """Put the last answer behind the verb that it was the object of."""
    words = split(rest)
    text = answer.text if answer is not None else ""
    is_short = 0 < len(text.split()) <= 8 and answer is not None and answer.kind != "clause"
    verb = next((word.lower for word in words if verbs.is_base(word.lower)), "")
    if verb in {"say", "claim", "state", "tell", "think", "believe", "argue", "do"} or (
        text and not is_short
    ):
        text = "that" if words and verb not in {"do"} else ""
    if not text or not words:
        return rest
    if words[-1].lower in PREPOSITIONS and len(words) > 1:
        return f"{rest} {text}"
    place = (
        1 if verbs.is_base(words[0].lower) or verbs.is_participle(words[0].lower) else len(words)
    )
    while 0 < place < len(words) and words[place].lower in {"up", "down", "out", "off", "over"}:
        place += 1
    end = words[place - 1].end
    return f"{rest[:end]} {text}{rest[end:]}"


def _in_place(asks: str, frame: Frame) -> str:
    """Ask with other words for the same thing: "Who else confirmed it?"."""
    if frame.gap == "subject":
        return whole(asks, frame.auxiliary, frame.rest, "")
    return whole(asks, frame.auxiliary, frame.subject, frame.rest)


def _measured(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Ask "How high is the bridge?" of what the last turn was about."""
    thing = frame.subject
    if answer is not None and answer.kind in {"person", "thing", "place"}:
        thing = answer.text
    if not thing:
        return None
    auxiliary = frame.auxiliary if frame.auxiliary in BE else "is"
    if frame.auxiliary in {"did", "had"} or (not frame.auxiliary and frame.gap == "subject"):
        auxiliary = "was"
    return whole(asks, auxiliary, thing, "")


def _counted(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Ask how many there are of what was the answer, or of the subject."""
    if asks.lower().endswith("much"):
        return whole(asks, frame.auxiliary, frame.subject, frame.rest) if frame.subject else None
    if answer is not None and answer.plural and frame.gap in {"subject", "object"}:
        words = answer.text.split()
        if words[0].lower() in DETERMINERS | POSSESSIVES | NUMBERS:
            words = words[1:]
        return _in_place(f"{asks} {' '.join(words)}", frame)
    if frame.noun and frame.gap in {"subject", "object"}:
        return _in_place(f"{asks} {frame.noun}", frame)
    if frame.subject and is_plural(frame.subject.split()[-1]):
        return whole(f"{asks} of {frame.subject}", frame.auxiliary, "", frame.rest)
    return None


def by_whom(frame: Frame) -> str | None:
    """Return "By whom was the bell cast?" of "When was the bell cast?"."""
    verb = [word for word in frame.rest.split() if word not in ADVERBS][:1]
    if frame.auxiliary.lower() in BE and verb and verbs.is_participle(verb[0].lower()):
        return whole("By whom", frame.auxiliary, frame.subject or frame.noun, frame.rest)
    return None


def _positive(rest: str) -> str:
    return re.sub(r"^not\s+", "", rest)


def whole(asks: str, auxiliary: str, subject: str, rest: str) -> str:
    """Put the parts of a question together."""
    if asks:
        auxiliary = auxiliary.lower()
    text = " ".join(f"{asks} {auxiliary} {subject} {rest}".split())
    return f"{text[:1].upper()}{text[1:]}?"
