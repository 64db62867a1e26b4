"""Turns of a conversation, what may follow them, and what it means then."""

from __future__ import annotations

import corpus
import qa


def turn(question: str, quote: str = "", text: str = "", *, asked: str | None = None) -> qa.Turn:
    """Return a turn whose answer is `text` in `quote`, or that was refused."""
    asked = question if asked is None else asked
    if not quote:
        return qa.Turn(question, qa.Answer(question, asked, 0.1))
    document = corpus.Document(text=quote, title="A document")
    start = quote.index(text)
    evidence = qa.Evidence(document, corpus.Span(0, len(quote)), 0.9)
    span = corpus.Span(start, start + len(text))
    return qa.Turn(question, qa.Answer(question, asked, 0.9, (evidence,), text_span=span))


BELL = "The harbour bell of Vell was first cast in 1742 by the founder Anna Renko of Brenmar."
SOLD = "Ottilie Brandt, the treasurer, sold the trophy to Carl Vell for 85 marks in May."
SLUICE = "In August the Ness Water Board opened the lower sluice of the reservoir without warning."
FALLON = "Sir Michael Fallon called the bombing of hospitals “not a victory for anybody”."
FLED = "In Aleppo, it was said that over 10,000 people had fled since Saturday at midnight."
MARRIED = "Hedwig Aumann died in Prague in 1889. She had married the physician Karel Novotny."
BOARD = "Astrid Lund has been chief executive of Norvik since 2015; Ove Dahl is the chairman."

TURNS = {
    "cast": turn("Who cast the harbour bell of Vell?", BELL, "Anna Renko"),
    "cast when": turn("When was the harbour bell of Vell first cast?", BELL, "1742"),
    "lived": turn("Where did Anna Renko live?", BELL, "Brenmar"),
    "sold": turn("Who sold the trophy?", SOLD, "Ottilie Brandt"),
    "buyer": turn("To whom did Ottilie Brandt sell the trophy?", SOLD, "Carl Vell"),
    "price": turn("How much did the trophy cost?", SOLD, "85 marks"),
    "trout": turn("How many trout were killed?", "It killed 14,000 trout.", "14,000"),
    "sluice": turn("What did the Ness Water Board open?", SLUICE, "the lower sluice"),
    "opener": turn("Who opened the lower sluice?", SLUICE, "Ness Water Board"),
    "capital": turn("What is the capital of Germany?", "Berlin is the capital.", "Berlin"),
    "founders": turn(
        "Who founded Acme?",
        "Acme was founded by John Miller and Mary Stone.",
        "John Miller and Mary Stone",
    ),
    "accepted": turn(
        "What did the committee accept?",
        "It accepted the proposals of the engineer Paul Adair.",
        "the proposals of the engineer Paul Adair",
    ),
    "said": turn("What did Michael Fallon say about Russia?", FALLON, "not a victory for anybody"),
    "hurried": turn("fallon said what", FALLON, "not a victory for anybody"),
    "fled": turn("How many people fled?", FLED, "over 10,000"),
    "died": turn("When did Hedwig Aumann die?", MARRIED, "1889"),
    "husband": turn("Who was Hedwig Aumann's husband?", MARRIED, "Karel Novotny"),
    "cut name": turn("Who was Hedwig Aumann's husband?", MARRIED, "Karel"),
    "executive": turn("Who is the chief executive of Norvik?", BOARD, "Astrid Lund"),
    "siege": turn("How long did the siege last?", "The siege lasted a week.", "a week"),
    "captured": turn("How many times has IS captured Palmyra?", "IS took Palmyra twice.", "twice"),
    "drug": turn("What does the drug treat?", "The drug Zelofin treats migraine.", "migraine"),
    "pictures": turn(
        "Does the search find words in pictures?", "It does not search in pictures.", "does not"
    ),
    "refused": turn("Who is the leader of Islamic State?"),
    "refused bridge": turn("When was the bridge of Corvale opened?"),
}

