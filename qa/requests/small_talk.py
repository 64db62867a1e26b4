"""Greetings, thanks and calls for help: what can be asked here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus import Document
from qa.answers import Answer
from qa.requests.asker import Asker
from qa.search.tokens import carries_meaning

# Of words in small letters with one space between them.
_GREETING = re.compile(
    r"""(?:(?:ok|okay|great|perfect|well|nice|cool|alright|right) )*+
    (?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear \w+
    |thanks?(?: you)?|thx|cheers|many thanks|bye|goodbye|see you
    |how are you|who are you|what are you|are you (?:there|a (?:ro)?bot|an? ai)
    |help|what (?:can|do) (?:you|i) (?:do|ask|help (?:me )?with)
    |what (?:kinds?|sorts?) of questions? can i ask
    |how (?:do|can|should) i (?:start|begin|use (?:this|it|you)|ask)
    |how does (?:this|it) work|what is (?:this tool|quoth))
    (?: (?:there|all|everyone|quoth|bot|so much|very much|a lot|again|please|me|here|today|about
    |that|for (?:your|the) help|you|this|that was|really|helpful|was|great|ok|okay|perfect|nice|cool
    |good|brilliant|bye|it|is|a lot|all for now|very|hi|hello|hey|thanks|help
    |what (?:can|do) (?:you|i) (?:do|ask)))*+
    """.replace("\n    ", ""),
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w++(?:[ -][A-Z]\w++){0,2}")
_LONGEST = 100  # characters of a greeting
_LOOKED_AT = 100_000  # characters of each document

_WHAT_TO_ASK = (
    "Ask a question about {these} in your own words: who, what, when, where, why, how many. The "
    "answer is the text's own words, with the place where they stand. You can also ask what it is "
    "about, for a list, for a clause or a page by its number, or where something is mentioned."
)


def is_greeting(question: str) -> bool:
    """Return whether the whole of what was typed is a greeting, thanks or a call for help."""
    words = " ".join(_WORD.findall(question))
    return len(words) < _LONGEST and _GREETING.fullmatch(words) is not None


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
