"""A follow-up and the turns before it to a question that stands alone.

Rules, and no model: what comes out is short enough to be shown to whoever asked. A pronoun
("he", "its", "there", "that siege") takes the phrase of the last turns that agrees with it
in kind, number and gender; a piece of a question ("And when?", "By whom?", "And in Aleppo?")
takes the rest from the last question, with the last answer where that had its gap. Each turn
counts as it was searched for, so that chains hold. What stands alone is returned as it came.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.answers import Turn
from qa.conversation import nouns, pieces
from qa.conversation.exchanged import with_subject
from qa.conversation.frame import Frame, expanded, parse, without_openers
from qa.conversation.kinds import Referent
from qa.conversation.pronouns import resolved
from qa.conversation.reasked import asked_again
from qa.conversation.referents import answer_of, asked_of, context_of, referents
from qa.conversation.words import AUXILIARIES, INTERROGATIVES, restored, singular, split

__all__ = ["standalone_question"]

# Turns further back are not looked at, nor are questions longer than a sentence.
TURNS = 4
LONGEST = 300  # characters
_HAPPENS = frozenset(["", "last", "take", "happen", "occur"])
# An interpretation is one line, of at most this many characters.
_LONGEST_RESULT = 600


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it lacks taken from the turns before it, oldest first.

    A question that stands alone, or for which nothing suitable is found, is returned
    unchanged, byte for byte. The result depends on nothing but the arguments.
    """
    turns = [turn for turn in history if _is_usable(turn)][-TURNS:]
    if not turns or len(question) > LONGEST or not any(map(str.isalnum, question)):
        return question
    found = referents(turns)
    last = turns[-1]
    asked, context = asked_of(last), context_of(last)
    frame = parse(asked)
    answer = answer_of(last, frame)
    whole: str | None = None
    if frame is not None and (doer := pieces.doer(question, frame)) is not None:
        return doer or question
    if frame is not None and (said := pieces.said(question, frame, answer)):
        return said
    if frame is not None and (pointed := pieces.pointed(question)):
        whole = _pointing(pointed, frame, found, answer)
    if whole is None:
        clear = resolved(question, found, context)
        if frame is not None and (asks := pieces.asked_piece(clear)):
            whole = asked_again(asks, frame, answer)
        elif subject := pieces.new_subject(restored(clear, context)):
            whole = with_subject(asked, frame, *subject, context)
            whole = whole and _opened(whole)
        elif clear != question:
            whole = _opened(clear)
    if whole is None or not whole.strip() or len(whole) > _LONGEST_RESULT:
        return question
    return whole


def _pointing(
    pointed: tuple[str, str, str, bool],
    frame: Frame,
    found: Sequence[Referent],
    answer: Referent | None,
) -> str | None:
    """Return "When did he do that?" as "when" asked of the last question."""
    asks, who, verb, by_it = pointed
    if by_it and (
        "where" in asks.lower()
        or any(one.age == 0 and singular(one.head) in nouns.EVENTS for one in found)
    ):
        return None  # "Where is it?" of a thing, "When was it?" of a meeting
    if not who and _verb(frame.rest) in _HAPPENS and frame.subject and asks.lower() != "why":
        # "When was that?" of a siege that lasted a week: the siege is meant.
        return f"{asks[:1].upper()}{asks[1:]} was {frame.subject}?"
    if who and verb in {"say", "claim", "state"} and _verb(frame.rest) not in {
        "say", "claim", "state", "tell", "call", "announce", "think",
    }:  # fmt: skip
        return None
    return asked_again(asks, frame, answer)


def _verb(rest: str) -> str:
    return rest.split(maxsplit=1)[0].lower() if rest else ""


def _opened(question: str) -> str:
    """Leave out "And" where the question had to be rewritten anyway."""
    text = expanded(question)
    words = without_openers(split(text))
    if not words:
        return text
    text = text[words[0].start :]
    if words[0].lower in INTERROGATIVES | AUXILIARIES and text[-1].isalnum():
        text += "?"
    return text[:1].upper() + text[1:]


def _is_usable(turn: Turn) -> bool:
    asked = turn.answer.interpreted_as or turn.question
    return 0 < len(asked) <= _LONGEST_RESULT
