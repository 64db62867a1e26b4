"""The words that tell who speaks: verbs of saying in all forms, and small classes of words."""

from __future__ import annotations

from functools import cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs of saying whose clause may follow without "that": "She said the bridge was shut".
BARE = _set(
    "say claim insist argue add admit warn announce confirm explain note stress suggest tell "
    "complain report maintain allege concede acknowledge declare assert remark swear reveal boast "
    "estimate predict hint promise assure remind inform notify recall testify joke write state "
    "contend"
)
# Those that need "that", "whether", a question word, a colon or quotation marks behind them.
LINKED = BARE | _set(
    "agree answer reply respond object mention emphasise emphasize underline reiterate conclude "
    "propose recommend urge demand request ask inquire enquire tweet post comment counter retort "
    "protest plead vow pledge threaten advise caution observe disclose proclaim pronounce preach "
    "rule decree forecast lament regret deny point quip message email e-mail telegraph cable "
    "repeat volunteer venture confess confide signal query question announce clarify specify "
    "elaborate"
)
# Verbs that take a quotation and no clause: "whispered", "called the plan a “sham”".
OF_QUOTES = LINKED | _set(
    "whisper mutter murmur mumble shout cry yell scream shriek bellow roar call exclaim snap bark "
    "growl hiss groan moan gasp breathe snort sneer drawl stammer stutter croak sob wail whine "
    "grumble continue begin interrupt interject blurt offer think wonder muse reason reflect sing "
    "thunder rasp coo echo persist prompt scoff tease greet rejoin chorus holler intone recite "
    "describe dismiss brand label hail praise condemn denounce criticise criticize characterise "
    "characterize"
)
# A quotation may be laughed, but a laugh beside a quotation need not have said it.
GESTURES = _set("laugh smile sigh grin chuckle giggle beam nod")
# What such a verb takes is what the speaker does not say.
DENIALS = _set("deny")
# "told reporters that": somebody stands between the verb and what is said.
WITH_HEARER = _set(
    "tell assure remind inform notify warn promise advise ask urge caution reassure beg"
)
WITH_INFINITIVE = _set(
    "promise vow pledge threaten swear tell urge advise warn ask remind beg demand"
)

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "writing", "written"),
    "swear": ("swears", "swore", "swearing", "sworn"),
    "begin": ("begins", "began", "beginning"),
    "think": ("thinks", "thought", "thinking"),
    "sing": ("sings", "sang", "singing"),
    "cry": ("cries", "cried", "crying"),
    "reply": ("replies", "replied", "replying"),
    "deny": ("denies", "denied", "denying"),
    "testify": ("testifies", "testified", "testifying"),
    "notify": ("notifies", "notified", "notifying"),
    "specify": ("specifies", "specified", "specifying"),
    "clarify": ("clarifies", "clarified", "clarifying"),
    "query": ("queries", "queried", "querying"),
    "admit": ("admits", "admitted", "admitting"),
    "regret": ("regrets", "regretted", "regretting"),
    "snap": ("snaps", "snapped", "snapping"),
    "grin": ("grins", "grinned", "grinning"),
    "sob": ("sobs", "sobbed", "sobbing"),
    "nod": ("nods", "nodded", "nodding"),
    "quip": ("quips", "quipped", "quipping"),
    "label": ("labels", "labelled", "labelling", "labeled", "labeling"),
    "signal": ("signals", "signalled", "signalling", "signaled", "signaling"),
    "beg": ("begs", "begged", "begging"),
    "plead": ("pleads", "pleaded", "pleading", "pled"),
}


@cache
def forms() -> dict[str, str]:
    """Return every form of a verb of saying, in small letters, with its base."""
    found: dict[str, str] = {}
    for base in OF_QUOTES | GESTURES | WITH_HEARER:
        stem = base.removesuffix("e")
        ending = "es" if base.endswith(("s", "sh", "ch", "x")) else "s"
        regular = (base + ending, stem + "ed", stem + "ing")
        for form in (base, *_IRREGULAR.get(base, regular)):
            found[form] = base
    return found


