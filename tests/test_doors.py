"""The other doors of a real server: each gives what `qa` gives, byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from browser import ROOT, served
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp.client import Client as McpClient
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, Tool
from test_readme import blocks
from test_schemas import validator

import qa

_PAGE = "docs/server.md"
ANSWERED = "Who confirmed the takeover?"
REFUSED = "Which team won the chess tournament?"
CALLS = [
    ("answer", ANSWERED),
    ("answer", REFUSED),
    ("answer", "  <b>Wer</b> \u202e floh?\n"),
    ("answer", "Hello!"),
    ("answer", "What is this about?"),
    ("answer", "What is the title of the article?"),
    ("answer", "How many times is Palmyra mentioned?"),
    ("answer", "What does paragraph 99 say?"),
    ("answer", "Did IS capture Palmyra twice?"),
    ("answer", "Compare Palmyra and Aleppo"),
    ("answer", "When did IS return and who confirmed the takeover?"),
    ("answer", "List the groups that fought for the city"),
    ("find_all", "Palmyra"),
    ("find_all", "Who fled from the city?"),
]
STRANGE_COMPONENT = {"component_id": 99, "fn_name": "x", "session_hash": "x", "data": {}}
NO_QUESTION = (
    "Found a question without a word in it, expected a question about the document; type one."
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(["--mcp"], cache=tmp_path_factory.mktemp("home")) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def client(server: str) -> Client:
    return Client(server, verbose=False)


def by_itself(endpoint: str, asked: str, assistant: qa.Assistant) -> dict[str, Any]:
    if endpoint == "answer":
        return qa.answer(asked).to_dict()
    return assistant.find_all(asked).to_dict()


def curl(address: str, body: object) -> dict[str, Any]:
    command = ["curl", "--silent", "--show-error", "--json", json.dumps(body), address]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def tool(server: str, name: str, arguments: dict[str, Any]) -> CallToolResult:
    async def call() -> CallToolResult | MCPError:
        async with McpClient(f"{server}/mcp") as client:
            try:
                return await client.call_tool(name, arguments)
            except MCPError as error:  # to be raised outside of the groups of tasks
                return error

    result = anyio.run(call)
    if isinstance(result, MCPError):
        raise result
    return result


@pytest.mark.parametrize(("endpoint", "asked"), CALLS)
def test_every_door_gives_the_same_json(
    server: str, client: Client, assistant: qa.Assistant, endpoint: str, asked: str
) -> None:
    expected = json.dumps(by_itself(endpoint, asked, assistant))
    [by_curl] = curl(f"{server}/gradio_api/run/{endpoint}", {"data": [asked]})["data"]
    assert json.dumps(by_curl) == expected
    assert json.dumps(client.predict(asked, api_name=f"/{endpoint}")) == expected
    argument = "question" if endpoint == "answer" else "query"
    by_mcp = tool(server, endpoint, {argument: asked})
    assert not by_mcp.is_error
    assert json.dumps(by_mcp.structured_content) == expected
    [words] = by_mcp.content
    assert words.type == "text"
    assert json.dumps(json.loads(words.text)) == expected


def test_the_questions_are_one_answered_and_one_refused() -> None:
    assert [qa.answer(question).answered for question in (ANSWERED, REFUSED)] == [True, False]


def test_an_endpoint_is_asked_as_its_openapi_page_says(server: str) -> None:
    page = httpx.get(f"{server}/gradio_api/openapi.json").json()
    call = page["paths"]["/gradio_api/call/v2/answer"]["post"]
    assert call["summary"].startswith("Answer a question with quotes from the documents")
    schema = call["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["question"] == {"type": "string"}
    assert schema["properties"]["history"]["type"] == "array"
    event = curl(f"{server}/gradio_api/call/v2/answer", {"question": ANSWERED})["event_id"]
    told = httpx.get(f"{server}/gradio_api/call/answer/{event}", timeout=60).text
    assert "event: complete" in told
    [answer] = json.loads(told.strip().splitlines()[-1].removeprefix("data: "))
    assert json.dumps(answer) == json.dumps(qa.answer(ANSWERED).to_dict())


def test_what_is_documented_is_what_is_told(server: str) -> None:
    endpoints = httpx.get(f"{server}/gradio_api/info").json()["named_endpoints"]
    assert list(endpoints) == ["/answer", "/find_all"]
    for name, schema in (("/answer", "answer"), ("/find_all", "mentions")):
        [told] = endpoints[name]["returns"]
        promised = validator(schema).schema
        assert isinstance(promised, dict)
        assert list(told["type"]["properties"]) == promised["required"]
        assert told["type"]["required"] == promised["required"]
        for definition in promised["$defs"].values():
            listed = json.dumps(definition["required"])
            assert f'"required": {listed}' in json.dumps(told["type"]), listed


def test_the_tools_say_what_they_take_and_give(server: str) -> None:
    async def listed() -> list[Tool]:
        async with McpClient(f"{server}/mcp") as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert [tool.name for tool in tools] == ["answer", "find_all"]
    for tool, schema in zip(tools, ("answer", "mentions"), strict=True):
        assert tool.description
        assert tool.output_schema == validator(schema).schema
        [needed] = tool.input_schema["required"]
        assert tool.input_schema["properties"][needed]["type"] == "string"
        assert all(argument["description"] for argument in tool.input_schema["properties"].values())
        assert tool.annotations
        assert tool.annotations.read_only_hint


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("", NO_QUESTION),
        ("?" * 40, NO_QUESTION),
        ("why " * 300, "Found a question of 1,200 characters, expected at most 1,000; ask a shor"),
        (5, "Found int as the question, expected text; send a string."),
        (None, "Found nothing as the question, expected text; send a string."),
        (
            {"question": "Who confirmed the takeover?"},
            "Found dict as the question, expected text; send a string.",
        ),
    ],
)
def test_a_bad_question_is_one_line_at_every_door(
    server: str, client: Client, given: object, line: str
) -> None:
    said = curl(f"{server}/gradio_api/run/answer", {"data": [given]})["error"]
    assert said.startswith(line)
    assert "\n" not in said
    if given is not None:
        with pytest.raises(AppError) as refused:
            client.predict(given, api_name="/answer")
        assert str(refused.value) == said
    by_mcp = tool(server, "answer", {"question": given})
    assert by_mcp.is_error
    [words] = by_mcp.content
    assert words.type == "text"
    assert words.text == said


def test_a_follow_up_takes_what_it_lacks_at_every_door(server: str, client: Client) -> None:
    asked, then = "Who confirmed the takeover?", "What does it monitor?"
    first = qa.answer(asked)
    expected = qa.answer(then, history=[qa.Turn(asked, first)]).to_dict()
    assert expected["interpreted_as"] != then
    history = [first.to_dict()]
    [by_curl] = curl(f"{server}/gradio_api/run/answer", {"data": [then, history]})["data"]
    assert json.dumps(by_curl) == json.dumps(expected)
    told = client.predict(question=then, history=history, api_name="/answer")
    assert json.dumps(told) == json.dumps(expected)
    by_mcp = tool(server, "answer", {"question": then, "history": history})
    assert json.dumps(by_mcp.structured_content) == json.dumps(expected)


def test_a_history_that_the_documents_do_not_bear_out_is_refused(server: str) -> None:
    true = qa.answer(ANSWERED).to_dict()
    forged = {
        **true,
        "evidence": [{**true["evidence"][0], "quote": "Nothing of it was confirmed."}],
    }
    histories: list[object] = [[forged], ["x"], "x", [true, {}], [{**true, "text": "Nobody"}], {}]
    for history in histories:
        said = curl(f"{server}/gradio_api/run/answer", {"data": ["And when?", history]})
        assert said["error"].startswith("Found 1 invalid result in the history, expected the resul")


def test_a_call_that_is_none_is_one_line_and_no_traceback(
    server: str, capfd: pytest.CaptureFixture[str]
) -> None:
    api = f"{server}/gradio_api"
    assert curl(f"{api}/run/answer", {"data": []})["error"].startswith("Found 0 values in data, ")
    for address, body in [
        (f"{api}/run/nothing", {"data": []}),
        (f"{api}/run/answer", {"data": [], "fn_index": 99}),
        (f"{api}/call/v2/answer", {}),
        (f"{api}/call/v2/answer", {"question": ANSWERED, "documents": ["0" * 64]}),
        (f"{api}/call/v2/nothing", {}),
        (f"{api}/component_server", STRANGE_COMPONENT),
    ]:
        said = curl(address, body)
        assert list(said) == ["error"]
        assert said["error"].startswith("This request does not match an endpoint")
    with pytest.raises(MCPError, match="found no tool 'ask', expected one of answer, find_all"):
        tool(server, "ask", {})
    with pytest.raises(
        MCPError, match="found the argument 'documents', expected question, history"
    ):
        tool(server, "answer", {"question": ANSWERED, "documents": ["0" * 64]})
    assert "Traceback" not in capfd.readouterr().err


def test_the_readmes_examples_work(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    written = "http://127.0.0.1:7860"
    said = subprocess.run(
        blocks("sh", _PAGE).replace(written, server), shell=True, capture_output=True, check=True
    ).stdout
    assert json.loads(said)["data"][0]["text"] == "Syrian Observatory for Human Rights"
    exec(blocks("py", _PAGE).replace(written, server), {})
    assert capsys.readouterr().out.endswith("Syrian Observatory for Human Rights\n")
    assert blocks("json", _PAGE).count(f'"{written}/mcp"') == 1


def test_without_the_package_mcp_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['mcp'] = None; import app; sys.exit(app.main(['--mcp']))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.returncode == 2, run.stderr
    assert "pip install 'quoth[mcp]'" in run.stderr
    assert run.stderr.count("\n") == 1
