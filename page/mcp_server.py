"""The MCP server: the same two questions as tools, for assistants that call tools."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from mcp.server import Server, ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from page.api_service import ApiService
from page.handlers import error_line

_INSTRUCTIONS = (
    "Answers come from the documents that this server was started on, word for word, each quote "
    "with its place. Where a question is not answered by them, `answered` is false and `related` "
    "holds the nearest sentences, which may not answer it."
)
_PROPERTIES = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True, slots=True)
class _Question:
    """A tool: what it is called, what it takes, and the schema of what it gives."""

    name: str
    title: str
    description: str
    takes: dict[str, dict[str, Any]]  # schemas by their names
    needs: str
    gives: str
    ask: Callable[..., Awaitable[Any]]

    def as_tool(self) -> Tool:
        schema = files("qa").joinpath("schemas", f"{self.gives}.json").read_text("utf-8")
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema={
                "type": "object",
                "properties": self.takes,
                "required": [self.needs],
                "additionalProperties": False,
            },
            output_schema=json.loads(schema),
            annotations=_PROPERTIES,
        )


class McpServer:
    """An ASGI application that speaks MCP (streamable HTTP), each request by itself."""

    def __init__(self, api_service: ApiService) -> None:
        """Take what answers."""
        self._questions = {each.name: each for each in _questions(api_service)}
        self._tools = [question.as_tool() for question in self._questions.values()]
        server = Server(
            "quoth",
            version=version("quoth"),
            title="Quoth",
            instructions=_INSTRUCTIONS,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        self._manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    def run(self) -> AbstractAsyncContextManager[None]:
        """Serve within this context, once."""
        return self._manager.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; there is no stream to open, for nothing is told unasked."""
        if scope["method"] != "POST":
            refused = PlainTextResponse("MCP is spoken by POST here.\n", 405, {"Allow": "POST"})
            await refused(scope, receive, send)
            return
        await self._manager.handle_request(scope, receive, send)

    async def _list(
        self, _context: ServerRequestContext, _page: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=self._tools)

    async def _call(
        self, _context: ServerRequestContext, call: CallToolRequestParams
    ) -> CallToolResult:
        question = self._questions.get(call.name)
        if question is None:
            known = ", ".join(self._questions)
            raise MCPError(
                INVALID_PARAMS, f"found no tool {call.name!r:.60}, expected one of {known}"
            )
        given = call.arguments or {}
        strange = sorted(given.keys() - question.takes.keys())
        if strange:
            raise MCPError(
                INVALID_PARAMS,
                f"found the argument {strange[0]!r:.60}, expected {', '.join(question.takes)}",
            )
        try:
            told = await question.ask(*(given.get(name) for name in question.takes))
        except Exception as error:  # noqa: BLE001 - a program is told in a line, too
            return CallToolResult(content=[_words(error_line(error))], is_error=True)
        return CallToolResult(
            content=[_words(json.dumps(told, ensure_ascii=False))], structured_content=told
        )


def _questions(api_service: ApiService) -> tuple[_Question, ...]:
    return (
        _Question(
            name="answer",
            title="Answer a question",
            description="Answer a question with quotes of the documents, or say that they do not "
            "answer. Each quote is word for word, with its document, line and page.",
            takes={
                "question": {
                    "type": "string",
                    "description": "The question, of at most 1,000 characters.",
                },
                "history": {
                    "type": "array",
                    "items": {"type": "object"},
                    "description": "What this tool gave for earlier questions, oldest first, from "
                    'which a follow-up ("And when?") takes what it lacks.',
                },
            },
            needs="question",
            gives="answer",
            ask=api_service.answer,
        ),
        _Question(
            name="find_all",
            title="Find all sentences",
            description="Find every sentence of the documents about words or a question, in "
            "their order, each with its place; nothing is cut off.",
            takes={
                "query": {
                    "type": "string",
                    "description": "Words, which a sentence holds all of; "
                    '"a phrase in double quotes"; or a question.',
                }
            },
            needs="query",
            gives="mentions",
            ask=api_service.find_all,
        ),
    )


def _words(text: str) -> TextContent:
    return TextContent(type="text", text=text)
