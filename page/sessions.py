"""The sessions of one server and their lifetimes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import qa
from embeddings import VectorCache
from page.memory import FairLock, VectorsByText
from page.session import Session, Shared
from page.uploads import Limits, SessionError
from qa.search.sentences import collect

LIFETIME = 3600.0  # seconds after the last use
CLOSE_GRACE = 60.0  # seconds after the tab is closed, so that a reload keeps the documents
_SWEEP_INTERVAL = 15.0  # seconds

_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Sessions:
    """The sessions of one server, each with its own documents.

    Hold `models` while a model runs (`with sessions.models: ...`). It is acquired in the order
    of requests: a question uses all cores, and an upload releases it after each batch.
    """

    def __init__(
        self,
        assistant: qa.Assistant,
        *,
        limits: Limits | None = None,
        lifetime: float = LIFETIME,
        grace: float = CLOSE_GRACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without sessions.

        assistant: on the server's own documents. lifetime: seconds from a session's
        last use to its end. grace: seconds from closing its last tab. clock: returns seconds.
        """
        self.assistant = assistant
        self.limits = limits or Limits()
        self.models = FairLock()
        self._lifetime = lifetime
        self._grace = grace
        self._clock = clock
        self._lock = threading.RLock()
        self._sessions: dict[str, Session] = {}
        self._tabs: dict[str, Session] = {}
        self._sweeper: threading.Thread | None = None
        self._shared_vectors: VectorsByText | None = None
        self._shared = Shared(
            assistant=assistant,
            models=self.models,
            limits=self.limits,
            vectors=self.shared_vectors,
            characters=lambda: self.characters,
        )

    def get(self, token: str, *, tab: str | None = None) -> Session:
        """Return the session of a token, creating it if needed, and extend its lifetime.

        token: a random UUID (version 4) in lower case that the browser generates and stores in
        its sessionStorage; the token is the only proof of ownership. tab: an identifier of the
        open page, to pass to `close` later.

        Raises SessionError if the token is not such a UUID.
        """
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise SessionError("this page has no valid session; reload it")
        with self._lock:
            self.sweep()
            session = self._sessions.get(token)
            if session is None:
                session = self._sessions[token] = Session(self._shared)
                self._start_sweeper()
            session.extend(self._clock() + self._lifetime)
            if tab is not None:
                self._tabs[tab] = session
            return session

    def close(self, tab: str) -> None:
        """Record that a tab was closed; the session of its last tab ends after the grace time."""
        with self._lock:
            session = self._tabs.pop(tab, None)
            if session is not None and session not in self._tabs.values():
                session.shorten(self._clock() + self._grace)

    def sweep(self) -> None:
        """Delete the expired sessions; a background thread calls this regularly."""
        with self._lock:
            now = self._clock()
            for token, session in list(self._sessions.items()):
                if session.has_expired(now):
                    del self._sessions[token]
                    self._tabs = {t: s for t, s in self._tabs.items() if s is not session}
                    session.end()

    @property
    def characters(self) -> int:
        """How many characters of text all sessions have uploaded."""
        with self._lock:
            return sum(session.characters for session in self._sessions.values())

    def shared_vectors(self) -> VectorsByText:
        """Return the vectors of the sentences in the server's own documents."""
        if self._shared_vectors is None:
            texts = [row.text for row in collect(self.assistant.documents)]
            vectors = VectorCache().encode(texts, self.assistant.encoder)
            self._shared_vectors = dict(zip(texts, vectors, strict=True))
        return self._shared_vectors

    def _start_sweeper(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Thread(target=self._sweep_regularly, daemon=True)
            self._sweeper.start()

    def _sweep_regularly(self) -> None:
        while True:
            time.sleep(min(_SWEEP_INTERVAL, self._lifetime, self._grace))
            with self._lock:
                self.sweep()
                if not self._sessions:
                    self._sweeper = None
                    return
