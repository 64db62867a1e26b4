"""Who said each quote: `python -m benchmarks.speakers [FILE.json ...] [--quotes]`.

Each file holds texts with quotes of them, and the words that name who said each; null where
the text leaves it open, or where nobody did. Without files those in `questions/speakers/` are
asked. Right: the name is the file's, but for capitals and an article before it, or both are
nobody. Wrong: another name. Unattributed: nobody, where the file has a name.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import corpus
from benchmarks.timing import seconds
from qa.speakers import speaker_of

FOLDER = Path(__file__).parent / "questions" / "speakers"
_ARTICLE = re.compile(r"^(?:the|an?) ")

Outcome = Literal["right", "wrong", "unattributed"]


def main() -> None:
    """Ask for the speaker of every quote; print the counts, and with --quotes what is not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.json")))
    parser.add_argument("--quotes", action="store_true", help="print each quote that is not right")
    options = parser.parse_args()
    for file in options.files:
        _print_file(file, quotes=options.quotes)


def judged(file: Path) -> Iterator[tuple[Outcome, str, str | None, str | None]]:
    """Yield each quote of a file: the outcome, the quote, the expected and the found name."""
    for entry in json.loads(file.read_text("utf-8"))["texts"]:
        document = corpus.Document(text=entry["text"])
        for asked in entry["quotes"]:
            start = document.text.index(asked["quote"])
            speaker = speaker_of(document, corpus.Span(start, start + len(asked["quote"])))
            found = speaker.name.slice(document.text) if speaker else None
            yield _outcome(asked["speaker"], found), asked["quote"], asked["speaker"], found


def _print_file(file: Path, *, quotes: bool) -> None:
    outcomes: list[tuple[Outcome, str, str | None, str | None]] = []
    took = seconds(lambda: outcomes.extend(judged(file)))
    counts = Counter(outcome for outcome, *_ in outcomes)
    print(
        f"{file.stem}: {len(outcomes)} quotes, {counts['right']} right, {counts['wrong']} wrong, "
        f"{counts['unattributed']} unattributed, {took / len(outcomes) * 1000:.1f} ms each"
    )
    for outcome, quote, expected, found in outcomes:
        if quotes and outcome != "right":
            print(f"  {outcome}: {quote!r}: expected {expected!r}, found {found!r}")


def _outcome(expected: str | None, found: str | None) -> Outcome:
    if found is None:
        return "right" if expected is None else "unattributed"
    return "right" if expected is not None and _same(expected, found) else "wrong"


def _same(expected: str, found: str) -> bool:
    return _ARTICLE.sub("", expected.casefold()) == _ARTICLE.sub("", found.casefold())


if __name__ == "__main__":
    main()