FOLLOW_UPS = [
    # pieces of a question
    ("cast", "And when?", "When did Anna Renko cast the harbour bell of Vell?"),
    ("cast", "and when", "When did Anna Renko cast the harbour bell of Vell?"),
    ("cast", "When exactly?", "When exactly did Anna Renko cast the harbour bell of Vell?"),
    ("cast", "Who else?", "Who else cast the harbour bell of Vell?"),
    ("cast", "In which year?", "In which year did Anna Renko cast the harbour bell of Vell?"),
    ("cast when", "By whom?", "By whom was the harbour bell of Vell first cast?"),
    ("cast when", "Which month?", "In which month was the harbour bell of Vell first cast?"),
    ("cast when", "What for?", "Why was the harbour bell of Vell first cast?"),
    ("sold", "For how much?", "For how much did Ottilie Brandt sell the trophy?"),
    ("sold", "why", "Why did Ottilie Brandt sell the trophy?"),
    ("trout", "How?", "How were 14,000 trout killed?"),
    ("trout", "Which ones?", "Which trout were killed?"),
    ("sluice", "When?", "When did the Ness Water Board open the lower sluice?"),
    ("executive", "Since when?", "Since when is Astrid Lund the chief executive of Norvik?"),
    ("fled", "Since when?", "Since when did over 10,000 people flee?"),
    ("fled", "Where to?", "Where did over 10,000 people flee to?"),
    ("pictures", "Why not?", "Why does the search not find words in pictures?"),
    ("accepted", "How many?",
     "How many proposals of the engineer Paul Adair did the committee accept?"),
    ("refused bridge", "By whom?", "By whom was the bridge of Corvale opened?"),
    # what happened, pointed at
    ("cast", "Why did she do it?", "Why did Anna Renko cast the harbour bell of Vell?"),
    ("cast", "When did that happen?", "When did Anna Renko cast the harbour bell of Vell?"),
    ("cast when", "Who did that?", "By whom was the harbour bell of Vell first cast?"),
    ("sluice", "Why did it do that?", "Why did the Ness Water Board open the lower sluice?"),
    ("said", "When did he say that?", "When did Michael Fallon say that about Russia?"),
    ("siege", "And when was that?", "When was the siege?"),
    ("fled", "Who said so?", "Who said that over 10,000 people fled?"),
    # persons
    ("cast", "Who was she?", "Who was Anna Renko?"),
    ("cast", "What was her profession?", "What was Anna Renko's profession?"),
    ("buyer", "What did he pay for it?", "What did Carl Vell pay for the trophy?"),
    ("buyer", "When did she sell it to him?",
     "When did Ottilie Brandt sell the trophy to Carl Vell?"),
    ("accepted", "What did he propose?", "What did Paul Adair propose?"),
    ("husband", "When did she die?", "When did Hedwig Aumann die?"),
    ("husband", "What did he do?", "What did Karel Novotny do?"),
    ("cut name", "Where was he born?", "Where was Karel Novotny born?"),
    ("hurried", "who is he", "Who is Fallon?"),
    ("executive", "Tell me more about her", "Tell me more about Astrid Lund"),
    ("sold", "Why did he sell his house?", "Why did Carl Vell sell his house?"),
    # things, and many
    ("cast", "When was it cast again?", "When was the harbour bell of Vell cast again?"),
    ("price", "Who bought it?", "Who bought the trophy?"),
    ("opener", "Where are its offices?", "Where are the Ness Water Board's offices?"),
    ("drug", "How much does it cost?", "How much does the drug cost?"),
    ("executive", "What does it produce?", "What does Norvik produce?"),
    ("refused", "Where is it based?", "Where is Islamic State based?"),
    ("trout", "What killed them?", "What killed the trout?"),
    ("trout", "How many of them were male?", "How many of the trout were male?"),
    ("fled", "Where did they go?", "Where did the people who fled go?"),
    ("founders", "When did they meet?", "When did John Miller and Mary Stone meet?"),
    ("founders", "What did the latter study?", "What did Mary Stone study?"),
    ("husband", "How many children did they have?",
     "How many children did Hedwig Aumann and Karel Novotny have?"),
    # places, times, demonstratives
    ("lived", "How many people live there?", "How many people live in Brenmar?"),
    ("lived", "Is there a museum there?", "Is there a museum in Brenmar?"),
    ("capital", "How many people live there?", "How many people live in Berlin?"),
    ("cast when", "What happened then?", "What happened in 1742?"),
    ("cast when", "Who was mayor in that year?", "Who was mayor in 1742?"),
    ("cast when", "Who cast that bell?", "Who cast the harbour bell of Vell?"),
    ("siege", "Who led that siege?", "Who led the siege?"),
    # a new subject in the old frame
    ("price", "And the cup?", "How much did the cup cost?"),
    ("price", "What about the cup?", "How much did the cup cost?"),
    ("sold", "And Carl Vell?", "Did Carl Vell sell the trophy?"),
    ("capital", "And of France?", "What is the capital of France?"),
    ("capital", "And France?", "What is the capital of France?"),
    ("captured", "And Aleppo?", "How many times has IS captured Aleppo?"),
    ("fled", "And in Palmyra?", "How many people fled in Palmyra?"),
    ("died", "And her husband?", "When did Hedwig Aumann's husband die?"),
    ("executive", "And the chairman?", "Who is the chairman of Norvik?"),
    ("siege", "And the second one?", "How long did the second siege last?"),
]  # fmt: skip

STAND_ALONE = [
    "Why did Fallon say he was angry?",
    "Did the company sell its ships?",
    "When the rebels left, what did they take with them?",
    "Is it true that the trophy was sold?",
    "How long did it take to sell the trophy?",
    "Why is it surprising that Palmyra was lost?",
    "What time is it?",
    "Is there a trophy?",
    "How many museums are there?",
    "Who said that the trophy was sold?",
    "Which rebels left the city that they had taken?",
    "What happened to those who fled?",
    "Who supported Portugal in their campaign?",
    "According to her family, what did Betsy Ross run?",
    "What is this document about?",
    "And who confirmed the takeover?",
    "What gives Palmyra some military worth?",
    "antiquities director name?",
    "why strategic value",
    "  Who   confirmed the takeover ?",
    "¿Quién lo confirmó?",
    "???",
    "",
]
