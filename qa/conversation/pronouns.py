"""Pronouns and demonstratives of a question to what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.conversation import choice, nouns, verbs
from qa.conversation.frame import parse
from qa.conversation.referents import Referent, described, phrases
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    INTERROGATIVES,
    PREPOSITIONS,
    Word,
    between,
    is_plural,
    restored,
    singular,
    split,
)

_POSSESSIVE = frozenset("his her hers its their theirs".split())
_SUBJECTS = frozenset("he she they".split())
_SUBORDINATORS = CONJUNCTIONS | frozenset("when where while as since before after until".split())
_REPORTED = frozenset(
    "said believed thought argued known reported claimed decided agreed called considered".split()
)
_ONE = re.compile(
    r"\b(?:the|this|that|which|another|what|new|old|other|\w+(?:er|est|th|st|nd|rd))\s+(ones?)\b"
    r"(?!\s+of\b)",
    re.IGNORECASE,
)
_LATTER = re.compile(
    r"\bthe\s+(former(?=\W*$|\s+(?:is|was|did|does|has|had|will)\b)"
    r"|latter(?!\s+(?:half|part|days|years|stages?)\b))\b",
    re.IGNORECASE,
)
_WEATHER = frozenset("rain raining rained snow snowing snowed".split())
_SAME_TIME = re.compile(
    r"\b(?:on|in|at)?\s*the\s+same\s+(day|year|month|week)\b(?!\s+(?:as|that))", re.I
)
_LONGEST_POSSESSOR = 4  # words: longer ones follow behind "of"


def resolved(question: str, found: Sequence[Referent], context: str) -> str:
    """Return the question with each pronoun replaced by what it stands for in the last turns.

    A pronoun whose referent stands in the question itself is left, and so is one for which
    nothing suitable is found. `context` is text that tells which words are names.
    """
    question = _without_short_names(question, found)
    position = 0
    meant: dict[str, Referent] = {}
    while True:
        words = split(question)
        number = next((n for n, word in enumerate(words) if word.start >= position), None)
        if number is None:
            return question
        edit = _edit(question, words, number, found, meant, context)
        if edit is None:
            position = words[number].end
            continue
        text = edit.text
        if not question[: edit.start].strip():
            text = text[:1].upper() + text[1:]
        question = question[: edit.start] + text + question[edit.end :]
        position = edit.start + len(text)


class _Edit(NamedTuple):
    """The text that takes the place of a stretch of the question."""

    start: int
    end: int
    text: str


def _edit(
    question: str,
    words: Sequence[Word],
    number: int,
    found: Sequence[Referent],
    meant: dict[str, Referent],
    context: str,
) -> _Edit | None:
    word = words[number]
    if word.text.isupper() and len(word.text) > 1:
        return None  # "IT", "US"
    lower = word.lower
    if lower in choice.FORMS:
        return _pronoun(question, words, number, found, meant, context)
    if lower == "there" and not _is_existential(words, number):
        return _adverb(words, number, choice.place(found), "in")
    if lower == "then" and number and _ends(words, number + 1):
        return _adverb(words, number, choice.time(found), "in")
    if lower in {"that", "this", "those", "these"}:
        return _demonstrative(words, number, found)
    return None


def _pronoun(
    question: str,
    words: Sequence[Word],
    number: int,
    found: Sequence[Referent],
    meant: dict[str, Referent],
    context: str,
) -> _Edit | None:
    word = words[number]
    pronoun = choice.FORMS[word.lower]
    after = words[number + 1] if number + 1 < len(words) else None
    is_possessive = word.lower in _POSSESSIVE and (
        word.lower != "her" or (after is not None and after.is_open and after.lower not in ADVERBS)
    )
    if _is_of_kind(words, number) or _is_before(words, number):
        return None
    if pronoun == choice.IT and _is_empty(words, number):
        return None
    if _stands_inside(
        restored(question, context), words, number, pronoun, is_possessive=is_possessive
    ):
        return None
    as_object = (word.lower not in _SUBJECTS and not is_possessive) and (
        word.lower not in {"it"} or _is_patient(words, number)
    )
    others = [one for one in found if one not in meant.values()] if meant else list(found)
    referent = meant.get(pronoun) or choice.choose(
        pronoun, others, as_object=as_object, event=_is_of_event(words, number)
    )
    if referent is None:
        return None
    meant[pronoun] = referent
    if not is_possessive:
        return _Edit(word.start, word.end, referent.text)
    return _possessor(question, words, number, referent)


def _is_of_kind(words: Sequence[Word], number: int) -> bool:
    """Tell "the largest of its kind"."""
    return number + 1 < len(words) and words[number + 1].lower in {"kind", "own", "sort"}


def _is_before(words: Sequence[Word], number: int) -> bool:
    """Tell "According to her family, what did Betsy Ross run?": the name comes behind."""
    opening = not any(word.lower in INTERROGATIVES for word in words[:number])
    rest = words[number + 1 :]
    comma = next((place for place, word in enumerate(rest) if word.text == ","), None)
    return opening and comma is not None and any(word.is_name for word in rest[comma:])


def _possessor(question: str, words: Sequence[Word], number: int, referent: Referent) -> _Edit:
    """Write "its last keeper" as "the lighthouse's last keeper" or, of a long one, with "of"."""
    word, end = words[number], number + 1
    while (
        end < len(words)
        and words[end].is_open
        and words[end].lower not in DETERMINERS
        and not (end > number + 1 and verbs.is_past(words[end].lower))
    ):
        end += 1
    is_long = len(referent.text.split()) > _LONGEST_POSSESSOR or " of " in referent.text
    if is_long and end > number + 1 and _ends(words, end):
        owned = question[word.end : words[end - 1].end]
        return _Edit(word.start, words[end - 1].end, f"the{owned} of {referent.text}")
    ending = "'" if referent.text.endswith("s") and referent.plural else "'s"
    return _Edit(word.start, word.end, referent.text + ending)


def _adverb(
    words: Sequence[Word], number: int, referent: Referent | None, usual: str
) -> _Edit | None:
    """Write "there" and "then" as the place or the time, with the word before it."""
    if referent is None:
        return None
    word, before = words[number], words[number - 1].lower if number else ""
    if before in PREPOSITIONS:  # "from there", "since then"
        return _Edit(word.start, word.end, referent.text)
    own = referent.preposition if referent.role == "answer" else ""
    timeless = referent.text.split()[0].lower() in nouns.DAYS | {"yesterday", "today"}
    preposition = own if own in {"in", "at", "on", "near", "during", "inside"} else usual
    if usual == "in" and referent.kind == "time" and timeless:
        preposition = own
    return _Edit(word.start, word.end, f"{preposition} {referent.text}".strip())


def _demonstrative(words: Sequence[Word], number: int, found: Sequence[Referent]) -> _Edit | None:
    word = words[number]
    before = words[number - 1] if number else None
    following = words[number + 1 :]
    if (
        not following
        or following[0].text in "?!.,"
        or following[0].lower in AUXILIARIES | PREPOSITIONS
    ):
        # "Who said that?", "What does that mean?", but not "the report that was printed"
        return _bare(words, number, found)
    if before is not None and before.lower in {
        "did",
        "does",
        "do",
        "will",
        "can",
        "could",
        "would",
    }:
        is_verb = verbs.is_base(following[0].lower) and not is_plural(following[0].lower)
        if is_verb and word.lower in {"that", "this"}:
            return _bare(words, number, found)
    noun = _noun_behind(following)
    is_verb = bool(noun) and len(noun) == 1 and noun[0].lower in verbs.verbs().pasts
    if not noun or noun[-1].is_possessive or (word.lower == "that" and is_verb):
        return None
    head = noun[-1].lower
    if word.lower in {"this", "these"} and singular(head) in nouns.DOCUMENT | nouns.PRESENT | {
        "day"
    }:
        return None
    opens = before is None or before.lower in PREPOSITIONS | AUXILIARIES | INTERROGATIVES
    referent = choice.named(head, found)
    if word.lower in {"that", "this"} and is_plural(head):
        return None  # "the mission that dates back to 1909"
    if referent is None or not (opens or word.lower != "that" or _ends(following, len(noun))):
        return None
    if _is_inside(head, words[:number]):
        return None
    text = referent.text
    if referent.kind == "time" and (before is None or before.lower not in PREPOSITIONS):
        text = f"{referent.preposition or 'in'} {text}"
    at = before if before is not None and before.lower == "at" and referent.kind == "time" else None
    if at is not None:  # "at that time"
        return _Edit(at.start, noun[-1].end, f"{referent.preposition or 'in'} {text}")
    return _Edit(word.start, noun[-1].end, text)


def _bare(words: Sequence[Word], number: int, found: Sequence[Referent]) -> _Edit | None:
    word, before = words[number], words[number - 1] if number else None
    if word.lower == "this":
        return None  # what is being read, as often as what was said
    if before is not None and (before.is_open or before.lower in CONJUNCTIONS):
        is_verb = verbs.finite(before.lower) is not None
        if not is_verb or not _ends(words, number + 1):
            return None  # "the report that was printed"
    if word.lower in {"those", "these"}:
        if not _ends(words, number + 1) or words[-1].lower in PREPOSITIONS:
            return None  # "those who fled", "those with no symptoms"
        if number + 1 < len(words) and words[number + 1].lower in PREPOSITIONS:
            return None
        referent = choice.choose(choice.THEY, found, as_object=True)
    else:
        answers = [
            one for one in found if one.role == "answer" and one.age == 0 and one.kind != "person"
        ]
        referent = answers[0] if answers else choice.choose(choice.IT, found, as_object=True)
    return _Edit(word.start, word.end, referent.text) if referent is not None else None


def _noun_behind(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words from a demonstrative to its noun."""
    found: list[Word] = []
    for word in words:
        if not word.is_open or word.lower in DETERMINERS:
            break
        if (
            found
            and (verbs.is_past(word.lower) or word.lower in verbs.verbs().thirds)
            and not (is_plural(word.lower) and word.lower not in verbs.verbs().thirds)
        ):
            break
        found.append(word)
        if singular(word.lower) in nouns.TIMES | nouns.PLACES | nouns.EVENTS | nouns.PEOPLE:
            break
    return found


