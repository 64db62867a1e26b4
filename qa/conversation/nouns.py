"""What kinds of things nouns name: people, places, times and the rest."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FEMALE = _set(
    "actress aunt baroness bride countess daughter duchess empress girl grandmother lady "
    "madam miss mother mrs ms niece nun princess queen she sister widow wife woman her "
    "herself"
)
MALE = _set(
    "baron boy brother count duke emperor father gentleman grandfather he him himself his "
    "husband king lord man monk mr nephew prince sir son uncle widower"
)
TITLES = _set(
    "captain chancellor colonel count dame doctor dr duke general governor judge justice "
    "king lady lieutenant lord madam major mayor minister miss mr mrs ms pastor pope "
    "president prince princess prof professor queen rev saint senator sergeant sir"
)
PEOPLE = (FEMALE | MALE | TITLES) - _set("he she him her his himself herself") | _set(
    "accountant actor adult advocate agent ambassador analyst animator archaeologist "
    "architect artist astronomer athlete attorney author baker bishop blacksmith botanist "
    "builder butcher carpenter chair chairman chairwoman chemist chief child citizen "
    "claimant clerk coach commander composer conductor cook cousin critic curator customer "
    "dealer defendant dentist designer detective developer director doctor driver economist "
    "editor electrician employee executive employer engineer expert explorer farmer "
    "fisherman forester founder friend gardener geologist goalkeeper guest guide head heir "
    "historian host inspector inventor ironmaster joiner journalist juror keeper landlord "
    "lawyer leader lecturer librarian manager mason mathematician mechanic member merchant "
    "miller musician neighbour novelist nurse officer official operator owner painter parent "
    "partner passenger patient person philosopher photographer physician physicist pilot "
    "player poet porter potter priest prisoner producer psychologist pupil rector referee "
    "reporter representative researcher resident sailor scholar scientist scorer sculptor "
    "secretary servant singer smith soldier speaker specialist spokesman spokesperson "
    "spokeswoman student successor surgeon surveyor tailor teacher tenant treasurer vicar "
    "victim visitor volunteer watchmaker witness worker writer youth zoologist"
)
ORGANISATIONS = _set(
    "academy agency airline alliance army association authority bank board brigade "
    "broadcaster brothers bureau cabinet channel church club commission committee company "
    "confederation congress consortium corporation council court crew department directorate "
    "division faculty family federation firm force foundation fund gang government group "
    "guild hospital inc industries institute institution jury laboratory league limited ltd "
    "magazine ministry mission museum navy network newspaper observatory office opposition "
    "orchestra organisation organization parish parliament partnership party plc police "
    "press school senate service society squad state station team theatre tribe tribunal "
    "troupe trust union university yard"
)
PLACES = _set(
    "abbey airport archipelago area bay beach borough bridge building camp canyon cape "
    "capital castle cathedral cave cellar church city coast colony continent country county "
    "desert district farm field forest fort garden gorge ground hall harbour hill hospital "
    "hotel house hut inn island kingdom lake land library lighthouse market mill mine "
    "monastery mountain museum neighbourhood ocean office palace park peninsula place plain "
    "port prison province quarter quay region republic reservoir restaurant river road room "
    "ruin school sea shop shore site spot square station street studio temple theatre town "
    "tower valley village ward woods yard zone"
)
TIMES = _set(
    "afternoon age century date day decade era evening hour minute moment month morning "
    "night period season spring summer autumn winter time week weekend year"
)
EVENTS = _set(
    "accident agreement attack battle bombing campaign celebration ceremony collapse concert "
    "conference conflict construction crash death debate disaster earthquake election event "
    "execution exhibition expedition explosion fall festival final fire flood game interview "
    "invasion journey launch massacre match meeting murder occupation offensive opening "
    "operation party project race raid revolution riot session siege storm strike takeover "
    "tour trial trip visit voyage war wedding work"
)
# A thing that a question may point at without any turn before it: what is being asked.
DOCUMENT = _set(
    "agreement article book chapter contract document file guide guideline judgement "
    "judgment letter manual minutes page paper paragraph passage picture piece recipe report "
    "review rule ruling section statement story text"
)
# Times that "this" points at from the present, not from the conversation.
PRESENT = _set("afternoon century decade evening month morning season summer week winter year")
UNITS = _set(
    "acre cent centimetre cm crown degree dollar euro foot franc gram gulden hectare inch kg "
    "kilogram kilometer kilometre km krone kroner litre m mark marks meter metre mile minute "
    "ounce penny pence percent percentage pint point pound rouble second thaler thalers ton "
    "tonne yard"
)
MONTHS = _set(
    "january february march april may june july august september october november december"
)
DAYS = _set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow "
    "tonight midnight noon dawn dusk sunrise sunset christmas easter"
)
_FIRST_NAMES_FEMALE = _set(
    "ada agnes alice alina amelia amy ana andrea angela anita ann anna anne astrid barbara "
    "beatrice beatrix bertha birgit brigitte carla carmen carol caroline catherine charlotte "
    "chloe christina christine claire clara clare claudia cora daisy dana diana dora doris "
    "dorothy edith elena eleanor elisa elisabeth elise elizabeth ella ellen elsa emilia "
    "emily emma erika esther eva evelyn farida fatima fiona flora florence frances freya "
    "frida gertrude gisela grace greta gudrun hannah harriet hedwig heidi helen helena helga "
    "hilda ida inga ingrid irene iris isabel isabella isobel jane janet jean jenny jessica "
    "joan joanna judith julia julie karen karin kate katharina katherine kathleen katie "
    "larisa laura leila lena leonora leyla lily linda lisa louisa louise lucia lucy luise "
    "lydia mabel magda maja margaret margarethe maria marie marion marit martha mary matilda "
    "maud maya melanie mia michelle mina miriam monica nadia nadine nancy naomi natalia nina "
    "nora odile olga olivia ottilie patricia paula pauline petra phoebe priya rachel rebecca "
    "renate rita rosa rosalind rose ruth sally samira sandra sara sarah silvia simone sofia "
    "sonia sophia sophie stella susan susanna sylvia tamsin tanya teresa theresa ursula "
    "valentina vera veronica victoria viola virginia wilhelmina yasmin yvonne zara zoe"
)
_FIRST_NAMES_MALE = _set(
    "aaron adam adrian ahmed alan albert alexander alfred ali anders andrew angus anthony "
    "anton arthur august ben benjamin bento bernard bruno carl carlos charles christian "
    "christopher colin colm daniel david dennis dev diego dmitri donald douglas edgar edmund "
    "eduard edward emil eric erik ernest eugene felix ferdinand finn francis frank franz "
    "fred frederick friedrich gabriel gareth gary george gerald gilbert giovanni gregory "
    "gustav hans harold harry hassan heinrich henrik henry herbert hermann hugh hugo ian "
    "ibrahim igor ivan jack jacob jakob james jan jason jean-paul jeremy joachim joe johan "
    "johann john jonas jonathan jorge jose josef joseph juan julius karel karl keith kenneth "
    "kevin klaus konrad kurt lars laurence leo leon leonard lewis liam louis ludwig luis "
    "luke maamoun manuel marco marcus mario mark martin matthew max maximilian michael "
    "miguel mohammed nathan neil nicholas nigel nils noah oliver omar oscar oskar otto owen "
    "pablo patrick paul pedro peter philip pierre rafael ralph raymond richard robert roger "
    "roland rolf ronald rory rudolf rufus rupert salim samuel scott sean sebastian sergei "
    "simon stefan stephen steven stuart sven theodor thomas timothy tobias tom tomas tomasz "
    "victor viktor vincent vladimir walter werner wilhelm william wolfgang yusuf"
)
GENDERS = (
    dict.fromkeys(_FIRST_NAMES_FEMALE, "f")
    | dict.fromkeys(_FIRST_NAMES_MALE, "m")
    | dict.fromkeys(FEMALE, "f")
    | dict.fromkeys(MALE, "m")
)
FIRST_NAMES = _FIRST_NAMES_FEMALE | _FIRST_NAMES_MALE

YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
TIME_WORD = re.compile(
    r"\b(?:(?:1\d|20)\d\d|\d+ ?(?:am|pm|a\.m|p\.m)|ago|century|"
    + "|".join(sorted(MONTHS - {"may", "march"} | DAYS | (TIMES - {"spring", "age", "date"})))
    + r")s?\b|\bMay\b|\bMarch\b",
    re.IGNORECASE,
)
