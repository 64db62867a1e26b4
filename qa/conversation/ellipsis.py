"""Questions that are a piece of one ("And when?", "And in Aleppo?") to whole questions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from qa.conversation import nouns, verbs
from qa.conversation.frame import Frame, expanded, parse, without_openers
from qa.conversation.referents import Referent, described, phrases
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    INTERROGATIVES,
    NUMBERS,
    ORDINALS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    between,
    is_plural,
    singular,
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
_TIME_NAMED = re.compile(
    r"(?P<asks>(?:when|where|why|how|how long|who))? ?(?:(?:was|is|did) )?"
    r"(?P<time>(?:on |at )?the (?:first|second|third|last|previous|other) time)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"who (?P<verb>says?|said|claims?|claimed|reports?|reported|confirmed) (?:that|so|this|it)$",
    re.IGNORECASE,
)
_MORE = {"anything else": "What else", "anyone else": "Who else", "anybody else": "Who else"}
_MEASURES = frozenset(
    "big deep expensive fast good hard heavy high large long old steep strong tall thick wide".split()
)
_SPATIAL = frozenset("in at near on inside outside around".split())
_DIRECTED = frozenset("from to into towards".split())
_LONGEST = 9  # words of a piece
_QUANTITY = frozenset("many much".split())

# A phrase of a question: the preposition before it, its words, and what it names.
Known = tuple[str, Sequence[Word], Referent]


def asked_piece(question: str) -> str | None:
    """Return what a piece asks for ("Since when"), None where the question is no such piece."""
    text = expanded(question).rstrip(" ?!.")
    words = [word for word in without_openers(split(text)) if word.text not in "?!.,"]
    if not words or len(words) > _LONGEST:
        return None
    bare = between(text, words)
    if _ABOUT.match(bare):
        return None
    if _TIME_NAMED.fullmatch(bare) and bare[:3].lower() != "the":
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
    if asks.lower == "how" and rest and rest[0] not in _QUANTITY | _MEASURES | {"far", "often"}:
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


_DOER = re.compile(r"^who\s+did\s+(?:that|it|this)$", re.IGNORECASE)


def doer(question: str, frame: Frame) -> str | None:
    """Return "By whom was the bell cast?" of "Who did that?"; None where no doer is open."""
    words = without_openers(split(question.rstrip(" ?!.")))
    if not words or not _DOER.match(between(question, words)):
        return None
    return _by_whom(frame) or ""


def said(question: str, frame: Frame, answer: Referent | None) -> str | None:
    """Return "Who said that over 10,000 people fled?" of "Who said that?"."""
    words = without_openers(split(question.rstrip(" ?!.")))
    match = _SAID.match(between(question, words)) if words else None
    if match is None or answer is None:
        return None
    if frame.gap == "subject":
        clause = f"{_filler(frame, answer)} {frame.auxiliary} {frame.rest}"
    elif frame.gap == "predicate":
        clause = f"{frame.subject} {frame.auxiliary} {answer.text}"
    else:
        return None
    return _whole("Who", match["verb"], "that", clause)


def _by_whom(frame: Frame) -> str | None:
    verb = [word for word in frame.rest.split() if word not in ADVERBS][:1]
    if frame.auxiliary.lower() in BE and verb and verbs.is_participle(verb[0].lower()):
        return _whole("By whom", frame.auxiliary, frame.subject or frame.noun, frame.rest)
    return None


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


def asked_again(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Return the last question with another thing asked for: "When" of "Who sold it?".

    The last answer stands where the last question had its gap: "When did Ottilie Brandt
    sell it?".
    """
    if match := _TIME_NAMED.fullmatch(asks):
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
    if word == "how" and len(words) == 2 and lowers[-1] in _MEASURES - {"long"}:
        return _measured(asks, frame, answer)
    if word == "how" and lowers[-1] in _QUANTITY and lowers[0] == "how":
        return _counted(asks, frame, answer)
    if lowers[:2] in (["how", "many"], ["how", "much"]) and "of" in lowers:
        if frame.gap in {"subject", "object"}:
            return _in_place(asks, frame)
        return _whole(asks, frame.auxiliary, "", frame.rest)
    if lowers == ["which"]:
        return _in_place(f"Which {frame.noun}", frame) if frame.noun else None
    if lowers == ["who"] and frame.gap == "adjunct":
        return _by_whom(frame)
    if lowers[-1] == "not":
        return _whole("Why", frame.auxiliary, frame.subject, f"not {_positive(frame.rest)}")
    if word in {"which", "what"} and len(words) > 1 and frame.gap in {"subject", "object"}:
        if (
            words[-1].lower not in nouns.TIMES
            and lowers[0] == word
            and singular(words[-1].lower) == singular(frame.noun.split()[-1] if frame.noun else "")
        ):
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
            return _whole(asks, frame.auxiliary, frame.subject, "")
        first, second = answer.text, frame.subject
        if answer.kind in {"amount", "time", "thing"} and not answer.is_name:
            first, second = second, first
        return _whole(asks, frame.auxiliary, first, second)
    rest = frame.rest
    if frame.gap == "object":
        rest = _with_object(rest, answer)
    return _whole(asks, frame.auxiliary, frame.subject, rest)


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
    if not words or not opened and words[0].lower not in PREPOSITIONS or len(words) > _LONGEST:
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


