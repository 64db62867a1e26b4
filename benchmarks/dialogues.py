"""Follow-ups with what they lack from earlier turns, and without: `python -m benchmarks.dialogues`.

Each dialogue is held as a person would hold it: a turn's history is what was answered before,
right or wrong. Printed for each set, with and without `standalone_question`: the follow-ups
whose right quote comes first, those that are answered and those answered with the right
quote first, and the false answers among follow-ups that the document does not answer. As
gold: the same with the standalone form that the file gives, which is as far as any rewriting
could come.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
import qa
from corpus import Document, Span
from qa.conversation import standalone_question

_ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "questions" / "dialogues"
SETS = ("tuned", "held-out")
WAYS = ("with", "without", "gold")


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn of a dialogue.

    `gold` is where its answer, `text`, stands; None (and "") where nothing answers.
    """

    question: str
    standalone: str
    gold: Span | None
    text: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns about a document, the first of which stands alone."""

    name: str
    document: Document
    turns: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a turn: whether the right quote came first, and what was answered."""

    asked: Asked
    answer: qa.Answer
    is_right: bool


def read_dialogues(name: str) -> list[Dialogue]:
    """Return the dialogues of a set, each with its document."""
    read = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["dialogues"]
    return [
        Dialogue(
            one["id"],
            corpus.load(_ROOT / one["document"])[0],
            tuple(_asked(turn) for turn in one["turns"]),
        )
        for one in read
    ]


def hold(dialogue: Dialogue, assistant: qa.Assistant, way: str) -> Iterator[Reply]:
    """Ask a dialogue's turns in one of `WAYS` and yield what became of each."""
    history: list[qa.Turn] = []
    for asked in dialogue.turns:
        question = {
            "with": standalone_question(asked.question, history),
            "without": asked.question,
            "gold": asked.standalone,
        }[way]
        ranked = assistant.rank(question)
        answer = assistant.answer_from(asked.question, ranked, interpreted_as=question)
        first = answer.evidence[0].span if answer.evidence else ranked[0].quote
        is_right = asked.gold is not None and first.overlaps(asked.gold)
        yield Reply(asked, answer, is_right)
        history.append(qa.Turn(asked.question, answer))


def figures(replies: Sequence[Reply]) -> str:
    """Render the figures of follow-ups in one line."""
    real = [reply for reply in replies if reply.asked.gold is not None]
    others = [reply for reply in replies if reply.asked.gold is None]
    right = sum(reply.is_right for reply in real)
    answered = [reply for reply in real if reply.answer.answered]
    proved = sum(reply.is_right for reply in answered)
    false = sum(reply.answer.answered for reply in others)
    return (
        f"right quote first {right} of {len(real)} ({right / len(real):.3f})  answered "
        f"{len(answered)}, rightly {proved}  false answers {false} of {len(others)}"
    )


def main() -> None:
    """Hold all dialogues in each way and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", choices=SETS, action="append", help="only this set")
    parser.add_argument("--turns", action="store_true", help="print each follow-up too")
    arguments = parser.parse_args()
    article = qa.Assistant(corpus.sample())
    for name in arguments.set or SETS:
        dialogues = read_dialogues(name)
        print(f"{name}: {len(dialogues)} dialogues")
        for way in WAYS:
            replies = []
            for dialogue in dialogues:
                # The first question of a chat cannot be a follow-up.
                held = list(hold(dialogue, article.with_documents(dialogue.document), way))
                replies += held[1:]
                if arguments.turns:
                    print(*map(_shown, held), sep="\n")
            print(f"  {way:8} {figures(replies)}")


def _asked(turn: dict[str, object]) -> Asked:
    gold = turn["gold"]
    span, text = None, ""
    if isinstance(gold, dict):
        text = gold["text"]
        span = Span(gold["start"], gold["start"] + len(text))
    return Asked(str(turn["question"]), str(turn["standalone"]), span, text)


def _shown(reply: Reply) -> str:
    answer = reply.answer
    mark = "right" if reply.is_right else "wrong" if reply.asked.gold is not None else "none"
    said = f"“{answer.text}”" if answer.answered else "refused"
    return (
        f"    {mark:5} {answer.confidence:.2f} {answer.question} = {answer.interpreted_as} {said}"
    )


if __name__ == "__main__":
    main()
