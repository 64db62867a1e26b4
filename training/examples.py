"""Questions and contexts to learn from: answered ones, and look-alikes that do not answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from training.lookalikes import Lookalikes
from training.near_misses import asked_for_more, blurred, blurred_elsewhere
from training.squad import (
    WIKI,
    Article,
    Paragraph,
    Question,
    Span,
    consensus,
    split_sentences,
)
from training.wording import about_another, hurried

MAX_CHARACTERS = 1300


@dataclass(frozen=True)
class Example:
    """What the reader sees, and the span it shall find; None where it shall refuse."""

    question: str
    context: str
    answer: Span | None


@dataclass(frozen=True)
class Place:
    """A paragraph, the one beside it, and the text that other names are taken from."""

    paragraph: Paragraph
    beside: Paragraph
    around: str


@dataclass(frozen=True)
class Rates:
    """How often, for each question in each round."""

    twin: float
    lookalike: float
    swapped: float
    blurred: float = 0.0
    elsewhere: float = 0.0
    more: float = 0.0


# In reviews and comments another text answers "How was the fit?" as well, so that fewer of
# their look-alikes can be trusted to be negatives.
WIKI_RATES = Rates(twin=0.45, lookalike=0.55, swapped=0.10)
OTHER_RATES = Rates(twin=0.40, lookalike=0.12, swapped=0.02)
# A second run has near misses as well, and a little less of what is easier.
WIKI_NEAR_RATES = Rates(
    twin=0.40, lookalike=0.55, swapped=0.10, blurred=0.25, elsewhere=0.20, more=0.60
)
OTHER_NEAR_RATES = Rates(
    twin=0.35, lookalike=0.12, swapped=0.02, blurred=0.15, elsewhere=0.15, more=0.40
)
HURRIED = 0.25
WINDOW = 0.45
GLUED = 0.15


def build_round(  # noqa: PLR0913 - all but two by name
    articles: Sequence[Article],
    lookalikes: Lookalikes,
    *,
    number: int,
    seed: int,
    others: float = 1.0,
    near_misses: bool = False,
) -> list[Example]:
    """Return the examples of one pass, other ones for each `number`, in the articles' order.

    others: the share of the questions on reviews and comments that is taken, at random.
    near_misses: whether there are any (see `training.near_misses`).
    """
    examples: list[Example] = []
    for article in articles:
        is_wiki = article.source == WIKI
        if near_misses:
            rates = WIKI_NEAR_RATES if is_wiki else OTHER_NEAR_RATES
        else:
            rates = WIKI_RATES if is_wiki else OTHER_RATES
        whole = "\n".join(p.text for p in article.paragraphs) if is_wiki else ""
        for place, paragraph in enumerate(article.paragraphs):
            beside = article.paragraphs[place - 1] if place else article.paragraphs[-1]
            where = Place(paragraph, beside, whole or beside.text)
            for question in paragraph.questions:
                random = Random(f"{seed} {number} {question.id}")  # noqa: S311 - no secrets
                if not is_wiki and others < 1 and random.random() >= others:
                    continue
                found = lookalikes[question.id]
                examples += _of_question(question, where, found, rates, random)
    return examples


def _of_question(
    question: Question,
    where: Place,
    lookalikes: Sequence[Paragraph],
    rates: Rates,
    random: Random,
) -> Iterator[Example]:
    paragraph, beside = where.paragraph, where.beside.text
    asked = hurried(question.text, random) if random.random() < HURRIED else question.text
    texts = paragraph.answer_texts(question)
    clean = "" if any(text in beside.lower() for text in texts) else beside
    answer = consensus(question.answers)
    told = (paragraph.text, answer)
    if rates.elsewhere and random.random() < rates.elsewhere:
        told = blurred_elsewhere(paragraph, question, answer, random) or told
    yield _shaped(asked, told[0], told[1], clean, random)
    if random.random() < rates.twin:
        twin = without_answers(paragraph, question)
        if twin:
            yield _shaped(asked, twin, None, clean, random)
    if lookalikes and random.random() < rates.lookalike:
        # The nearest are the hardest: half of the draws fall on the first two.
        rank = min(int(random.expovariate(0.35)), len(lookalikes) - 1)
        yield _shaped(asked, lookalikes[rank].text, None, clean, random)
    if random.random() < rates.swapped:
        other = about_another(question.text, paragraph.text, where.around, random)
        if other:
            yield _shaped(other, paragraph.text, None, "", random)
    if random.random() < rates.blurred:
        vague = blurred(paragraph, question, random)
        if vague:
            yield _shaped(asked, vague[0], None, clean, random, focus=vague[1])
    if random.random() < rates.more:
        yield from _asked_for_more(question, paragraph, answer, random)


def _asked_for_more(
    question: Question, paragraph: Paragraph, answer: Span, random: Random
) -> Iterator[Example]:
    start, end = _window(paragraph.text, answer, random.randint(1, 3), random)
    near = paragraph.text[start:end]
    words = paragraph.text[slice(*answer)]
    turned = asked_for_more(question.text, words, near, random)
    if turned:
        asked, is_answered = turned
        asked = hurried(asked, random) if random.random() < HURRIED else asked
        yield Example(asked, near, (answer[0] - start, answer[1] - start) if is_answered else None)


def without_answers(paragraph: Paragraph, question: Question) -> str:
    """Return the paragraph without the sentences that any of the answers touches."""
    kept = [
        paragraph.text[start:end]
        for start, end in paragraph.sentences
        if not any(a < end and start < b for a, b in question.answers)
    ]
    return "".join(kept).strip()


def _shaped(  # noqa: PLR0913 - the two last are the rare ones
    question: str,
    text: str,
    answer: Span | None,
    beside: str,
    random: Random,
    *,
    focus: Span | None = None,
) -> Example:
    """Give the context one of the shapes that passages have when documents are read.

    Answered and unanswered examples take the same shapes, so that the shape tells nothing.
    focus: what is to be in it where there is no answer.
    """
    draw = random.random()
    start, end = 0, len(text)
    kept = focus if answer is None else answer
    if draw < WINDOW:
        start, end = _window(text, kept, random.randint(1, 5), random)
    start, end = _shortened(text, (start, end), kept)
    context = text[start:end]
    shifted = None if answer is None else (answer[0] - start, answer[1] - start)
    if WINDOW <= draw < WINDOW + GLUED and beside:
        first, last = _window(beside, None, random.randint(1, 4), random)
        piece = beside[first:last].strip()
        if piece and len(piece) + len(context) < MAX_CHARACTERS:
            if random.random() < 0.5:
                return Example(question, f"{context}\n\n{piece}", shifted)
            gap = len(piece) + 2
            shifted = None if shifted is None else (shifted[0] + gap, shifted[1] + gap)
            return Example(question, f"{piece}\n\n{context}", shifted)
    return Example(question, context, shifted)


def _window(text: str, answer: Span | None, size: int, random: Random) -> Span:
    """Return a span of about `size` sentences at random, the answer's among them."""
    sentences = split_sentences(text)
    if not sentences:
        return 0, len(text)
    if answer is None:
        first = last = random.randrange(len(sentences))
    else:
        touched = [i for i, (a, b) in enumerate(sentences) if a < answer[1] and answer[0] < b]
        first, last = touched[0], touched[-1]
    while last - first + 1 < min(size, len(sentences)):
        if last + 1 == len(sentences) or (first > 0 and random.random() < 0.5):
            first -= 1
        else:
            last += 1
    return sentences[first][0], sentences[last][1]


def _shortened(text: str, span: Span, answer: Span | None) -> Span:
    """Drop sentences from the end, then from the start, until the span is short enough."""
    start, end = span
    inside = [s for s in split_sentences(text) if start <= s[0] and s[1] <= end]
    keep_from, keep_to = answer if answer is not None else (start, start)
    while len(inside) > 1 and end - start > MAX_CHARACTERS:
        if inside[-1][0] >= keep_to and inside[-1][0] > keep_from:
            inside.pop()
        elif inside[0][1] <= keep_from:
            inside.pop(0)
        else:
            break
        start, end = inside[0][0], inside[-1][1]
    return start, end
