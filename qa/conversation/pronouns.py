"""Pronouns and demonstratives of a question to what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation import choice, nouns, verbs
from qa.conversation.referents import Referent, described, phrases
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
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
# "How long did it take to ...?", "Why is it surprising that ...?": nothing is meant by "it".
_EMPTY_IT = re.compile(
    r"\bit\s+(?:\w+\s+){0,2}?(?:takes?|took|costs?|seems?|appears?|happens?)\b"
    r"(?=.*\b(?:to|that|if)\b)|\b(?:does|did|will|would|is|was|be)\s+it\s+(?:\w+\s+){0,2}?"
    r"(?:take|cost|seem|appear)\b(?=.*\b(?:to|that|if)\b)"
    r"|\bit\s+(?:rain|snow)\w*|\b(?:is|was|it)\s+(?:it\s+)?(?!(?:\w+\s+)?(?:given|sold|sent|taken|moved|brought|added|left)\b)"
    r"(?:\w+\s+){1,2}(?:that|whether|to)\s+\w|\bwhat\s+(?:time|day|date)\s+(?:is|was)\s+it\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:the|this|that|which|another|what|new|old|other|\w+(?:er|est|th|st|nd|rd))\s+(ones?)\b"
    r"(?!\s+of\b)",
    re.IGNORECASE,
)
_LATTER = re.compile(r"\bthe\s+(former|latter)\b", re.IGNORECASE)
_SAME_TIME = re.compile(r"\b(?:on|in|at)?\s*the\s+same\s+(day|year|month|week)\b(?!\s+(?:as|that))", re.I)
_LONGEST_POSSESSOR = 4  # words: longer ones follow behind "of"


def resolved(question: str, found: Sequence[Referent], context: str) -> str:
    """Return the question with each pronoun replaced by what it stands for in the last turns.

    A pronoun whose referent stands in the question itself is left, and so is one for which
    nothing suitable is found. `context` is text that tells which words are names.
    """
    question = _without_short_names(question, found)
    number = 0
    meant: dict[str, Referent] = {}
    while True:
        words = split(question)
        if number >= len(words):
            return question
        replaced = _replaced(question, words, number, found, meant, context)
        if replaced is None:
            number += 1
            continue
        before = len(question)
        question = replaced
        if len(question) == before:
            number += 1
        number = max(number, _behind(question, words[number].start, found, number))


def _behind(question: str, start: int, found: Sequence[Referent], number: int) -> int:
    """Return the number of the first word behind what was put in at `start`."""
    texts = [each.text for each in found if question.startswith(each.text, start)]
    length = max(map(len, texts), default=1)
    return sum(word.start < start + length for word in split(question)) or number + 1


def _replaced(
    question: str,
    words: Sequence[Word],
    number: int,
    found: Sequence[Referent],
    meant: dict[str, Referent],
    context: str,
) -> str | None:
    word = words[number]
    if word.text.isupper() and len(word.text) > 1:
        return None  # "IT", "US"
    lower = word.lower
    if lower in choice.FORMS:
        return _pronoun(question, words, number, found, meant, context)
    if lower == "there" and not _is_existential(words, number):
        return _adverb(question, words, number, choice.place(found), "in")
    if lower == "then" and number and _ends(words, number + 1):
        return _adverb(question, words, number, choice.time(found), "in")
    if lower in {"that", "this", "those", "these"}:
        return _demonstrative(question, words, number, found)
    return None


def _pronoun(
    question: str,
    words: Sequence[Word],
    number: int,
    found: Sequence[Referent],
    meant: dict[str, Referent],
    context: str,
) -> str | None:
    word = words[number]
    pronoun = choice.FORMS[word.lower]
    after = words[number + 1] if number + 1 < len(words) else None
    is_possessive = word.lower in _POSSESSIVE and (
        word.lower != "her" or (after is not None and after.is_open and after.lower not in ADVERBS)
    )
    if pronoun == choice.IT and _is_empty(question, word):
        return None
    if _stands_inside(restored(question, context), words, number, pronoun, is_possessive=is_possessive):
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
        return _put(question, words[number], referent.text)
    return _possessor(question, words, number, referent)


def _put(question: str, word: Word, text: str) -> str:
    if not question[: word.start].strip():
        text = text[:1].upper() + text[1:]
    return question[: word.start] + text + question[word.end :]


def _possessor(question: str, words: Sequence[Word], number: int, referent: Referent) -> str:
    """Write "its last keeper" as "the lighthouse's last keeper" or, of a long one, with "of"."""
    end = number + 1
    while (
        end < len(words)
        and words[end].is_open
        and words[end].lower not in DETERMINERS
        and not (end > number + 1 and verbs.is_past(words[end].lower))
    ):
        end += 1
    is_long = len(referent.text.split()) > _LONGEST_POSSESSOR or " of " in referent.text
    if is_long and end > number + 1 and _ends(words, end):
        owned = question[words[number].end : words[end - 1].end]
        return (
            f"{question[: words[number].start]}the{owned} of {referent.text}"
            f"{question[words[end - 1].end :]}"
        )
    ending = "'" if referent.text.endswith("s") and referent.plural else "'s"
    return _put(question, words[number], referent.text + ending)


def _adverb(
    question: str, words: Sequence[Word], number: int, referent: Referent | None, usual: str
) -> str | None:
    """Write "there" and "then" as the place or the time, with the word before it."""
    if referent is None:
        return None
    before = words[number - 1].lower if number else ""
    if before in PREPOSITIONS:  # "from there", "since then"
        return _put(question, words[number], referent.text)
    own = referent.preposition if referent.role == "answer" else ""
    timeless = referent.text.split()[0].lower() in nouns.DAYS | {"yesterday", "today"}
    preposition = own if own in {"in", "at", "on", "near", "during", "inside"} else usual
    if usual == "in" and referent.kind == "time" and timeless:
        preposition = own
    return _put(question, words[number], f"{preposition} {referent.text}".strip())


def _demonstrative(
    question: str, words: Sequence[Word], number: int, found: Sequence[Referent]
) -> str | None:
    word = words[number]
    before = words[number - 1] if number else None
    following = words[number + 1 :]
    if not following or following[0].is_mark or following[0].lower in AUXILIARIES | PREPOSITIONS:
        # "Who said that?", "What does that mean?", but not "the report that was printed"
        return _bare(question, words, number, found)
    if before is not None and before.lower in {"did", "does", "do", "will", "can", "could", "would"}:
        if verbs.is_base(following[0].lower) and not is_plural(following[0].lower):
            return _bare(question, words, number, found)
    noun = _noun_behind(following)
    if not noun:
        return None
    head = noun[-1].lower
    if word.lower in {"this", "these"} and singular(head) in nouns.DOCUMENT | nouns.PRESENT | {"day"}:
        return None
    opens = before is None or before.lower in PREPOSITIONS | AUXILIARIES | INTERROGATIVES
    referent = choice.named(head, found)
    if referent is None or not (opens or word.lower != "that" or _ends(following, len(noun))):
        return None
    if _is_inside(head, words[:number]):
        return None
    text = referent.text
    if referent.kind == "time" and (before is None or before.lower not in PREPOSITIONS):
        text = f"{referent.preposition or 'in'} {text}"
    return question[: word.start] + text + question[noun[-1].end :]


def _bare(
    question: str, words: Sequence[Word], number: int, found: Sequence[Referent]
) -> str | None:
    word, before = words[number], words[number - 1] if number else None
    if before is not None and (before.is_open or before.lower in CONJUNCTIONS):
        is_verb = verbs.finite(before.lower) is not None
        if not is_verb or not _ends(words, number + 1):
            return None  # "the report that was printed"
    if word.lower in {"those", "these"}:
        if number + 1 < len(words) and words[number + 1].lower in {"who", "which"}:
            return None
        referent = choice.choose(choice.THEY, found, as_object=True)
    else:
        answers = [one for one in found if one.role == "answer" and one.age == 0]
        referent = answers[0] if answers else choice.choose(choice.IT, found, as_object=True)
    return _put(question, word, referent.text) if referent is not None else None


def _noun_behind(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words from a demonstrative to its noun."""
    found: list[Word] = []
    for word in words:
        if not word.is_open or word.lower in DETERMINERS:
            break
        if found and (verbs.is_past(word.lower) or word.lower in verbs.verbs().thirds) and not (
            is_plural(word.lower) and word.lower not in verbs.verbs().thirds
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
    is_first = number > 0 and words[number - 1].lower in AUXILIARIES
    if is_first and not any(w.lower in CONJUNCTIONS or w.text == "," for w in words[:number]):
        return False  # "How much does it cost?": the subject of the question itself
    for _, phrase in phrases(before):
        text = between(before, phrase)
        referent = described(text, None, context=before, role="subject")
        if referent is None or choice.fits(pronoun, referent) is None:
            if not (referent and pronoun in {choice.HE, choice.SHE} and _may_be_person(referent)):
                continue
        end = next(place for place, word in enumerate(words) if word.end == phrase[-1].end) + 1
        gap = words[end:number]
        if any(word.lower in CONJUNCTIONS or word.text == "," for word in gap):
            return True
        # "the company sell": the phrase has its verb in it.
        last = phrase[-1].lower
        has_verb = any(word.is_open or word.lower in AUXILIARIES for word in gap) or (
            len(phrase) > 1
            and not phrase[-1].is_name
            and (verbs.is_base(last) or last in verbs.verbs().pasts)
        )
        if (is_possessive and has_verb) or words[number].lower in _SUBJECTS:
            return True
        if words[number].lower == "it" and has_verb and not _ends(words, number + 1):
            follows = words[number + 1]
            if follows.lower in AUXILIARIES or verbs.is_past(follows.lower):
                return True
    return False


def _may_be_person(referent: Referent) -> bool:
    """Tell whether a name that nothing else is known of may be a person's."""
    return referent.is_name and not referent.text.lower().startswith("the ") and (
        referent.kind == "thing" and referent.role == "subject" and not referent.is_place
    )


def _is_empty(question: str, word: Word) -> bool:
    return any(
        match.start() <= word.start < match.end() for match in _EMPTY_IT.finditer(question)
    )


def _is_existential(words: Sequence[Word], number: int) -> bool:
    """Tell "Is there a museum?" from "What is there?"."""
    after = words[number + 1].lower if number + 1 < len(words) else ""
    before = words[number - 1].lower if number else ""
    follows = not _ends(words, number + 1)
    return (
        (before in BE | {"has", "have", "had", "been", "be", "will", "can"} and follows)
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
    return not rest or rest[0] in {"take", "last", "happen", "begin", "start", "end", "held", "over"}


def _ends(words: Sequence[Word], number: int) -> bool:
    """Tell whether a phrase that ends before a word is the end of the question or of a part."""
    return number >= len(words) or words[number].is_mark or (
        words[number].lower in PREPOSITIONS | CONJUNCTIONS | ADVERBS
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
