"""ASGI middleware: checks every request before the page, the endpoints and the MCP server."""

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

# An allowlist: gradio has more routes, which fetch URLs and files, record, and change the page.
_ROUTES = re.compile(
    r"/((assets|static|svelte)/.*|config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|mcp"
    r"|gradio_api/(info/?|openapi\.json|app_id|theme\.css|upload/?|component_server/?|cancel/?|reset/?"
    r"|startup-events|queue/(join|data)/?|heartbeat/\w+|(run|api|call(/v2)?)/\w+|call/(v2/)?\w+/\w+))?"
)
_FORM_OVERHEAD = 1_000_000  # bytes of an upload without the file
_UPLOAD = re.compile(r"/gradio_api/upload/?")
# gradio opens the URL or local file named by a value with such keys. Neither the page nor the
# endpoints need one.
_FILE_KEYS = {"path", "url", "meta", "_type", "__type__"}


class AccessMiddleware:
    """Rejects foreign hosts and origins, wrong passwords, unknown routes and large requests."""

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str] = (), credentials: Credentials | None = None
    ) -> None:
        """Protect an application; hosts: host names to accept besides this machine's own.

        Without credentials, anybody who reaches the server may use it, but only under these
        names: otherwise a web page whose name resolves to this machine (DNS rebinding) could
        read everything through its visitor's browser. With credentials any name is accepted,
        because a browser sends them only to the site they were entered on.
        """
        self._app = app
        self._credentials = credentials
        self._hosts = {name.lower() for name in (*_machine_names(), *hosts)}
        self._max_bytes = Limits().file_bytes + _FORM_OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or reject it with a one-line message."""
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
            await send({"type": "websocket.close"})  # no route uses websockets

    def _refused(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if self._credentials is None and not self._is_own(host):
            return _line(
                421,
                f"Found the host {host!r:.100}, expected a name of this machine; "
                "use its IP address, or restart Quoth with --allow-host or --auth.",
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return _line(
                403, f"Found a request from the origin {origin!r:.100}, expected Quoth's own page."
            )
        if self._credentials and not self._credentials.matches(headers.get("authorization")):
            refused = _line(
                401, "Found no valid user and password, expected those of this server; log in."
            )
            refused.headers["WWW-Authenticate"] = 'Basic realm="Quoth", charset="UTF-8"'
            return refused
        if not _ROUTES.fullmatch(path):
            return _line(404, "Nothing is served at this path; the page is at /.")
        return self._too_large(method, headers)

    def _too_large(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if method in {"GET", "HEAD", "OPTIONS"}:
            return None
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            return _line(411, "Found no Content-Length header, expected the length of the request.")
        if int(length) > self._max_bytes:
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
            ipaddress.ip_address(name)  # an IP address cannot be rebound
        except ValueError:
            return False
        return True


def _holds_values(scope: Scope) -> bool:
    """Return whether gradio reads values from the request's JSON body."""
    return (
        scope["method"] not in {"GET", "HEAD", "OPTIONS"}
        and scope["path"].startswith("/gradio_api/")
        and not _UPLOAD.fullmatch(scope["path"])
    )


def _refused_values(body: bytes) -> JSONResponse | None:
    """Return an error if the body is not JSON or names a file for gradio to open."""
    try:
        if not _names_a_file(json.loads(body)):
            return None
    except (ValueError, RecursionError):
        line = "The request's body is not JSON; /gradio_api/info shows what to send."
    else:
        line = (
            "A value of the request is a file object, expected text or answers to previous "
            "questions; /gradio_api/info shows what to send."
        )
    return JSONResponse({"error": line}, 400)


def _names_a_file(value: object) -> bool:
    if isinstance(value, dict):
        return not _FILE_KEYS.isdisjoint(value) or any(map(_names_a_file, value.values()))
    return isinstance(value, list) and any(map(_names_a_file, value))


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that yields the body again, then continues with the connection."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _machine_names() -> set[str]:
    name = socket.gethostname()
    return {"localhost", name, name.partition(".")[0], f"{name}.local"}


def _line(status: int, words: str) -> PlainTextResponse:
    return PlainTextResponse(f"{words}\n", status)
