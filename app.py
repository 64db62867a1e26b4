"""The page's server: `python app.py [FILE...]`.

gradio takes seconds to import, so that it is imported where the server is built, after a
password that was typed has left the process list.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import NoReturn

import setproctitle

import qa
from page.credentials import Credentials
from qa.commands import options

__all__ = ["main", "serve"]

AUTH = "QUOTH_AUTH"
_PATIENCE = 2  # seconds that what is being answered has when the server stops


def serve(
    assistant: qa.Assistant,
    listening: socket.socket,
    *,
    hosts: Sequence[str] = (),
    credentials: Credentials | None = None,
    mcp: bool = False,
) -> None:
    """Serve until it is interrupted; the first question finds the models loaded.

    listening: where to. hosts: names beside this machine's own. credentials: of who is let
    in; None for everybody. mcp: whether there is an MCP server, too, at /mcp.
    """
    import uvicorn

    from page.middleware import AccessMiddleware
    from page.server import PageApp
    from page.site import site

    page_app = PageApp(assistant)
    tools = None
    if mcp:
        from page.mcp_server import McpServer

        tools = McpServer(page_app.api_service)
    guarded = AccessMiddleware(site(page_app, tools), hosts=hosts, credentials=credentials)
    server = uvicorn.Server(
        uvicorn.Config(guarded, log_level="warning", timeout_graceful_shutdown=_PATIENCE)
    )
    address = _address(listening)
    print(f"Quoth is at {address}", flush=True)
    if mcp:
        print(f"Its MCP server is at {address}mcp", flush=True)
    threading.Thread(target=page_app.warm_up, daemon=True).start()
    # Clean up the temporary folder on SIGTERM too.
    signal.signal(signal.SIGTERM, _terminate)
    server.run(sockets=[listening])


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page on the files of a command line and return the exit status."""
    arguments = _parser().parse_args(argv)
    if arguments.auth:
        _hide(arguments.auth)
    try:
        credentials = _credentials(arguments.auth)
        if arguments.mcp and importlib.util.find_spec("mcp") is None:
            raise qa.SettingsError(
                "found no package mcp, which --mcp needs; install it: pip install 'quoth[mcp]'"
            )
        with (
            _listening(arguments.host, arguments.port) as listening,
            tempfile.TemporaryDirectory(prefix="quoth-") as arriving,
        ):
            # Others of this machine could read what gradio lays in the folder of all.
            os.environ["GRADIO_TEMP_DIR"] = arriving
            serve(
                qa.Assistant(options.documents(arguments)),
                listening,
                hosts=[arguments.host, *arguments.allow_host],
                credentials=credentials,
                mcp=arguments.mcp,
            )
    except qa.EXPECTED_ERRORS as error:
        print(f"quoth: {error}", file=sys.stderr)
        return 2
    except (_TerminatedError, KeyboardInterrupt) as ended:
        sys.stdout.flush()
        # A thread that still loads a model would abort the process if Python ended as usual.
        os._exit(128 + (signal.SIGINT if isinstance(ended, KeyboardInterrupt) else signal.SIGTERM))
    return 0


class _TerminatedError(BaseException):
    """The process got SIGTERM."""


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise _TerminatedError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoth serve", description="Serve the page, and the endpoints for other programs."
    )
    options.add_files(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to serve at (%(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to serve at (%(default)s)")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        help="another host name that the server answers to; may be repeated",
    )
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help=f"require these for the page, the endpoints and the MCP server; better "
        f"given as the environment variable {AUTH}: typed here, they are in the shell's history, "
        "and for a moment in the process list, from which they are taken at the start",
    )
    parser.add_argument(
        "--mcp", action="store_true", help="serve its answers as tools, too, by MCP at /mcp"
    )
    return parser


def _hide(secret: str) -> None:
    """Take a secret out of the command line that everybody on this machine can list."""
    shown = [argument.replace(secret, "***") for argument in sys.orig_argv]
    setproctitle.setproctitle(" ".join(shown))


def _credentials(typed: str | None) -> Credentials | None:
    # No child of this process has a use for it.
    retained = os.environ.pop(AUTH, None)
    if typed is not None:
        return Credentials.parse(typed, given_by="--auth")
    return None if retained is None else Credentials.parse(retained, given_by=AUTH)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, before the documents are read, which may take long."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise qa.SettingsError(
            f"port {port} of {host} cannot be served at ({reason}); name another with --port"
        ) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 - compared
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


if __name__ == "__main__":
    sys.exit(main())
