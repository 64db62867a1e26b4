"""The complete ASGI application: the page, the HTTP endpoints and the MCP server."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from gradio.route_utils import FnIndexInferError
from starlette.routing import Route

from page import server

if TYPE_CHECKING:
    from page.mcp_server import McpServer

_FAVICON = server.WEB / "favicon.svg"
# What gradio raises if a request names an unknown endpoint or argument.
_INVALID_CALL = (FnIndexInferError, KeyError, TypeError, ValueError)

_logger = logging.getLogger(__name__)


def site(served: server.PageApp, mcp_server: McpServer | None = None) -> FastAPI:
    """Return the application; it serves MCP at /mcp if `mcp_server` is given."""

    @asynccontextmanager
    async def lifespan(_application: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            if mcp_server is not None:
                await running.enter_async_context(mcp_server.run())
            yield

    application = FastAPI(lifespan=lifespan, openapi_url=None)
    if mcp_server is not None:
        application.router.routes.append(Route("/mcp", mcp_server))
    gr.mount_gradio_app(
        application,
        served.blocks,
        path="/",
        theme=server.THEME,
        head=server.head(),
        favicon_path=str(_FAVICON),
        max_file_size=served.sessions.limits.file_bytes,
        footer_links=[],
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        app_kwargs={"exception_handlers": dict.fromkeys(_INVALID_CALL, _invalid_call)},
    )
    return application


async def _invalid_call(request: Request, error: Exception) -> JSONResponse:
    _logger.warning("invalid call of %s: %s", request.url.path, type(error).__name__)
    line = (
        "This request does not match an endpoint; /gradio_api/info lists them with their arguments."
    )
    return JSONResponse({"error": line}, 400)
