"""A chat as Markdown and JSON: every quote with its place and hash, and nothing executed."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from chatting import CHAT, LETTER, MINUTES, answered, evidence, refused
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import corpus
import qa
from page import chats
from page.export import as_json, as_markdown
from qa.cli import main

_TAG = re.compile(r"</?(\w+)[^>]*>")
OURS = {"h1", "h2", "p", "strong", "blockquote", "code"}


def rendered(markdown: str) -> str:
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(renderer.render(markdown))


def text_of(page: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", page)).split())


def quotes_of(page: str) -> list[str]:
    return [text_of(each) for each in re.findall(r"<blockquote>(.*?)</blockquote>", page, re.S)]


def test_markdown_holds_every_quote_its_place_and_its_hash() -> None:
    page = rendered(as_markdown(CHAT))
    text = text_of(page)
    first, second = CHAT[0].answer.evidence
    assert quotes_of(page) == [
        quote.quote for turn in CHAT for quote in (*turn.answer.evidence, *turn.answer.related)
    ]
    place = f"page 2, line 3, characters {first.start}–{first.end}, SHA-256 {MINUTES.id}"
    assert f"(1) {MINUTES.title}, {place}" in text
    assert f"(2) A letter, line 3, characters {second.start}–{second.end}" in text
    assert text.count(LETTER.id) == 2
    assert "1. Who sold it? Searched for: Who sold the trophy? Ottilie Brandt (conf" in text
    assert "2. Why? No sentence found that answers this. Nearest sentences:" in text


def test_markdown_says_what_is_not_proved() -> None:
    page = rendered(as_markdown(chats.restore(chats.dump(CHAT), ())))
    assert text_of(page).count("Not checked: the document is not here") == 2
    assert "SHA-256 " + MINUTES.id not in text_of(page)
    assert "Answered before: Ottilie Brandt" in text_of(page)


HOSTILE = [
    "[click](javascript:alert(1)) ![x](http://evil/x.png) <http://evil> https://evil www.evil.org",
    "<script>alert(1)</script> </blockquote> <img src=x onerror=alert(1)> &lt;b&gt; &amp;",
    "`code` ``` ~~~ **bold** __bold__ ~~gone~~ # no heading #",
    "# heading\n- item\n+ item\n1. item\n2) item\n> quote\n---\n===\n    code",
    "\n\n| a |\n|---|\n| b |",
    "[a]: http://evil\n[^1]: note \\[a\\] \\\\",
    "tail  \nbreak\\\nend \0 \x1b[31m \ud800",
]


def shown(text: str) -> str:
    return " ".join(re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "�", text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_stands_in_a_document_is_shown_as_text(text: str) -> None:
    document = corpus.Document(title=text.replace("\n", " "), text=text)
    turn = answered(qa.Evidence(document, corpus.Span(0, len(text)), 0.5), question=text)
    markdown = as_markdown([turn])
    page = rendered(markdown)
    assert quotes_of(page) == [shown(text)]
    assert text_of(page).count(shown(text)) == 4  # the question, the answer, the quote, the title
    assert set(_TAG.findall(page)) <= OURS
    assert "://" not in markdown.replace("\\://", "")
    markdown.encode()


@settings(max_examples=150, deadline=None)
@given(st.text("ab1 \n\t\r\\`*_{}[]()#+-.!<>|&;~=:/^$'\"", min_size=1, max_size=40))
def test_any_quote_survives_as_it_is(text: str) -> None:
    document = corpus.Document(title="t", text=f"x{text}x")
    quote = qa.Evidence(document, corpus.Span(0, len(text) + 2), 0.5)
    page = rendered(as_markdown([answered(quote, question="q")]))
    assert quotes_of(page) == [shown(document.text)]
    assert set(_TAG.findall(page)) <= OURS


def test_a_name_cannot_turn_the_line_round() -> None:
    document = corpus.Document(title="\u202egnp.exe", text="It rained.")
    markdown = as_markdown([answered(qa.Evidence(document, corpus.Span(0, 10), 0.5))])
    assert "\u202e" not in markdown
    assert "�gnp.exe" in markdown


def test_the_json_is_a_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER.text, "utf-8")
    chat = (
        answered(evidence(LETTER, "the trophy was mine."), text="mine"),
        refused(evidence(LETTER, "Yours, Anna.")),
    )
    exported = as_json(chat)
    assert json.loads(exported)["turns"][0] == {
        "question": "Who sold it?",
        "answer": chat[0].answer.to_dict(),
    }
    (tmp_path / "chat.json").write_text(exported, "utf-8")
    assert main(["verify", str(tmp_path / "chat.json"), str(path)]) == 0
    assert "3 stand, 0 moved, 0 changed" in capsys.readouterr().out
