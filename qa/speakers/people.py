"""Who a name or a pronoun stands for: the fullest form of a name, and the one person in reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import Span
from qa.speakers import subjects
from qa.speakers.clauses import Clause
from qa.speakers.narration import Unit
from qa.speakers.page import Found, Page
from qa.speakers.words import (
    DETERMINERS,
    HE,
    HONORIFICS,
    HONORIFICS_HE,
    HONORIFICS_SHE,
    MEN,
    ORGANISATIONS,
    PEOPLE,
    PLACES_BEFORE,
    PREPOSITIONS,
    SHE,
    WOMEN,
    is_past,
)

_MAX_NAME = 5
_GOING_ON = frozenset({"add", "continue"})

Gender = Literal["he", "she", ""]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody spoken of: the last word of the name or role in small letters, and its span."""

    key: str
    name: Span
    speaks: bool


def fullest(page: Page, name: Span) -> Span:
    """Return the fullest form of a name on its page; itself where two people may bear it."""
    words = _name_words(name.slice(page.text))
    if not words:
        return name
    forms: dict[tuple[str, ...], Span] = {}
    for first, last in names(page.tokens):
        span = Span(page.tokens[first].start, page.tokens[last].end)
        form = _name_words(span.slice(page.text).removesuffix("'s").removesuffix("’s"))
        if len(form) <= _MAX_NAME and _is_fuller(form, words):
            forms.setdefault(form, span)
    longest = max(forms, key=len, default=words)
    bare = set(_without_titles(longest))
    if not all(set(_without_titles(form)) <= bare for form in forms):
        return name
    return _without_possessive(page.text, forms[longest]) if longest in forms else name


def _without_possessive(text: str, span: Span) -> Span:
    ends = span.slice(text).endswith(("'s", "’s"))
    return Span(span.start, span.end - 2 * ends)


def _name_words(name: str) -> tuple[str, ...]:
    words = name.casefold().split()
    is_name = bool(name) and all(part[0].isupper() or part.islower() for part in name.split())
    is_name = is_name and name.split(maxsplit=1)[0][0].isupper() and words[0] not in DETERMINERS
    is_name = is_name and "and" not in words and "of" not in words
    return tuple(words) if is_name else ()


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in HONORIFICS)


