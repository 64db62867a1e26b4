"""Which clause of saying a quotation, or a clause of indirect speech, belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus import Span
from qa.speakers import subjects
from qa.speakers.clauses import Clause, may_end_at, reports
from qa.speakers.narration import Token, Unit
from qa.speakers.page import Found, Page
from qa.speakers.quotations import Quotation
from qa.speakers.words import DENIALS, GESTURES, LINKED, is_adverb

_STOPS = ".?!…"
# "called the plan “a sham”": the quotation stands in what the verb takes.
_NAMING = frozenset("call brand label".split())
_NAMING_AS = frozenset(
    "describe dismiss hail praise condemn denounce criticise criticize characterise "
    "characterize".split()
)
_TURNS = frozenset("and but while whereas as when although though".split())


def of_quotation(page: Page, quotation: Quotation) -> Found | None:
    """Return the clause that says who speaks a quotation; None where that is not certain."""
    first = page.place_of(quotation, quotation.parts[0])
    last = page.place_of(quotation, quotation.parts[-1])
    if first is None or last is None or not quotation.closed:
        return None
    tag = _tag(page, *last)
    lead, is_certain = _lead(page, *first)
    if not is_certain:
        return tag
    if tag and lead and tag.clause is not lead.clause and not _is_tag(page, lead):
        return tag if _same(page, tag, lead) else None
    found = tag or lead or _trailing(page, *last)
    if found is None and first[2] == 0 and not page.clauses(*first[:2]):
        found = _continued(page, *first, quotation)
    if found is None and first[2] == 0 and first[1] == 0:
        found = _introduced(page, first[0])
    return found


def _same(page: Page, first: Found, second: Found) -> bool:
    one, other = first.clause.subject, second.clause.subject
    return (
        one is not None
        and other is not None
        and (one.kind == "pronoun" or one.name.slice(page.text) == other.name.slice(page.text))
    )


def _is_tag(page: Page, found: Found) -> bool:
    """Return whether a clause belongs to a quotation right before it."""
    unit = page.units(found.paragraph)[found.unit]
    before = next((at for at in _before(found.clause.first) if unit[at].quotation), None)
    return before is not None and tag_of(unit, before, [found.clause]) is not None


def _before(at: int) -> Iterator[int]:
    yield from range(at - 1, max(-1, at - 4), -1)


def _tag(page: Page, paragraph: int, unit: int, at: int) -> Found | None:
    found = tag_of(page.units(paragraph)[unit], at, page.clauses(paragraph, unit))
    return Found(paragraph, unit, found) if found and found.certain else None


def tag_of(unit: Unit, at: int, found: Sequence[Clause]) -> Clause | None:
    """Return the clause right behind the quotation at `at` that says who speaks it."""
    behind = at + 1
    comma = behind < len(unit) and unit[behind].is_mark(",—–")
    behind += comma
    if behind < len(unit) and unit[behind].lower == "as":
        behind += 1
    clause = next((each for each in found if behind in {each.first, each.verb}), None)
    if clause is None or (clause.first != behind and clause.form == "before"):
        return None
    if clause.form != "before":
        return clause
    if unit[at].ending in ".?!" and not comma:
        return clause if _is_finished(unit, clause, unit[at].ending) else None
    if comma or unit[at].ending == ",":
        return clause
    return clause if not unit[at].ending.isalnum() and not _leads_on(unit, clause) else None


def _is_finished(unit: Unit, clause: Clause, ending: str) -> bool:
    """Return whether "Kim said" behind a finished quotation takes no words of its own."""
    following = clause.last + 1
    if clause.base in GESTURES or (clause.base not in LINKED and ending == "."):
        return False
    if ending == ".":
        return following >= len(unit) or unit[following].is_mark(".")
    return may_end_at(unit, clause) and not _leads_on(unit, clause)


def _leads_on(unit: Unit, clause: Clause) -> bool:
    """Return whether a quotation follows a clause as what it says: "Kim said: “...”"."""
    return any(
        unit[at].is_mark(":") for at in range(clause.last + 1, min(len(unit), clause.last + 5))
    )


def _lead(page: Page, paragraph: int, unit: int, at: int) -> tuple[Found | None, bool]:
    """Return the last clause before a quotation in its unit; False with it where that denies."""
    words = page.units(paragraph)[unit]
    found = page.clauses(paragraph, unit)
    start = _turned(words, at, found)
    before = [each for each in found if start <= each.verb < at]
    if not before:
        return None, True
    clause = before[-1]
    if not clause.certain or clause.base in DENIALS:
        return None, False
    if not _takes(words, clause, at):
        return None, True
    return Found(paragraph, unit, clause), True


def _turned(unit: Unit, at: int, found: Sequence[Clause]) -> int:
    """Return where the sentence of the quotation at `at` begins, behind one that is finished."""
    for place in range(at - 1, -1, -1):
        if unit[place].quotation and unit[place].ending in _STOPS:
            clause = tag_of(unit, place, found)
            if clause is None:
                return place + 1
    return 0


def _takes(unit: Unit, clause: Clause, at: int) -> bool:
    """Return whether the quotation at `at` stands in what a clause says."""
    between = unit[clause.last + 1 : at]
    words = [token for token in between if token.is_word]
    is_next = not between or between[-1].is_mark(",:") or not words
    turned = any(token.lower in _TURNS for token in words[:-1] if not is_next or clause.form != "x")
    if clause.form == "source":
        return not turned
    if clause.form == "after" or _follows_quotation(unit, clause):
        return not turned
    if clause.base in _NAMING:
        return len(words) <= 12
    if clause.base in _NAMING_AS:
        return any(token.lower in {"as", "for"} for token in words)
    if clause.base in GESTURES or clause.base not in LINKED:
        return is_next and len(words) <= 6
    if is_next and len(words) <= 8:
        return True
    if any(token.lower in _TURNS and _is_turn(between, token) for token in words):
        return False
    return reports(unit, clause) or (len(words) <= 2 and all(map(_is_link, words)))


def _is_link(token: Token) -> bool:
    return token.lower in {"that", "it", "of", "them", "him", "her", "us"} or is_adverb(token.lower)


def _is_turn(between: Sequence[Token], token: Token) -> bool:
    """Return whether a new clause begins with a conjunction: a comma stands before it."""
    at = between.index(token)
    return at > 0 and between[at - 1].is_mark(",;")


def _follows_quotation(unit: Unit, clause: Clause) -> bool:
    return any(unit[at].quotation for at in _before(clause.first)) and not reports(unit, clause)


def _trailing(page: Page, paragraph: int, unit: int, at: int) -> Found | None:
    """Return the clause at the end of a sentence that a quotation is a part of."""
    words = page.units(paragraph)[unit]
    if words[at].ending in _STOPS:
        return None
    clause = next((each for each in page.clauses(paragraph, unit) if each.verb > at), None)
    if clause is None or not clause.certain or not is_aside(words, clause):
        return None
    return Found(paragraph, unit, clause)


def is_aside(unit: Unit, clause: Clause) -> bool:
    """Return whether a clause stands beside what is said: ", the mayor said."."""
    first = clause.first
    if first == 0 or clause.base not in LINKED:
        return False
    if clause.form == "source":
        return True
    if unit[first - 1].lower == "as":
        first -= 1
    return unit[first - 1].is_mark(",—–") and may_end_at(unit, clause)


def _continued(
    page: Page, paragraph: int, unit: int, at: int, quotation: Quotation
) -> Found | None:
    """Return who spoke right before a quotation in its paragraph: "“A,” said Kim. “B.”"."""
    del at
    if unit == 0:
        return None
    before = page.units(paragraph)[unit - 1]
    found = page.clauses(paragraph, unit - 1)
    if not found or not found[-1].certain:
        return None
    clause = found[-1]
    rest = before[clause.last + 1 :]
    if any(token.quotation for token in rest):
        return _after_lead(page, paragraph, unit - 1, clause)
    quoted = [place for place, token in enumerate(before[: clause.verb]) if token.quotation]
    if quoted and tag_of(before, quoted[-1], found) is clause:
        return Found(paragraph, unit - 1, clause) if _is_quiet(rest) else None
    is_last = unit == len(page.units(paragraph)) - 1 and len(page.units(paragraph)[unit]) == 1
    is_whole = quotation.ending(page.text) in _STOPS
    main = len(found) == 1 and (reports(before, clause) or is_aside(before, clause))
    if main and is_last and is_whole and _opens_unit(before, clause):
        return Found(paragraph, unit - 1, clause)
    return None


def _after_lead(page: Page, paragraph: int, unit: int, clause: Clause) -> Found | None:
    """Return who goes on after "“A,” said Kim, “b.” “C.”": nobody where that may be another."""
    words = page.units(paragraph)[unit]
    quoted = [place for place, token in enumerate(words) if token.quotation]
    first_tag = tag_of(words, quoted[0], [clause])
    ends = words[-1].quotation is not None
    return Found(paragraph, unit, clause) if first_tag is clause and not ends else None


def _is_quiet(rest: Sequence[Token]) -> bool:
    """Return whether nobody else comes in behind "said Kim"."""
    return not any(
        token.lower in {"and", "but", "while", "as", "when", "who"}
        and place + 1 < len(rest)
        and (
            subjects.is_name_word(rest[place + 1]) or rest[place + 1].lower in {"the", "he", "she"}
        )
        for place, token in enumerate(rest)
    )


def _opens_unit(unit: Unit, clause: Clause) -> bool:
    subject = subjects.opening(unit, 0)
    opens = subject is not None and subject.first == clause.first
    return opens or clause.form == "source" or is_aside(unit, clause)


def _introduced(page: Page, paragraph: int) -> Found | None:
    """Return the clause of the paragraph before, which ends with a colon."""
    while paragraph > 0:
        paragraph -= 1
        before = page.units(paragraph)
        if before:
            break
    else:
        return None
    unit = len(before) - 1
    found = page.clauses(paragraph, unit)
    if not before[unit][-1].is_mark(":") or not found or not found[-1].certain:
        return None
    return Found(paragraph, unit, found[-1]) if found[-1].base in LINKED else None


def of_words(page: Page, span: Span) -> Found | None:
    """Return the clause of saying that a span outside quotations is, or is a part of."""
    inside = list(_units_of(page, span))
    found = [_of_unit(page, paragraph, unit, span) for paragraph, unit in inside]
    if not found or any(each is None for each in found) or len(found) > 1:
        return None
    return found[0]


def said_within(page: Page, span: Span) -> tuple[bool, Found | None]:
    """Return whether a span is a part of what someone is said to say, and by which clause."""
    inside = list(_units_of(page, span))
    if len(inside) != 1:
        return False, None
    paragraph, unit = inside[0]
    words, found = page.units(paragraph)[unit], page.clauses(paragraph, unit)
    place = next((at for at, token in enumerate(words) if token.end > span.start), 0)
    start = _turned(words, place, found)
    before = [each for each in found if start <= each.verb < place and reports(words, each)]
    if not before or any(span.start <= words[each.verb].start < span.end for each in found):
        return False, None
    return True, _of_unit(page, paragraph, unit, span)


def _units_of(page: Page, span: Span) -> Iterator[tuple[int, int]]:
    for number, paragraph in enumerate(page.paragraphs):
        if paragraph.overlaps(span):
            for unit, words in enumerate(page.units(number)):
                if words[0].start < span.end and span.start < words[-1].end:
                    yield number, unit


def _of_unit(page: Page, paragraph: int, unit: int, span: Span) -> Found | None:
    words, found = page.units(paragraph)[unit], page.clauses(paragraph, unit)
    covered = [each for each in found if span.start <= words[each.verb].start < span.end]
    clause = _part(words, found, span) if not covered or _is_inside(words, found, span) else None
    clause = clause or (_whole(words, covered) if covered else None)
    return Found(paragraph, unit, clause) if clause else None


def _is_inside(unit: Unit, found: Sequence[Clause], span: Span) -> bool:
    """Return whether a span begins in what a clause before it says."""
    return any(unit[each.verb].end <= span.start and reports(unit, each) for each in found)


def _whole(unit: Unit, covered: Sequence[Clause]) -> Clause | None:
    """Return the clause that a sentence is; None where two people share it."""
    clause = covered[0]
    if not clause.certain or not (_is_main(unit, clause) or is_aside(unit, clause)):
        return None
    if not reports(unit, clause) and not is_aside(unit, clause):
        return None
    for other in covered[1:]:
        coordinated = other.first > 1 and unit[other.first - 1].lower in _TURNS
        if coordinated and unit[other.first - 2].is_mark(",;") and other.subject != clause.subject:
            return None
        if is_aside(unit, other) and other.subject != clause.subject and other.form != "source":
            return None
    return clause


def _is_main(unit: Unit, clause: Clause) -> bool:
    if clause.form == "source":
        return True
    subject = clause.subject
    if subject is None or subject.first > clause.verb:
        return False
    return (
        unit[subject.first - 1].lower
        not in {
            "when",
            "while",
            "after",
            "before",
            "because",
            "since",
            "that",
            "although",
            "though",
            "as",
        }
        if subject.first
        else True
    )


def _part(unit: Unit, found: Sequence[Clause], span: Span) -> Clause | None:
    """Return the clause whose object, or beside which, a part of a sentence stands."""
    place = next((at for at, token in enumerate(unit) if token.end > span.start), 0)
    start = _turned(unit, place, found)
    before = [each for each in found if start <= each.verb < place]
    if before:
        clause = before[-1]
        if not clause.certain or clause.base in DENIALS:
            return None
        aside = is_aside(unit, clause) and not reports(unit, clause)
        covered = clause.form == "source" or aside or reports(unit, clause)
        return clause if covered and not _has_turned(unit, clause, span) else None
    behind = next((each for each in found if unit[each.first].start >= span.end), None)
    if behind is None or not behind.certain or not is_aside(unit, behind):
        return None
    return behind if behind.form == "source" or not reports(unit, behind) else None


def _has_turned(unit: Unit, clause: Clause, span: Span) -> bool:
    """Return whether the sentence may have left what is said: ", but the boats survived"."""
    words = [each for each in unit[clause.last + 1 :] if each.start <= span.start]
    return any(token.lower in _TURNS and _is_turn(words, token) for token in words)
