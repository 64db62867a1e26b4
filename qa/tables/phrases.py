"""The English words that ask for a computation, and those that mean nothing to it."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


SUM = _set(
    "total, totals, totalled, totaled, totalling, sum, summed, sum up, altogether, in total,"
    "in all, in sum, combined, overall, add up, adds up, added up, add up to, adds up to,"
    "cumulative, aggregate, together, all together, taken together, grand total, sum total,"
    "total up, summed up"
)
MEAN = _set("average, averages, averaged, avg, mean, on average, arithmetic mean, in the mean")
MEDIAN = _set("median")
COUNT = _set(
    "how many, number of, the number of, count, count of, count up, total number of, how many of,"
    "no of, in how many, for how many, of how many, on how many"
)
HOW_MUCH = _set("how much")

EXTREMES = {
    **dict.fromkeys(
        "highest largest biggest greatest maximum max most top maximal peak".split(), "max"
    ),
    **dict.fromkeys("lowest smallest least minimum min fewest bottom minimal".split(), "min"),
    "top most": "max",
}

_COST = _set("price, cost, fee, fare, rent, charge")
_LENGTH = _set("length, distance, duration, runtime")
_MASS = _set("weight, mass")
_HEIGHT = _set("height, elevation, altitude")
_AGE = _set("age")
_DATE = _set("date, year, day, time, founded, built, published, opened, released, born")
_SPEED = _set("speed, velocity")
_MARK = _set("mark, score, grade, rating, result, points, review")
_HEAT = _set("temperature, temp")
_DEPTH = _set("depth")
_WIDTH = _set("width, breadth")
_AREA = _set("area, population, size")

# What an adjective measures, and at which end. Its column is looked for by these nouns; with
# a column of its own in the question ("the longest book in pages") that one is taken.
SUPERLATIVES = {
    "most expensive": ("max", _COST),
    "least expensive": ("min", _COST),
    "dearest": ("max", _COST),
    "priciest": ("max", _COST),
    "costliest": ("max", _COST),
    "most costly": ("max", _COST),
    "cheapest": ("min", _COST),
    "longest": ("max", _LENGTH),
    "shortest": ("min", _LENGTH | _HEIGHT),
    "heaviest": ("max", _MASS),
    "lightest": ("min", _MASS),
    "tallest": ("max", _HEIGHT),
    "oldest": ("max", _AGE),
    "youngest": ("min", _AGE),
    "latest": ("max", _DATE),
    "most recent": ("max", _DATE),
    "newest": ("max", _DATE),
    "earliest": ("min", _DATE),
    "fastest": ("max", _SPEED),
    "slowest": ("min", _SPEED),
    "best": ("max", _MARK),
    "worst": ("min", _MARK),
    "hottest": ("max", _HEAT),
    "warmest": ("max", _HEAT),
    "coldest": ("min", _HEAT),
    "coolest": ("min", _HEAT),
    "deepest": ("max", _DEPTH),
    "widest": ("max", _WIDTH),
    "narrowest": ("min", _WIDTH),
    "most populous": ("max", _set("population, inhabitants")),
    "least populous": ("min", _set("population, inhabitants")),
}
# These say which end only with the nouns that they measure: the best time is the least.
ONLY_OF_THEIR_NOUNS = frozenset(
    "best worst fastest slowest oldest youngest latest newest earliest".split()
) | {"most recent"}

COMPARING = {
    "longer than": (True, _LENGTH),
    "shorter than": (False, _LENGTH | _HEIGHT),
    "heavier than": (True, _MASS),
    "lighter than": (False, _MASS),
    "taller than": (True, _HEIGHT),
    "older than": (True, _AGE),
    "younger than": (False, _AGE),
    "dearer than": (True, _COST),
    "more expensive than": (True, _COST),
    "cheaper than": (False, _COST),
    "deeper than": (True, _DEPTH),
    "wider than": (True, _WIDTH),
    "faster than": (True, _SPEED),
    "slower than": (False, _SPEED),
    "warmer than": (True, _HEAT),
    "hotter than": (True, _HEAT),
    "colder than": (False, _HEAT),
}
# Phrases before a number; whether it is the lower bound (None: both); whether it is included.
COMPARATORS: tuple[tuple[frozenset[str], bool | None, bool], ...] = (
    (_set("at least, no less than, not less than, no fewer than, >=, ≥, minimum of"), True, True),
    (_set("at most, no more than, not more than, up to, <=, ≤, maximum of, not over"), False, True),
    (
        _set(
            "over, above, more than, greater than, higher than, larger than, bigger than,"
            "exceeding, exceeds, exceed, exceeded, in excess of, >, bigger than, is over, "
            "better than"
        ),
        True,
        False,
    ),
    (
        _set(
            "under, below, less than, fewer than, lower than, smaller than, <, beneath, worse than"
        ),
        False,
        False,
    ),
    (_set("exactly, equal to, equals, equalling, precisely"), None, True),
)
POSTFIXES = (
    (
        _set("or more, or over, or above, or higher, or greater, and over, and above, and more"),
        True,
    ),
    (
        _set("or less, or fewer, or under, or below, or lower, and under, and below, and less"),
        False,
    ),
)
EACH = _set("per, for each, each, by, for every, by each, grouped by, of each, broken down by")
SINGLE = _set("single, individual, one")
WHO = _set("who, whose")
DISTINCT = _set("different, distinct, unique")
ROW_WORDS = frozenset("row rows record records entry entries line lines".split())
# Columns with these words hold how many of a thing a row is about.
PIECES = frozenset(
    "quantity qty unit units count number piece pieces stock copies volume sold amount".split()
)
PEOPLE = frozenset("people person persons".split())
THINGS = frozenset("item product article good part piece unit material".split())
GENERIC_DATES = frozenset("date year day time when month".split())

NUMBER_WORDS = {
    word: number
    for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)
}

# What currencies are called, and the signs that stand for them in tables.
MONEY = {
    "euro": "€",
    "euros": "€",
    "eur": "€",
    "pound": "£",
    "pounds": "£",
    "gbp": "£",
    "dollar": "$",
    "dollars": "$",
    "usd": "$",
    "yen": "¥",
    "jpy": "¥",
}

# Verbs that say nothing of a row where something else chooses it: "orders came from Leeds".
MOTIONS = frozenset(
    """
    got get gets getting come came comes coming went go goes reached entered made make makes place
    placed took take takes
    """.split()
)
# Words that neither choose rows nor change what is computed. All other words of a question
# must be explained by the table, so what is missing here costs an answer, never a wrong one.
FILLERS = MOTIONS | _set(
    "a, an, the, of, in, for, from, by, at, on, to, with, and, or, is, are, was, were, be, been,"
    "being, do, did, does, has, have, had, having, we, us, our, i, me, my, you, your, that, there,"
    "what, which, where, please, tell, show, give, find, calculate, compute, work out, figure out,"
    "know, want, like, can, could, would, will, should, any, all, every, entire, whole, so far,"
    "value, values, figure, figures, amount, row, rows, record, records, entry, entries, line,"
    "lines, table, file, sheet, spreadsheet, list, data, column, columns, across, among, amongst,"
    "within, s, as, just, also, ever, still, recorded, listed, shown, given, brought in, brings in,"
    "bring in, equal, equals, whats, hi, hello, thanks, need, needed, let, see, contain, contains,"
    "contained, exist, exists, happen, happened, occur, occurred, named, called"
)
# Those of them that may be a column's name all the same.
NOUNS = frozenset(
    "value values figure figures amount record records entry entries line lines list data place "
    "file sheet".split()
)
# Verbs for how a value belongs to a row ("goals that Brandt scored"). They say nothing more
# where the column that is computed has been named in full.
TRANSFERS = frozenset(
    """
    sold bought buy buys purchased purchase spent spend spends paid pay pays earned earn earns
    scored score scores won win wins cost costs gave give gives donated donate donates raised raise
    received receive receives produced produce produces charged charge charges ordered order
    published written dated held worked work works live lives lived employed measured
    collected collect cast fell fall rained read reads used use uses play played plays
    """.split()
)
# Those of them that are about money: a column of amounts is meant, named or not.
PAYING = frozenset(
    """
    spent spend spends paid pay pays earned earn earns gave give gives donated donate
    donates raised raise charged charge charges
    """.split()
)
PERSONS = frozenset(
    """
    people person persons employee employees member members staff student students pupil pupils
    player players customer customers client clients author authors donor donors name worker workers
    """.split()
)
