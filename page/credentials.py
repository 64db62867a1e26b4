"""Who may use a server that asks for a password: one user, by HTTP's basic authentication."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from qa.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password; neither is kept, only the hash of both."""

    _digest: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str, *, given_by: str) -> Credentials:
        """Read USER:PASSWORD; the user ends at the first colon.

        given_by: the option or the variable that it comes from, for the message. Raises
        SettingsError, which never repeats what was given: it may be a password.
        """
        user, colon, password = text.partition(":")
        if not colon:
            found = "no colon" if text else "nothing"
        elif not user:
            found = "no user before the colon"
        elif not password:
            found = "no password after the colon"
        elif not text.isprintable():
            found = "a line end or another character that cannot be typed"
        else:
            return cls(_digest(text.encode()))
        raise SettingsError(
            f"found {found} in {given_by}, expected USER:PASSWORD; give both, or leave it out to "
            "serve without a password"
        )

    def admit(self, authorization: str | None) -> bool:
        """Return whether a request's header holds them; the time taken reveals nothing."""
        scheme, _, encoded = (authorization or "").partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(_digest(given), self._digest)


def _digest(text: bytes) -> bytes:
    # Equally long for all: a comparison tells how long what it compares is.
    return hashlib.sha256(text).digest()
