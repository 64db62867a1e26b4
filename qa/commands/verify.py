"""`quoth verify`: whether what was quoted still stands."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import corpus
from corpus import Document
from corpus.formats.plain_text import decode
from qa.commands import text
from qa.errors import ReceiptError
from qa.receipts import Claim, read_receipts
from qa.verification import Finding, Verifier

ALL_STAND, NOT_ALL_STAND = 0, 1

_LONGEST_SHOWN = 300  # characters
_DIFFERENCES_SHOWN = 5


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "verify",
        help="check that quotes still stand in their files",
        description="Say of every quote in a receipt (what ask --json or find --json printed, or "
        "a chat's export as JSON) whether it stands at its place, has moved or was changed. No "
        "model is used. Exit status: 0 all stand, 1 something moved or changed, 2 bad input.",
    )
    parser.add_argument("receipt", metavar="RECEIPT.json", help="the receipt, or - to read it")
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="the files or folders that it quotes; without one, the article on the fall of Palmyra",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    claims = read_receipts(_read(arguments.receipt), name=arguments.receipt)
    documents = corpus.load(arguments.files) if arguments.files else _article(claims)
    verifier = Verifier(documents)
    findings = [verifier.check(claim) for claim in claims]
    if arguments.json:
        found = [finding.to_dict() for finding in findings]
        print(json.dumps(found, ensure_ascii=True, indent=2))
    else:
        print(as_text(findings))
    return ALL_STAND if all(each.verdict == "stands" for each in findings) else NOT_ALL_STAND


def _read(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise ReceiptError(
            f"{path}: the receipt cannot be read ({error.strerror}); check the name"
        ) from error
    return decode(data, name=path) if data.strip() else ""


def _article(claims: Sequence[Claim]) -> list[Document]:
    article = corpus.sample()
    for claim in claims:
        if claim.source.id != article.id and claim.source.source != article.source:
            raise ReceiptError(
                f"found a quote from {_shown(claim.source.name)}, expected that file's name "
                "behind the receipt's; name all files that it quotes"
            )
    return [article]


def as_text(findings: Sequence[Finding]) -> str:
    """Render the findings under what was asked, and their count."""
    if not findings:
        return "Nothing is quoted, so there is nothing to check."
    lines: list[str] = []
    for asked, group in groupby(findings, key=lambda finding: finding.claim.asked):
        lines.append(_shown(asked))
        lines += [line for finding in group for line in _lines(finding)]
        lines.append("")
    counts = Counter(finding.verdict for finding in findings)
    stand = "1 stands" if counts["stands"] == 1 else f"{counts['stands']} stand"
    return "\n".join([*lines, f"{stand}, {counts['moved']} moved, {counts['changed']} changed"])


def _lines(finding: Finding) -> list[str]:
    claim, found = finding.claim, finding.found
    label = "answer" if claim.kind == "text" else f"{claim.kind} {claim.number}"
    line = f"  {finding.verdict:8} {label:11} "
    indent = " " * len(line)
    was = _shown(claim.source.name) + (f":{claim.line}" if claim.line is not None else "")
    old = f"{was}, characters {claim.start}-{claim.end}"
    if finding.verdict == "changed":
        rest = [f"{old}: not in the file"]
        if found is None:
            rest.append("nothing near it is there")
        else:
            rest.append(f"nearest: {text.place(found)}")
            rest.append(f"  {_shown(found.quote)}")
    elif finding.verdict == "moved" and found is not None:
        rest = [f"from {old}", f"to   {text.place(found)}"]
    else:
        rest = [text.place(found) if found else old]
    rest += [_difference(*pair) for pair in finding.differences[:_DIFFERENCES_SHOWN]]
    if len(finding.differences) > _DIFFERENCES_SHOWN:
        rest.append(f"and {len(finding.differences) - _DIFFERENCES_SHOWN} more differences")
    if finding.note:
        rest.append(_shown(finding.note))
    return [line + rest[0], *(indent + each for each in rest[1:])]


def _difference(ours: str, theirs: str) -> str:
    if not ours.strip() and not theirs.strip():
        return "differs: white space"
    if not theirs:
        return f'differs: "{_shown(ours)}" is not there'
    if not ours:
        return f'differs: "{_shown(theirs)}" was not in the quote'
    return f'differs: "{_shown(ours)}" is "{_shown(theirs)}" there'


def _shown(words: str) -> str:
    """Return one line that a terminal can print, whatever a receipt holds."""
    line = " ".join(words.split())
    line = line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + " …"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)
