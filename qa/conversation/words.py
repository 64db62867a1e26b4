"""The words of a question, and the small classes of English words that tell its parts apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\d++(?:[.,:]\d++)*+\w*+|[^\W\d_][\w]*(?:[-'’][^\W_]\w*)*|[^\w\s]")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DO = _set("do does did")
BE = _set("is are was were be been being")
HAVE = _set("has have had")
MODALS = _set("will would can could shall should may might must")
AUXILIARIES = DO | (BE - _set("be been being")) | HAVE | MODALS
PLURAL_AUXILIARIES = _set("are were have do")

INTERROGATIVES = _set("who whom whose what which when where why how")
DETERMINERS = _set("a an the this that these those some any no each every all both another")
INDEFINITE = _set("a an some")
POSSESSIVES = _set("my your his her its our their")
PRONOUNS = _set(
    "i you he she it we they me him us them himself herself itself themselves someone somebody "
    "anyone anybody something anything nobody nothing everyone everything there"
)
PREPOSITIONS = _set(
    "about above across after against along among around as at before behind below beneath beside "
    "between beyond by despite during for from in inside into near of off on onto outside over "
    "since through throughout to toward towards under until till upon via with within without per"
)
SPATIAL = _set(
    "across around at behind below beneath beside between beyond from in inside into near off on "
    "onto outside over through to towards under"
)
CONJUNCTIONS = _set("and or but because if that than so while although though whether nor yet")
ADVERBS = _set(
    "not also already always again almost away back down ever exactly finally first forth here "
    "instead just last later long more most never now often once only out soon still "
    "then together too twice up usually yesterday today tomorrow nowadays afterwards next else "
    "originally"
)
NUMBERS = _set("one two three four five six seven eight nine ten eleven twelve hundred thousand")
ORDINALS = _set("first second third fourth fifth sixth last next other former latter")
# What a sentence may open with that says nothing of what it asks.
OPENERS = _set(
    "and but so or then ok okay well also now plus thanks yes no great please right sorry ah oh"
)
CLOSED = (
    AUXILIARIES
    | BE
    | INTERROGATIVES
    | PRONOUNS
    | PREPOSITIONS
    | CONJUNCTIONS
    | _set("many much few little")
    | (ADVERBS - ORDINALS - _set("long more most"))
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of a text, and where it stands in it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset just behind its last character."""
        return self.start + len(self.text)

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def bare(self) -> str:
        """The word in small letters without a possessive's ending."""
        return _POSSESSIVE.sub("", self.lower)

    @property
    def is_possessive(self) -> bool:
        """Whether it ends as "Syria's" does."""
        return self.bare != self.lower

    @property
    def is_name(self) -> bool:
        """Whether it has the capital of a name."""
        return self.text[0].isupper()

    @property
    def is_mark(self) -> bool:
        """Whether it is no word but a punctuation mark."""
        return not (self.text[0].isalnum() or self.text[0] == "_")

    @property
    def is_open(self) -> bool:
        """Whether it may be a noun, a verb or an adjective."""
        return not self.is_mark and not (self.lower in CLOSED and not self._is_acronym)

    @property
    def _is_acronym(self) -> bool:
        # "IS" and "US" are names, as in `qa.search.tokens`.
        return len(self.text) > 1 and self.text.isupper()


class Edit(NamedTuple):
    """The text that takes the place of a stretch of a question."""

    start: int
    end: int
    text: str


def split(text: str) -> list[Word]:
    """Return the words and marks of a text in their order."""
    return [Word(match.group(), match.start()) for match in _WORD.finditer(text)]


def between(text: str, words: Sequence[Word]) -> str:
    """Return the stretch of the text from the first of the words to the last; "" of none."""
    return text[words[0].start : words[-1].end] if words else ""


def restored(text: str, context: str) -> str:
    """Give names typed in small letters the capitals that they have in a text, in place.

    A word that the text has in small letters too is no name. The length never changes.
    """
    names, plain = _forms(context)
    pieces = list(text)
    for word in split(text):
        capital = word.text[:1].upper() + word.text[1:]
        if (
            len(word.text) > 2
            and word.is_open
            and word.text not in DETERMINERS
            and word.text.islower()
            and len(capital) == len(word.text)
            and capital in names
            and word.text not in plain
        ):
            pieces[word.start] = capital[0]
    return "".join(pieces)


@lru_cache(maxsize=8)
def _forms(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a text with a capital that opens no sentence, and those without."""
    names = re.findall(r"(?<=[\w,;] )[A-Z]\w*", text)
    return frozenset(names), frozenset(re.findall(r"\b[a-z]\w*", text))


def is_plural(noun: str) -> bool:
    """Tell whether a noun looks like a plural."""
    noun = noun.lower()
    if noun in _PLURALS:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def singular(noun: str) -> str:
    """Return a noun without its plural's ending, good enough to compare two of them."""
    noun = noun.lower()
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if is_plural(noun) else noun


_PLURALS = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "police": "police",
    "troops": "troop", "feet": "foot", "mice": "mouse", "geese": "goose", "teeth": "tooth",
    "cattle": "cattle", "clergy": "clergy", "criteria": "criterion", "data": "data",
}  # fmt: skip
