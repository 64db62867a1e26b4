"""What was typed to be found, and when a word of a text is one of its words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qa.errors import QuestionError
from qa.search.tokens import UNSPACED, carries_meaning, stem

MAX_QUERY_LENGTH = 1000

_COMBINING = "\u0300-\u036f"
# "10,000" is one word, and so is a word whose accents are characters of their own.
WORD = re.compile(rf"\d+(?:[.,]\d+)*(?!\w)|\w[\w{_COMBINING}]*")

_ACCENTS = re.compile(f"[{_COMBINING}]")
_PHRASE = re.compile(r'"([^"]*)"|[“„]([^“”„]*)[”“]')
_ENDING = re.compile(r"(?<=\w)['’](?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)  # "Syria's", "don't"
_APOSTROPHE = re.compile("['’]")

_INTERROGATIVES = frozenset(
    "how hows what whats when where wheres which who whom whos whose why".split()
)
_AUXILIARIES = frozenset("are did do does had has have is was were".split())
_QUESTION_MARKS = ("?", "？", "؟")

_VERB_ENDING = re.compile(r"\A([^\Waeiouy]*+[aeiouy]\w+)(?:ed|ing)\Z")
_SIBILANTS = ("ches", "oes", "ses", "shes", "xes", "zes")


@dataclass(frozen=True, slots=True)
class Query:
    """Words and phrases to look for.

    Each of `words` holds the forms of which a word of the text needs one. `phrases` find
    what stood in double quotes, and words of scripts that put no space between them.
    """

    typed: str
    words: tuple[frozenset[str], ...]
    phrases: tuple[re.Pattern[str], ...]
    is_question: bool


def parse(typed: str) -> Query:
    """Read words, phrases in double quotes, or a question, as a person types them.

    A question ends with a question mark, or begins (or, of three words or more, ends) with
    a word that asks, or is three words or more that begin with "did", "is" and the like.
    Capitals make a name of these: "WHO", "IS".

    Raises QuestionError where there is no word in it, or where it is too long.
    """
    if len(typed) > MAX_QUERY_LENGTH:
        raise QuestionError(
            f"found {len(typed):,} characters to look for, expected at most "
            f"{MAX_QUERY_LENGTH:,}; look for fewer words"
        )
    quoted = [first or second for first, second in _PHRASE.findall(typed)]
    phrases = [phrase.strip() for phrase in quoted if WORD.search(phrase)]
    rest = _PHRASE.sub(" ", typed)
    words: list[str] = WORD.findall(_ENDING.sub("", rest))
    if not words and not phrases:
        raise QuestionError(
            "found no word to look for, expected words, a phrase in double quotes or a "
            "question; type some"
        )
    is_question = _is_question(words, rest)
    # Of words that all tie others together ("on us") each is looked for as it is.
    meant = [word for word in words if carries_meaning(word)]
    if not (meant or phrases or is_question):
        meant = words
    return Query(
        typed,
        tuple(_sought(word) for word in meant if not _is_unspaced(word)),
        tuple(
            [_literal(phrase) for phrase in phrases]
            + [_literal(word) for word in meant if _is_unspaced(word)]
        ),
        is_question,
    )


def forms(word: str) -> frozenset[str]:
    """Return the forms of a word of a text: it is the one sought if they share one.

    Stems, without regard to case, accents, plurals, "-ed" and "-ing"; a number is its
    digits. A stopword, which has no stem, is itself behind an equals sign, in no stem.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    plain = unicodedata.normalize("NFKC", plain)
    found = set() if carries_meaning(plain) else {"=" + plain}
    if not carries_meaning(word):
        return frozenset(found)
    if plain[:1].isdigit():
        return frozenset(found | {plain.replace(",", "")})
    found.add(stem(plain))
    if len(plain) > 4 and plain.endswith("ies"):
        found.add(stem(plain[:-3] + "y"))
    if len(plain) > 4 and plain.endswith(_SIBILANTS):
        found.add(stem(plain[:-2]))
    if verb := _VERB_ENDING.fullmatch(plain):
        root = verb.group(1)
        found.add(stem(root + "e"))
        if len(root) > 2:  # "used" is not "us"
            found.add(stem(root))
        if root[-1] == root[-2]:
            found.add(stem(root[:-1]))
    return frozenset(found)


def _sought(word: str) -> frozenset[str]:
    return frozenset(form for form in forms(word) if not form.startswith("=")) or forms(word)


def _is_question(words: list[str], rest: str) -> bool:
    if not words:
        return False
    first, last = (word if not word.isupper() else "" for word in (words[0], words[-1]))
    return (
        rest.rstrip().endswith(_QUESTION_MARKS)
        or (len(words) > 1 and first.casefold() in _INTERROGATIVES)
        or (len(words) > 2 and first.casefold() in _AUXILIARIES)
        or (len(words) > 2 and last in _INTERROGATIVES)
    )


def _is_unspaced(word: str) -> bool:
    return UNSPACED.search(unicodedata.normalize("NFKC", word)) is not None


def _literal(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase with any white space in it, and with its capitals if all are."""
    pieces = [re.escape(piece) for piece in phrase.split()]
    pattern = _APOSTROPHE.sub("['’]", r"\s+".join(pieces))
    if phrase[0].isalnum() and not UNSPACED.match(phrase[0]):
        pattern = r"(?<!\w)" + pattern
    if phrase[-1].isalnum() and not UNSPACED.match(phrase[-1]):
        pattern += r"(?!\w)"
    named = len(phrase) > 1 and phrase.isupper()
    return re.compile(pattern, 0 if named else re.IGNORECASE)
