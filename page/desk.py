"""The page's parts, laid out and wired: a conversation with documents, the evidence beside it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# gradio reads this when it is imported; without it, it calls home from here and the browser.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# It asks its own address whether it is up: that question is not for the network's proxy.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"

import gradio as gr

import corpus
import embeddings
import qa
from page import render

EXAMPLES = (
    "Who confirmed the takeover?",
    "How many people fled?",
    "How long did the siege last?",
    "What did Michael Fallon say about bombing hospitals?",
    "What happened to the archaeologist?",
)
EXPECTED_ERRORS = (corpus.CorpusError, embeddings.EmbeddingError, qa.QuothError)

THEME = gr.themes.Base(font="sans-serif", font_mono="monospace")  # no font is fetched

_PAGE = Path(render.__file__).parent
# gradio reads the names of a part's own events off the quoted words in its script.
_CHAT_SCRIPT = "quoth.chat(element, trigger, watch) // 'ask', 'show'"
_EVIDENCE_SCRIPT = "quoth.evidence(element, watch)"
# What is escaped cannot fetch; this is for the day on which something is not.
_SAME_ORIGIN = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"

_logger = logging.getLogger(__name__)
_Turns = tuple[qa.Turn, ...]
_Updates = dict[Any, Any]


def build(assistant: qa.Assistant) -> gr.Blocks:
    """Return the page on an assistant's documents; every browser tab has its own turns."""
    return Desk(assistant).blocks


class Desk:
    """The page's parts, and what each of them does.

    The conversation is HTML of our own: gr.Chatbot reads questions and quotes as Markdown,
    HTML and LaTeX, and here they are to be shown as they are.
    """

    blocks: gr.Blocks

    def __init__(self, assistant: qa.Assistant) -> None:
        self.assistant = assistant
        self.documents = tuple(assistant.documents)
        has_article = corpus.palmyra().id in {document.id for document in self.documents}
        self.welcome = render.welcome(self.documents, EXAMPLES if has_article else ())
        self.unasked = render.evidence(self.documents, ())
        self.is_ready = False
        with gr.Blocks(title="Quoth", fill_width=True, analytics_enabled=False) as self.blocks:
            self._lay_out()
            self._connect()

    def _lay_out(self) -> None:
        self.turns = gr.State(())
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="conversation"):
                with gr.Row(elem_id="masthead"):
                    _html(render.masthead(), "wordmark")
                    self.clear = gr.Button("Clear", visible=False, elem_id="clear")
                self.chat = _html(self.welcome, "chat", _CHAT_SCRIPT)
                self.notice = _html("", "notice")
                with gr.Row(elem_id="composer"):
                    self.question = gr.Textbox(
                        label="Question",
                        show_label=False,
                        container=False,
                        placeholder="Ask a question",
                        max_lines=4,
                        autofocus=True,
                        elem_id="question",
                    )
                    self.send = gr.Button("Ask", variant="primary", elem_id="send")
            self.evidence = _html(self.unasked, "evidence", _EVIDENCE_SCRIPT)

    def _connect(self) -> None:
        everything = [self.turns, self.chat, self.notice, self.question, self.clear, self.evidence]
        how: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        typed = [self.question.submit, self.send.click]
        # One question at a time, however it was asked: the models use all cores for one.
        gr.on(typed, self.ask, [self.question, self.turns], everything, concurrency_id="ask", **how)
        self.chat.ask(self.ask_example, self.turns, everything, concurrency_id="ask", **how)
        self.chat.show(self.show, self.turns, self.evidence, **how)
        self.clear.click(self.start_again, None, everything, **how)

    def ask(self, question: str, turns: _Turns) -> Iterator[_Updates]:
        """Show the question at once, then the answer, or the question again and why not."""
        if question.strip():
            pending = render.conversation(
                self.documents,
                turns,
                pending=question[: qa.MAX_QUESTION_LENGTH],
                waiting_for="Searching" if self.is_ready else "Reading all of the text first",
            )
            yield {self.chat: pending, self.question: "", self.notice: ""}
        try:
            answer = self.assistant.answer(question, history=turns)
        except EXPECTED_ERRORS as error:
            message = str(error)
        except Exception:
            # A person never sees a traceback, and never loses the question.
            _logger.exception("the question could not be answered")
            message = "Something went wrong; the terminal that runs Quoth says what."
        else:
            self.is_ready = True
            turns = (*turns, qa.Turn(question, answer))
            yield {
                self.turns: turns,
                self.chat: render.conversation(self.documents, turns),
                self.evidence: render.evidence(self.documents, turns),
                self.notice: "",
                self.clear: gr.update(visible=True),
            }
            return
        yield {
            self.chat: render.conversation(self.documents, turns) if turns else self.welcome,
            self.question: question,
            self.notice: render.notice(message),
        }

    def warm_up(self) -> None:
        """Load the models and read the documents, so that nobody has to wait for it."""
        try:
            self.assistant.answer("Is everything there?")
            self.is_ready = True
        except EXPECTED_ERRORS as error:
            # Whoever asks will be told; the terminal hears of it before.
            _logger.warning("%s", error)

    def ask_example(self, turns: _Turns, event: gr.EventData) -> Iterator[_Updates]:
        """Ask the question that was clicked."""
        yield from self.ask(str(event.question), turns)

    def show(self, turns: _Turns, event: gr.EventData) -> str:
        """Bring an earlier answer's evidence back."""
        return render.evidence(self.documents, turns, int(event.turn))

    def start_again(self) -> _Updates:
        """Forget the turns."""
        return {
            self.turns: (),
            self.chat: self.welcome,
            self.evidence: self.unasked,
            self.notice: "",
            self.question: "",
            self.clear: gr.update(visible=False),
        }


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)


def head() -> str:
    """Return what stands in the page's head: the policy, the style and the script."""
    style = _PAGE.joinpath("style.css").read_text(encoding="utf-8")
    script = _PAGE.joinpath("script.js").read_text(encoding="utf-8")
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_SAME_ORIGIN}">'
        f"<style>{style}</style><script>{script}</script>"
    )
