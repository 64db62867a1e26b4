"""What the page's words are worth: `python -m benchmarks.confidence_words SQUAD.json --last 16`.

Prints, for each word of `page.confidence` and for quotes that may answer, how many answers of the
dev set came with it and how many of those had the right sentence first. Each question is asked of
its own article, which answers it.
"""

from __future__ import annotations

from collections import Counter

from tqdm import tqdm

from benchmarks import arguments
from page.confidence import WORDS, confidence_word
from qa.evaluation.evaluate import asked, count

_POSSIBLE = "possible"


def main() -> None:
    """Ask, and print the figures."""
    said, right = Counter[str](), Counter[str]()
    articles = arguments.articles(__doc__)
    questions = tqdm(asked(articles), total=count(articles), disable=None)
    for _, assistant, question, whole in questions:
        if not (whole and question.golds):
            continue
        answer = assistant.answer(question.text, plain=True)
        if answer.evidence:
            word = confidence_word(answer.confidence) if answer.answered else _POSSIBLE
            said[word] += 1
            right[word] += question.is_answered_by(answer.evidence[0].span)
    print("word      said   right   percent")
    for word in (*(each.word for each in WORDS), _POSSIBLE):
        share = 100 * right[word] / max(said[word], 1)
        print(f"{word:8} {said[word]:5} {right[word]:7} {share:9.1f}")


if __name__ == "__main__":
    main()
