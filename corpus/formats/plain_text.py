"""Plain text files: bytes in some encoding to the text as it is."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from corpus.documents import Document
from corpus.errors import NotTextError
from corpus.formats.signatures import looks_like

# Longer marks first: the UTF-32 one begins with the UTF-16 one.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\\x00-\\x08\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\x84\\x86-\\x9f]")  # not of texts
_MAX_CONTROL_SHARE = 0.005
_DETECTION_BYTES = 200_000
_MIN_DETECTION_BYTES = 16  # below, there is too little to detect an encoding from


def read(data: bytes, name: str) -> Document:
    """Read a text file; its name is its title."""
    return Document(text=decode(data, name=name), title=PurePath(name).name, source=name)


def decode(data: bytes, *, name: str) -> str:
    """Decode `data` as text; line ends and all other characters stay as they are.

    A byte order mark decides; without one UTF-8 is taken if it fits, else what
    charset-normalizer finds, Windows-1252 before its rivals.

    Raises NotTextError, with `name` in its message, where the bytes are not text.
    """
    text = _decoded(data)
    if text is None or _is_binary(text):
        kind = looks_like(data)
        raise NotTextError(
            f"{name}: found bytes that are not text{f' ({kind})' if kind else ''}, expected text "
            "(UTF-8, UTF-16 or Windows-1252); save it as text and try again"
        )
    return text


def has_mark(data: bytes) -> bool:
    """Return whether the bytes begin with a byte order mark."""
    return any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" not in data:
        text = _try(data, "utf-8")
        if text is not None:
            return text
    return _detected(data)


def _detected(data: bytes) -> str | None:
    texts = (_try(data, encoding) for encoding in _candidates(data[:_DETECTION_BYTES]))
    return next((text for text in texts if text is not None and not _is_binary(text)), None)


def _candidates(sample: bytes) -> list[str]:
    """Return the encodings to try, likeliest first; none where the bytes are no text."""
    from charset_normalizer import from_bytes

    if b"\0" in sample:
        # Text without a mark has zero bytes only as the high halves of UTF-16: which of
        # the two bytes they are tells the order.
        high_first = sample[0::2].count(0) > sample[1::2].count(0)
        return ["utf_16_be" if high_first else "utf_16_le"]
    western = from_bytes(sample, cp_isolation=["cp1252", "latin_1"]).best()
    if len(sample) < _MIN_DETECTION_BYTES or (western is not None and not western.chaos):
        return ["cp1252", "latin_1"]
    found = from_bytes(sample)
    if not any(match.coherence for match in found):
        # The letters of KOI8 are taken for syllables of East Asia, which make no sense.
        russian = from_bytes(sample, cp_isolation=["koi8_r"]).best()
        if russian is not None and russian.coherence:
            return ["koi8_u"]  # the same, with the letters of Ukrainian
    return [match.encoding for match in found]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_binary(text: str) -> bool:
    controls = sum(1 for _ in _CONTROL.finditer(text))
    return "\0" in text or controls > _MAX_CONTROL_SHARE * len(text)
