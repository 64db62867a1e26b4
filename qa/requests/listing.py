"""Everything of a kind, and everywhere that words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus import Document, Span
from qa.answers import Answer, Evidence
from qa.reading.candidates import Candidate
from qa.requests.asker import Asker
from qa.requests.wording import counted, without_courtesy
from qa.search.tokens import content_terms
from qa.tables import Table, tables_of

_NAMED = r"(?:mentioned|named|referred\s+to|cited|quoted|discussed|talked\s+about|spoken\s+of)"
_STANDS = rf"(?:{_NAMED}|used|appear\w*|occur\w*|come\s+up|show\s+up|turn\s+up|written|said|stand)"
_HERE = r"(?:[\s,]+(?:here|at\s+all|anywhere|in|throughout|across|within)\b.{0,40})?\W*$"
_HOLDS = (
    r"(?:mentions?|names?|contains?|holds?|has|have|refers?\s+to|talks?\s+about|discuss\w*|says?)"
)
_UNITS = r"(?:sentences?|passages?|pages?|sections?|paragraphs?|lines?|parts?|places?|clauses?)"
_MENTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # How often is X mentioned?
        (
            rf"^\W*(?:how\s+(?:many\s+times|often|frequently)|in\s+how\s+many\s+{_UNITS})\s+(?:is|are|was"
            rf"|were|does|do|did|has|have)\s+(?P<words>.+?)\s+{_STANDS}\b.{{0,40}}$"
        ),
        # How often do they mention X?
        (
            rf"^\W*(?:how\s+(?:many\s+times|often|frequently)|in\s+how\s+many\s+{_UNITS})\s+(?:does|do"
            rf"|did)\s+(?:the\s+\w+|they|he|she|it|we|you|people)\s+(?:mention|name|use|say|refer\s+to|go\s+on\s+about|bring\s+up"
            rf"|cite|talk\s+about)\s+(?P<words>.+?){_HERE}"
        ),
        # How many sentences mention X?
        rf"^\W*(?:how\s+many|which|what)\s+{_UNITS}\s+{_HOLDS}\s+(?P<words>.+?){_HERE}",
        # X appears how many times? X, number of mentions
        (
            rf"^\W*(?P<words>\S.{{0,60}}?) (?:is |are )?(?:{_STANDS}|mention\w*) how (?:many times"
            rf"|often)\b.{{0,40}}$"
        ),
        (
            r"^\W*(?P<words>\S.{0,60}?)[,:;–-]? (?:the )?(?:no\.?|number|count) of (?:mentions?"
            r"|times|occurrences?)\b.{0,40}$"
        ),
        # Number of times X is used
        (
            rf"^\W*(?:the\s+)?number\s+of\s+(?:times|mentions\s+of|occurrences\s+of)\s+(?P<words>.+?)"
            rf"(?:\s+(?:is|are|was|gets?)\s+{_STANDS}\b.{{0,40}})?\W*$"
        ),
        # Where is X mentioned? X: where is it mentioned?
        (
            rf"^\W*(?:where(?:abouts)?|(?:on|in)\s+(?:which|what)\s+{_UNITS})\s+(?:is|are|was|were)\s+"
            rf"(?P<words>.+?)\s+{_NAMED}\b.{{0,40}}$"
        ),
        (
            rf"^\W*(?P<words>[^,:;–-]+?)\s*[,:;–-]+\s*(?:where|how\s+often|how\s+many\s+times)\s+(?:is|are|does"
            rf"|do)\s+(?:it|he|she|they|that|this)\s+{_STANDS}\b.{{0,40}}$"
        ),
        # Where does it say X?
        (
            r"^\W*(?:where|(?:on|in)\s+(?:which|what)\s+\w+)\s+(?:does|do|did)\s+(?:it|they|the\s+\w+|he|she)"
            rf"\s+(?:say|mention|use|name)\s+(?:the\s+words?\s+)?(?P<words>[\"“'‘].+?){_HERE}"
        ),
        # Find every mention of X
        (
            r"^\W*(?:(?:find|show|list|give|get|quote|count|number\s+of)\s+(?:me\s+)?(?:all|every|each"
            r"|any|the)?|all|every|each)\s*(?:of\s+)?(?:the\s+)?(?:mentions?|occurrences?|instances?"
            r"|appearances?|references?(?=\s+to)|uses?(?=\s+of)"
            rf"|{_UNITS}\s+(?:that|which|where)\s+{_HOLDS}|{_UNITS}\s+(?:with|about))(?:\s+(?:of|to))?\s+"
            rf"(?P<words>.+?){_HERE}"
        ),
        # Is X mentioned?
        rf"^\W*(?:is|are|was|were)\s+(?P<words>.+?)\s+(?:ever\s+)?mentioned{_HERE}",
    )
)
_THE_WORD = re.compile(
    r"^(?:(?:the|a|an)\s+)?(?:(?:word|words|term|name|phrase|expression)\s+)?(?:of\s+)?",
    re.IGNORECASE,
)
_AROUND = " 	\"'“”‘’«»?.!,"
_MOST_SENTENCES = 200
_MOST_DOCUMENTS = 50

_PERSONAL = r"(?:people|persons?|names?|characters?|witnesses|speakers|everyone|everybody|anyone)"
_MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|several|various|different|\d{1,3})"
_LIST = re.compile(
    rf"""^\W*(?:
    (?:list|enumerate|itemi[sz]e)\b(?!ed)
    |(?:name|give|tell|show|mention|state|identify|find|get)\s+(?:me\s+|us\s+)?(?:all|every|each
        |a\s+list|the\s+list|the\s+names|the\s+{_MANY}|{_MANY})\b
    |(?:what|which|who)\s+(?:are|were)\s+(?:all|the\s+(?:\w+\s+)?{_MANY})\b|(?:what|which|who)\s+all\b
    |who\s+(?:else\s+)?(?:is|are|was|were|gets?|got)\s+(?:all\s+)?(?:quoted|mentioned|present|cited
        |interviewed)\b
    |(?:everyone|everybody|all\s+(?:those|the\s+people)|{_PERSONAL})\s+(?:who|that|mentioned|quoted|named)\b
    |(?:what|which)\s+\w+(?:\s+\w+)?\s+(?:are|were)\s+(?:there|named|listed|mentioned|given|included
        |quoted|cited)\b
    |(?:a\s+|the\s+)?(?:full\s+|complete\s+)?list\s+of\b|(?:the\s+)?names\s+of\s+(?:all|every|the)\b
    |what(?:'?s|\s+is)\s+(?:in|inside)\s+the\s+\w+\W*$
    |on\s+(?:what|which)\s+(?:grounds|conditions|days|occasions)\b
    |(?:all|every)\s+(?:the\s+)?\w+s?\b(?:\s+(?:mentioned|named|listed|quoted|of|in)\b.*)?\W*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMAND = re.compile(
    rf"^\W*(?:(?:please\s+)?(?:list|enumerate|itemi[sz]e|name|give|tell|show|mention|state|identify|find|get)"
    rf"\s+(?:me\s+|us\s+)?(?:out\s+)?(?:a\s+|the\s+)?(?:(?:full\s+|complete\s+)?list\s+of\s+"
    rf"|names?\s+of\s+)?|(?:a\s+|the\s+)?(?:full\s+|complete\s+)?list\s+of\s+)"
    rf"(?:(?:all|every|each|any)\b\s*(?:of\s+)?)?(?:the\s+)?(?:{_MANY}\s+)?",
    re.IGNORECASE,
)
_PERSONS = re.compile(
    r"^(?:\w+\s+){0,2}?(?:people|persons?|men|women|members|witnesses|speakers|authors|names|owners"
    r"|officials|councill?ors|participants|attendees|players|judges|victims|leaders|candidates)\b",
    re.IGNORECASE,
)
# By how much a span is preferred to "no answer" (logits), from which on it is an item of a list.
_ITEM, _POSSIBLE_ITEM = -2.0, -4.0
_SURE = 1.0  # the best of them, where it is certain that there are any
# What begins an item of a list in a text: a mark, a letter or a number.
_ITEM_MARKS = (
    re.compile(r"[ \t]{0,8}[-*+•‣▪–—][ \t]"),
    re.compile(r"[ \t]{0,8}\(?[a-z]{1,3}[.)][ \t]"),
    re.compile(r"[ \t]{0,8}\(?\d{1,3}[.)][ \t]"),
)
_LONGEST_ITEM = 600  # characters
_MOST_DISTINCT = 100
_BESIDE_COLUMN = (
    "all every each different distinct list name named appear occur table file column row sell buy "
    "have contain there possible various exist order document sheet"
)
_BETWEEN_ITEMS = re.compile(
    r";|,(?=\s)(?:\s(?:and|or)(?=\s))?|(?<=\s)(?:and|or|&)(?=\s)", re.IGNORECASE
)


def sought_words(question: str) -> str | None:
    """Return the words whose places or count are asked for, if they are."""
    for pattern in _MENTIONS:
        found = pattern.match(question)
        if found is not None:
            words = _THE_WORD.sub("", found["words"].strip(_AROUND)).strip(_AROUND)
            return words if re.search(r"\w", words) and len(words.split()) <= 8 else None
    return None


def asks_for_list(question: str) -> bool:
    """Return whether everything of a kind is asked for, in so many words."""
    return _LIST.match(question) is not None


def show_mentions(question: str, words: str, asker: Asker) -> Answer:
    """Return every sentence that holds the words, and how often they stand there."""
    asked = " ".join(question.split())
    mentions = asker.find_all(f'"{words}"')
    if not mentions.count and len(words.split()) > 1:
        mentions = asker.find_all(words.replace("?", ""))
    if not mentions.count:
        said = f"Looked for “{words}”: no sentence has it."
        return Answer(question, asked, 0.0, kind="mentions", statement=said)
    times = sum(len(sentence.marks) for sentence in mentions.sentences)
    shown = mentions.sentences[:_MOST_SENTENCES]
    said = f"“{words}” stands in {counted(mentions.count, 'sentence')}, {counted(times, 'time')}."
    if len(shown) < mentions.count:
        said += f" The first {len(shown):,} are shown; “Find all” shows every one."
    evidence = tuple(Evidence(one.document, one.span, 1.0, marks=one.marks) for one in shown)
    return Answer(question, asked, 1.0, evidence, kind="mentions", statement=said)


def as_question(request: str) -> str:
    """Return a request for a list as the question that a reader knows.

    "List all the members of the board" becomes "Who or what are the members of the board?".
    """
    found = _COMMAND.match(request)
    if found is None:
        return request
    rest = request[found.end() :].strip(" ?.!:")
    return f"{'Who' if _PERSONS.search(rest) else 'What'} are the {rest}?" if rest else request


def show_list(question: str, asker: Asker) -> Answer | None:
    """Return every span that answers, in the order of the text; None where nothing may."""
    request = without_courtesy(question)
    asked = " ".join(question.split())
    cells = _column(request, asker.documents)
    if cells:
        said = f"{counted(len(cells), 'different value')} in this column."
        return Answer(question, asked, 1.0, cells, kind="list", statement=said)
    candidates = asker.read_widely(as_question(request))
    found = [one for one in candidates if one.margin >= _ITEM]
    possible = [one for one in candidates if _POSSIBLE_ITEM <= one.margin < _ITEM]
    if not found and not possible:
        return None
    order = {document.id: number for number, document in enumerate(asker.documents)}
    evidence = sorted(
        _with_siblings(_evidence(found or possible)),
        key=lambda one: (order.get(one.document.id, 0), one.span),
    )
    count = sum(max(1, len(each.marks)) for each in evidence)
    said = f"{count:,} found in {counted(len(candidates), 'sentence')} that were read"
    if found and possible:
        more = "1 more is" if len(possible) == 1 else f"{len(possible):,} more are"
        said += f"; {more} possible"
    first = evidence[0]
    return Answer(
        question,
        asked,
        evidence[0].score,
        tuple(evidence),
        _evidence(possible[:5]) if found else (),
        text_span=first.marks[0] if first.marks else first.span,
        kind="list",
        is_possible=max(one.margin for one in candidates) < _SURE,
        statement=f"{said}.",
    )


def _column(request: str, documents: Sequence[Document]) -> tuple[Evidence, ...]:
    """Return the different values of a table's column, where its name is what is listed."""
    asked = content_terms(_COMMAND.sub("", request)) or content_terms(request)
    beside = set(content_terms(_BESIDE_COLUMN))
    for document in documents[:_MOST_DOCUMENTS]:
        for table in tables_of(document):
            for number, name in enumerate(table.columns):
                terms = set(content_terms(name))
                if terms and terms <= set(asked[:3]) and set(asked) <= terms | beside:
                    return _distinct(document, table, number)
    return ()


def _distinct(document: Document, table: Table, column: int) -> tuple[Evidence, ...]:
    cells: dict[str, Span] = {}
    for row in range(len(table)):
        cell = table.cell(row, column)
        if cell is not None:
            cells.setdefault(cell.text, cell.span)
    if len(cells) > _MOST_DISTINCT:
        return ()
    return tuple(Evidence(document, span, 1.0) for span in cells.values())


def _with_siblings(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add the other items of a list in the text of which one was found."""
    found = {(one.document.id, one.start): one for one in evidence}
    # A sentence that names several things is the list itself.
    for one in (each for each in evidence if len(each.marks) == 1):
        for span in _siblings(one.document.text, one.span):
            key = one.document.id, span.start
            known = any(
                other.document is one.document and other.span.overlaps(span)
                for other in found.values()
            )
            if not known:
                found[key] = Evidence(one.document, span, one.score)
    return list(found.values())


def _siblings(text: str, item: Span) -> list[Span]:
    """Return the items beside one that begins a line with a mark; none where it does not."""
    start = text.rfind("\n", 0, item.start) + 1
    mark = next((each for each in _ITEM_MARKS if each.match(text, start)), None)
    if mark is None or item.end - item.start > _LONGEST_ITEM:
        return []
    siblings: list[Span] = []
    for line in (*_lines_before(text, start), *_lines_behind(text, item.end)):
        words = text[line.start : line.end]
        if not words.strip():
            continue
        begins = mark.match(text, line.start)
        if begins is None or line.end - line.start > _LONGEST_ITEM:
            if line.start < start:
                siblings = []
                continue
            break
        first = begins.end()
        siblings.append(Span(first, max(first + 1, line.start + len(words.rstrip()))))
    return siblings


def _lines_before(text: str, end: int) -> list[Span]:
    """Return the lines before a place, at most forty, in order."""
    lines: list[Span] = []
    while end > 0 and len(lines) < 40:
        start = text.rfind("\n", 0, end - 1) + 1
        lines.append(Span(start, end))
        end = start
    return lines[::-1]


def _lines_behind(text: str, start: int) -> list[Span]:
    """Return the lines behind a place, at most forty."""
    lines: list[Span] = []
    start = text.find("\n", start) + 1 or len(text)
    while start < len(text) and len(lines) < 40:
        end = text.find("\n", start) + 1 or len(text)
        lines.append(Span(start, end))
        start = end
    return lines


def _evidence(candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
    """Return a quote for each sentence, with its items marked."""
    evidence = []
    for one in candidates:
        probability = 0.9 if one.margin >= _SURE else 0.6 if one.margin >= _ITEM else 0.3
        marks = tuple(_items(one.row.document.text, one.span))
        evidence.append(Evidence(one.row.document, one.quote, probability, marks=marks))
    return tuple(evidence)


def _items(text: str, span: Span) -> Iterator[Span]:
    """Yield the items that a span names: "a bell, two ropes and a lamp" are three."""
    words = span.slice(text)
    edges = [0, *(edge for match in _BETWEEN_ITEMS.finditer(words) for edge in match.span())]
    for start, end in zip(edges[::2], [*edges[1::2], len(words)], strict=True):
        item = words[start:end]
        if item.strip():
            first = span.start + start + len(item) - len(item.lstrip())
            yield Span(first, first + len(item.strip()))
