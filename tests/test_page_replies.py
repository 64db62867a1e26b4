"""What the server replies to a browser that lies: its own documents, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import corpus
import qa
from page import links
from page.handlers import UNEXPECTED_ERROR, Handlers, guarded, guarded_stream
from page.sessions import Sessions

MINE = "11111111-1111-4111-8111-111111111111"
YOURS = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def handlers(assistant: qa.Assistant, tmp_path: Path) -> Handlers:
    return Handlers(Sessions(assistant), tmp_path / "uploads")


def added(handlers: Handlers, path: Path) -> list[dict[str, Any]]:
    message = {"token": MINE, "paths": [str(path)], "refused": ()}
    return list(guarded_stream(handlers.add)(message))


def test_a_document_is_its_own_sessions_alone(handlers: Handlers, tmp_path: Path) -> None:
    path = tmp_path / "uploads" / "hash" / "mine.txt"
    path.parent.mkdir(parents=True)
    path.write_text("Ottilie Brandt sold the trophy for 85 marks.")
    done = added(handlers, path)[-1]
    assert done["done"]
    mine = done["opened"]
    assert "Ottilie" in guarded(handlers.document)({"token": MINE, "document": mine})["html"]
    for reply in (
        guarded(handlers.document)({"token": YOURS, "document": mine}),
        guarded(handlers.remove)({"token": YOURS, "document": mine}),
        guarded(handlers.greet)(
            {"token": YOURS, "chat": "", "link": {"doc": mine, "start": "0", "end": "3"}}, None
        )["link"],
    ):
        assert "error" in reply
        assert "Ottilie" not in str(reply)
        assert "mine.txt" not in str(reply)
    for token, is_there in ((MINE, True), (YOURS, False)):
        [reply] = guarded_stream(handlers.find)({"token": token, "excluded": [], "words": "trophy"})
        assert ("<strong>trophy</strong>" in reply["html"]) is is_there


def test_a_file_that_was_not_sent_is_not_read(handlers: Handlers, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody is to read this sentence.")
    for path in (secret, tmp_path / "uploads" / ".." / "secret.txt"):
        [reply] = added(handlers, path)
        assert "was not uploaded" in reply["error"]
    assert secret.exists()


@pytest.mark.parametrize("message", [{}, {"token": None}, {"token": MINE}, {"token": "' OR 1"}])
def test_a_message_without_sense_is_one_line(
    handlers: Handlers, message: Mapping[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    for reply in (
        guarded(handlers.greet)(message, None),
        guarded(handlers.document)(message),
        guarded(handlers.export)(message),
        guarded(handlers.feedback)(message),
        list(guarded_stream(handlers.ask)(message))[-1],
    ):
        assert reply["error"] in {
            UNEXPECTED_ERROR,
            "This page has no valid session; reload it.",
        }


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ({"doc": ""}, "a document that is not here"),
        ({"doc": "zzzzzzzz"}, "a document that is not here"),
        ({"start": "0", "end": "5"}, "a document that is not here"),
        ({"start": "5"}, "no valid place in"),
        ({"start": "5", "end": "5"}, "no valid place in"),
        ({"start": "-1", "end": "5"}, "no valid place in"),
        ({"start": "0", "end": "99999999"}, "no valid place in"),
        ({"start": "²", "end": "٣"}, "no valid place in"),
        ({"start": "0", "end": "9" * 5000}, "no valid place in"),
    ],
)
def test_a_link_that_leads_nowhere_says_so(
    article: corpus.Document, link: dict[str, str], message: str
) -> None:
    if "doc" not in link and "start" in link and message.startswith("no valid place"):
        link = {"doc": article.id[:8], **link}
    with pytest.raises(links.LinkError, match=message):
        links.follow(link, [article])


def test_a_link_leads_to_its_place(article: corpus.Document) -> None:
    assert links.follow({"doc": article.id[:8]}, [article])[1] == corpus.Span(0, 0)
    link = {"doc": article.id, "start": "3", "end": "9"}
    assert links.follow(link, [article]) == (article, corpus.Span(3, 9))
    twin = corpus.Document(text="x")
    object.__setattr__(twin, "id", article.id[:10] + "0" * 54)
    with pytest.raises(links.LinkError, match="2 documents"):
        links.follow({"doc": article.id[:8]}, [article, twin])