def with_subject(
    asked: str, frame: Frame | None, preposition: str, phrase: str, context: str
) -> str | None:
    """Return the last question about something else: what it takes the place of is alike."""
    text = expanded(asked)
    new = described(phrase, None, context=context, role="subject")
    if new is None:
        return None
    known = list(_known(text, frame, context))
    lead = preposition.lower()
    if lead == "of":
        of = text.lower().rfind(" of ")
        if of < 0:
            return None
        end = next((words[-1].end for _, words, _ in known if words[-1].end > of), len(text))
        return f"{text[:of]} of {phrase}{text[end:]}"
    if lead:
        for before, words, one in reversed(known):
            alike = before == lead or (before in _SPATIAL and lead in _SPATIAL)
            if alike and (one.kind == "time") == (new.kind == "time"):
                start = _start_of(text, before, words)
                return f"{text[:start]}{lead} {phrase}{text[words[-1].end :]}"
        for _, words, one in reversed(known):
            names = [word for word in words if word.is_name and one.is_place]
            if lead in _DIRECTED and new.is_name and one.is_place | bool(names):
                return f"{text[: words[0].start]}{lead} {phrase}{text[words[-1].end :]}"
        if new.is_name and lead in _SPATIAL:
            for _, words, one in reversed(known):
                inner = _inner_name(words)
                if inner and any(word.lower == "of" for word in words):
                    return text[: inner[0].start] + phrase + text[inner[-1].end :]
        return f"{text.rstrip(' ?')} {lead} {phrase}?"
    target = _like(new, phrase, known, frame, text)
    if target is None:
        return _instead_of_who(frame, phrase)
    start, end = target
    return f"{text[:start]}{phrase}{text[end:]}"


def _known(text: str, frame: Frame | None, context: str) -> Iterator[Known]:
    """Yield the phrases of a question behind what it asks, none across subject and verb."""
    cuts = [0, len(text)]
    if frame is not None:
        behind = text.find(frame.asks) + len(frame.asks)
        subject = text.find(frame.subject, behind)
        cuts = [behind, len(text)]
        if frame.subject and subject >= 0:
            cuts = [behind, subject, subject + len(frame.subject), len(text)]
    for start, end in itertools.pairwise(cuts):
        for before, words in phrases(text[start:end]):
            moved = [Word(word.text, word.start + start) for word in words]
            one = described(between(text, moved), None, context=context, role="object")
            if one is not None and not _is_verb_alone(moved):
                yield before, moved, one


def _like(
    new: Referent, phrase: str, known: Sequence[Known], frame: Frame | None, text: str
) -> tuple[int, int] | None:
    """Return where the phrase stands that a new one takes the place of."""
    head = singular(new.head)
    for _, words, one in reversed(known):
        if singular(one.head) == head:
            return _without_complement(words, phrase)
    lowers = set(phrase.lower().split())
    for _, words, one in reversed(known):
        if one.kind == new.kind and new.kind in {"time", "amount"}:
            return words[0].start, words[-1].end
        ordinals = [word for word in words if word.lower in ORDINALS]
        if ordinals and lowers & ORDINALS and len(lowers - DETERMINERS) == 1:
            return ordinals[0].start, ordinals[0].end
    if new.is_name:
        same = [(words, one) for _, words, one in known if one.is_name and one.kind == new.kind]
        placed = [(w, one) for w, one in same if one.is_place == new.is_place]
        if placed or same:
            words = (placed or same)[-1][0]
            return words[0].start, words[-1].end
        for _, words, one in reversed(known):
            inner = _inner_name(words)
            if inner and new.kind != "person":
                return inner[0].start, inner[-1].end
        if frame is not None and frame.gap == "subject":
            return None
    alike = [entry for entry in known if not entry[2].is_name or not new.is_name]
    people = [entry for entry in alike if (entry[2].kind == "person") == (new.kind == "person")]
    plain = [entry for entry in (people or alike) if not entry[2].is_name] or people or alike
    if not plain:
        return None
    first = frame is not None and bool(frame.subject) and frame.gap in {"predicate", "adjunct"}
    words = plain[0 if first else -1][1]
    return _without_complement(words, phrase)


