"""What every request has to pass before the page, the endpoints or the MCP server see it."""

from __future__ import annotations

import ipaddress
import json
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_UPLOAD = re.compile(r"/gradio_api/upload/?")
# gradio opens what a value with such keys names, be it an address or any file of this machine.
# No value that the page or a program sends has one of them.
_KEYS_OF_FILES = {"path", "url", "meta", "_type", "__type__"}


class AccessMiddleware:
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
            headers = Headers(scope=scope)
            refused: Response | None = self._refused(scope["method"], scope["path"], headers)
            if refused is None and _holds_values(scope):
                try:
                    body = await Request(scope, receive).body()
                except ClientDisconnect:
                    return
                refused = _refused_values(body)
                receive = _replayed(body, receive)
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


def _holds_values(scope: Scope) -> bool:
    """Return whether the request's body is JSON that gradio takes values from."""
    return (
        scope["method"] not in {"GET", "HEAD", "OPTIONS"}
        and scope["path"].startswith("/gradio_api/")
        and not _UPLOAD.fullmatch(scope["path"])
    )


def _refused_values(body: bytes) -> JSONResponse | None:
    """Return the refusal of a body that is not JSON, or that names a file for gradio to open."""
    try:
        if not _names_a_file(json.loads(body)):
            return None
    except (ValueError, RecursionError):
        line = "The request's body is not JSON; /gradio_api/info shows what to send."
    else:
        line = (
            "A value of the request is a file object, expected text or answers to earlier "
            "questions; /gradio_api/info shows what to send."
        )
    return JSONResponse({"error": line}, 400)


def _names_a_file(value: object) -> bool:
    if isinstance(value, dict):
        return not _KEYS_OF_FILES.isdisjoint(value) or any(map(_names_a_file, value.values()))
    return isinstance(value, list) and any(map(_names_a_file, value))


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body again, and then what the connection gives."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _own_names() -> set[str]:
    name = socket.gethostname()
    return {"localhost", name, name.partition(".")[0], f"{name}.local"}


def _line(status: int, words: str) -> PlainTextResponse:
    return PlainTextResponse(f"{words}\n", status)