def _stands_inside(
    question: str, words: Sequence[Word], number: int, pronoun: str, *, is_possessive: bool
) -> bool:
    """Tell whether what a pronoun stands for was said earlier in the question itself.

    A subject is not the object of its own verb ("What did the Guardian say about it?"), and
    what a phrase belongs to is not that phrase ("the name of its founder").
    """
    before = question[: words[number].start]
    is_first = number > 0 and words[number - 1].lower in AUXILIARIES and not is_possessive
    opened = words[0].lower in _SUBORDINATORS and any(
        word.lower in INTERROGATIVES for word in words[1:number]
    )
    joined = any(word.lower in CONJUNCTIONS or word.text == "," for word in words[:number])
    if is_first and not (opened or joined):
        return False  # "How much does it cost?": the subject of the question itself
    if is_possessive and _is_of_asked(question, pronoun):
        return True
    for _, whole in phrases(before):
        phrase = _without_verb(whole)
        text = between(before, phrase)
        parts = {text, text.rpartition(" of ")[2]}
        named = [described(part, None, context=before, role="subject") for part in sorted(parts)]
        if not any(one is not None and _agrees(pronoun, one) for one in named):
            continue
        end = next(place for place, word in enumerate(words) if word.end == phrase[-1].end) + 1
        gap = words[end:number]
        if any(word.lower in _SUBORDINATORS or word.text == "," for word in gap):
            return True
        # What stands right before "its" is a verb: "Slovenia emphasize its ...".
        has_verb = (
            not gap
            or len(phrase) < len(whole)
            or any(word.is_open or word.lower in AUXILIARIES for word in gap)
        )
        if (is_possessive and has_verb) or words[number].lower in _SUBJECTS:
            return True
        if words[number].lower == "it" and has_verb and not _ends(words, number + 1):
            follows = words[number + 1]
            if follows.lower in AUXILIARIES or verbs.is_past(follows.lower):
                return True
    return False


