"""A session's own documents: who sees them, how they answer, and when they are gone."""

from __future__ import annotations

import weakref

import pytest
from uploading import BELL, Clock, Upload, add, clerk, token, wait_until

import corpus
import qa
from embeddings import Vectors
from page.uploads import WorkspaceError
from page.workspace import Workspace
from page.workspaces import Workspaces

pytest_plugins = ["uploading"]


def test_answers_are_those_of_an_assistant_on_the_same_documents(
    workspace: Workspace, upload: Upload, assistant: qa.Assistant
) -> None:
    last = add(workspace, upload("bell.txt", f"{clerk()}\n\n{BELL}"), upload("minutes.txt"))
    bell, minutes = last.added
    assert workspace.assistant() is workspace.assistant()
    assert workspace.assistant(d.id for d in assistant.documents) is assistant
    for chosen in ([minutes, bell], [*assistant.documents, minutes]):
        in_order = [document for document in workspace.documents if document in chosen]
        itself = qa.Assistant(in_order)
        same = workspace.assistant([document.id for document in chosen])
        for question in ("Who sold the trophy?", "When was the bell cast?"):
            assert same.answer(question).to_dict() == itself.answer(question).to_dict()


def test_what_was_embedded_is_not_embedded_again(
    workspace: Workspace, upload: Upload, assistant: qa.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(workspace, upload("minutes.txt"))
    assistant.answer("Is everything there?")
    embedded: list[str] = []
    encode = assistant.encoder.encode

    def noting(texts: list[str]) -> Vectors:
        embedded.extend(texts)
        return encode(texts)

    monkeypatch.setattr(assistant.encoder, "encode", noting)
    workspace.assistant().answer("Who sold the trophy?")
    assert embedded == ["Who sold the trophy?"]


def test_a_document_is_removed(workspace: Workspace, upload: Upload) -> None:
    bell, minutes = add(workspace, upload("bell.txt", BELL), upload("minutes.txt")).added
    both = weakref.ref(workspace.assistant([bell.id, minutes.id]))
    workspace.remove(bell.id)
    assert both() is None
    assert workspace.uploads == (minutes,)
    with pytest.raises(WorkspaceError, match="choose again"):
        workspace.assistant([bell.id])
    with pytest.raises(WorkspaceError, match="no document of yours"):
        workspace.remove(corpus.palmyra().id)
    with pytest.raises(WorkspaceError, match="choose at least one"):
        workspace.assistant([])
    assert add(workspace, upload("bell.txt", BELL)).added == (bell,)


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
def test_a_token_is_a_random_uuid(workspaces: Workspaces, bad: str) -> None:
    with pytest.raises(WorkspaceError, match=r"^this page has no valid session; load it again$"):
        workspaces.of(bad)


def test_a_workspace_ends_an_hour_after_its_last_use(
    workspaces: Workspaces, upload: Upload, clock: Clock
) -> None:
    mine = token()
    add(workspaces.of(mine), upload("minutes.txt"))
    clock.now = 3599
    assert workspaces.of(mine).uploads
    clock.now = 3599 + 3599
    gone = weakref.ref(workspaces.of(mine).uploads[0])
    clock.now += 3600
    workspaces.sweep()
    assert gone() is None
    assert workspaces.of(mine).uploads == ()


def test_a_workspace_ends_when_its_last_tab_is_closed_and_outlives_a_reload(
    workspaces: Workspaces, upload: Upload, clock: Clock
) -> None:
    mine = token()
    add(workspaces.of(mine, tab="one"), upload("minutes.txt"))
    workspaces.of(mine, tab="two")
    workspaces.close("one")
    clock.now = 61
    assert workspaces.of(mine).uploads
    workspaces.close("two")
    workspaces.close("nobody")
    clock.now += 59
    assert workspaces.of(mine, tab="three").uploads
    clock.now += 59
    assert workspaces.of(mine).uploads
    workspaces.close("three")
    clock.now += 60
    assert workspaces.of(mine).uploads == ()


def test_a_workspace_ends_though_nobody_comes_any_more(
    assistant: qa.Assistant, upload: Upload, clock: Clock
) -> None:
    workspaces = Workspaces(assistant, grace=0.05, clock=clock)
    gone = weakref.ref(add(workspaces.of(token()), upload("minutes.txt")).added[0])
    clock.now = 3600
    wait_until(lambda: gone() is None)
