"""The gradio app: one HTML component, its events, and the page's head."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# gradio reads this on import; otherwise the server and the browser send analytics.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.utils import get_upload_folder

import corpus
import page
import qa
from page.api import add_endpoints
from page.api_service import ApiService
from page.handlers import Handlers, Message, Reply, guarded, guarded_stream
from page.sessions import LIFETIME, Sessions

EXAMPLES = (
    "Who confirmed the takeover?",
    "How many people fled?",
    "How long did the siege last?",
    "What did Michael Fallon say about bombing hospitals?",
    "How long have the ruins stood?",
)

THEME = gr.themes.Base(font="sans-serif", font_mono="monospace")  # downloads no fonts

WEB = Path(page.__file__).parent / "web"
_CLEANUP_INTERVAL = 60  # seconds
_STYLES = ("layout.css", "turns.css", "reader.css", "narrow.css")
_SCRIPTS = ("reader.js", "turns.js", "store.js", "document_list.js", "find.js", "start.js")
# gradio takes the names of custom events from the quoted words in the script.
_START = "quoth.start(element, trigger, server) // 'greet', 'ask', 'find', 'upload', 'listen'"
_RECEIVE = "watch('value', () => quoth.receive(props.value))"
# Defence in depth: all text is escaped; if some is not, it still cannot fetch anything.
_SAME_ORIGIN = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


class PageApp:
    """The page, a single HTML component, and its events.

    It is not a gr.Chatbot, which renders Markdown, HTML and LaTeX: questions and quotes must
    be shown verbatim. The browser holds the conversation and sends what a reply needs with
    each message, so a conversation continues after the server restarts.
    """

    blocks: Blocks

    def __init__(self, assistant: qa.Assistant) -> None:
        """Build the page on the server's own documents."""
        self.sessions = Sessions(assistant)
        self.handlers = Handlers(self.sessions, Path(get_upload_folder()))
        has_article = corpus.sample().id in {document.id for document in assistant.documents}
        self.api_service = ApiService(self.sessions)
        with Blocks(
            title="Quoth",
            fill_width=True,
            analytics_enabled=False,
            delete_cache=(_CLEANUP_INTERVAL, int(LIFETIME)),  # uploaded, never added
        ) as self.blocks:
            handlers = self.handlers
            self.page = gr.HTML(
                handlers.render_page(EXAMPLES if has_article else ()),
                elem_id="quoth",
                apply_default_css=False,
                js_on_load=_START,
                server_functions=[
                    _named(name, guarded(getattr(handlers, name)))
                    for name in ("document", "remove", "export", "feedback")
                ],
            )
            self.reply = gr.HTML(None, html_template="", js_on_load=_RECEIVE, elem_id="reply")
            self._connect()
            add_endpoints(self.api_service)

    def warm_up(self) -> None:
        """Load the models and index the documents before the first question."""
        self.handlers.warm_up()

    def _connect(self) -> None:
        # gradio's default, "once", drops an event while a previous one is pending.
        options: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "trigger_mode": "multiple",
        }
        self.page.greet(self._greet, None, self.reply, concurrency_limit=None, **options)
        # One question at a time: it uses all cores.
        self.page.ask(_stream(self.handlers.ask), None, self.reply, concurrency_id="ask", **options)
        self.page.find(
            _stream(self.handlers.find), None, self.reply, concurrency_id="ask", **options
        )
        self.page.upload(
            _stream(self.handlers.add), None, self.reply, concurrency_limit=4, **options
        )
        self.page.listen(_reopen_stream, None, None, concurrency_limit=None, **options)
        self.blocks.unload(self._leave)

    def _greet(self, event: gr.EventData, request: gr.Request) -> Reply:
        message = _message(event)
        reply = guarded(self.handlers.greet)(message, request.session_hash)
        return {**reply, "request": message.get("request")}

    def _leave(self, request: gr.Request) -> None:
        if request.session_hash:
            self.sessions.close(request.session_hash)


class Blocks(gr.Blocks):
    """The blocks of the page, with a one-line error for a call that lacks values."""

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        """Add the defaults of missing values; refuse a call that lacks any other value.

        gradio adds defaults only for its own clients, and logs a traceback for other calls.
        """
        given = len(inputs)
        missing = [getattr(block, "value", None) for block in block_fn.inputs[given:]]
        if None in missing:
            raise gr.Error(
                f"Found {given} values in data, expected {given + missing.count(None)} or more; "
                "/gradio_api/info lists them.",
                print_exception=False,
            )
        inputs += missing


def _reopen_stream() -> None:
    """Do nothing: the event makes the browser reopen gradio's stream of replies if it is closed.

    One stream serves a tab's events until none is pending. The reply to an event sent just as
    it closes still goes to that stream, and arrives only with the next event.
    """


def _named(name: str, reply: Callable[..., Reply]) -> Callable[[Message], Reply]:
    # gradio sets attributes on server functions, which methods reject, and finds them by name.
    def server_function(message: Message) -> Reply:
        return reply(message)

    server_function.__name__ = name
    return server_function


def _message(event: gr.EventData) -> Message:
    """Return the browser's message; a client may trigger an event without one."""
    message = getattr(event, "message", None)
    return message if isinstance(message, dict) else {}


def _stream(handler: Callable[..., Iterator[Reply]]) -> Callable[..., Iterator[Reply]]:
    def event_handler(event: gr.EventData) -> Iterator[Reply]:
        message = _message(event)
        for reply in guarded_stream(handler)(message):
            yield {**reply, "request": message.get("request")}

    return event_handler


def head() -> str:
    """Return the page's head: the content security policy, the styles and the scripts."""
    style = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _STYLES)
    script = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_SAME_ORIGIN}">'
        f"<style>{style}</style><script>{script}</script>"
    )
