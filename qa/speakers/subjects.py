"""Noun phrases that may speak: a name, a role, a pronoun, found before or behind a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus import Span
from qa.speakers.narration import Token, Unit
from qa.speakers.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    HE,
    NOBODY,
    NUMBERED,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    SHE,
    is_adverb,
    is_function,
    is_past,
)

Kind = Literal["name", "role", "pronoun", "nobody"]

_MAX_WORDS = 9
_INSIDE = frozenset({"of", "for"})  # "the head of the council", "a spokesman for the ministry"
_AROUND = frozenset("at from in to with near on behind by outside under".split())
_DATING = frozenset("last next this since early late mid".split())
_SPEAKING_PRONOUNS = HE | SHE | {"it", "they"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase at [first, last] of a unit; `name` is the span of the words that name it."""

    kind: Kind
    first: int
    last: int
    name: Span


def _subject(unit: Unit, kind: Kind, first: int, last: int) -> Subject:
    return Subject(kind, first, last, Span(unit[first].start, unit[last].end))


def is_name_word(token: Token) -> bool:
    """Return whether a token can be a word of a name: a capital, and no function word."""
    return token.is_capital and not is_function(token.lower)


# Given names as well: "June Arkwright", but "in June Arkwright said".
_GIVEN = frozenset("april may june august jan summer".split())


def _is_name_at(unit: Unit, at: int) -> bool:
    token = unit[at]
    if not token.is_capital or token.lower not in _GIVEN:
        return is_name_word(token)
    before = unit[at - 1] if at else None
    is_dated = before is not None and (
        before.lower in PREPOSITIONS or before.text[0].isdigit() or before.lower in _DATING
    )
    return not is_dated and at + 1 < len(unit) and is_name_word(unit[at + 1])


def name_from(unit: Unit, first: int) -> int | None:
    """Return where the name that begins at `first` ends (its last token); None if none does."""
    if not 0 <= first < len(unit) or not _is_name_at(unit, first):
        return None
    last = at = first
    while at + 1 < len(unit) and not unit[last].is_possessive:
        at += 1
        if _is_name_at(unit, at) or (unit[at].text == "&" and last == at - 1):
            last = at
        elif unit[at].lower not in PARTICLES or at - last > 2:
            break
    return last if unit[last].text != "&" else last - 1


def _name_to(unit: Unit, last: int, floor: int) -> int | None:
    """Return where the name that ends at `last` begins; None if none does."""
    if last < floor or not is_name_word(unit[last]) or unit[last].is_possessive:
        return None
    first = at = last
    while at - 1 >= floor:
        at -= 1
        if _is_name_at(unit, at) and not unit[at].is_possessive:
            first = at
        elif unit[at].lower not in PARTICLES or first - at > 2 or unit[at].is_capital:
            break
    return first


def ending_at(unit: Unit, last: int, floor: int) -> Subject | None:
    """Return the noun phrase whose last word is at `last`; it begins at `floor` or behind it."""
    if last < floor or not unit[last].is_word:
        return None
    word = unit[last].lower
    if word in NOBODY or word in {"someone", "somebody", "anyone", "anybody"}:
        return _subject(unit, "nobody", last, last)
    if word in PRONOUNS or word in {"others", "another"}:
        kind: Kind = "pronoun" if word in _SPEAKING_PRONOUNS else "nobody"
        return _subject(unit, kind, last, last)
    first = _name_to(unit, last, floor)
    found = (
        _subject(unit, "name", first, last)
        if first is not None and not _is_modifier(unit, first, last)
        else _role_to(unit, last, floor)
    )
    return _widened(unit, found, floor) if found else _of_something(unit, last, floor)


