"""All sets in `shared/data` to one shuffled list of examples for the large reader.

Each example is a question, a context in the shape that the product reads, the span that answers
and the sentences that hold it. Held-out articles never enter, in whichever set they stand.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from training import squad
from training.near_misses import asked_for_more, blurred, blurred_elsewhere
from training.similarity import lexical
from training.squad import Article, Paragraph, Question, Span, consensus, split_sentences
from training.wording import about_another, hurried

# Human near misses of these articles measure refusal; they are never trained or fitted on.
HELD_OUT = ("Warsaw", "Immune_system", "Private_school")

MAX_CHARACTERS = 1300
_LOOKALIKES = 6
_MOST_POOLED = 1500


@dataclass(frozen=True)
class Example:
    """What the reader sees, and the span it shall find; None where it shall refuse."""

    question: str
    context: str
    answer: Span | None


@dataclass(frozen=True)
class Share:
    """How often a set's questions are taken, and how often each kind of refusal is added."""

    taken: float = 1.0
    twin: float = 0.25
    lookalike: float = 0.25
    swapped: float = 0.10
    blurred: float = 0.0
    elsewhere: float = 0.0
    more: float = 0.0
    whole_sentence: bool = False


# The sets' sizes and kinds: shared/data/README.md. What is taken twice has `taken` of 2.
SHARES = {
    "new_wiki": Share(twin=0.4, lookalike=0.6, swapped=0.2, blurred=0.25, elsewhere=0.2, more=0.4),
    "amazon_reviews": Share(taken=0.3, twin=0.35, lookalike=0.1, swapped=0.02, blurred=0.15),
    "reddit": Share(taken=0.3, twin=0.35, lookalike=0.1, swapped=0.02, blurred=0.15),
    "squad2_dev_train": Share(taken=2.0, lookalike=0.15, twin=0.1, swapped=0.1),
    "unansq_train_pairs": Share(taken=1.0, lookalike=0.0, twin=0.0, swapped=0.0),
    "squad2_train_10articles": Share(lookalike=0.3, swapped=0.15, blurred=0.1),
    "squad11_dev_rest_train": Share(lookalike=0.3, swapped=0.15, blurred=0.1),
    "squad11_train_4articles": Share(lookalike=0.3, swapped=0.15, blurred=0.1),
    "qed_nq_train": Share(lookalike=0.2, twin=0.2),
    "afriqa_en": Share(taken=0.6, lookalike=0.2, twin=0.2),
    "timeqa_human": Share(lookalike=0.1, twin=0.1, swapped=0.0),
    "qamr_wikinews": Share(taken=0.12, lookalike=0.6, twin=0.0),
    "qamr_wikipedia": Share(taken=0.08, lookalike=0.6, twin=0.0),
    "fairytaleqa_extractive": Share(taken=0.7, lookalike=0.2),
    "omosqa_en": Share(lookalike=0.2),
    "molweni_test": Share(taken=0.5, lookalike=0.1),
    "covidqa_partial": Share(lookalike=0.3),
    "selqa_sentences": Share(lookalike=0.3, twin=0.3, whole_sentence=True),
    "disflqa_train": Share(taken=0.25, lookalike=0.0, twin=0.0, swapped=0.0),
}
_PAIRS = "squad_train_sentence_pairs"
_PAIRS_TAKEN = {0: 1.0, 1: 0.25}

_HURRIED = 0.2
_LOWERED = 0.12
_KEYWORDS = 0.08
_WINDOWED = 0.75
_SMALL_WORDS = frozenset(
    "a an the is are was were be been do does did has have had of in on at by to for with from "
    "as that this these those what which who whom whose when where why how there it its and or "
    "can could would will shall should may might must".split()
)


@dataclass(frozen=True)
class Labelled:
    """An example, and whether its answer is a whole sentence rather than a phrase."""

    example: Example
    whole_sentence: bool = False


def build(data: Path, *, seed: int) -> list[Labelled]:
    """Return the examples of all sets, shuffled; the same for the same seed."""
    dev_titles = {_titled(a.title) for a in squad.load(data / "squadshifts")[1]}
    excluded = dev_titles | {_titled(title) for title in HELD_OUT}
    found: list[Labelled] = []
    for name, share in SHARES.items():
        articles = _articles(data, name, excluded)
        found += _of_set(articles, share, seed=f"{seed} {name}")
    found += _sentence_pairs(data / "more" / f"{_PAIRS}.json", seed=f"{seed} pairs")
    Random(seed).shuffle(found)  # noqa: S311 - no secrets
    return found