HE = _set("he him his himself")
SHE = _set("she her hers herself")
PRONOUNS = _set(
    "i you he she it we they who which that one me him her us them this these those someone "
    "somebody anyone anybody everyone everybody something anything everything there what"
)
NOBODY = _set("nobody none nothing neither no-one")
# What is no speech by itself: "said nothing", "said so", "said goodbye".
NO_SPEECH = _set(
    "nothing something anything little much more less so goodbye hello thanks sorry yes no enough "
    "grace mass prayers"
)
DETERMINERS = _set(
    "a an the this that these those another one two three both several many some most all each "
    "every my your his her its our their"
)
NUMBERED = _set("two three four five six seven eight nine ten several many some most all other few")
AUXILIARIES = _set(
    "is are was were be been being am has have had do does did will would can could shall should "
    "may might must isn't wasn't won't wouldn't can't couldn't"
)
HAVE_DO = _set("has have had do does did having")
BE = _set("is are was were be been being am")
MODALS = _set("will would can could shall should may might must cannot ought")
NEGATIONS = _set(
    "not never no hardly scarcely barely rarely seldom nor neither without nobody cannot longer"
)
HYPOTHETICAL = _set("if unless whether until till lest")
CONJUNCTIONS = _set(
    "and but or so yet nor that because as when while after before since though although whereas "
    "where how why if unless whether until till once then than lest"
)
PREPOSITIONS = _set(
    "about above across after against along alongside amid among around at before behind below "
    "beneath beside besides between beyond by despite down during for from in inside into like "
    "near of off on onto out outside over past since through throughout to toward towards under "
    "until up upon via with within without per following"
)
PLACES_BEFORE = _set("in at near from of into outside inside across around through to towards")
ADVERBS = _set(
    "also then later now again soon still just only once already always often even ever first "
    "finally meanwhile however instead therefore thus today yesterday tomorrow tonight recently "
    "earlier afterwards further here there too back quickly almost perhaps maybe indeed moreover "
    "furthermore nevertheless nonetheless besides otherwise elsewhere previously sometimes usually "
    "never not twice next last out aloud on away up down in over through together simply both "
    "long quite rather very"
)
OPENERS = _set(
    "every each no yes well oh ah please thank thanks good dear nobody everyone everybody someone "
    "somebody anyone having being asked because both either such what which who whose where when "
    "why how whatever whoever another many most some all few several other others more less"
)
MONTHS = _set(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday christmas easter spring summer autumn winter mondays fridays sundays"
)
HONORIFICS_HE = _set("mr mr. sir lord father brother king prince herr monsieur señor don uncle")
HONORIFICS_SHE = _set(
    "mrs mrs. ms ms. miss madam madame lady dame sister mother queen princess frau señora aunt"
)
HONORIFICS = (
    HONORIFICS_HE
    | HONORIFICS_SHE
    | _set(
        "dr dr. prof prof. professor judge justice captain capt capt. colonel general gen. lt lt. "
        "sgt sgt. sergeant inspector rev rev. reverend president senator sen. rep. gov. governor "
        "mayor minister councillor cllr st st. mx mx."
    )
)
MEN = HONORIFICS_HE | _set(
    "man boy husband son grandfather grandson nephew gentleman actor waiter king priest guy "
    "chairman spokesman fisherman businessman policeman salesman widower schoolmaster stepfather"
)
WOMEN = HONORIFICS_SHE | _set(
    "woman girl wife daughter grandmother granddaughter niece lady actress waitress queen nun "
    "chairwoman spokeswoman fisherwoman businesswoman policewoman saleswoman widow schoolmistress "
    "stepmother midwife"
)
PEOPLE = (
    MEN
    | WOMEN
    | _set(
        "mayor doctor nurse teacher lawyer judge captain driver owner director manager chair chief "
        "minister president secretary treasurer officer inspector sergeant farmer baker boss clerk "
        "child friend neighbour neighbor colleague cousin partner parent student pupil patient "
        "engineer expert scientist professor author writer editor reporter journalist witness "
        "defendant prosecutor foreman keeper porter guard soldier pilot worker leader head founder "
        "spokesperson chairperson candidate coach player customer guest visitor stranger postman "
        "landlord landlady tenant butcher clergyman pastor vicar bishop"
    )
)
# What speaks as one and is "it".
ORGANISATIONS = _set(
    "ministry government company council committee board union agency police court party "
    "university bank hospital team club association department office commission institute "
    "society group firm church report study paper newspaper statement letter authority body "
    "charity operator airline manufacturer coalition parliament senate embassy school college "
    "museum observatory guardian times post army navy coastguard foundation federation network "
    "service trust inc ltd corporation organisation organization administration campaign magazine "
    "journal review survey tribunal panel inquiry embassy plant pumps village town city crown"
)
PARTICLES = _set("de van von der den da di du del della la le al bin ibn af av ter ten dos das y")
# "According to plan" names nobody who speaks.
NO_SOURCE = _set(
    "plan plans schedule law rule rules custom customs tradition legend need needs size age type "
    "weather taste ability rank"
)
ABBREVIATIONS = _set(
    "mr mrs ms mx dr prof st rev sen rep gov gen lt sgt capt col hon jr sr no vs inc ltd co"
)
# Common verbs whose past no ending shows; where a noun phrase may end.
PASTS = _set(
    "was were had did went came took gave got made found left kept held told said saw sat stood "
    "rose ran began broke brought built bought caught chose cut drew drank drove ate fell felt "
    "fought flew forgot grew hung heard hid hit hurt knew laid led lent let lay lit lost meant met "
    "paid put read rode rang sent set shook shone shot showed shut sang sank sold spoke spent "
    "spread struck swam swept swung taught tore thought threw understood woke wore won wrote wept "
    "bent bet bit bled blew crept dealt dug fled flung froze"
)
CLAUSE_LINKS = _set("that whether if how why what when where who which")


def is_adverb(word: str) -> bool:
    """Return whether a word in small letters is an adverb: by a list, or by its ending."""
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in {"family"})


def is_function(word: str) -> bool:
    """Return whether a word in small letters is no part of a name, whatever its capital."""
    return (
        word in DETERMINERS
        or word in PRONOUNS
        or word in NOBODY
        or word in AUXILIARIES
        or word in CONJUNCTIONS
        or word in PREPOSITIONS
        or word in OPENERS
        or word in MONTHS
        or is_adverb(word)
    )


def is_past(word: str) -> bool:
    """Return whether a word in small letters looks like a finite verb of a story."""
    return word in PASTS or word in AUXILIARIES or (len(word) > 4 and word.endswith("ed"))
