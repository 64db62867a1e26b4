"""The sessions of one server, and when each of them ends."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import qa
from embeddings import VectorCache
from page.memory import FairLock, Remembered
from page.session import Session
from page.uploads import Limits, SessionError
from qa.search.sentences import collect

LIFETIME = 3600.0  # seconds after the last use
CLOSE_GRACE = (
    60.0  # seconds after the tab was closed: a page that is loaded again keeps its documents
)
_SWEEP = 15.0

_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Sessions:
    """The sessions of one server, each with its own workspace.

    `models` is held while a question is asked (`with workspaces.models: ...`), one at a time
    and in the order of asking: a question uses all cores, and an upload lets one in after
    each of its batches.
    """

    def __init__(
        self,
        shared: qa.Assistant,
        *,
        limits: Limits | None = None,
        lifetime: float = LIFETIME,
        grace: float = CLOSE_GRACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the assistant on the server's own documents.

        lifetime: seconds from the last use of a workspace to its end. grace: seconds from the
        closing of its last tab. clock: seconds.
        """
        self.shared = shared
        self.limits = limits or Limits()
        self.models = FairLock()
        self._lifetime = lifetime
        self._grace = grace
        self._clock = clock
        self._lock = threading.RLock()
        self._sessions: dict[str, Session] = {}
        self._tabs: dict[str, Session] = {}
        self._sweeper: threading.Thread | None = None
        self._shared_vectors: Remembered | None = None

    def get(self, token: str, *, tab: str | None = None) -> Session:
        """Return the workspace of a token, a new one if there is none; this is a use of it.

        token: a random UUID (version 4) in lower case, made in the browser and kept in its
        sessionStorage: whoever knows it is that session. tab: any name of the page that is
        open on it, by which `close` will tell that it is not any more.

        Raises WorkspaceError where the token is not such a UUID.
        """
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise SessionError("this page has no valid session; load it again")
        with self._lock:
            self.sweep()
            session = self._sessions.get(token)
            if session is None:
                session = self._sessions[token] = Session(self)
                self._start_sweeper()
            session.expires = self._clock() + self._lifetime
            if tab is not None:
                self._tabs[tab] = session
            return session

    def close(self, tab: str) -> None:
        """Say that a tab was closed: without another, its workspace ends after the grace."""
        with self._lock:
            session = self._tabs.pop(tab, None)
            if session is not None and session not in self._tabs.values():
                session.expires = min(session.expires, self._clock() + self._grace)

    def sweep(self) -> None:
        """Delete the workspaces whose time is over; a thread of its own does it, too."""
        with self._lock:
            now = self._clock()
            for token, session in list(self._sessions.items()):
                if session.expires <= now:
                    del self._sessions[token]
                    self._tabs = {t: w for t, w in self._tabs.items() if w is not session}
                    session.end()

    @property
    def characters(self) -> int:
        """How many characters of text all sessions have uploaded."""
        with self._lock:
            return sum(session.characters for session in self._sessions.values())

    def shared_vectors(self) -> Remembered:
        """Return the vectors of the server's own documents, by their sentences."""
        if self._shared_vectors is None:
            texts = [row.text for row in collect(self.shared.documents)]
            vectors = VectorCache().encode(texts, self.shared.encoder)
            self._shared_vectors = dict(zip(texts, vectors, strict=True))
        return self._shared_vectors

    def _start_sweeper(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Thread(target=self._sweep_on, daemon=True)
            self._sweeper.start()

    def _sweep_on(self) -> None:
        while True:
            time.sleep(min(_SWEEP, self._lifetime, self._grace))
            with self._lock:
                self.sweep()
                if not self._sessions:
                    self._sweeper = None
                    return
