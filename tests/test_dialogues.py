"""The dialogues that follow-ups are measured on: sound files, and the bar that is kept."""

from __future__ import annotations

import pytest

import qa
from benchmarks.dialogues import SETS, hold, read_dialogues


@pytest.mark.parametrize("name", SETS)
def test_the_gold_quotes_stand_where_the_file_says(name: str) -> None:
    dialogues = read_dialogues(name)
    assert len(dialogues) >= 8
    assert len({dialogue.name for dialogue in dialogues}) == len(dialogues)
    for dialogue in dialogues:
        assert len(dialogue.turns) >= 3
        assert dialogue.turns[0].question == dialogue.turns[0].standalone
        assert dialogue.turns[0].gold is not None
        for turn in dialogue.turns:
            if turn.gold is not None:
                assert dialogue.document.text[turn.gold.start : turn.gold.end] == turn.text


def test_three_quarters_of_the_follow_ups_have_the_right_quote_first(
    assistant: qa.Assistant,
) -> None:
    replies = [
        reply
        for dialogue in read_dialogues("tuned")
        for reply in list(hold(dialogue, assistant.with_documents(dialogue.document), "with"))[1:]
    ]
    real = [reply for reply in replies if reply.asked.gold is not None]
    false = [reply for reply in replies if reply.asked.gold is None and reply.answer.answered]
    assert len(replies) == 24
    assert sum(reply.is_right for reply in real) >= 0.75 * len(real)
    assert len(false) <= 1