def _is_of_asked(question: str, pronoun: str) -> bool:
    """Tell whether what is asked for owns it: "Who supported Portugal in their campaign?"."""
    frame = parse(question)
    if frame is None or frame.gap != "subject" or frame.auxiliary.lower() in BE:
        return False
    is_person = frame.interrogative.startswith("who")
    return pronoun == choice.THEY if is_person else pronoun in {choice.IT, choice.THEY}


def _without_verb(phrase: Sequence[Word]) -> Sequence[Word]:
    """Leave the verb out of "the company sell" and "women changing"."""
    while len(phrase) > 1 and not phrase[-1].is_name:
        last = phrase[-1].lower
        if not (verbs.is_base(last) or last in verbs.verbs().pasts or verbs.is_participle(last)):
            break
        phrase = phrase[:-1]
    return phrase


def _agrees(pronoun: str, referent: Referent) -> bool:
    if choice.fits(pronoun, referent) is not None:
        return True
    if pronoun == choice.THEY:
        return referent.kind == "person"
    return pronoun in {choice.HE, choice.SHE} and _may_be_person(referent)


def _may_be_person(referent: Referent) -> bool:
    """Tell whether a name that nothing else is known of may be a person's."""
    return (
        referent.is_name
        and not referent.text.lower().startswith("the ")
        and (referent.kind == "thing" and referent.role == "subject" and not referent.is_place)
    )


