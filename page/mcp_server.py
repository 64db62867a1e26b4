"""The MCP server: `answer` and `find_all` as tools for AI assistants."""

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
    "Answers are verbatim quotes from the documents that this server was started on, each with "
    "its place. `status` is answered, possible (the quote may answer, but this is unproven) or "
    "none: then `related` holds the nearest sentences, which may not answer it."
)
_PROPERTIES = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool and its handler; `result` names the schema of the result."""

    name: str
    title: str
    description: str
    parameters: dict[str, dict[str, Any]]  # name to schema
    required: str
    result: str
    call: Callable[..., Awaitable[Any]]

    def describe(self) -> Tool:
        schema = files("qa").joinpath("schemas", f"{self.result}.json").read_text("utf-8")
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema={
                "type": "object",
                "properties": self.parameters,
                "required": [self.required],
                "additionalProperties": False,
            },
            output_schema=json.loads(schema),
            annotations=_PROPERTIES,
        )


class McpServer:
    """An ASGI application that serves MCP (streamable HTTP, stateless)."""

    def __init__(self, api_service: ApiService) -> None:
        """Serve the answers of `api_service`."""
        self._tools = {tool.name: tool for tool in _tools(api_service)}
        self._descriptions = [tool.describe() for tool in self._tools.values()]
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
        """Return the context in which the application can serve; enter it once."""
        return self._manager.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; GET would open a stream, but the server sends no notifications."""
        if scope["method"] != "POST":
            refused = PlainTextResponse(
                "This MCP server accepts only POST.\n", 405, {"Allow": "POST"}
            )
            await refused(scope, receive, send)
            return
        await self._manager.handle_request(scope, receive, send)

    async def _list(
        self, _context: ServerRequestContext, _page: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=self._descriptions)

    async def _call(
        self, _context: ServerRequestContext, call: CallToolRequestParams
    ) -> CallToolResult:
        tool = self._tools.get(call.name)
        if tool is None:
            known = ", ".join(self._tools)
            raise MCPError(
                INVALID_PARAMS, f"found no tool {call.name!r:.60}, expected one of {known}"
            )
        arguments = call.arguments or {}
        unknown = sorted(arguments.keys() - tool.parameters.keys())
        if unknown:
            raise MCPError(
                INVALID_PARAMS,
                f"found the argument {unknown[0]!r:.60}, expected {', '.join(tool.parameters)}",
            )
        try:
            result = await tool.call(*(arguments.get(name) for name in tool.parameters))
        except Exception as error:  # noqa: BLE001 - clients never see a traceback
            return CallToolResult(content=[_text(error_line(error))], is_error=True)
        return CallToolResult(
            content=[_text(json.dumps(result, ensure_ascii=False))], structured_content=result
        )


def _tools(api_service: ApiService) -> tuple[_Tool, ...]:
    return (
        _Tool(
            name="answer",
            title="Answer a question",
            description="Answer a question with quotes from the documents, or report that they do "
            "not answer it. Each quote is verbatim, with its document, line and page.",
            parameters={
                "question": {
                    "type": "string",
                    "description": "The question, at most 1,000 characters.",
                },
                "history": {
                    "type": "array",
                    "items": {"type": "object"},
                    "description": "The results of this tool for previous questions, oldest first; "
                    'a follow-up ("And when?") is understood from them.',
                },
                "plain": {
                    "type": "boolean",
                    "description": "Whether to ask it as a plain question, whatever kind of "
                    "request (a summary, a list, a table's total) it looks like.",
                },
            },
            required="question",
            result="answer",
            call=api_service.answer,
        ),
        _Tool(
            name="find_all",
            title="Find all sentences",
            description="Find every sentence about words or a question, in document order, each "
            "with its place. The list is complete.",
            parameters={
                "query": {
                    "type": "string",
                    "description": "One or more words, all of which a sentence must contain; "
                    '"a phrase in double quotes"; or a question.',
                }
            },
            required="query",
            result="mentions",
            call=api_service.find_all,
        ),
    )


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)
