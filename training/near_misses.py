"""Texts that tell everything but what is asked, and questions that ask for what is not told.

A passage on the topic that lacks the one fact is what a reader falls for. These make such
pairs of a question and its paragraph: the answer's words are blurred ("500 people" to "many
people", "in 1848" to nothing), or the question asks the same event for something else ("Who
signed it?" to "How many people signed it?"). Each edit is made of answered pairs as well,
where it leaves the answer alone, so that the edit itself tells nothing.
"""

from __future__ import annotations

import re
from random import Random

from training.squad import Paragraph, Question, Span
from training.wording import names

_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen "
    "eighteen twenty thirty forty fifty sixty hundred hundreds thousand thousands million "
    "millions billion once twice both half dozen dozens several many few single pair"
)
_NUMBER = re.compile(rf"\d|\b({_NUMBERS.replace(' ', '|')})\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\d|\b({_MONTHS.replace(' ', '|')}|{_DAYS.replace(' ', '|')}|centur\w+|decades?|years?"
    r"|months?|weeks?|days?|today|now|after|before|when|during|until|since|later|then|ago|while"
    r"|spring|summer|autumn|winter|morning|evening|night|early|late|time|war|christmas|easter)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(because|since|due|reason\w*|caus\w+|order|so|as|result\w*|led|lead\w*|for|to|thus"
    r"|therefore|hence|after|thank\w*|motiv\w+|enabl\w+|allow\w*|if|by|with|from)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(1[0-9]|20)\d\d\b|\b({_MONTHS.replace(' ', '|')}|{_DAYS.replace(' ', '|')})\b"
)
_PREPOSITION = re.compile(
    r"(?:,\s*)?\b(in|on|at|by|since|from|until|around|about|during|near|to|of|for|with)\s+"
    r"(?:the\s+)?$"
)
_KIND = re.compile(
    r"^(?:in |at |on |from |to )?(?:what|which) ([a-z]+)"
    r"(?= (?:is|was|are|were|did|do|does|has|had|have|can|could|would|will|may|must|of|in|for|that"
    r"|made|won|helped|led|took|gave|became|used|served|began)\b)",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^who (was|is|were|are|has|had|have|[a-z]+s|[a-z]+ed|won|wrote|made|led|ran"
    r"|took|gave|built|fought|became|said|founded|held|began|sang)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(r"^(where|how|why) (did|was|is|were|does|do|has|had)\b", re.IGNORECASE)
_ASKS_REASON = re.compile(r"^(where|how|when) (did|was|is|were|does|do|has|had)\b", re.IGNORECASE)
_FUNCTION_WORD = re.compile(
    r" (and|or|in|on|at|by|from|to|with|for|when|while|who|which|that|but|was|were|had|has|is)\b"
)
_NO_KINDS = {
    "is",
    "was",
    "are",
    "were",
    "did",
    "do",
    "does",
    "has",
    "had",
    "have",
    "of",
    "can",
    "could",
    "would",
    "should",
    "will",
    "kind",
    "type",
    "sort",
    "the",
    "a",
    "an",
    "else",
}
_MOST_PLACES = 4

PERSONS = ("someone", "one man", "a member of the group", "somebody", "a colleague", "another")
GROUPS = ("others", "some", "a group", "people", "a few")
PLACES = ("somewhere", "another place", "a nearby place", "elsewhere")
AMOUNTS = ("many", "some", "several", "a number of", "a great many", "few", "")
TIMES = ("later", "at some point", "one day", "eventually", "some time ago", "")
THINGS = ("something", "something else", "other things", "a few things", "it", "")


def blurred(paragraph: Paragraph, question: Question, random: Random) -> tuple[str, Span] | None:
    """Return the paragraph without the answer's words, and the span of what stands instead.

    None where the answer stands too often, or fills its sentence, so that blurring it would
    leave nothing to fall for.
    """
    text = paragraph.text
    spans = _merged([*question.answers, *_others(text, paragraph, question)])
    if not spans or len(spans) > _MOST_PLACES or sum(b - a for a, b in spans) > 80:
        return None
    first = min(question.answers)[0]
    focus: Span | None = None
    for start, end in reversed(spans):
        here, there, filler = _filled(text, (start, end), question.text, random)
        edited = text[:here] + filler + text[there:]
        shift = len(edited) - len(text)
        if focus is not None:
            focus = focus[0] + shift, focus[1] + shift
        if start <= first < end:
            focus = here, here + len(filler)
        text = edited
    if focus is None or any(answer in text.lower() for answer in paragraph.answer_texts(question)):
        return None
    # Where nothing stands instead, the character behind it does for its place.
    start = min(focus[0], len(text) - 1)
    return text, (start, max(focus[1], start + 1))


def blurred_elsewhere(
    paragraph: Paragraph, question: Question, answer: Span, random: Random
) -> tuple[str, Span] | None:
    """Return the paragraph with a name or number blurred that the question is not about.

    The span is where the answer stands then.
    """
    text = paragraph.text
    asked = question.text.lower()
    choices = [
        (at, at + len(name))
        for name in set(names(text))
        if name.lower() not in asked
        for at in [text.find(name)]
        if not any(at < b + 25 and a - 25 < at + len(name) for a, b in question.answers)
    ]
    if not choices:
        return None
    here, there, filler = _filled(text, random.choice(sorted(choices)), "", random)
    if here < answer[1] and answer[0] < there:
        return None
    shift = len(filler) - (there - here) if there <= answer[0] else 0
    return text[:here] + filler + text[there:], (answer[0] + shift, answer[1] + shift)


def asked_for_more(
    question: str, answer: str, near: str, random: Random
) -> tuple[str, bool] | None:
    """Return a question for another thing about the same event, and whether the answer still is.

    near: what is to be shown, which is looked through for what might answer it. None where
    the question has no form that can be turned.
    """
    turned: list[tuple[str, bool]] = []
    who = _WHO.match(question)
    if (
        who
        and who[1].lower() != "does"
        and not re.search(r" (by|to|of|for|with|from) ?\W*$", question)
    ):
        rest = question[4:]
        is_named = any(word[0].isupper() for word in answer.split())
        one = random.choice(("the person", "the man", "the one", "the person or group"))
        turned.append((f"What is the name of {one} who {rest}", is_named))
        if who[1].lower() not in ("was", "is") and not _NUMBER.search(near):
            turned.append((f"How many people {_plural(rest)}", False))
    if _ASKS_TIME.match(question) and not _TIME.search(near):
        turned.append((f"When {question.split(' ', 1)[1]}", False))
    if _ASKS_REASON.match(question) and not _REASON.search(near):
        turned.append((f"Why {question.split(' ', 1)[1]}", False))
    kind = _KIND.match(question)
    if (
        kind
        and kind[1].endswith("s")
        and not kind[1].endswith(("ss", "us", "is"))
        and kind[1].lower() not in _NO_KINDS
        and not _NUMBER.search(near)
    ):
        turned.append((f"How many {question[kind.start(1) :]}", False))
    return random.choice(turned) if turned else None


def _plural(rest: str) -> str:
    first, _, others = rest.partition(" ")
    plain = {"has": "have", "is": "are", "was": "were"}
    if first in plain:
        first = plain[first]
    elif first.endswith("s") and not first.endswith("ss"):
        first = first[:-1]
    return f"{first} {others}"


def _others(text: str, paragraph: Paragraph, question: Question) -> list[Span]:
    return [
        match.span()
        for answer in sorted(paragraph.answer_texts(question))
        for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE)
    ]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _filled(text: str, span: Span, question: str, random: Random) -> tuple[int, int, str]:
    """Return the stretch to replace, which may take a preposition along, and what with."""
    start, end = span
    words, before, behind = text[start:end], text[:start], text[end:]
    preposition = _PREPOSITION.search(before)
    followed = bool(re.match(r"[ -][a-z]{3,}", behind)) and not _FUNCTION_WORD.match(behind)
    lowered = question.lower()
    kind = _KIND.match(question)
    if _DATE.search(words) or (lowered.startswith("when") and len(words) < 30):
        filler = random.choice(TIMES)
        if preposition:
            start = preposition.start()
            filler = f" {filler}" if filler else ""
            filler = filler if start == 0 or not text[start - 1].isspace() else filler.lstrip()
    elif _NUMBER.search(words):
        filler = random.choice(AMOUNTS) if followed else random.choice(("many", "a number", "more"))
    elif kind and kind[1].lower() not in _NO_KINDS and random.random() < 0.7:
        noun = kind[1].lower()
        article = "an" if noun[0] in "aeiou" else "a"
        filler = (
            noun
            if noun.endswith("s")
            else random.choice(
                (
                    f"{article} {noun}",
                    f"one {noun}",
                    f"the {noun}",
                    f"another {noun}",
                    f"that {noun}",
                )
            )
        )
    elif lowered.startswith("where") or (preposition and preposition[1] in ("in", "at", "near")):
        filler = random.choice(PLACES)
    elif lowered.startswith("who") or (words[:1].isupper() and before[-2:-1] not in (".", "")):
        filler = random.choice(PERSONS if random.random() < 0.7 else GROUPS)
    else:
        filler = random.choice(THINGS)
    determiner = re.search(r"\b(an?|the) $", text[:start], re.IGNORECASE)
    if determiner and filler and not filler[0].isspace():
        start = determiner.start()
    if text[start - 1 : start] in ("", "\n") or re.search(r"[.!?]\s+$", text[:start]):
        filler = filler[:1].upper() + filler[1:]
    if not filler and text[end : end + 1] == " " and text[start - 1 : start] in ("", " "):
        end += 1
    return start, end, filler