def _without_complement(words: Sequence[Word], phrase: str) -> tuple[int, int]:
    """Leave "of the Petrel" where "the captain of the Petrel" gives way to "the doctor"."""
    of = next((number for number, word in enumerate(words) if word.lower == "of"), None)
    if of is None or not of or " of " in phrase or phrase.split()[0][:1].isupper():
        return words[0].start, words[-1].end
    return words[0].start, words[of - 1].end


def _inner_name(words: Sequence[Word]) -> Sequence[Word]:
    names = [word for word in words if word.is_name]
    return names if len(names) < len(words) and names and words[-1] in names else ()


def _start_of(text: str, before: str, words: Sequence[Word]) -> int:
    return text.lower().rindex(before, 0, words[0].start) if before else words[0].start


def _is_verb_alone(words: Sequence[Word]) -> bool:
    return (
        len(words) == 1
        and not words[0].is_name
        and (verbs.is_base(words[0].lower) or verbs.is_past(words[0].lower))
    )


def _instead_of_who(frame: Frame | None, phrase: str) -> str | None:
    """Ask "Did Russia confirm it?" behind "Who confirmed it?"."""
    if frame is None or frame.gap != "subject" or frame.noun:
        return None
    if frame.auxiliary:
        return _whole("", frame.auxiliary, phrase, frame.rest)
    verb, _, rest = frame.rest.partition(" ")
    asked = verbs.finite(verb.lower())
    return _whole("", asked[0], phrase, f"{asked[1]} {rest}") if asked else None


def _of_subject(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Ask something else of "Who sold the trophy?", where the asked-for was the subject."""
    subject = _filler(frame, answer)
    if frame.auxiliary:
        rest = frame.rest
        return _whole(asks, frame.auxiliary, subject, rest)
    words = split(frame.rest)
    leading = [word for word in words[:2] if word.lower in ORDINALS or word.lower.endswith("ly")]
    adverbs = between(frame.rest, leading) if leading and words[0] == leading[0] else ""
    verb = words[1] if adverbs else words[0]
    rest = frame.rest[verb.end :]
    asked = verbs.finite(verb.lower)
    if asked is None:
        return _whole(asks, "was", "it", f"that {subject} {frame.rest}")
    auxiliary, base = asked
    return _whole(asks, auxiliary, subject, f"{adverbs} {base}{rest}")


def _filler(frame: Frame, answer: Referent | None) -> str:
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
        return _whole(asks, frame.auxiliary, frame.rest, "")
    return _whole(asks, frame.auxiliary, frame.subject, frame.rest)


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
    return _whole(asks, auxiliary, thing, "")


def _counted(asks: str, frame: Frame, answer: Referent | None) -> str | None:
    """Ask how many there are of what was the answer, or of the subject."""
    if asks.lower().endswith("much"):
        return _whole(asks, frame.auxiliary, frame.subject, frame.rest) if frame.subject else None
    if answer is not None and answer.plural and frame.gap in {"subject", "object"}:
        words = answer.text.split()
        if words[0].lower() in DETERMINERS | POSSESSIVES | NUMBERS:
            words = words[1:]
        return _in_place(f"{asks} {' '.join(words)}", frame)
    if frame.noun and frame.gap in {"subject", "object"}:
        return _in_place(f"{asks} {frame.noun}", frame)
    if frame.subject and is_plural(frame.subject.split()[-1]):
        return _whole(f"{asks} of {frame.subject}", frame.auxiliary, "", frame.rest)
    return None


def _positive(rest: str) -> str:
    return re.sub(r"^not\s+", "", rest)


def _whole(asks: str, auxiliary: str, subject: str, rest: str) -> str:
    if asks:
        auxiliary = auxiliary.lower()
    text = " ".join(f"{asks} {auxiliary} {subject} {rest}".split())
    return f"{text[:1].upper()}{text[1:]}?"
