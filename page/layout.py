"""The page before the first question: masthead, composer and reader."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import Document
from page.document_html import escape
from page.document_list import document_pane

_MAX_NAMES = 6
_MAX_INLINE = 100_000  # characters


def render(welcome: str, document_list: str, documents: Sequence[Document]) -> str:
    """Render the page as it first loads: the welcome and a document."""
    return f"{_conversation(welcome)}{_reader(document_list, documents)}"


def welcome(documents: Sequence[Document], examples: Sequence[str]) -> str:
    """Render the welcome: an introduction, the documents and questions to try."""
    names = [document.name for document in documents[:_MAX_NAMES]]
    if len(documents) > len(names):
        names.append(f"and {len(documents) - len(names):,} more")
    named = "".join(f'<li dir="auto">{escape(name)}</li>' for name in names)
    tries = "".join(
        f'<li><button type="button" data-ask="{escape(example)}">{escape(example)}</button></li>'
        for example in examples
    )
    return (
        '<div class="welcome"><h2>Ask a document. Get its own words back, and exactly where they '
        "are.</h2><p>Every answer is a word-for-word quote. If the text does not answer, Quoth "
        "says so.</p>"
        f'<h3>Document{"s" if len(documents) > 1 else ""}</h3><ul class="open">{named}</ul>'
        '<p class="own"><button type="button" data-do="documents">'
        "Add your own documents</button></p>"
        + (f'<h3>Questions to try</h3><ul class="examples">{tries}</ul>' if tries else "")
        + '<div class="previous-chats" hidden><h3>Previous chats</h3>'
        '<ul class="examples"></ul></div></div>'
    )


def _conversation(welcome: str) -> str:
    return f"""
<div id="conversation">
  <header id="masthead">
    <h1>Quoth</h1><div id="announcement" class="visually-hidden" role="status"></div>
    <div class="tools" hidden>
      <span role="group" aria-label="Save the conversation"><span aria-hidden="true">Save as</span>
        <button type="button" data-do="export" data-form="markdown">Markdown</button>
        <button type="button" data-do="export" data-form="json">JSON</button></span>
      <button type="button" data-do="clear">Clear</button>
    </div>
  </header>
  <div id="chat">
    <div id="welcome">{welcome}</div>
    <section id="turns" aria-label="Conversation"></section>
    <section id="found" aria-label="Everything found" hidden></section>
  </div>
  <div id="notice"></div>
  <form id="composer" autocomplete="off">
    <fieldset class="modes">
      <legend class="visually-hidden">Ask a question or find all sentences</legend>
      <label><input type="radio" name="mode" value="ask" checked><span>Ask</span></label>
      <label><input type="radio" name="mode" value="find"><span>Find all</span></label>
    </fieldset>
    <div class="field">
      <label class="visually-hidden" for="question">Question</label>
      <textarea id="question" rows="1" placeholder="Ask a question" autofocus></textarea>
      <button id="send" type="submit">Ask</button>
    </div>
  </form>
</div>"""


def _reader(document_list: str, documents: Sequence[Document]) -> str:
    first = documents[0]
    # A short document is part of the page; a long one would delay it, so it is loaded later.
    pane = (
        document_pane(first, hidden=False)
        if len(first.text) <= _MAX_INLINE
        else '<p class="loading">Opening the document</p>'
    )
    count = "1 document" if len(documents) == 1 else f"{len(documents):,} documents"
    return f"""
<div id="reader">
  <header id="open">
    <button type="button" id="switch" data-do="documents" aria-expanded="false"
      aria-controls="documents">
      <span class="visually-hidden">Documents. Open: </span>
      <bdi id="opened">{escape(first.name)}</bdi>
      <span class="count" id="count">{count}</span>
    </button>
    <button type="button" id="back" class="quiet" data-do="back">Back<span class="visually-hidden">
      to the conversation</span></button>
  </header>
  <section id="documents" aria-label="Documents" hidden>{document_list}</section>
  <div id="link"></div>
  <div id="pages">{pane}</div>
</div>"""
