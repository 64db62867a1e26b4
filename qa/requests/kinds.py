"""The kinds of requests in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.answers import Answer, Kind, Turn
from qa.requests import decide, figures, listing, overview, places, several, small_talk
from qa.requests.asker import Asker
from qa.requests.wording import without_courtesy

Handler = Callable[[str, str, Asker], Answer | None]


@dataclass(frozen=True, slots=True)
class RequestKind:
    """A kind of request.

    handle: takes the question as it was typed, the question without courtesies, and the
    documents; None where it is not of this kind, or nothing of this kind can be found.
    """

    kind: Kind
    handle: Handler


def _greeting(typed: str, _asked: str, asker: Asker) -> Answer | None:
    return small_talk.greet(typed, asker) if small_talk.is_greeting(typed) else None


def _comparison(typed: str, asked: str, asker: Asker) -> Answer | None:
    sides = several.compared_sides(asked)
    return several.answer_sides(typed, sides, asker) if sides else None


def _several(typed: str, asked: str, asker: Asker) -> Answer | None:
    questions = several.split_questions(asked)
    if len(questions) < 2:
        return None
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question, _part(question, asker.standalone(question, turns), asker)))
    parts = tuple(turn.answer for turn in turns)
    confidence = min(part.confidence for part in parts)
    return Answer(typed, " ".join(typed.split()), confidence, kind="several", parts=parts)


def _place(typed: str, asked: str, asker: Asker) -> Answer | None:
    place = places.asked_place(asked)
    return places.show_place(typed, place, asker) if place else None


def _mentions(typed: str, asked: str, asker: Asker) -> Answer | None:
    words = listing.sought_words(asked)
    return listing.show_mentions(typed, words, asker) if words else None


def _property(typed: str, asked: str, asker: Asker) -> Answer | None:
    name = overview.asked_property(asked, asker.documents)
    return overview.find_property(typed, name, asker) if name else None


def _summary(typed: str, asked: str, asker: Asker) -> Answer | None:
    if not overview.asks_for_summary(asked, asker.documents):
        return None
    place = places.asked_place(asked)
    found = places.find(place, asker.documents) if place else []
    if found:
        return overview.summarise_place(typed, *found[0], asker)
    return overview.summarise(typed, asker)


def _list(typed: str, asked: str, asker: Asker) -> Answer | None:
    return listing.show_list(typed, asker) if listing.asks_for_list(asked) else None


def _yes_no(typed: str, asked: str, asker: Asker) -> Answer | None:
    return decide.show_deciding(typed, asker) if decide.asks_whether(asked) else None


KINDS = (
    RequestKind("greeting", _greeting),
    RequestKind("comparison", _comparison),
    RequestKind("several", _several),
    RequestKind("mentions", _mentions),
    RequestKind("table", figures.show_figure),
    RequestKind("summary", _summary),
    RequestKind("place", _place),
    RequestKind("property", _property),
    RequestKind("list", _list),
    RequestKind("yes_no", _yes_no),
)
# A part of a question is none of these itself.
_NOT_IN_PARTS = ("greeting", "several", "comparison")


def handle(question: str, asker: Asker) -> Answer | None:
    """Return the answer to a request of a special kind; None for a plain question."""
    asked = without_courtesy(question)
    for kind in KINDS:
        answer = kind.handle(question, asked, asker)
        if answer is not None:
            return answer
    return None


def context_of(history: Sequence[Turn]) -> list[Turn]:
    """Return the turns that a follow-up may take from: questions about what the text says.

    Each of several questions is a turn of its own. A greeting, a summary or a count names nothing
    that "he" or "there" could mean.
    """
    turns: list[Turn] = []
    for turn in history:
        answer = turn.answer
        if answer.kind == "several":
            turns += context_of([Turn(part.question, part) for part in answer.parts])
        elif answer.kind in ("question", "place", "list"):
            turns.append(turn)
        elif answer.kind == "yes_no":  # its text is a whole sentence, not what "it" could mean
            turns.append(replace(turn, answer=replace(answer, text_span=None)))
    return turns


def _part(typed: str, asked: str, asker: Asker) -> Answer:
    kinds = (kind for kind in KINDS if kind.kind not in _NOT_IN_PARTS)
    answers = (kind.handle(asked, asked, asker) for kind in kinds)
    answer = next((each for each in answers if each is not None), None) or asker.plain(asked)
    return replace(answer, question=typed, interpreted_as=asked)