def _is_empty(words: Sequence[Word], number: int) -> bool:
    """Tell "How long did it take to ...?" and "Why is it surprising that ...?": a mere "it"."""
    lowers = [word.lower for word in words if not word.is_mark]
    rest = [word for word in lowers[number + 1 :] if word not in ADVERBS | BE | {"become"}]
    if rest[:2] == ["comes", "to"]:
        return True
    if rest and rest[0] in {"take", "takes", "took", "cost", "costs", "seem", "seems", "appear"}:
        return bool({"to", "that", "if"} & set(rest))
    if lowers[:2] in (["what", "time"], ["what", "day"]) or (rest and rest[0] in _WEATHER):
        return True
    links = {"that", "whether", "if", "when", "to", "for"}
    link = next((place for place, word in enumerate(rest[:4]) if word in links), None)
    if not link or link + 1 == len(rest):
        return False
    said = rest[:link]
    is_reported = bool(set(said) & _REPORTED)
    if not is_reported and any(verbs.is_participle(word) for word in said):
        return rest[link] == "that"
    if rest[link] == "to":
        return not is_reported and (verbs.is_base(rest[link + 1]) or rest[link + 1] == "be")
    if rest[link] == "for":
        return "to" in rest[link + 1 :]
    return rest[link] != "when" or is_reported


def _is_existential(words: Sequence[Word], number: int) -> bool:
    """Tell "Is there a museum?" from "What is there?"."""
    after = words[number + 1].lower if number + 1 < len(words) else ""
    before = words[number - 1].lower if number else ""
    follows = any(not word.is_mark for word in words[number + 1 :])
    counts = [word.lower for word in words[:2]] in (["how", "many"], ["how", "much"])
    return (
        (before in BE | HAVE | {"will", "can", "would"} and (follows or counts))
        or after in BE
        or (not number and follows)
    )


def _is_patient(words: Sequence[Word], number: int) -> bool:
    """Tell "When was it built?" and "Who built it?" from "When did it fall?"."""
    before = words[number - 1].lower if number else ""
    if before in BE and number + 1 < len(words):
        return verbs.is_participle(words[number + 1].lower)
    return before not in AUXILIARIES


def _is_of_event(words: Sequence[Word], number: int) -> bool:
    lowers = [word.lower for word in words]
    if lowers[number] != "it" or not ({"when", "long"} & set(lowers[:number])):
        return False
    rest = [word for word in lowers[number + 1 :] if word.isalnum()]
    return not rest or rest[0] in {
        "take",
        "last",
        "happen",
        "begin",
        "start",
        "end",
        "held",
        "over",
    }


def _ends(words: Sequence[Word], number: int) -> bool:
    """Tell whether a phrase that ends before a word is the end of the question or of a part."""
    return (
        number >= len(words)
        or words[number].is_mark
        or (words[number].lower in PREPOSITIONS | CONJUNCTIONS | ADVERBS)
    )


def _is_inside(head: str, words: Sequence[Word]) -> bool:
    return any(singular(word.bare) == singular(head) for word in words)


def _without_short_names(question: str, found: Sequence[Referent]) -> str:
    """Put in what "the latter", "the second one" and "on the same day" stand for."""
    if match := _LATTER.search(question):
        both = next((one.text for one in found if " and " in one.text), "")
        if both:
            first, _, second = both.rpartition(" and ")
            chosen = first if match.group(1).lower() == "former" else second
            question = question[: match.start()] + chosen + question[match.end() :]
    if match := _ONE.search(question):
        head = _counted_head(found)
        words = question[: match.start(1)].split()
        if head and not any(singular(word) == singular(head) for word in words):
            question = question[: match.start(1)] + head + question[match.end(1) :]
    if match := _SAME_TIME.search(question):
        time = choice.time(found)
        if time is not None:
            before = time.preposition or "in"
            question = f"{question[: match.start()]} {before} {time.text}{question[match.end() :]}"
            question = " ".join(question.split())
    return question


def _counted_head(found: Sequence[Referent]) -> str:
    """Return the noun that "one" stands for."""
    for referent in found:
        if referent.kind in {"thing", "place"} and not referent.is_name and referent.age == 0:
            return referent.head if referent.role != "quote" else ""
    return ""
