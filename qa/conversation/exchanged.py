"""The last question about something else: "And in Aleppo?" of "Who fled Palmyra?"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from qa.conversation import verbs
from qa.conversation.frame import Frame, expanded
from qa.conversation.kinds import Referent, described
from qa.conversation.phrases import phrases
from qa.conversation.reasked import whole
from qa.conversation.words import DETERMINERS, ORDINALS, Word, between, singular

_SPATIAL = frozenset("in at near on inside outside around".split())


_DIRECTED = frozenset("from to into towards".split())


# A phrase of a question: the preposition before it, its words, and what it names.
Known = tuple[str, Sequence[Word], Referent]


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
            for _, words, _one in reversed(known):
                inner = _inner_name(words)
                if inner and any(word.lower == "of" for word in words):
                    return text[: inner[0].start] + phrase + text[inner[-1].end :]
        return f"{text.rstrip(' ?')} {lead} {phrase}?"
    target = _like(new, phrase, known, frame)
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
    new: Referent, phrase: str, known: Sequence[Known], frame: Frame | None
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
            named = words[0] if words[0].lower in DETERMINERS else ordinals[0]
            return named.start, ordinals[0].end
    if new.is_name:
        same = [(words, one) for _, words, one in known if one.is_name and one.kind == new.kind]
        placed = [(w, one) for w, one in same if one.is_place == new.is_place]
        if placed or same:
            words = (placed or same)[-1][0]
            return words[0].start, words[-1].end
        for _, words, _one in reversed(known):
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
    if of is None or not of or " of " in phrase or phrase.split(maxsplit=1)[0][:1].isupper():
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
        return whole("", frame.auxiliary, phrase, frame.rest)
    verb, _, rest = frame.rest.partition(" ")
    asked = verbs.finite(verb.lower())
    return whole("", asked[0], phrase, f"{asked[1]} {rest}") if asked else None
