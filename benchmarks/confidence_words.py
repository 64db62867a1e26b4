"""What the page's words are worth: `python -m benchmarks.confidence_words SQUAD.json --last 16`.

Prints, for each word of `page.confidence`, how many answers of the dev set came with it and
how many of those had the right sentence first: the figures that stand in `WORDS` there, and
on the page. Beside it, how many came where the article was asked without its paragraph.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tqdm import tqdm

from page.confidence import WORDS, word_for
from qa.evaluation import count, evaluate
from qa.squad import read_articles


def main() -> None:
    """Ask, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("squad", type=Path, help="a SQuAD-format file")
    parser.add_argument("--last", type=int, help="take only this many articles, from the end")
    arguments = parser.parse_args()
    articles = read_articles(arguments.squad, last=arguments.last)
    asked = tqdm(evaluate(articles), total=count(articles), disable=None)
    outcomes = [outcome for outcome, _ in asked]
    print("word      said   right   percent   said without the paragraph")
    for word in WORDS:
        with_it = [
            outcome
            for outcome in outcomes
            if outcome.answered and word_for(outcome.confidence) is word
        ]
        said = [outcome for outcome in with_it if outcome.real]
        right = sum(outcome.rank == 1 for outcome in said)
        share = 100 * right / len(said) if said else float("nan")
        print(f"{word.word:8} {len(said):5} {right:7} {share:9.1f} {len(with_it) - len(said):8}")


if __name__ == "__main__":
    main()
