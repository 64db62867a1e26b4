"""The noun phrases of a text, without a tagger: what the small words leave between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.conversation import nouns, verbs
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    INDEFINITE,
    NUMBERS,
    POSSESSIVES,
    PREPOSITIONS,
    Word,
    between,
    split,
)

_RELATIVE = re.compile(
    r"(?:,\s*+|(?<!\s)\s++)(?:who|whom|which|whose|where)\b.*$|(?<!\s)\s*+[;(].*$", re.DOTALL
)


_EDGES = " \t\r\n.,;:!?\"'“”‘’«»()[]–—-"


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


def _is_full_name(words: Sequence[Word]) -> bool:
    return len(words) >= 2 and all(word.is_name for word in words)


def trimmed(text: str, before: str) -> str:
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


def definite(text: str) -> str:
    """Return "the gate" for "a gate": what was spoken of once is known."""
    first, space, rest = text.partition(" ")
    return f"the {rest}" if space and first.lower() in INDEFINITE else text


def owners(phrase: str) -> Iterator[str]:
    """Yield Palmyra of "the siege of Palmyra" and of "Palmyra's fall"."""
    owner = re.match(r"(.+)['’]s\s", phrase)
    if owner:
        yield owner.group(1)
    _, of, owner_behind = phrase.partition(" of ")
    if of and owner_behind:
        yield owner_behind


def head_of(words: Sequence[Word]) -> str:
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


def is_clause(words: Sequence[Word]) -> bool:
    """Tell "the roof was leaking" and "laid siege to the city" from a noun's phrase."""
    if not words:
        return False
    inner = [word.lower for word in words]
    if any(word.lower in AUXILIARIES and not word.is_open for word in words) or inner[0] == "that":
        return True
    is_past = inner[0] in verbs.verbs().pasts and words[0].is_open and not words[0].is_name
    return (is_past and len(words) > 1) or (
        len(words) > 8 and any(verbs.finite(word) for word in inner)
    )
