"""Greetings, thanks and calls for help: what can be asked here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus import Document
from qa.answers import Answer
from qa.requests.asker import Asker
from qa.search.tokens import carries_meaning

_GREETING = re.compile(
    r"""\W*(?:hi|hello|hey|hiya|howdy|greetings|good\s+(?:morning|afternoon|evening|day)|dear\s+\w+
    |thanks?(?:\s+you)?|thank\s+you|thx|cheers|many\s+thanks|bye|goodbye|see\s+you
    |how\s+are\s+you|who\s+are\s+you|what\s+are\s+you|are\s+you\s+(?:there|a\s+(?:ro)?bot|an?\s+ai)
    |help|help\s+me|what\s+(?:can|do)\s+(?:you|i)\s+(?:do|ask|help\s+(?:me\s+)?with)
    |what\s+(?:kinds?|sorts?)\s+of\s+questions?\s+can\s+i\s+ask
    |how\s+(?:do|can|should)\s+i\s+(?:start|begin|use\s+(?:this|it|you)|ask)
    |how\s+does\s+(?:this|it)\s+work|what\s+is\s+(?:this\s+tool|quoth)
    )(?:[\s,!.?]++(?:there|all|everyone|quoth|bot|so\s+much|very\s+much|a\s+lot|again|please|me|here
    |for\s+(?:your|the)\s+help|you|today|about|that|this|hi|hello|hey|thanks|help
    |what\s+(?:can|do)\s+(?:you|i)\s+(?:do|ask)))*\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w++(?:[ -][A-Z]\w++){0,2}")
_LOOKED_AT = 100_000  # characters of each document

_WHAT_TO_ASK = (
    "Ask a question about {these} in your own words: who, what, when, where, why, how many. The "
    "answer is the text's own words, with the place where they stand. You can also ask what it is "
    "about, for a list, for a clause or a page by its number, or where something is mentioned."
)


def is_greeting(question: str) -> bool:
    """Return whether the whole of what was typed is a greeting, thanks or a call for help."""
    return len(question) < 100 and _GREETING.fullmatch(question) is not None


def greet(question: str, asker: Asker) -> Answer:
    """Say what can be asked, with three questions about these very documents."""
    these = "the document" if len(asker.documents) == 1 else "the documents"
    return Answer(
        question,
        " ".join(question.split()),
        0.0,
        kind="greeting",
        statement=_WHAT_TO_ASK.format(these=these),
        suggestions=suggestions(asker.documents),
    )


def suggestions(documents: Sequence[Document]) -> tuple[str, ...]:
    """Return questions that these documents can answer, at most three."""
    names: Counter[str] = Counter()
    for document in documents[:20]:
        names.update(match.group() for match in _NAME.finditer(document.text[:_LOOKED_AT]))
    often = [name for name, count in names.most_common(20) if count > 1]
    frequent = [name for name in often if carries_meaning(name)]
    asked = ["What is this about?"]
    asked += [f"Where is {name} mentioned?" for name in frequent[:1]]
    asked += [f"What does the text say about {name}?" for name in frequent[1:2]]
    return tuple(asked)
