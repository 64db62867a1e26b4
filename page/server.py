"""The page's one part, its events and its head: what gradio serves, and what it carries."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# gradio reads this when it is imported; without it, it calls home from here and the browser.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# It asks its own address whether it is up: that question is not for the network's proxy.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.utils import get_upload_folder

import corpus
import page
import qa
from page.api import add_endpoints
from page.api_service import ApiService
from page.handlers import Handlers, Message, Reply, guarded, streamed
from page.sessions import LIFETIME, Sessions

EXAMPLES = (
    "Who confirmed the takeover?",
    "How many people fled?",
    "How long did the siege last?",
    "What did Michael Fallon say about bombing hospitals?",
    "How long have the ruins stood?",
)

THEME = gr.themes.Base(font="sans-serif", font_mono="monospace")  # no font is fetched

WEB = Path(page.__file__).parent / "web"
_CLEANED_EVERY = 60  # seconds
_STYLES = ("layout.css", "turns.css", "reader.css", "narrow.css")
_SCRIPTS = ("reader.js", "turns.js", "store.js", "document_list.js", "find.js", "start.js")
# gradio reads the names of a part's own events off the quoted words in its script.
_START = "quoth.start(element, trigger, server) // 'greet', 'ask', 'find', 'upload', 'listen'"
_RECEIVE = "watch('value', () => quoth.receive(props.value))"
# What is escaped cannot fetch; this is for the day on which something is not.
_SAME_ORIGIN = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


def build(assistant: qa.Assistant) -> Blocks:
    """Return the page on an assistant's documents; every browser tab has its own turns."""
    return PageApp(assistant).blocks


class PageApp:
    """The page, which is HTML of our own, and the events by which it asks the server.

    It is no gr.Chatbot: that reads questions and quotes as Markdown, HTML and LaTeX, and
    here they are to be shown as they are. The browser holds the conversation and sends
    with each message what is needed to reply, so that a server that was started again
    goes on where the old one ended.
    """

    blocks: Blocks

    def __init__(self, assistant: qa.Assistant) -> None:
        """Take the assistant on the server's own documents."""
        self.sessions = Sessions(assistant)
        self.handlers = Handlers(self.sessions, Path(get_upload_folder()))
        has_article = corpus.palmyra().id in {document.id for document in assistant.documents}
        self.api_service = ApiService(self.sessions)
        with Blocks(
            title="Quoth",
            fill_width=True,
            analytics_enabled=False,
            delete_cache=(_CLEANED_EVERY, int(LIFETIME)),  # what was sent, and never added
        ) as self.blocks:
            replies = self.handlers
            self.page = gr.HTML(
                replies.frame(EXAMPLES if has_article else ()),
                elem_id="quoth",
                apply_default_css=False,
                js_on_load=_START,
                server_functions=[
                    _named(name, guarded(getattr(replies, name)))
                    for name in ("document", "remove", "export", "feedback")
                ],
            )
            self.reply = gr.HTML(None, html_template="", js_on_load=_RECEIVE, elem_id="reply")
            self._connect()
            add_endpoints(self.api_service)

    def warm_up(self) -> None:
        """Load the models and read the documents, so that nobody has to wait for it."""
        self.handlers.warm_up()

    def _connect(self) -> None:
        # "once", gradio's default, drops an event while one like it is on its way.
        how: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "trigger_mode": "multiple",
        }
        self.page.greet(self._greet, None, self.reply, concurrency_limit=None, **how)
        # One question at a time: the models use all cores for one.
        self.page.ask(_stream(self.handlers.ask), None, self.reply, concurrency_id="ask", **how)
        self.page.find(_stream(self.handlers.find), None, self.reply, concurrency_id="ask", **how)
        self.page.upload(_stream(self.handlers.add), None, self.reply, concurrency_limit=4, **how)
        self.page.listen(_nothing, None, None, concurrency_limit=None, **how)
        self.blocks.unload(self._leave)

    def _greet(self, event: gr.EventData, request: gr.Request) -> Reply:
        message = _message(event)
        reply = guarded(self.handlers.greet)(message, request.session_hash)
        return {**reply, "request": message.get("request")}

    def _leave(self, request: gr.Request) -> None:
        if request.session_hash:
            self.sessions.close(request.session_hash)


class Blocks(gr.Blocks):
    """The blocks of the page, which say in a line what a stranger's call lacks."""

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        """Add what a call left out and has a default; refuse it where something else lacks.

        gradio does the first for its own clients alone, and prints a traceback at the second.
        """
        given = len(inputs)
        lacking = [getattr(block, "value", None) for block in block_fn.inputs[given:]]
        if None in lacking:
            raise gr.Error(
                f"Found {given} values in data, expected {given + lacking.count(None)} or more; "
                "/gradio_api/info names them.",
                print_exception=False,
            )
        inputs += lacking


def _nothing() -> None:
    """Do nothing, so that the browser opens gradio's stream of replies again where it is shut.

    One stream serves a tab's events until none is pending. What is asked in the moment in
    which it ends is answered on it all the same, and the answer waits for the next event.
    """


def _named(name: str, reply: Callable[..., Reply]) -> Callable[[Message], Reply]:
    # gradio marks a server function, which a method does not allow, and tells it by its name.
    def server_function(message: Message) -> Reply:
        return reply(message)

    server_function.__name__ = name
    return server_function


def _message(event: gr.EventData) -> Message:
    """Return what the browser says; a stranger may call an event without a word."""
    message = getattr(event, "message", None)
    return message if isinstance(message, dict) else {}


def _stream(replies: Callable[..., Iterator[Reply]]) -> Callable[..., Iterator[Reply]]:
    def event_handler(event: gr.EventData) -> Iterator[Reply]:
        message = _message(event)
        for reply in streamed(replies)(message):
            yield {**reply, "request": message.get("request")}

    return event_handler


def head() -> str:
    """Return what stands in the page's head: the policy, the styles and the scripts."""
    style = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _STYLES)
    script = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_SAME_ORIGIN}">'
        f"<style>{style}</style><script>{script}</script>"
    )
