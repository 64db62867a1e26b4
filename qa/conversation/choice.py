"""Which referent a pronoun stands for: agreement in kind, number and gender, then nearness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.conversation import nouns
from qa.conversation.kinds import Referent
from qa.conversation.words import is_plural, singular

HE, SHE, IT, THEY = "he", "she", "it", "they"
FORMS = {
    "he": HE, "him": HE, "his": HE, "she": SHE, "her": SHE, "hers": SHE, "it": IT, "its": IT,
    "they": THEY, "them": THEY, "their": THEY, "theirs": THEY,
}  # fmt: skip

# What a referent's place in the turn is worth, and what each turn since then costs.
_ROLES = {"answer": 4.0, "subject": 3.2, "object": 3.0, "inner": 2.0, "quote": 1.0}
_AGE = 2.5
_SAME_ROLE = 0.9


def fits(pronoun: str, referent: Referent) -> float | None:
    """Return how well a referent agrees with a pronoun; None where it cannot be meant."""
    if referent.kind in {"time", "amount", "clause"}:
        return None
    if pronoun in {HE, SHE}:
        gender = "m" if pronoun == HE else "f"
        if _may_be_person(referent):
            return -1.0
        if referent.kind != "person" or referent.plural or referent.gender not in {None, gender}:
            return None
        return 2.0 if referent.gender == gender else 0.0
    if pronoun == IT:
        return None if referent.kind == "person" or referent.plural else 0.0
    if referent.plural:
        return 2.0
    head = singular(referent.head)
    # A company, a council, a rebel group: many in one.
    if referent.kind != "person" and (
        head in nouns.ORGANISATIONS
        or any(word.lower() in nouns.ORGANISATIONS for word in referent.text.split())
    ):
        return 1.0
    # "they" of a firm or a team that nothing but its name tells of.
    is_named = (
        referent.kind == "thing" and referent.is_name and referent.role in {"answer", "subject"}
    )
    return -0.5 if is_named else None


def _may_be_person(referent: Referent) -> bool:
    """Tell whether a name of which nothing else is known may be a person's."""
    return _is_bare_name(referent) and not referent.is_place and len(referent.text.split()) < 4


def _is_bare_name(referent: Referent) -> bool:
    words = referent.text.lower().split()
    return (
        referent.is_name
        and referent.kind == "thing"
        and referent.role != "quote"
        and words[0] != "the"
        and not referent.text.isupper()
        and not any(word in nouns.ORGANISATIONS for word in words)
    )


def choose(
    pronoun: str, found: Sequence[Referent], *, as_object: bool = False, event: bool = False
) -> Referent | None:
    """Return the referent that a pronoun stands for; None where none agrees with it.

    `as_object` tells that the pronoun is what something is done to: it then prefers what
    was so in its own question. `event` that only what happens can be meant ("When was it?").
    """
    if pronoun == THEY and (pair := _pair(found)):
        return pair

    def worth(referent: Referent) -> float | None:
        agreement = fits(pronoun, referent)
        if agreement is None:
            return None
        if event and singular(referent.head) in nouns.EVENTS:
            agreement += 2.0
        if as_object == (referent.role == "object"):
            agreement += _SAME_ROLE if referent.role in {"subject", "object"} else 0.0
        return agreement + _ROLES[referent.role] - _AGE * referent.age

    best = _best(found, worth)
    if best is None and pronoun == THEY:  # "they" of one person, or of one thing
        best = _best(found, lambda one: _near(one) if _may_be_they(one) else None)
    return best


def _may_be_they(referent: Referent) -> bool:
    return referent.kind == "person" and referent.gender is None and referent.role != "quote"


def place(found: Sequence[Referent]) -> Referent | None:
    """Return the place that "there" stands for."""

    def worth(referent: Referent) -> float | None:
        if not referent.is_place or referent.kind in {"time", "amount", "clause", "person"}:
            return None
        return _near(referent) + (1.0 if referent.kind == "place" else 0.0)

    best = _best(found, worth)
    if best is None:
        # No place is known for one: a name that is no person's and no company's may be it.
        best = _best(found, lambda one: _near(one) if _is_bare_name(one) else None)
    return best


def time(found: Sequence[Referent]) -> Referent | None:
    """Return the time that "then" stands for."""
    return _best(found, lambda one: _near(one) if one.kind == "time" else None)


def named(noun: str, found: Sequence[Referent]) -> Referent | None:
    """Return what "that siege" stands for: something called so, else something of that kind."""
    wanted = singular(noun)
    if is_plural(noun):
        found = [one for one in found if one.plural]

    def same(referent: Referent) -> float | None:
        is_same = singular(referent.head) == wanted and len(referent.text.split()) > 1
        return _near(referent) if is_same else None

    best = _best(found, same)
    if best is not None:
        return best
    if wanted in nouns.TIMES:
        return time(found)
    if wanted in nouns.PEOPLE:
        pronoun = nouns.GENDERS.get(wanted)
        return choose({"m": HE, "f": SHE}[pronoun], found) if pronoun else _person(found)
    if wanted in nouns.PLACES:
        return place(found) or _thing(found, nouns.PLACES)
    if wanted in nouns.ORGANISATIONS:
        return _thing(found, nouns.ORGANISATIONS)
    return None


def _near(referent: Referent) -> float:
    return _ROLES[referent.role] - _AGE * referent.age


def _person(found: Sequence[Referent]) -> Referent | None:
    return _best(found, lambda one: _near(one) if one.kind == "person" else None)


def _thing(found: Sequence[Referent], words: frozenset[str]) -> Referent | None:
    return _best(
        found,
        lambda one: (
            _near(one)
            if one.kind in {"thing", "place"}
            and (one.role == "answer" or any(word.lower() in words for word in one.text.split()))
            else None
        ),
    )


def _pair(found: Sequence[Referent]) -> Referent | None:
    """Return the two persons of the last turn as one, where nothing there is a plural."""
    last = [one for one in found if one.age == 0 and one.role != "quote"]
    people = [one for one in last if one.kind == "person" and not one.plural]
    many = [one for one in last if (fits(THEY, one) or 0) > 0]
    if many or len(people) != 2 or people[0].head == people[1].head:
        return None
    second, first = people
    text = f"{first.text} and {second.text}"
    return Referent(text, second.head, "person", True, None, "answer")


def _best(found: Sequence[Referent], worth: Callable[[Referent], float | None]) -> Referent | None:
    best, most = None, float("-inf")
    for referent in found:
        value = worth(referent)
        if value is not None and value > most:
            best, most = referent, value
    return best
