"""All that a server serves: the page, the endpoints for other programs, the MCP server."""

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
# What gradio raises where a request names an endpoint or an argument that there is not.
_NOT_A_CALL = (FnIndexInferError, KeyError, TypeError, ValueError)

_logger = logging.getLogger(__name__)


def site(served: server.PageApp, mcp_server: McpServer | None = None) -> FastAPI:
    """Return an application of the page and, where there are `mcp_server`, of the MCP server."""

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
        app_kwargs={"exception_handlers": dict.fromkeys(_NOT_A_CALL, _not_a_call)},
    )
    return application


async def _not_a_call(request: Request, error: Exception) -> JSONResponse:
    _logger.warning("%s was called wrongly: %s", request.url.path, type(error).__name__)
    line = "This is no call of an endpoint with its arguments; /gradio_api/info names them."
    return JSONResponse({"error": line}, 400)