def _of_something(unit: Unit, last: int, floor: int) -> Subject | None:
    """Return "the minister for trade": a noun without an article behind "of" or "for"."""
    at = last
    while at > floor and last - at < 3 and unit[at].is_word and unit[at].lower not in _INSIDE:
        at -= 1
    if at <= floor or at == last or unit[at].lower not in _INSIDE:
        return None
    before = ending_at(unit, at - 1, floor)
    if before is None or before.kind != "role":
        return None
    return Subject("role", before.first, last, Span(before.name.start, unit[last].end))


def _is_modifier(unit: Unit, first: int, last: int) -> bool:
    # "the Guardian", "The Chair", "the UK": a name with an article is a role for our ends.
    before = unit[first - 1].lower if first else ""
    return before in {"the", "a", "an"} and last - first < _MAX_WORDS


def _role_to(unit: Unit, last: int, floor: int) -> Subject | None:
    at = last
    while at >= floor and last - at < _MAX_WORDS and unit[at].is_word:
        word = unit[at].lower
        if word in DETERMINERS:
            if at == last:
                return None
            if word in NUMBERED and at > floor and unit[at - 1].lower in DETERMINERS:
                at -= 1
            return _subject(unit, "role", at, _trimmed(unit, at, last))
        if is_function(word) or word in PREPOSITIONS:
            break
        at -= 1
    return _bare_role(unit, at + 1, last)


def _bare_role(unit: Unit, first: int, last: int) -> Subject | None:
    """Return "local officials", "Police", "Hallam’s neighbour": no article stands before them."""
    if first > last or last - first > 3:
        return None
    owner = next((at for at in range(first, last) if unit[at].is_possessive), None)
    if owner is not None:
        begin = owner
        while begin > first and is_name_word(unit[begin - 1]):
            begin -= 1
        return _subject(unit, "role", begin, last)
    head = unit[last].lower
    if (head.endswith("s") and not head.endswith("ss")) or head in {"police", "people", "men"}:
        return _subject(unit, "role", first, last)
    return None


def _trimmed(unit: Unit, first: int, last: int) -> int:
    """Return the last word of "a woman" in "a woman standing"."""
    while last - 1 > first and unit[last].lower.endswith("ing"):
        last -= 1
    return last


def _widened(unit: Unit, found: Subject, floor: int) -> Subject:
    """Take in "a spokesman for" before "the ministry", and "Keller and" before "Brandt"."""
    at = found.first - 1
    if at <= floor or found.kind == "pronoun":
        return found
    link = unit[at].lower
    before = ending_at(unit, at - 1, floor) if link in {*_INSIDE, *_AROUND, "and"} else None
    if before is None or before.kind not in {"name", "role"}:
        return found
    if link == "and":
        opens = before.first == floor or not unit[before.first - 1].is_word
        return _subject(unit, "name", before.first, found.last) if opens else found
    if before.kind == "role":
        is_owner = link in _INSIDE
        end = found.name.end if is_owner else before.name.end
        return Subject("role", before.first, found.last, Span(before.name.start, end))
    opens = before.first == floor or not unit[before.first - 1].is_word
    is_person = opens and not unit[before.last].lower.endswith("ing")
    return Subject("name", before.first, found.last, before.name) if is_person else found


def starting_at(unit: Unit, first: int) -> Subject | None:
    """Return the noun phrase whose first word is at `first`, an apposition that names it taken in.

    "the mine’s director, Hugo Falk," is named by "Hugo Falk".
    """
    if first >= len(unit) or not unit[first].is_word:
        return None
    word = unit[first].lower
    if word in NOBODY:
        return _subject(unit, "nobody", first, first)
    if word in PRONOUNS and word not in DETERMINERS:
        kind: Kind = "pronoun" if word in _SPEAKING_PRONOUNS else "nobody"
        return _subject(unit, kind, first, first)
    last = name_from(unit, first)
    if last is not None and not unit[last].is_possessive and not _goes_on(unit, last):
        return _coordinated(unit, _subject(unit, "name", first, last))
    return _role_from(unit, first)


