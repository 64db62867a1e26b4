"""The user and password of a server, checked by HTTP basic authentication."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from qa.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password, stored only as one hash."""

    _digest: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str, *, given_by: str) -> Credentials:
        """Parse USER:PASSWORD; the user ends at the first colon.

        given_by: the option or variable that `text` comes from, for the message. Raises
        SettingsError; its message never repeats `text`, which may contain a password.
        """
        user, colon, password = text.partition(":")
        if not colon:
            found = "no colon" if text else "nothing"
        elif not user:
            found = "no user before the colon"
        elif not password:
            found = "no password after the colon"
        elif not text.isprintable():
            found = "a line break or another unprintable character"
        else:
            return cls(_digest(text.encode()))
        raise SettingsError(
            f"found {found} in {given_by}, expected USER:PASSWORD; set both, or omit it to "
            "serve without a password"
        )

    def matches(self, authorization: str | None) -> bool:
        """Return whether an Authorization header holds the credentials, in constant time."""
        scheme, _, encoded = (authorization or "").partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(_digest(given), self._digest)


def _digest(text: bytes) -> bytes:
    # Digests have equal lengths: the time of a comparison reveals the length of its inputs.
    return hashlib.sha256(text).digest()
