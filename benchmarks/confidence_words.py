"""What the page's words are worth: `python -m benchmarks.confidence_words SQUAD.json --last 16`.

Prints, for each word of `page.confidence`, how many answers of the dev set came with it and
how many of those had the right sentence first: the figures that stand in `WORDS` there, and
on the page. Each question is asked of its own article, which answers it.
"""

from __future__ import annotations

from collections import Counter

from tqdm import tqdm

from benchmarks import arguments
from page.confidence import WORDS, confidence_word
from qa.evaluation.evaluate import asked, count


def main() -> None:
    """Ask, and print the figures."""
    said, right = Counter[str](), Counter[str]()
    articles = arguments.articles(__doc__)
    questions = tqdm(asked(articles), total=count(articles), disable=None)
    for _, assistant, question, whole in questions:
        if not (whole and question.golds):
            continue
        answer = assistant.answer(question.text)
        if answer.answered:
            word = confidence_word(answer.confidence)
            said[word] += 1
            right[word] += question.is_answered_by(answer.evidence[0].span)
    print("word      said   right   percent")
    for each in WORDS:
        share = 100 * right[each.word] / max(said[each.word], 1)
        print(f"{each.word:8} {said[each.word]:5} {right[each.word]:7} {share:9.1f}")


if __name__ == "__main__":
    main()
