"""What requests of each kind get: `python -m benchmarks.requests [--wrong]`.

The set is benchmarks/questions/requests/: documents of our own and 200 requests, written before the
code. Prints for each kind how often it was told, and how often the request got what it asks for.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import qa

_FOLDER = Path(__file__).parent / "questions" / "requests"
# What the set calls otherwise than `Answer.kind` does.
_KINDS = {"metadata": "property", "count": "mentions", "language": "question"}
_LIST_RECALL = 0.75


def main() -> None:
    """Ask every request and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wrong", action="store_true", help="print what was handled wrongly")
    parser.add_argument(
        "--held-out", action="store_true", help="ask the set that nothing was fitted on"
    )
    arguments = parser.parse_args()
    name = "held-out.json" if arguments.held_out else "requests.json"
    told: dict[str, list[bool]] = defaultdict(list)
    right: dict[str, list[bool]] = defaultdict(list)
    for request in json.loads((_FOLDER / name).read_text("utf-8")):
        answer = _assistant(tuple(request["documents"])).answer(request["question"])
        kind = request["kind"]
        is_told = answer.kind == _KINDS.get(kind, kind)
        is_right = _CHECKS[kind](answer, request["expect"])
        told[kind].append(is_told)
        right[kind].append(is_right)
        if arguments.wrong and not (is_told and is_right):
            mark = "" if is_right else "WRONG"
            print(f"{mark:6}{kind} -> {answer.kind} {answer.status}: {request['question']}")
    print(f"{'':12} requests  kind told  handled rightly")
    told["all"] = [each for flags in told.values() for each in flags]
    right["all"] = [each for flags in right.values() for each in flags]
    for kind, flags in right.items():
        print(f"{kind:12}{len(flags):9}{_share(told[kind]):>11}{_share(flags):>17}")


@cache
def _assistant(names: tuple[str, ...]) -> qa.Assistant:
    return qa.Assistant([_FOLDER / "documents" / name for name in names])


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):.2f}"


def _holds(quotes: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether one of the quotes is, or has, or is part of what is wanted."""
    plain = [" ".join(quote.split()) for quote in quotes]
    sought = [" ".join(each.split()) for each in wanted]
    return any(each in quote or quote in each for quote in plain for each in sought)


def _quotes(answer: qa.Answer, most: int = 2) -> list[str]:
    return [evidence.quote for evidence in answer.evidence[:most]]


def _found(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    if expect.get("status") == "none":
        return answer.status != "answered"
    return answer.status != "none" and _holds(_quotes(answer), expect["quotes"])


def _summary(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    parts = answer.parts if not answer.evidence else (answer,)
    said = " ".join(_everything(answer))
    return expect["must_hold_heading"] in said and all(
        len(part.evidence) >= expect["min_sentences"] for part in parts if part.evidence
    )


def _everything(answer: qa.Answer) -> Iterator[str]:
    yield answer.statement
    yield from (evidence.quote for evidence in answer.evidence)
    for part in answer.parts:
        yield from _everything(part)


def _metadata(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    value: str = expect["value"]
    return value.casefold() in " ".join(_everything(answer)).casefold()


def _list(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    said = "\n".join(_everything(answer))
    items = expect["items"]
    found = sum(item in said for item in items)
    return found >= _LIST_RECALL * len(items) and len(answer.evidence) <= 2 * len(items) + 2


def _count(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    return bool(len(answer.evidence) == expect["count"])


def _place(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    if not answer.evidence:
        return bool(expect.get("status") == "none")
    quote = " ".join(answer.evidence[0].quote.split())
    begins = " ".join(expect.get("quote_starts", "").split())
    holds = [" ".join(each.split()) for each in expect.get("holds", [])]
    is_there = begins in quote or quote in begins
    return is_there and all(each in quote for each in holds)


def _comparison(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    quotes = [_quotes(part) for part in answer.parts]
    wanted = expect["quotes"]
    return len(quotes) == len(wanted) and all(map(_holds, quotes, wanted))


def _several(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    parts = expect["parts"]
    return len(answer.parts) == len(parts) and all(
        _holds(_quotes(part), each["quotes"])
        for part, each in zip(answer.parts, parts, strict=True)
    )


def _table(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    if answer.computed is None:
        return False
    wanted = expect.get("figures", expect["value"])
    wanted = [Decimal(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
    try:
        found = [Decimal(each) for each in answer.computed.value.split("; ")]
    except InvalidOperation:
        return False
    # A mean has more digits than the set gives.
    return len(found) == len(wanted) and all(
        one == other or one.quantize(other) == other
        for one, other in zip(found, wanted, strict=True)
    )


def _language(answer: qa.Answer, expect: dict[str, Any]) -> bool:
    shown = [*_quotes(answer, 3), *(evidence.quote for evidence in answer.related[:3])]
    return answer.statement.startswith("The question is in") and _holds(shown, expect["quotes"])


_CHECKS: dict[str, Callable[[qa.Answer, dict[str, Any]], bool]] = {
    "question": _found,
    "yes_no": _found,
    "greeting": lambda answer, _: bool(answer.suggestions),
    "summary": _summary,
    "metadata": _metadata,
    "list": _list,
    "count": _count,
    "place": _place,
    "comparison": _comparison,
    "several": _several,
    "table": _table,
    "language": _language,
}


if __name__ == "__main__":
    main()
