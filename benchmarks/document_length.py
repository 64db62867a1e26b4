"""What a question costs in a long document: `python -m benchmarks.document_length`.

The same question is asked, warm and in turn, of documents of 1,000 and of 100,000 words.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.timing import seconds
from corpus import Document, sample
from embeddings import VectorCache
from qa import Assistant

_QUESTION = "Who confirmed the takeover?"
_SHORT, _LONG = 1_000, 100_000
_WARM_UP = 5
_ROUNDS = 40


def main() -> None:
    """Time both in turn and print the medians and the median of the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        short, long = (
            Assistant(Document(text=_text(words)), cache=cache) for words in (_SHORT, _LONG)
        )
        times: list[tuple[float, float]] = []
        for number in range(_WARM_UP + _ROUNDS):
            pair = seconds(lambda: short.answer(_QUESTION)), seconds(lambda: long.answer(_QUESTION))
            if number >= _WARM_UP:
                times.append(pair)
    print(f"{_SHORT:,} words    {median(a for a, _ in times) * 1000:.1f} ms")
    print(f"{_LONG:,} words  {median(b for _, b in times) * 1000:.1f} ms")
    print(f"ratio          {median(b / a for a, b in times):.3f}")


def _text(words: int) -> str:
    """Return the article and sentences of shuffled words of it, up to a number of words."""
    article = sample().text
    vocabulary = article.split()
    shuffle = random.Random(0)  # noqa: S311 - no secrets
    sentences = [article]
    written = len(vocabulary)
    while written < words:
        length = shuffle.randint(8, 25)
        sentence = " ".join(shuffle.choices(vocabulary, k=length)).rstrip(".,")
        sentences.append(f"Then {sentence}.")
        written += length + 1
    return "\n\n".join(sentences)


if __name__ == "__main__":
    main()