def _titled(title: str | None) -> str:
    return re.sub(r"\W+", " ", (title or "").casefold()).replace("_", " ").strip()


def _articles(data: Path, name: str, excluded: set[str]) -> list[Article]:
    if (data / "squadshifts" / f"{name}.json").exists():
        train, _ = squad.load(data / "squadshifts")
        return [article for article in train if article.source == name]
    articles = squad.read(data / "more" / f"{name}.json")
    return [article for article in articles if _titled(article.title) not in excluded]


def _of_set(articles: Sequence[Article], share: Share, *, seed: str) -> Iterator[Labelled]:
    for pool in _pools(articles):
        taken: list[tuple[Paragraph, Question, Random]] = []
        for paragraph in pool:
            for question in paragraph.questions:
                random = Random(f"{seed} {question.id}")  # noqa: S311 - no secrets
                times = int(share.taken) + (random.random() < share.taken % 1)
                taken += [(paragraph, question, random)] * times
        lookalikes = _lookalikes(pool, [(p, q) for p, q, _ in taken]) if share.lookalike else None
        whole = "\n".join(paragraph.text for paragraph in pool[:40])
        for number, (paragraph, question, random) in enumerate(taken):
            near = lookalikes[number] if lookalikes is not None else []
            for example in _of_question(question, paragraph, near, whole, share, random):
                is_whole = share.whole_sentence and example.answer is not None
                yield Labelled(example, is_whole)


def _pools(articles: Sequence[Article]) -> Iterator[list[Paragraph]]:
    """Yield paragraphs that lie near each other: an article's, or those of many small ones."""
    small: list[Paragraph] = []
    for article in articles:
        if len(article.paragraphs) >= 8:
            for first in range(0, len(article.paragraphs), _MOST_POOLED):
                yield list(article.paragraphs[first : first + _MOST_POOLED])
        else:
            small += article.paragraphs
            if len(small) >= _MOST_POOLED:
                yield small
                small = []
    if small:
        yield small


def _lookalikes(
    pool: Sequence[Paragraph], asked: Sequence[tuple[Paragraph, Question]]
) -> list[list[Paragraph]]:
    """Return for each question the paragraphs that share its words and lack its answers."""
    if not asked:
        return []
    texts = [paragraph.text.lower() for paragraph in pool]
    scores = lexical([question.text for _, question in asked], texts)
    found = []
    for row, (paragraph, question) in enumerate(asked):
        answers = paragraph.answer_texts(question)
        order = np.argsort(-scores[row], kind="stable")[: _LOOKALIKES + 4]
        found.append(
            [
                pool[i]
                for i in order
                if pool[i] is not paragraph
                and scores[row, i] > 0
                and not any(answer in texts[i] for answer in answers)
            ][:_LOOKALIKES]
        )
    return found


def _of_question(  # noqa: PLR0913, PLR0917 - what surrounds a question
    question: Question,
    paragraph: Paragraph,
    lookalikes: Sequence[Paragraph],
    whole: str,
    share: Share,
    random: Random,
) -> Iterator[Example]:
    asked = typed(question.text, random)
    if not question.answers:
        yield _windowed(asked, paragraph.text, None, random)
        return
    answer = consensus(question.answers)
    told: tuple[str, Span] | None = None
    if random.random() < share.elsewhere:
        told = blurred_elsewhere(paragraph, question, answer, random)
    yield _windowed(asked, *(told or (paragraph.text, answer)), random)
    refusals: list[tuple[float, Callable[[], Example | None]]] = [
        (share.twin, partial(_twin, asked, question, paragraph, random)),
        (share.lookalike, partial(_lookalike, asked, lookalikes, random)),
        (share.swapped, partial(_swapped, question, paragraph, answer, whole, random)),
        (share.blurred, partial(_blurred, asked, question, paragraph, random)),
        (share.more, partial(_more, question, paragraph, answer, random)),
    ]
    for chance, made in refusals:
        if random.random() < chance and (example := made()) is not None:
            yield example


def _twin(asked: str, question: Question, paragraph: Paragraph, random: Random) -> Example | None:
    text = without_answers(paragraph, question)
    return _windowed(asked, text, None, random) if text else None


