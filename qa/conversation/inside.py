"""Where a pronoun stands for nothing in earlier turns: what is in the question itself."""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation import choice, verbs
from qa.conversation.frame import parse
from qa.conversation.kinds import Referent, described
from qa.conversation.phrases import phrases
from qa.conversation.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    HAVE,
    INTERROGATIVES,
    PREPOSITIONS,
    Word,
    between,
)

_SUBORDINATORS = CONJUNCTIONS | frozenset("when where while as since before after until".split())


_REPORTED = frozenset(
    "said believed thought argued known reported claimed decided agreed called considered".split()
)


_WEATHER = frozenset("rain raining rained snow snowing snowed".split())


_SUBJECTS = frozenset("he she they".split())


def stands_inside(
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
        if words[number].lower == "it" and has_verb and not ends(words, number + 1):
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


def is_empty(words: Sequence[Word], number: int) -> bool:
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


def is_existential(words: Sequence[Word], number: int) -> bool:
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


def is_of_kind(words: Sequence[Word], number: int) -> bool:
    """Tell "the largest of its kind"."""
    return number + 1 < len(words) and words[number + 1].lower in {"kind", "own", "sort"}


def is_before(words: Sequence[Word], number: int) -> bool:
    """Tell "According to her family, what did Betsy Ross run?": the name comes behind."""
    opening = not any(word.lower in INTERROGATIVES for word in words[:number])
    rest = words[number + 1 :]
    comma = next((place for place, word in enumerate(rest) if word.text == ","), None)
    return opening and comma is not None and any(word.is_name for word in rest[comma:])


def ends(words: Sequence[Word], number: int) -> bool:
    """Tell whether a phrase that ends before a word is the end of the question or of a part."""
    return (
        number >= len(words)
        or words[number].is_mark
        or (words[number].lower in PREPOSITIONS | CONJUNCTIONS | ADVERBS)
    )
