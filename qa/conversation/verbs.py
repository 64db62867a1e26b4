"""English verbs: which word is a form of which. The list is `verbs.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_VOWELS = "aeiou"
# Final stress doubles the consonant of these longer verbs; the short ones follow a rule.
_DOUBLED = frozenset(
    "admit commit compel confer control defer emit excel expel fulfil infer occur omit permit "
    "prefer refer regret submit transfer transmit cancel travel label equal quarrel quit "
    "kidnap enrol".split()
)
# Nouns first, verbs seldom: where both readings fit, another word is the verb.
MOSTLY_NOUNS = frozenset(
    "account address arm bank battle book captain centre charge company conflict contract cook "
    "cost course cup date doctor face fear film fire flow form guard guide hand head house host "
    "interest issue judge label land lease lecture light limit line list lock man map mark master "
    "match matter mine model monitor name note number object offer pilot place plan plant point "
    "present price process produce project pump question race rate record report research result "
    "rule saw school score sea sentence shell ship shop spring stage state station step store "
    "storm study summer support surface talk tax team test trade transport trial uniform view "
    "volunteer water will wind witness work worker wound".split()
)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Forms to bases: pasts ("fled": "flee"), participles, third persons and -ing forms."""

    bases: frozenset[str]
    pasts: dict[str, str]
    participles: dict[str, str]
    thirds: dict[str, str]
    gerunds: dict[str, str]


@cache
def verbs() -> Verbs:
    """Return the verbs of the list with all of their forms."""
    text = (files("qa") / "conversation" / "verbs.txt").read_text("utf-8")
    irregular, _, regular = re.sub(r"^# (?!Regular).*$", "", text, flags=re.M).partition(
        "# Regular"
    )
    pasts, participles, thirds, gerunds = {}, {}, {}, {}
    bases = set(regular.split("\n", 1)[1].split())
    for base in sorted(bases):
        pasts[_past(base)] = participles[_past(base)] = base
    for entry in re.split(r"[;\n]", irregular):
        if forms := entry.split():
            base, past, *rest = forms
            bases.add(base)
            pasts[past] = base
            participles[rest[0] if rest else past] = base
    bases |= {"have", "do", "be"}
    pasts |= {"had": "have", "did": "do"}
    participles |= {"had": "have", "done": "do", "been": "be"}
    for base in sorted(bases):
        thirds[_third(base)] = base
        gerunds[_gerund(base)] = base
    return Verbs(frozenset(bases), pasts, participles, thirds, gerunds)


def is_base(word: str) -> bool:
    """Tell whether a word can be a verb's base ("flee")."""
    return word in verbs().bases


def is_past(word: str) -> bool:
    """Tell whether a word can be a past or, by its ending, looks like one."""
    return word in verbs().pasts or (len(word) > 4 and word.endswith("ed"))


def is_participle(word: str) -> bool:
    """Tell whether a word can be a participle ("taken", "taking")."""
    known = verbs()
    return (
        word in known.participles
        or word in known.gerunds
        or (len(word) > 4 and word.endswith("ed"))
    )


def finite(word: str) -> tuple[str, str] | None:
    """Return the auxiliary and the base that ask for a finite verb: "fled" is "did", "flee".

    None where the verb is not in the list, so that no base is ever invented.
    """
    known = verbs()
    if word in known.pasts:
        return "did", known.pasts[word]
    if word in known.thirds:
        return "does", known.thirds[word]
    return ("do", word) if word in known.bases else None


def _doubles(base: str) -> bool:
    if base in _DOUBLED:
        return True
    vowels = sum(letter in _VOWELS for letter in base)
    return (
        vowels == 1
        and len(base) > 2
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
    )


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and base != "be" and not base.endswith("ee"):
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


def _third(base: str) -> str:
    if base in {"have", "be"}:
        return {"have": "has", "be": "is"}[base]
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