def without_answers(paragraph: Paragraph, question: Question) -> str:
    """Return the paragraph without the sentences that any of the answers touches."""
    kept = [
        paragraph.text[start:end]
        for start, end in paragraph.sentences
        if not any(a < end and start < b for a, b in question.answers)
    ]
    return "".join(kept).strip()


def _lookalike(asked: str, lookalikes: Sequence[Paragraph], random: Random) -> Example | None:
    if not lookalikes:
        return None
    # The nearest are the hardest: half of the draws fall on the first two.
    rank = min(int(random.expovariate(0.35)), len(lookalikes) - 1)
    return _windowed(asked, lookalikes[rank].text, None, random)


def _swapped(
    question: Question, paragraph: Paragraph, answer: Span, whole: str, random: Random
) -> Example | None:
    other = about_another(question.text, paragraph.text, whole, random)
    if other is None:
        return None
    # Where the answer stands is where the question fits best, so that is what is shown.
    return _windowed(typed(other, random), paragraph.text, None, random, focus=answer)


def _blurred(
    asked: str, question: Question, paragraph: Paragraph, random: Random
) -> Example | None:
    vague = blurred(paragraph, question, random)
    return _windowed(asked, vague[0], None, random, focus=vague[1]) if vague else None


def _more(question: Question, paragraph: Paragraph, answer: Span, random: Random) -> Example | None:
    example = _windowed(question.text, paragraph.text, answer, random)
    span = example.answer
    if span is None:
        return None
    words = example.context[slice(*span)]
    turned = asked_for_more(question.text, words, example.context, random)
    if turned is None:
        return None
    return Example(typed(turned[0], random), example.context, span if turned[1] else None)


def _sentence_pairs(path: Path, *, seed: str) -> Iterator[Labelled]:
    random = Random(seed)  # noqa: S311 - no secrets
    for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
        if random.random() >= _PAIRS_TAKEN[row["label"]]:
            continue
        sentence = row["sentence"]
        span = (0, len(sentence)) if row["label"] else None
        yield Labelled(Example(typed(row["question"], random), sentence, span), span is not None)


def typed(question: str, random: Random) -> str:
    """Return the question as it is, or as people type it in a hurry."""
    draw = random.random()
    if draw < _HURRIED:
        return hurried(question, random)
    if draw < _HURRIED + _LOWERED:
        return question.lower().rstrip(" ?")
    if draw < _HURRIED + _LOWERED + _KEYWORDS:
        words = [w for w in question.rstrip(" ?").split() if w.lower() not in _SMALL_WORDS]
        return " ".join(words) if len(words) > 1 else question
    return question


def _windowed(
    question: str, text: str, answer: Span | None, random: Random, *, focus: Span | None = None
) -> Example:
    """Show some sentences around the answer or the focus, or the whole where it is short.

    Answered and unanswered examples take the same shapes, so that the shape tells nothing.
    """
    sentences = split_sentences(text)
    held = focus if answer is None else answer
    size = random.randint(2, 6) if random.random() < _WINDOWED else len(sentences)
    if held is None:
        first = last = random.randrange(len(sentences)) if sentences else 0
    else:
        touched = [i for i, (a, b) in enumerate(sentences) if a < held[1] and held[0] < b]
        first, last = touched[0], touched[-1]

    def is_too_long(first: int, last: int) -> bool:
        return sentences[last][1] - sentences[first][0] > MAX_CHARACTERS

    while sentences and last - first + 1 < min(size, len(sentences)):
        down = last + 1 == len(sentences) or (first > 0 and random.random() < 0.5)
        wider = (first - 1, last) if down else (first, last + 1)
        if is_too_long(*wider):
            break
        first, last = wider
    start, end = (sentences[first][0], sentences[last][1]) if sentences else (0, len(text))
    shown = text[start:end]
    start += len(shown) - len(shown.lstrip())
    shown = shown.strip()
    shifted = None if answer is None else (answer[0] - start, min(answer[1] - start, len(shown)))
    return Example(question, shown, shifted)


def counted(labelled: Iterable[Labelled]) -> dict[str, int]:
    """Return how many examples there are, answered by a phrase, by a sentence and not at all."""
    counts: dict[str, int] = defaultdict(int)
    for each in labelled:
        answered = each.example.answer is not None
        kind = "sentence" if each.whole_sentence else "phrase" if answered else "none"
        counts[kind] += 1
    return dict(counts)
