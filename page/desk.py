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
from gradio.utils import get_upload_folder

import corpus
import page
import qa
from page.replies import EXPECTED_ERRORS, Message, Replies, Reply, guarded, streamed
from page.workspaces import Workspaces

__all__ = ["EXPECTED_ERRORS", "THEME", "Desk", "build", "head"]

EXAMPLES = (
    "Who confirmed the takeover?",
    "How many people fled?",
    "How long did the siege last?",
    "What did Michael Fallon say about bombing hospitals?",
    "What happened to the archaeologist?",
)

THEME = gr.themes.Base(font="sans-serif", font_mono="monospace")  # no font is fetched

WEB = Path(page.__file__).parent / "web"
_STYLES = ("frame.css", "turns.css", "reader.css", "narrow.css")
_SCRIPTS = ("reader.js", "turns.js", "store.js", "shelf.js", "found.js", "start.js")
# gradio reads the names of a part's own events off the quoted words in its script.
_START = "quoth.start(element, trigger, server) // 'hello', 'ask', 'find', 'bring'"
_RECEIVE = "watch('value', () => quoth.receive(props.value))"
# What is escaped cannot fetch; this is for the day on which something is not.
_SAME_ORIGIN = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


def build(assistant: qa.Assistant) -> gr.Blocks:
    """Return the page on an assistant's documents; every browser tab has its own turns."""
    return Desk(assistant).blocks


class Desk:
    """The page, which is HTML of our own, and the events by which it asks the server.

    It is no gr.Chatbot: that reads questions and quotes as Markdown, HTML and LaTeX, and
    here they are to be shown as they are. The browser holds the conversation and sends
    with each message what is needed to reply, so that a server that was started again
    goes on where the old one ended.
    """

    blocks: gr.Blocks

    def __init__(self, assistant: qa.Assistant) -> None:
        """Take the assistant on the server's own documents."""
        self.workspaces = Workspaces(assistant)
        self.replies = Replies(self.workspaces, Path(get_upload_folder()))
        has_article = corpus.palmyra().id in {document.id for document in assistant.documents}
        with gr.Blocks(title="Quoth", fill_width=True, analytics_enabled=False) as self.blocks:
            replies = self.replies
            self.page = gr.HTML(
                replies.frame(EXAMPLES if has_article else ()),
                elem_id="desk",
                apply_default_css=False,
                js_on_load=_START,
                server_functions=[
                    _named(name, guarded(getattr(replies, name)))
                    for name in ("document", "remove", "export", "feedback")
                ],
            )
            self.reply = gr.HTML(None, html_template="", js_on_load=_RECEIVE, elem_id="reply")
            self._connect()

    def warm_up(self) -> None:
        """Load the models and read the documents, so that nobody has to wait for it."""
        self.replies.warm_up()

    def _connect(self) -> None:
        how: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.page.hello(self._hello, None, self.reply, concurrency_limit=None, **how)
        # One question at a time: the models use all cores for one.
        self.page.ask(_stream(self.replies.ask), None, self.reply, concurrency_id="ask", **how)
        self.page.find(_stream(self.replies.find), None, self.reply, concurrency_id="ask", **how)
        self.page.bring(_stream(self.replies.add), None, self.reply, concurrency_limit=4, **how)
        self.blocks.unload(self._leave)

    def _hello(self, event: gr.EventData, request: gr.Request) -> Reply:
        message = event.message
        reply = guarded(self.replies.hello)(message, request.session_hash)
        return {**reply, "request": message["request"]}

    def _leave(self, request: gr.Request) -> None:
        if request.session_hash:
            self.workspaces.close(request.session_hash)


def _named(name: str, reply: Callable[..., Reply]) -> Callable[[Message], Reply]:
    # gradio marks a server function, which a method does not allow, and tells it by its name.
    def server_function(message: Message) -> Reply:
        return reply(message)

    server_function.__name__ = name
    return server_function


def _stream(replies: Callable[..., Iterator[Reply]]) -> Callable[..., Iterator[Reply]]:
    def event_handler(event: gr.EventData) -> Iterator[Reply]:
        for reply in streamed(replies)(event.message):
            yield {**reply, "request": event.message["request"]}

    return event_handler


def head() -> str:
    """Return what stands in the page's head: the policy, the styles and the scripts."""
    style = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _STYLES)
    script = "\n".join(WEB.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_SAME_ORIGIN}">'
        f"<style>{style}</style><script>{script}</script>"
    )
