"""What every request has to pass before the page, the endpoints or the MCP server see it."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from page.credentials import Credentials
from page.uploads import Limits

# gradio has more: to fetch addresses and files, to record and to change the page. What is not
# named here is not there.
_ROUTES = re.compile(
    r"/((assets|static|svelte)/.*|config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|mcp"
    r"|gradio_api/(info/?|openapi\.json|app_id|theme\.css|upload/?|component_server/?|cancel/?|reset/?"
    r"|startup-events|queue/(join|data)/?|heartbeat/\w+|(run|api|call(/v2)?)/\w+|call/(v2/)?\w+/\w+))?"
)
_FORM = 1_000_000  # bytes of a request beside the file in it


class Guard:
    """The server behind its door: strange hosts, pages and people, and too much of anything."""

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str] = (), credentials: Credentials | None = None
    ) -> None:
        """Take the application, and the names beside this machine's own that it is called by.

        Without credentials everybody who reaches the server may use it, under these names
        alone: a web page whose name leads here from elsewhere (DNS rebinding) would
        otherwise be told everything in the name of the person who looks at it. With them
        every name is good, since a browser gives them to no page but the one they were
        typed on.
        """
        self._app = app
        self._credentials = credentials
        self._hosts = {name.lower() for name in (*_own_names(), *hosts)}
        self._most_bytes = Limits().file_bytes + _FORM

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or say in a line why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refused(scope["method"], scope["path"], Headers(scope=scope))
            await (refused or self._app)(scope, receive, send)
        else:
            await send({"type": "websocket.close"})  # nothing here speaks over one

    def _refused(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if self._credentials is None and not self._is_own(host):
            return _line(
                421,
                f"Found a request for the host {host!r:.100}, expected a name of this machine; "
                "call it by its address, or start it with --name or --auth.",
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return _line(
                403, f"Found a request of the page {origin!r:.100}, expected one of Quoth's own."
            )
        if self._credentials and not self._credentials.admit(headers.get("authorization")):
            refused = _line(
                401, "Found no user and password of this server, expected both; give them."
            )
            refused.headers["WWW-Authenticate"] = 'Basic realm="Quoth", charset="UTF-8"'
            return refused
        if not _ROUTES.fullmatch(path):
            return _line(404, "There is nothing at this address; the page is at /.")
        return self._too_large(method, headers)

    def _too_large(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if method in {"GET", "HEAD", "OPTIONS"}:
            return None
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            return _line(411, "Found no length of the request, expected it in Content-Length.")
        if int(length) > self._most_bytes:
            return _line(
                413,
                f"Found {int(length) / 1e6:,.1f} MB, expected at most "
                f"{Limits().file_bytes / 1e6:.0f} MB a file.",
            )
        return None

    def _is_own(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
            if name in self._hosts:
                return True
            ipaddress.ip_address(name)  # an address is nobody's name: it cannot be rebound
        except ValueError:
            return False
        return True


def _own_names() -> set[str]:
    name = socket.gethostname()
    return {"localhost", name, name.partition(".")[0], f"{name}.local"}


def _line(status: int, words: str) -> PlainTextResponse:
    return PlainTextResponse(f"{words}\n", status)
