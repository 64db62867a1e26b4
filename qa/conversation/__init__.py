"""A follow-up and the turns before it to a question that stands alone.

Rules, and no model: what comes out is short enough to be shown to whoever asked. A pronoun
("he", "its", "there", "that siege") takes the phrase of the last turns that agrees with it
in kind, number and gender; a piece of a question ("And when?", "By whom?", "And in Aleppo?")
takes the rest from the last question, with the last answer where that had its gap. Each turn
counts as it was searched for, so that chains hold. What stands alone is returned as it came.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation import choice, ellipsis
from qa.conversation.frame import expanded, parse, without_openers
from qa.conversation.pronouns import resolved
from qa.conversation.referents import Referent, answer_of, referents
from qa.conversation.words import split
from qa.types import Turn

__all__ = ["standalone_question"]

# Turns further back are not looked at, nor are questions longer than a sentence.
TURNS = 4
LONGEST = 300  # characters
# Without "...": an interpretation is one line, of at most this many characters.
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
    asked = last.answer.interpreted_as or last.question
    frame = parse(asked)
    answer = answer_of(last, frame)
    whole: str | None = None
    if frame is not None and (pointed := ellipsis.pointed(question)):
        whole = _pointing(pointed, asked, found, answer)
    if whole is None:
        clear = resolved(question, found)
        if frame is not None and (asks := ellipsis.asked_piece(clear)):
            whole = ellipsis.asked_again(asks, frame, answer)
        elif subject := ellipsis.new_subject(clear):
            whole = ellipsis.with_subject(asked, frame, *subject, _context(last))
        elif clear != question:
            whole = _opened(clear)
    if whole is None or not whole.strip() or len(whole) > _LONGEST_RESULT:
        return question
    return whole


def _pointing(
    pointed: tuple[str, str, str], asked: str, found: Sequence[Referent], answer: Referent | None
) -> str | None:
    """Return "When did he do that?" as "when" asked of the last question."""
    asks, who, verb = pointed
    frame = parse(asked)
    if frame is None:
        return None
    event = choice.choose(choice.IT, found, event=True)
    if not who and frame.rest.split()[:1] in (["last"], ["take"], ["happen"], ["occur"], []):
        return None  # "When was that?" of a siege that lasted a week: the siege is meant
    if who and verb in {"say", "claim", "state"} and _verb(frame.rest) not in {
        "say", "claim", "state", "tell", "call", "announce", "think",
    }:  # fmt: skip
        return None
    del event
    return ellipsis.asked_again(asks, frame, answer)


def _verb(rest: str) -> str:
    return rest.split()[0].lower() if rest else ""


def _opened(question: str) -> str:
    """Leave out "And" where the question had to be rewritten anyway."""
    text = expanded(question)
    words = without_openers(split(text))
    if not words:
        return text
    text = text[words[0].start :]
    return text[:1].upper() + text[1:]


def _context(turn: Turn) -> str:
    quotes = turn.answer.evidence or turn.answer.related
    return quotes[0].document.text[:40_000] if quotes else ""


def _is_usable(turn: Turn) -> bool:
    asked = turn.answer.interpreted_as or turn.question
    return 0 < len(asked) <= _LONGEST_RESULT
