"""What a request that no sentence answers may have meant, by its likeness to others.

The patterns of the other modules know the wordings that they were written for. What is asked in
other words ("cba reading all of it, what's it say") is near one of these in the encoder's space.
"""

from __future__ import annotations

from typing import Literal

from qa.answers import Answer
from qa.requests import overview, small_talk
from qa.requests.asker import Asker

_Meaning = Literal["greeting", "summary", "author", "date", "title"]

_EXAMPLES: dict[_Meaning, tuple[str, ...]] = {
    "greeting": (
        "hi", "hello there", "good morning", "hey, how are you", "thanks", "who are you",
        "thank you, that is all I need", "great, that helps, bye", "what is this thing",
        "what can I do here", "how do I use this", "can you help me", "is anybody there",
        "what questions can you answer", "ok thanks a lot",
    ),
    "summary": (
        "what is this about", "give me a short version of this", "summarise this document",
        "I do not want to read all of it, what does it say", "the short version please",
        "what are the main points", "key takeaways", "what is the gist of it",
        "tell me the most important things in here", "outline the document",
        "just the essentials please", "explain the whole thing briefly",
        "give me an overview of the text",
    ),
    "author": (
        "who wrote this", "who is the author", "who is the journalist", "who wrote the article",
        "whose article is this", "name of the writer", "who put this document together",
        "who drew up this text",
    ),
    "date": (
        "when was this published", "what date is on this document", "when was this written",
        "what day did this article appear", "publication date", "how old is this text",
        "when did this come out",
    ),
    "title": (
        "what is the title", "what is this document called", "headline of the article",
        "title of the text",
    ),
}  # fmt: skip
# The least cosine. Of 2,047 dev questions one reaches it for a summary (0.51), none for a greeting
# (0.40), and three for a property.
_LEAST: dict[_Meaning, float] = {
    "greeting": 0.6,
    "summary": 0.5,
    "author": 0.66,
    "date": 0.66,
    "title": 0.66,
}
_LONGEST = 120  # characters


def handle_by_likeness(question: str, asker: Asker) -> Answer | None:
    """Return the answer to what a refused request is most like; None if it is like nothing."""
    if len(question) > _LONGEST:
        return None
    known = [(meaning, text) for meaning, texts in _EXAMPLES.items() for text in texts]
    vectors = asker.encode([question, *(text for _, text in known)])
    likeness = vectors[1:] @ vectors[0]
    best = int(likeness.argmax())
    meaning = known[best][0]
    if likeness[best] < _LEAST[meaning]:
        return None
    if meaning == "greeting":
        return small_talk.greet(question, asker)
    if meaning == "summary":
        return overview.summarise(question, asker)
    return overview.find_property(question, meaning, asker)
