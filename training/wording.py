"""Questions as they are typed in a hurry, and questions about something else."""

import re
from random import Random

_DROPPABLE = {"the", "a", "an", "did", "does", "do", "is", "was", "are", "were", "of", "to", "that"}
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|\b\d[\d,.]*\d\b")


def hurried(question: str, random: Random) -> str:
    """Return the question without its mark and perhaps with a typo or fewer small words."""
    words = question.rstrip(" ?").split()
    if random.random() < 0.4:
        words = [w for w in words if w.lower() not in _DROPPABLE or random.random() < 0.4]
    if words and random.random() < 0.4:
        place = random.randrange(len(words))
        words[place] = _mistyped(words[place], random)
    return " ".join(words) or question


def _mistyped(word: str, random: Random) -> str:
    # Numbers are left alone: a wrong digit is another question, not a typo.
    if len(word) < 4 or not word.isalpha():
        return word
    place = random.randrange(1, len(word) - 1)
    swapped = word[place + 1] + word[place] if random.random() < 0.6 else word[place + 1]
    return word[:place] + swapped + word[place + 2 :]


def names(text: str) -> list[str]:
    """Return the names and numbers that stand inside sentences."""
    return [match.group() for match in _NAME.finditer(text)]


def about_another(question: str, paragraph: str, article: str, random: Random) -> str | None:
    """Swap a name or number for another of the article; None where there is none to swap.

    Only what stands in the paragraph is swapped, for what does not: otherwise the paragraph
    might still answer.
    """
    swappable = [name for name in names(question) if name in paragraph]
    if not swappable:
        return None
    old = random.choice(swappable)
    lowered = f"{paragraph} {question}".lower()
    others = [
        name
        for name in names(article)
        if name[0].isdigit() == old[0].isdigit()
        and not any(word in lowered for word in name.lower().split())
    ]
    return question.replace(old, random.choice(others)) if others else None
