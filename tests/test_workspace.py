"""A session's own documents: who sees them, how they answer, and when they are gone."""

from __future__ import annotations

import weakref

import pytest
from uploading import BELL, Clock, Upload, add, clerk, token, wait_until

import corpus
import qa
from embeddings import Vectors
from page.session import Session
from page.sessions import Sessions
from page.uploads import SessionError

pytest_plugins = ["uploading"]


def test_answers_are_those_of_an_assistant_on_the_same_documents(
    session: Session, upload: Upload, assistant: qa.Assistant
) -> None:
    last = add(session, upload("bell.txt", f"{clerk()}\n\n{BELL}"), upload("minutes.txt"))
    bell, minutes = last.added
    assert session.assistant() is session.assistant()
    assert session.assistant(d.id for d in assistant.documents) is assistant
    for chosen in ([minutes, bell], [*assistant.documents, minutes]):
        in_order = [document for document in session.documents if document in chosen]
        itself = qa.Assistant(in_order)
        same = session.assistant([document.id for document in chosen])
        for question in ("Who sold the trophy?", "When was the bell cast?"):
            assert same.answer(question).to_dict() == itself.answer(question).to_dict()


def test_what_was_embedded_is_not_embedded_again(
    session: Session, upload: Upload, assistant: qa.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(session, upload("minutes.txt"))
    assistant.answer("Is everything there?")
    embedded: list[str] = []
    encode = assistant.encoder.encode

    def noting(texts: list[str]) -> Vectors:
        embedded.extend(texts)
        return encode(texts)

    monkeypatch.setattr(assistant.encoder, "encode", noting)
    session.assistant().answer("Who sold the trophy?")
    assert embedded == ["Who sold the trophy?"]


def test_a_document_is_removed(session: Session, upload: Upload) -> None:
    bell, minutes = add(session, upload("bell.txt", BELL), upload("minutes.txt")).added
    both = weakref.ref(session.assistant([bell.id, minutes.id]))
    session.remove(bell.id)
    assert both() is None
    assert session.uploads == (minutes,)
    with pytest.raises(SessionError, match="select again"):
        session.assistant([bell.id])
    with pytest.raises(SessionError, match="added no document"):
        session.remove(corpus.sample().id)
    with pytest.raises(SessionError, match="select at least one"):
        session.assistant([])
    assert add(session, upload("bell.txt", BELL)).added == (bell,)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x",
        "../../etc",
        "d92195be-e80c-11f1-998e-02fc00000001",  # of version 1: it can be guessed
        "51EFF356-A725-474E-A6DE-812E75FDE508",
        "f6c5130a-4b96-4229-bbf4-25c1d343c961\n",
    ],
)
def test_a_token_is_a_random_uuid(sessions: Sessions, bad: str) -> None:
    with pytest.raises(SessionError, match=r"^this page has no valid session; reload it$"):
        sessions.get(bad)


def test_a_workspace_ends_an_hour_after_its_last_use(
    sessions: Sessions, upload: Upload, clock: Clock
) -> None:
    mine = token()
    add(sessions.get(mine), upload("minutes.txt"))
    clock.now = 3599
    assert sessions.get(mine).uploads
    clock.now = 3599 + 3599
    gone = weakref.ref(sessions.get(mine).uploads[0])
    clock.now += 3600
    sessions.sweep()
    assert gone() is None
    assert sessions.get(mine).uploads == ()


def test_a_workspace_ends_when_its_last_tab_is_closed_and_outlives_a_reload(
    sessions: Sessions, upload: Upload, clock: Clock
) -> None:
    mine = token()
    add(sessions.get(mine, tab="one"), upload("minutes.txt"))
    sessions.get(mine, tab="two")
    sessions.close("one")
    clock.now = 61
    assert sessions.get(mine).uploads
    sessions.close("two")
    sessions.close("nobody")
    clock.now += 59
    assert sessions.get(mine, tab="three").uploads
    clock.now += 59
    assert sessions.get(mine).uploads
    sessions.close("three")
    clock.now += 60
    assert sessions.get(mine).uploads == ()


def test_a_workspace_ends_though_nobody_comes_any_more(
    assistant: qa.Assistant, upload: Upload, clock: Clock
) -> None:
    sessions = Sessions(assistant, grace=0.05, clock=clock)
    gone = weakref.ref(add(sessions.get(token()), upload("minutes.txt")).added[0])
    clock.now = 3600
    wait_until(lambda: gone() is None)
