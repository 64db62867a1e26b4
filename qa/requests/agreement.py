"""Where documents give different numbers, times or dates for the same thing, each is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.answers import Answer, Evidence
from qa.requests.asker import Asker, Scored
from qa.search.tokens import content_terms

_MOST_DOCUMENTS = 8
_ASKS_VALUE = re.compile(
    r"\bhow\s+(?:many|much|long|old|high|tall|deep|wide|far|large|big|heavy|fast)\b|^\W*when\b"
    r"|\b(?:what|which|at\s+what)\s+(?:time|year|date|day|month|percent\w*|number|age|amount|price"
    r"|share|size|length|height|weight)\b",
    re.IGNORECASE,
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: number for number, word in enumerate(_UNITS)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
_WORDS |= {"no": 0, "none": 0, "nobody": 0, "a": 1, "an": 1, "dozen": 12, "both": 2}
_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "m": 10**6}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CLOCK = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-3])[.:h]([0-5]\d)(?![\d%]|[.:,]\d)(?:\s?([ap])\.?\s?m)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d.,:])(1[0-2]|[1-9])\s?([ap])\.?\s?m\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?\b)?(?:,?\s+(\d{4})\b)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,/-])(1[5-9]\d\d|20\d\d)(?![\d,]|[./-]\d)")
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])\d+(?:\.\d+)?|[a-z]+", re.I
)
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|roughly|nearly|almost|approximately|over|under|more than|less than"
    r"|at least|at most|up to|several|or so|estimated)\b",
    re.IGNORECASE,
)
_ROUGH = Decimal("0.15")  # of a number
_ROUGH_MINUTES = 5
_BEFORE = 16  # characters before an answer, in which it may be called rough
_SHARED = 0.5  # of the question's words, that a sentence on the same matter has


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer says: a number, a time in minutes, or a date (day, month, year or None)."""

    kind: str
    value: Decimal | tuple[int | None, ...]
    is_rough: bool = False


def value_of(answer: str, *, before: str = "") -> Value | None:
    """Return the one number, time or date that an answer says; None if there is none or several.

    before: the words before it, which may call it rough.
    """
    is_rough = _ROUGHLY.search(f"{before} {answer}") is not None
    clock = _CLOCK.search(answer) or _HOUR.search(answer)
    if clock is not None:
        return Value("time", Decimal(_minutes(clock)), is_rough)
    date = _DAY.search(answer)
    if date is not None and any(date.group(1, 3, 4)):
        day = date[1] or date[3]
        year = date[4]
        month = _MONTHS.index(date[2][:3].lower()) + 1
        return Value("date", (int(day) if day else None, month, int(year) if year else None))
    numbers = list(_numbers(answer))
    if len(numbers) != 1:
        return None
    is_year = _YEAR.fullmatch(answer.strip(" .,")) is not None
    if is_year:
        return Value("date", (None, None, int(numbers[0])))
    return Value("number", numbers[0], is_rough)


def do_differ(one: Value, other: Value) -> bool:
    """Return whether two values cannot both be right; values of two kinds are not compared."""
    if one.kind != other.kind:
        return False
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        pairs = zip(one.value, other.value, strict=True)
        return any(a is not None and b is not None and a != b for a, b in pairs)
    if isinstance(one.value, Decimal) and isinstance(other.value, Decimal):
        apart = abs(one.value - other.value)
        if one.is_rough or other.is_rough:
            is_time = one.kind == "time"
            return apart > (_ROUGH_MINUTES if is_time else _ROUGH * max(one.value, other.value))
        return bool(apart)
    return False


def with_disagreement(answer: Answer, asker: Asker) -> Answer:
    """Return the answer; where documents contradict it, with what each of them says."""
    count = len(asker.documents)
    asked = answer.interpreted_as
    if not answer.evidence or not 1 < count <= _MOST_DOCUMENTS or not _ASKS_VALUE.search(asked):
        return answer
    sought = set(content_terms(asked))
    said = []
    for candidate, probability in asker.best_of_each(asked):
        text = candidate.row.document.text
        start = candidate.span.start
        before = text[max(candidate.quote.start, start - _BEFORE) : start]
        value = value_of(candidate.span.slice(text), before=before)
        shared = len(sought & set(content_terms(candidate.quote.slice(text))))
        is_same_matter = shared > _SHARED * len(sought) or probability >= asker.threshold
        if value and probability >= asker.possible_threshold and is_same_matter:
            said.append(((candidate, probability), value))
    groups = _groups(said)
    if len(groups) < 2:
        return answer
    evidence = tuple(_evidence(each) for group in groups for each in group)
    return replace(
        answer,
        statement=f"The documents do not agree: {'; '.join(map(_told, groups))}.",
        evidence=evidence,
        text_span=evidence[0].marks[0],
        confidence=evidence[0].score,
        is_possible=evidence[0].score < asker.threshold,
        related=(),
    )


def _groups(said: Sequence[tuple[Scored, Value]]) -> list[list[Scored]]:
    """Return what the documents say, those that agree together, the likeliest first."""
    groups: list[tuple[list[Scored], list[Value], set[str]]] = []
    ranked = sorted(said, key=lambda pair: -pair[0][1])
    # What is of another kind than the likeliest value answers something else.
    for each, value in (pair for pair in ranked if pair[1].kind == ranked[0][1].kind):
        years = _years(each)
        for found, values, others in groups:
            if not any(do_differ(value, other) for other in values):
                found.append(each)
                values.append(value)
                break
            # "40 in 2019" and "52 in 2021" speak of different things.
            if years and others and years.isdisjoint(others):
                break
        else:
            groups.append(([each], [value], years))
    return [found for found, _, _ in groups]


def _years(each: Scored) -> set[str]:
    """Return the years in a sentence that are not what it answers."""
    candidate, _ = each
    text = candidate.row.document.text
    quote, answer = candidate.quote, candidate.span
    rest = text[quote.start : answer.start] + " " + text[answer.end : quote.end]
    return {match[1] for match in _YEAR.finditer(rest)}


def _evidence(each: Scored) -> Evidence:
    candidate, probability = each
    document = candidate.row.document
    return Evidence(document, candidate.quote, probability, marks=(candidate.span,))


def _told(group: Sequence[Scored]) -> str:
    first = group[0][0]
    names = ", ".join(candidate.row.document.name for candidate, _ in group)
    words = " ".join(first.span.slice(first.row.document.text).split())
    return f"“{words}” ({names})"


def _minutes(clock: re.Match[str]) -> int:
    groups = clock.groups()
    hour = int(groups[0])
    minute = int(groups[1]) if len(groups) == 3 else 0
    half = (groups[-1] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    return 60 * (0 if half == "a" and hour == 12 else hour) + minute


def _numbers(text: str) -> Iterator[Decimal]:
    """Yield the numbers of a text, in figures or words: "twenty-two", "2.5 million"."""
    number: Decimal | None = None
    for word in _NUMBER.findall(text.replace("-", " ").lower()):
        if word[0].isdigit():
            if number is not None:
                yield number
            number = Decimal(word.replace(",", ""))
        elif word in _TIMES and number is not None:
            number *= _TIMES[word]
        elif word in _WORDS and word not in ("a", "an"):
            value = Decimal(_WORDS[word])
            number = value if number is None or not _goes_on(number, value) else number + value
        elif word != "and":
            if number is not None:
                yield number
            number = None
    if number is not None:
        yield number


def _goes_on(number: Decimal, value: Decimal) -> bool:
    """Return whether a number word is part of the number before it: "twenty" and "two"."""
    return (number % 100 == 0 and value < 100) or (number % 10 == 0 and value < 10)
