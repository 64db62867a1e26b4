"""Clauses of saying: who says something in a unit of narration, and with which verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from qa.speakers import subjects
from qa.speakers.narration import Unit
from qa.speakers.subjects import Subject
from qa.speakers.words import (
    AUXILIARIES,
    BARE,
    BE,
    CLAUSE_LINKS,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE_DO,
    HE,
    HYPOTHETICAL,
    LINKED,
    MODALS,
    NEGATIONS,
    NO_SOURCE,
    NO_SPEECH,
    PREPOSITIONS,
    SHE,
    WITH_INFINITIVE,
    forms,
    is_adverb,
    is_past,
)

_DASHES = "—–-"
_CLAUSE_STARTS = ";:—–"
_INSERTIONS = frozenset("who whose which whom a an the his her its their one now then".split())
_WENT_ON = frozenset({"went", "goes", "go", "going", "gone"})
_POINT_OUT = frozenset({"point", "points", "pointed", "pointing"})
# "went on to say", "used to say": said all the same.
_SAID_ALL_THE_SAME = frozenset("on used continued continues hastened began came".split())
# "told reporters": who stands behind these verbs hears, and never says.
_HEARD = frozenset("tell inform notify remind assure reassure".split())
_BLOCKING = frozenset("as while when until who whom whose which where if".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """Somebody says something: the subject at [first, ...], the verb, `last` the latter of both.

    subject is None, and the clause not certain, where what is there says that nothing was said,
    or not by whom. form: "before" the verb, "after" it, or "source" ("according to").
    """

    subject: Subject | None
    first: int
    verb: int
    last: int
    base: str
    form: str

    @property
    def certain(self) -> bool:
        """Whether it names somebody who said something."""
        return self.subject is not None and self.subject.kind != "nobody"


def clauses(unit: Unit) -> list[Clause]:
    """Return the clauses of saying in a unit, in order of their verbs."""
    found: list[Clause] = []
    for at, token in enumerate(unit):
        if not token.is_word:
            continue
        clause = _source(unit, at)
        base = _base(unit, at)
        if clause is None and base is not None and not token.is_capital:
            clause = _of_verb(unit, at, base, found)
        if clause is not None:
            found.append(clause)
    return found


def _of_verb(unit: Unit, at: int, base: str, earlier: Sequence[Clause]) -> Clause | None:
    quoted = at > 0 and (unit[at - 1].quotation or (at > 1 and unit[at - 2].quotation))
    if quoted:
        return _after(unit, at, base) or _before(unit, at, base, earlier)
    before = _before(unit, at, base, earlier)
    if base != "say" or (before and before.certain):
        return before
    return _after(unit, at, base) or before


def _word(unit: Unit, at: int) -> str:
    return unit[at].lower if 0 <= at < len(unit) else ""


def _base(unit: Unit, at: int) -> str | None:
    word, following = _word(unit, at), _word(unit, at + 1)
    if word in _WENT_ON and following == "on":
        return "continue"
    if word in _POINT_OUT:
        return "note" if following == "out" else None
    if word in {"put", "puts"} and following == "it" and _has_as(unit, at):
        return "continue"
    return forms().get(word)


def _has_as(unit: Unit, at: int) -> bool:
    return any(_word(unit, before) == "as" for before in range(max(0, at - 6), at))


def _source(unit: Unit, at: int) -> Clause | None:
    """Return the clause of "according to X"."""
    if _word(unit, at) != "according" or _word(unit, at + 1) != "to":
        return None
    subject = subjects.starting_at(unit, at + 2)
    if subject is None or _word(unit, subject.last) in NO_SOURCE:
        return Clause(None, at, at, at + 1, "say", "source")
    return Clause(subject, at, at, subject.last, "say", "source")


def _after(unit: Unit, at: int, base: str) -> Clause | None:
    """Return the clause of a verb with its subject behind it: "“...,” said Keller"."""
    is_tag = at > 0 and base not in _HEARD and not unit[at].lower.endswith("ing")
    if not is_tag or _word(unit, at + 1) in CLAUSE_LINKS:
        return None
    if not (unit[at - 1].quotation or unit[at - 1].is_mark("," + _DASHES)):
        return None
    subject = subjects.starting_at(unit, at + 1)
    if subject is None or not _may_end(unit, subject.last + 1):
        return None
    return Clause(subject, at, at, subject.last, base, "after")


def _may_end(unit: Unit, at: int) -> bool:
    """Return whether a clause may be over before the token at `at`."""
    if at >= len(unit) or not unit[at].is_word:
        return True
    word = unit[at].lower
    if word in NO_SPEECH or word in {"that", "if", "whether"}:
        return False
    return (
        is_adverb(word)
        or word in PREPOSITIONS
        or word in CONJUNCTIONS
        or word == "who"
        or word.endswith("ing")
        or unit[at].text[0].isdigit()
    )


def _floor(unit: Unit, at: int) -> int:
    """Return where the clause that holds `at` may begin: behind a quotation, ";", ":" or a dash."""
    for before in range(at - 1, -1, -1):
        is_start = unit[before].quotation or unit[before].is_mark(_CLAUSE_STARTS)
        if is_start and not (before == at - 1 and unit[before].is_mark("—–")):
            return before + 1
    return 0


def _before(unit: Unit, at: int, base: str, earlier: Sequence[Clause]) -> Clause | None:
    """Return the clause of a verb whose subject stands before it; None where it is no verb."""
    floor = _floor(unit, at)
    verb = unit[at].lower
    before, passed = _auxiliaries(unit, at - 1, floor)
    if base == "say" and _word(unit, at + 1) in {"nothing", "little"}:
        return Clause(None, at, at, at, base, "before")
    is_noun = not passed & AUXILIARIES and _word(unit, before) in DETERMINERS | PREPOSITIONS - {
        "to"
    }
    is_gerund = verb.endswith("ing") and _word(unit, before) in {"by", "without"}
    if is_noun and not is_gerund:
        return None  # "the said bridge", "in reply"
    unknown = Clause(None, at, at, at, base, "before")
    if before < floor:
        return _elided(unit, at, base, earlier) or unknown
    if _is_denied(unit, before, passed):
        return unknown
    if verb.endswith("ing") and not passed & BE:
        return _participle(unit, at, before, base, earlier) or unknown
    if passed & BE and not verb.endswith("ing"):
        return unknown  # "was told", "is said to be"
    if _word(unit, before) == "to":
        if _word(unit, before - 1) not in _SAID_ALL_THE_SAME:
            return unknown
        before, passed = _auxiliaries(unit, before - 2, floor)
        before -= _word(unit, before) in {"went", "goes"}
        passed |= {"do"}
    if _word(unit, before) in {"and", "but", "then", "or"}:
        return _shared(unit, at, base, earlier, floor) or unknown
    subject = _subject_to(unit, before, floor, earlier)
    if subject is None or not _agrees(unit, subject, verb, base, passed):
        return unknown
    return Clause(subject, subject.first, at, at, base, "before")


def _auxiliaries(unit: Unit, at: int, floor: int) -> tuple[int, frozenset[str]]:
    """Skip back over adverbs and auxiliaries; return the place before them, and the words."""
    passed: set[str] = set()
    while at >= floor and unit[at].is_word:
        word = unit[at].lower
        if not (is_adverb(word) or word in AUXILIARIES or word in NEGATIONS or "n't" in word):
            break
        if word in {"nobody", "neither"}:
            break
        passed.add(word)
        at -= 1
    return at, frozenset(passed)


def _is_denied(unit: Unit, before: int, passed: frozenset[str]) -> bool:
    if passed & (MODALS | NEGATIONS) or any("n't" in word for word in passed):
        return True
    return _word(unit, before) in {"without", "neither", "nor"}


def _agrees(unit: Unit, subject: Subject, verb: str, base: str, passed: frozenset[str]) -> bool:
    """Return whether a base form has a subject or an auxiliary that makes it a verb."""
    if verb != base or passed & HAVE_DO:
        return True
    last = unit[subject.last].lower
    plural = last.endswith("s") or last in {"they", "police", "people", "others"}
    return plural or "and" in {token.lower for token in unit[subject.first : subject.last]}


def _elided(unit: Unit, at: int, base: str, earlier: Sequence[Clause]) -> Clause | None:
    """Return the clause of "“...,” said Kim, “...,” adding: “...”", which has no subject."""
    if not unit[at].lower.endswith("ing") or not earlier or not earlier[-1].certain:
        return None
    return Clause(earlier[-1].subject, at, at, at, base, "before")


def _participle(
    unit: Unit, at: int, before: int, base: str, earlier: Sequence[Clause]
) -> Clause | None:
    """Return the clause of ", saying" and "was quoted as saying"."""
    floor = _floor(unit, at)
    if _word(unit, before) == "as" and _word(unit, before - 1) in {"quoted", "cited"}:
        place, passed = _auxiliaries(unit, before - 2, floor)
        subject = _subject_to(unit, place, floor, earlier) if passed & BE else None
        return Clause(subject, subject.first, at, at, base, "before") if subject else None
    if unit[before].is_mark(",") or _word(unit, before) in {"by", "and"}:
        return _shared(unit, at, base, earlier, floor)
    return None


def _shared(unit: Unit, at: int, base: str, earlier: Sequence[Clause], floor: int) -> Clause | None:
    """Return the clause of a second verb, "turned and whispered", by the subject of the first."""
    before = next((each for each in reversed(earlier) if each.verb >= floor), None)
    subject = before.subject if before else subjects.opening(unit, floor)
    if subject is None or subject.kind == "nobody":
        return None
    since = max(subject.last, before.last if before else 0) + 1
    between = unit[since:at]
    if any(token.lower in _BLOCKING or token.lower in {"he", "she"} for token in between):
        return None
    if _has_second_subject(unit, since, at):
        return None
    return Clause(subject, at, at, at, base, "before")


def _has_second_subject(unit: Unit, start: int, end: int) -> bool:
    """Return whether someone else does something in between: "and Brandt rose and said"."""
    return any(
        _word(unit, place) in {"and", "but"}
        and (subjects.name_from(unit, place + 1) or _word(unit, place + 1) in DETERMINERS)
        for place in range(start, end)
    )


def _subject_to(unit: Unit, last: int, floor: int, earlier: Sequence[Clause]) -> Subject | None:
    """Return the subject whose clause ends at `last`, what stands between commas left out."""
    if last >= floor and unit[last].is_mark(",)—–"):
        return _across(unit, last, floor)
    subject = subjects.ending_at(unit, last, floor)
    if subject is not None and _begins_clause(unit, subject, floor, earlier):
        return subject
    relative = next((i for i in range(floor + 1, last) if _word(unit, i) in {"who", "that"}), None)
    if relative is None or any(each.verb < relative for each in earlier):
        return None
    subject = subjects.ending_at(unit, relative - 1, floor)
    return subject if subject and _begins_clause(unit, subject, floor, earlier) else None


def _begins_clause(unit: Unit, subject: Subject, floor: int, earlier: Sequence[Clause]) -> bool:
    """Return whether what stands before a subject lets a clause begin with it."""
    at = subject.first - 1
    if at < floor or subject.kind == "pronoun":
        return not _is_supposed(unit, at, floor)
    if any(floor <= each.verb < subject.first for each in earlier):
        return True
    if unit[at].is_word and subject.kind == "name":
        at = _before_title(unit, at, floor)
    if at < floor or not unit[at].is_word:
        return True
    if _is_supposed(unit, at, floor):
        return False
    return unit[at].lower in CONJUNCTIONS or subjects.follows_introduction(unit, floor)


def _is_supposed(unit: Unit, at: int, floor: int) -> bool:
    """Return whether the word before a subject makes a question or a condition of its clause."""
    if at < floor:
        return False
    word = _word(unit, at)
    return word in HYPOTHETICAL or word in AUXILIARIES or word in {"what", "whatever", "nor"}


def _before_title(unit: Unit, at: int, floor: int) -> int:
    """Skip back over a title without a capital: "harbour master" before "Anna Keller"."""
    start = at
    while at >= floor and start - at < 6 and unit[at].is_word:
        word = unit[at].lower
        if word in DETERMINERS:
            return at - 1
        if word in CONJUNCTIONS | PREPOSITIONS | AUXILIARIES or is_past(word):
            break
        at -= 1
    return at if at < floor or not unit[at].is_word else start


def _across(unit: Unit, close: int, floor: int) -> Subject | None:
    """Return the subject before what stands between marks: "Keller, who lost two boats, said"."""
    opens = "(" if unit[close].text == ")" else unit[close].text
    places = [at for at in range(floor, close) if unit[at].is_mark(opens)]
    places.sort(key=lambda at: _word(unit, at + 1) not in {"who", "whose", "which"})
    introduced = next(iter(sorted(places)), None)
    for at in islice(places, 6):
        if at == introduced and subjects.follows_introduction(unit, floor):
            continue
        subject = subjects.ending_at(unit, at - 1, floor)
        if subject is None or not _is_insertion(unit, at + 1, close):
            continue
        if not _begins_clause(unit, subject, floor, ()):
            continue
        named = subjects.apposed_name(unit, at) if subject.kind == "role" else None
        return Subject("name", subject.first, close, named.name) if named else subject
    return None


def _is_insertion(unit: Unit, first: int, close: int) -> bool:
    if first >= close:
        return False
    word = unit[first].lower
    return (
        word in _INSERTIONS
        or word in PREPOSITIONS
        or is_adverb(word)
        or unit[first].text[0].isdigit()
        or word.endswith(("ing", "ed"))
        or unit[first].is_capital
        or unit[close].is_mark(")—–")
        or (
            unit[first + 1 : first + 2] != []
            and _word(unit, first + 1) in {"of", "and", "for", "at"}
        )
    )


def may_end_at(unit: Unit, clause: Clause) -> bool:
    """Return whether a clause may be over behind its verb: no clause that is said follows."""
    if clause.base == "tell" and clause.form == "before":
        hearer = subjects.starting_at(unit, clause.last + 1)
        return _may_end(unit, hearer.last + 1 if hearer else clause.last + 1)
    return _may_end(unit, clause.last + 1)


def reports(unit: Unit, clause: Clause) -> bool:
    """Return whether what follows a clause's verb is a clause that is said."""
    if clause.form == "source":
        return True
    if clause.form == "after" or clause.base not in LINKED:
        return False
    behind = unit[clause.last + 1 :]
    words = [token.lower for token in behind]
    for place, token in enumerate(behind[:9]):
        if token.is_mark(";"):
            break
        if token.quotation and place < 3 and not (place and behind[place - 1].is_word):
            return False
        if token.lower in CLAUSE_LINKS and not (place and token.lower in {"who", "which"}):
            return True
        is_order = token.lower == "to" and clause.base in WITH_INFINITIVE
        if is_order and words[place + 1 : place + 2] and not _is_noun_start(words[place + 1]):
            return True
    return clause.base in BARE and _is_bare_clause(clause.base, words)


def _is_noun_start(word: str) -> bool:
    return word in DETERMINERS or word in HE | SHE | {"them", "me", "us"}


def _is_bare_clause(base: str, words: Sequence[str]) -> bool:
    content = [word for word in words if word[0].isalnum() or word == "“”"]
    if len(content) < 2 or content[0] in NO_SPEECH or not words[0][0].isalnum():
        return False
    has_verb = any(is_past(word) or word in AUXILIARIES or "'" in word for word in content[1:])
    if base == "say":
        return has_verb or (len(content) > 2 and content[0] not in {"a", "an"})
    return has_verb
