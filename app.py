"""The page's door: `python app.py [FILE...]` serves it, `build` gives it to other programs."""

from __future__ import annotations

import argparse
import socket
import sys
import threading
from collections.abc import Sequence

import qa
from page import desk
from page.desk import EXPECTED_ERRORS, Desk, build
from qa.commands import options

__all__ = ["build", "main", "serve"]

_FAVICON = desk.WEB / "favicon.svg"


def serve(assistant: qa.Assistant, *, host: str, port: int) -> None:
    """Serve the page until it is interrupted; the first question finds the models loaded."""
    page = Desk(assistant)
    _, address, _ = page.blocks.launch(
        server_name=host,
        server_port=port,
        theme=desk.THEME,
        head=desk.head(),
        favicon_path=_FAVICON,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        share=False,
        ssr_mode=False,
        mcp_server=False,
        quiet=True,
        prevent_thread_lock=True,
    )
    print(f"Quoth is at {address}", flush=True)
    threading.Thread(target=page.warm_up, daemon=True).start()
    page.blocks.block_thread()


class _PortError(Exception):
    """Nobody can be served at the host and port that were asked for."""


def _check_port(host: str, port: int) -> None:
    # gradio would find out after the documents are read, and would not say why.
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _PortError(
            f"port {port} of {host} cannot be served at ({reason}); name another with --port"
        ) from error


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page on the files of a command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python app.py", description=__doc__)
    options.add_files(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to serve at (%(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to serve at (%(default)s)")
    arguments = parser.parse_args(argv)
    try:
        _check_port(arguments.host, arguments.port)
        serve(qa.Assistant(options.documents(arguments)), host=arguments.host, port=arguments.port)
    except (*EXPECTED_ERRORS, _PortError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
