"""The training's arithmetic, checked against slow and obvious ways to the same result."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from qa.confidence import FEATURES
from training.calibrate import Table, fit
from training.checkpoint import learning_rate
from training.mixture import HELD_OUT, _articles, _titled, _windowed, typed, without_answers
from training.near_misses import asked_for_more, blurred, blurred_elsewhere
from training.squad import WIKI, Article, Paragraph, Question, consensus, split_sentences
from training.trials import BLURRED, REMOVED, WHOLE, is_right, trials
from training.wording import about_another, hurried

TEXT = (
    "The treaty was signed in 1848. It ended a war of two years. "
    "Nicholas Trist, a clerk, spoke for the north. Nobody was content."
)
QUESTION = Question("q", "When was the treaty signed?", ((25, 29), (22, 29), (25, 29)))
PARAGRAPH = Paragraph(TEXT, (QUESTION,))


def test_sentences_tile_the_text() -> None:
    for text in (TEXT, "\n One.\r\n\nTwo. Three.\n", "", "   ", "no end"):
        spans = split_sentences(text)
        assert "".join(text[a:b] for a, b in spans) == text


def test_consensus_is_what_most_marked() -> None:
    assert consensus(QUESTION.answers) == (25, 29)
    assert consensus([(0, 4)]) == (0, 4)


def test_twin_lacks_every_answer_sentence_and_nothing_else() -> None:
    twin = without_answers(PARAGRAPH, QUESTION)
    assert twin == TEXT[TEXT.index("It ended") :]


def test_hurried_question_keeps_its_numbers() -> None:
    asked = {hurried("What was signed in 1848 by Trist?", Random(n)) for n in range(300)}
    assert len(asked) > 10
    assert all("1848" in question and "?" not in question for question in asked)


def test_another_name_is_not_in_the_paragraph() -> None:
    article = TEXT + " Later, the envoy James Polk came with General Scott."
    asked = about_another("Who was with Nicholas Trist?", TEXT, article, Random(1))
    assert asked is None or "Trist" not in asked


def test_rate_rises_and_falls() -> None:
    rates = [learning_rate(step, steps=100, peak=1.0) for step in range(100)]
    assert max(rates) == 1.0
    assert rates[0] < 0.2
    assert rates[-1] < 0.02


def test_a_blurred_paragraph_tells_all_but_the_answer() -> None:
    for seed in range(50):
        told = blurred(PARAGRAPH, QUESTION, Random(seed))
        assert told is not None
        text, (start, end) = told
        assert "1848" not in text
        assert text.startswith("The treaty was signed")
        assert text.endswith(TEXT[TEXT.index("It ended") :])
        assert 0 <= start < end <= text.index("It ended")


def test_a_number_is_blurred_to_an_amount_and_not_to_a_person() -> None:
    text = "Some 500 people came to the fair. It rained."
    question = Question("q", "How many people came to the fair?", ((5, 8),))
    texts = {
        told[0] for s in range(30) if (told := blurred(Paragraph(text, ()), question, Random(s)))
    }
    assert len(texts) > 3
    assert all(told.endswith("people came to the fair. It rained.") for told in texts)


def test_what_is_blurred_elsewhere_leaves_the_answer_where_it_says() -> None:
    answers = set()
    for seed in range(50):
        told = blurred_elsewhere(PARAGRAPH, QUESTION, (25, 29), Random(seed))
        assert told is not None
        text, (start, end) = told
        assert text != TEXT
        answers.add(text[start:end])
    assert answers == {"1848"}


def test_a_question_for_more_is_answered_only_where_the_answer_is_a_name() -> None:
    ask = "Who signed for the north?"
    asked = {asked_for_more(ask, "Nicholas Trist", "He signed.", Random(s)) for s in range(40)}
    assert ("What is the name of the person who signed for the north?", True) in asked
    assert ("How many people signed for the north?", False) in asked
    asked = {asked_for_more(ask, "a clerk", "Two clerks signed.", Random(s)) for s in range(40)}
    assert {pair[1] for pair in asked if pair} == {False}
    assert not any("How many" in pair[0] for pair in asked if pair)
    assert asked_for_more("What is it?", "a text", "It is a text.", Random(0)) is None


def test_trials_are_whole_without_the_paragraph_and_without_the_words() -> None:
    other = Paragraph("Another text about treaties.", ())
    found = list(trials(Article(WIKI, "Treaties", (other, PARAGRAPH))))
    assert [trial.kind for trial in found] == [WHOLE, REMOVED, BLURRED]
    whole, removed, vague = found
    place = whole.document.text.index("1848")
    assert is_right(whole, place, place + 1)
    assert not is_right(whole, 0, place - 4)
    assert removed.document.text == other.text
    assert "1848" not in vague.document.text
    assert "The treaty was signed" in vague.document.text
    assert not any(is_right(trial, 0, 10_000) for trial in (removed, vague))


def test_confidence_is_fitted_on_near_misses_and_scaled_without_them() -> None:
    random = np.random.default_rng(0)
    kinds = np.repeat([WHOLE, REMOVED, BLURRED], 400)
    margin = random.normal(0, 1, 1200) + np.where(kinds == WHOLE, 2, 0)
    # A near miss is found as well as what it was made from: only the margin tells.
    search = random.normal(0, 1, 1200) + np.where(kinds == REMOVED, 0, 2)
    features = np.zeros((1200, len(FEATURES)))
    features[:, :2] = np.stack([search, margin], axis=1)
    never = np.full(1200, fill_value=False)
    table = Table(features, never, kinds == WHOLE, kinds, np.arange(1200) % 16)
    fitted = fit(table, np.full(1200, True))
    blind = fit(table, kinds != BLURRED)
    assert fitted.weights[1] > fitted.weights[0] > 0
    assert blind.weights[0] > fitted.weights[0]
    said = fitted.probabilities(features[kinds != BLURRED], never[kinds != BLURRED])
    assert said.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("seed", range(100))
def test_the_mixture_shows_the_answer_in_every_window(seed: int) -> None:
    random = Random(seed)
    times = 1 + seed % 30
    text = "The town is old. It fell in 1912, after a siege. Nobody stayed. " * times
    start = text.index("1912") + 64 * (seed % times)
    shown = _windowed("When did it fall?", text, (start, start + 4), random)
    assert shown.answer is not None
    assert shown.context[slice(*shown.answer)] == "1912"
    assert len(shown.context) <= 1300
    refused = _windowed("When?", text, None, random, focus=(start, start + 4))
    assert refused.answer is None
    assert "1912" in refused.context


def test_questions_are_never_typed_away() -> None:
    asked = "When did the old town fall?"
    assert all(typed(asked, Random(seed)) for seed in range(200))
    assert len({typed(asked, Random(seed)) for seed in range(200)}) > 5


def test_what_is_held_out_is_out_of_the_mixture(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    titles = ["Warsaw", "warsaw", "Immune system", "Private_school", "Rhine", None]
    data: list[dict[str, object]] = [{"title": title, "paragraphs": []} for title in titles]
    (tmp_path / "more" / "set.json").write_text(json.dumps({"data": data}), "utf-8")
    excluded = {_titled(title) for title in HELD_OUT}
    left = [article.title for article in _articles(tmp_path, "set", excluded)]
    assert left == ["Rhine", None]