def _is_fuller(form: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether a name is a longer form of another: "Dr Vera Solt" of "Solt", "Dr Solt"."""
    bare, sought = _without_titles(form), _without_titles(words)
    if len(form) <= len(words) and len(bare) <= len(sought):
        return False
    if not bare or not sought:
        return False
    if bare[-1] != sought[-1] and (bare[0], 1) != (sought[0], len(sought)):
        return False
    titles = {_title_gender(word) for word in (*form, *words)} - {""}
    return set(sought) <= set(bare) and len(titles) < 2


def _title_gender(word: str) -> Gender:
    return "he" if word in HONORIFICS_HE else "she" if word in HONORIFICS_SHE else ""


def names(tokens: Unit) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of each run of capitals that may be a name."""
    at = 0
    while at < len(tokens):
        last = subjects.name_from(tokens, at)
        if last is None:
            at += 1
            continue
        yield at, last
        at = last + 1


def resolved(page: Page, found: Found) -> tuple[Span, int] | None:
    """Return the name that a clause's pronoun stands for, and where its sentence stands.

    None where the sentences right before leave nobody, or more than one.
    """
    subject = found.clause.subject
    if subject is None:
        return None
    word = subject.name.slice(page.text).lower()
    limit = found.clause.first if found.clause.form == "before" else 0
    own = page.units(found.paragraph)[found.unit][:limit]
    if people := _people(page, own, (), word):
        return _one(page, people, speaks=False)
    for unit in range(found.unit - 1, -1, -1):
        if _contradicts(page, found.paragraph, unit, word):
            return None
        people = _of_unit(page, found.paragraph, unit, word)
        if people:
            return _near(page, found.paragraph, unit, people, word)
    return _of_paragraph_before(page, found, word)


def _near(
    page: Page, paragraph: int, unit: int, people: dict[str, Person], word: str
) -> tuple[Span, int] | None:
    if (spoken := _one(page, people, speaks=True)) is not None:
        return spoken
    everyone: dict[str, Person] = {}
    for before in range(unit + 1):
        everyone |= _of_unit(page, paragraph, before, word)
    if len(everyone) != 1:
        return None
    (person,) = everyone.values()
    return _one(page, everyone, speaks=False) if _acts(page, paragraph, unit, person) else None


def _acts(page: Page, paragraph: int, unit: int, person: Person) -> bool:
    """Return whether a person does something in a unit, and is not only spoken of."""
    words = page.units(paragraph)[unit]
    for at, token in enumerate(words):
        if person.name.start <= token.start < person.name.end and token.is_possessive:
            return False
        if token.start == person.name.start:
            return at == 0 or words[at - 1].lower not in PREPOSITIONS
    return True


def _of_paragraph_before(page: Page, found: Found, word: str) -> tuple[Span, int] | None:
    paragraph = found.paragraph - 1
    while paragraph >= 0 and not page.units(paragraph):
        paragraph -= 1
    if paragraph < 0:
        return None
    everyone: dict[str, Person] = {}
    for unit in range(len(page.units(paragraph))):
        if _contradicts(page, paragraph, unit, word):
            return None
        for key, person in _of_unit(page, paragraph, unit, word).items():
            if key not in everyone or person.speaks:
                everyone[key] = person
    if found.clause.base not in _GOING_ON and _is_exchange(page, found.paragraph, paragraph):
        return None
    return _one(page, everyone, speaks=True)


def _is_exchange(page: Page, paragraph: int, before: int) -> bool:
    """Return whether two paragraphs that open with quotations may be of two who talk."""
    first, second = page.units(before), page.units(paragraph)
    both = first[0][0].quotation is not None and second[0][0].quotation is not None
    asked = any(token.quotation and token.ending == "?" for unit in first for token in unit)
    return asked or (both and len(first) == 1)


def _one(page: Page, people: dict[str, Person], *, speaks: bool) -> tuple[Span, int] | None:
    if len(people) != 1:
        return None
    (person,) = people.values()
    if speaks and not person.speaks:
        return None
    return fullest(page, person.name), person.name.start


def _contradicts(page: Page, paragraph: int, unit: int, word: str) -> bool:
    """Return whether someone of the other kind spoke there: "he said", before "she said"."""
    for clause in page.clauses(paragraph, unit):
        if clause.subject is not None and clause.subject.kind == "pronoun":
            other = clause.subject.name.slice(page.text).lower()
            if other != word:
                return True
    return False


def _of_unit(page: Page, paragraph: int, unit: int, word: str) -> dict[str, Person]:
    return _people(page, page.units(paragraph)[unit], page.clauses(paragraph, unit), word)


def _people(
    page: Page, unit: Unit, clauses: tuple[Clause, ...] | list[Clause], word: str
) -> dict[str, Person]:
    """Return everybody in a unit for whom a pronoun may stand, by the last word of the name."""
    speaking = {
        each.subject.name: each.subject
        for each in clauses
        if each.subject is not None and each.subject.kind in {"name", "role"}
    }
    found: dict[str, Person] = {}
    for span in speaking:
        key = _last_word(page, span)
        if _fits(page, unit, span, word):
            found[key] = Person(key, span, speaks=True)
    if word in {"it", "they"}:
        return found
    for span in [*_named(page, unit), *_roles(unit)]:
        if any(span.overlaps(each) or _is_apposed(unit, each, span) for each in speaking):
            continue
        key = _last_word(page, span)
        if _fits(page, unit, span, word):
            found.setdefault(key, Person(key, span, speaks=False))
    return found


def _is_apposed(unit: Unit, name: Span, other: Span) -> bool:
    """Return whether a role stands beside a speaker's name: "Brandt, the treasurer"."""
    between = [
        token
        for token in unit
        if min(name.end, other.end) <= token.start < max(name.start, other.start)
    ]
    return (
        len(between) <= 6
        and not any(token.is_word and is_past(token.lower) for token in between)
        and not any(token.quotation for token in between)
        and bool(between)
        and (between[0].is_mark(",") or all(not token.is_capital for token in between))
    )


def _last_word(page: Page, span: Span) -> str:
    words = span.slice(page.text).casefold().replace("’", "'").removesuffix("'s").split()
    return words[-1] if words else ""


def _named(page: Page, unit: Unit) -> Iterator[Span]:
    """Yield the names in a unit that may be of people; places and organisations left out."""
    for first, last in names(unit):
        words = [token.lower for token in unit[first : last + 1]]
        if set(words) & ORGANISATIONS:
            continue
        before = unit[first - 1].lower if first else ""
        known = words[-1].removesuffix("'s") in _known(page)
        if before in {"the", "a", "an"} or (before in PLACES_BEFORE and not known):
            continue
        if first == 0 and first == last and not known:
            continue
        yield Span(unit[first].start, unit[last].end)


def _known(page: Page) -> set[str]:
    """Return the last words of all names on a page that are surely of people."""
    if "people" not in page.notes:
        page.notes["people"] = set(_sure_people(page))
    return page.notes["people"]


def _sure_people(page: Page) -> Iterator[str]:
    for paragraph in range(len(page.paragraphs)):
        for number, unit in enumerate(page.units(paragraph)):
            for clause in page.clauses(paragraph, number):
                if clause.subject is not None and clause.subject.kind == "name":
                    yield _last_word(page, clause.subject.name)
            for first, last in names(unit):
                acts = last + 1 < len(unit) and is_past(unit[last + 1].lower) and first == 0
                if acts or unit[first].lower in HONORIFICS or last - first == 1:
                    yield unit[last].lower.removesuffix("'s")


def _roles(unit: Unit) -> Iterator[Span]:
    for at, token in enumerate(unit):
        word = token.lower
        is_person = word in PEOPLE or word.endswith(("man", "woman", "person"))
        if not token.is_word or token.is_capital or not is_person:
            continue
        named = at + 1 < len(unit) and subjects.is_name_word(unit[at + 1])
        if not named and not subjects.apposed_name(unit, at + 1):
            role = subjects.ending_at(unit, at, 0)
            yield role.name if role and role.kind == "role" else Span(token.start, token.end)


def _fits(page: Page, unit: Unit, span: Span, word: str) -> bool:
    """Return whether a pronoun agrees with a name or a role."""
    words = set(span.slice(page.text).lower().split())
    is_body = bool(words & ORGANISATIONS) and not words & PEOPLE
    if word == "it":
        return is_body
    if word == "they":
        return is_body or any(each.endswith("s") for each in words) or "and" in words
    if is_body or word not in HE | SHE:
        return False
    gender = _gender(page, unit, span, words)
    return gender in {"", "he" if word in HE else "she"}


def _gender(page: Page, unit: Unit, span: Span, words: set[str]) -> Gender:
    for given in (words, set(_beside(unit, span))):
        men, women = given & MEN, given & WOMEN
        if bool(men) != bool(women):
            return "he" if men else "she"
    last = _last_word(page, span)
    titles = {
        _title_gender(page.tokens[first].lower)
        for first, end in names(page.tokens)
        if page.tokens[end].lower.removesuffix("'s") == last
    } - {""}
    return titles.pop() if len(titles) == 1 else ""


def _beside(unit: Unit, span: Span) -> Iterator[str]:
    """Yield the words of a name's apposition: "chairwoman" of "its chairwoman, Ottilie Brandt"."""
    inside = [at for at, token in enumerate(unit) if span.start <= token.start < span.end]
    if not inside:
        return
    before, behind = inside[0] - 1, inside[-1] + 1
    before -= before > 0 and unit[before].is_mark(",")
    if before >= 0:
        yield unit[before].lower
    if behind < len(unit) and unit[behind].is_mark(","):
        for token in unit[behind + 1 : behind + 7]:
            if not token.is_word or token.lower == "of":
                return
            yield token.lower