def _goes_on(unit: Unit, last: int) -> bool:
    """Return whether a common noun follows a capital: "Ulm officials", "the Norwegian minister"."""
    if last + 1 >= len(unit) or not unit[last + 1].is_word:
        return False
    word = unit[last + 1].lower
    return not (is_function(word) or is_past(word) or unit[last + 1].is_capital) and (
        word.endswith("s") and not word.endswith("ss")
    )


def _coordinated(unit: Unit, found: Subject) -> Subject:
    at = found.last + 1
    if at < len(unit) and unit[at].lower == "and":
        second = name_from(unit, at + 1)
        if second is not None and (second + 1 >= len(unit) or not unit[second + 1].is_word):
            return _subject(unit, "name", found.first, second)
    return found


def _role_from(unit: Unit, first: int) -> Subject | None:
    has_article = unit[first].lower in DETERMINERS
    last = at = first
    name = None  # where the capitals at the end of the phrase begin
    inside = False  # behind "of" or "for"
    while at < len(unit) and unit[at].is_word and at - first <= _MAX_WORDS:
        word = unit[at].lower
        if word in _INSIDE and at > first:
            inside, name = True, None
        elif word in DETERMINERS and (at == first or inside):
            pass
        elif is_function(word) or (is_past(word) and at > first):
            break
        else:
            capital = unit[at].is_capital and not unit[at].is_possessive
            name = (at if name is None else name) if capital else None
            inside = inside and capital
            last = at
        at += 1
    if last == first and has_article:
        return None
    return _named(unit, first, last, name, has_article=has_article)


def _named(
    unit: Unit, first: int, last: int, name: int | None, *, has_article: bool
) -> Subject | None:
    """Return the phrase with the span of the name in it or beside it, if there is one."""
    behind_of = name is not None and unit[name - 1].lower in {*_INSIDE, "the", "a", "an"}
    if name is not None and name > first and not behind_of:
        span = Span(unit[name].start, unit[last].end)
        return Subject("name", first, last, span)  # "harbour master Anna Keller"
    beside = apposed_name(unit, last + 1)
    if beside is not None:
        return Subject("name", first, beside.last, beside.name)
    if has_article or any(token.is_possessive for token in unit[first:last]):
        return _subject(unit, "role", first, last)
    return _bare_role(unit, first, last)


def apposed_name(unit: Unit, comma: int) -> Subject | None:
    """Return the name alone between the comma at `comma` and the next mark: ", Hugo Falk,"."""
    if comma >= len(unit) or not unit[comma].is_mark(","):
        return None
    last = name_from(unit, comma + 1)
    if last is None or unit[last].is_possessive:
        return None
    if last + 1 < len(unit) and not unit[last + 1].is_mark(",.;:—–-"):
        return None
    return _subject(unit, "name", comma + 1, last)


def opening(unit: Unit, first: int) -> Subject | None:
    """Return the subject of the clause that begins at `first`, what may stand before it left out.

    "In a statement, Keller ...", "But the mayor ...".
    """
    at = first
    while at < len(unit) and unit[at].is_word and unit[at].lower in {"and", "but", "so", "yet"}:
        at += 1
    if at < len(unit) and _is_introduction(unit, at):
        comma = next((i for i in range(at, len(unit)) if unit[i].is_mark(",")), None)
        if comma is None:
            return None
        at = comma + 1
    return starting_at(unit, at)


def _is_introduction(unit: Unit, at: int) -> bool:
    word = unit[at].lower
    is_participle = word.endswith(("ing", "ed")) and unit[at].is_word and at == 0
    return (
        word in PREPOSITIONS
        or word in CONJUNCTIONS
        or word in AUXILIARIES
        or is_adverb(word)
        or (is_participle and not (at + 1 < len(unit) and unit[at + 1].is_capital))
    )


def follows_introduction(unit: Unit, first: int) -> bool:
    """Return whether the unit opens with an adverbial: "On Monday the mayor said"."""
    return first < len(unit) and unit[first].is_word and _is_introduction(unit, first)
