"""Headings, paragraphs, items and rows to one text, as `corpus.paragraphs` takes it apart."""

from __future__ import annotations

from collections.abc import Iterable

_TIGHT = ("| ", "- ")  # rows and items follow one another line by line


def heading(text: str, level: int) -> str:
    """Return a heading as Markdown writes it; `level` is from 1."""
    return f"{'#' * min(max(level, 1), 6)} {' '.join(text.split())}"


def joined(blocks: Iterable[str]) -> str:
    """Return the blocks with a blank line between them, rows and items without one."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        if before:
            tight = block[:2] == before[:2] and block.startswith(_TIGHT)
            parts.append("\n" if tight else "\n\n")
        parts.append(block)
        before = block
    return "".join(parts)
