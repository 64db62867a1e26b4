"""What tests of libraries share with the processes that they kill: no model, no torch."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from embeddings import Vectors

_LONG_AGO = 1_600_000_000

_WHO = "Ottilie Brandt,The treasurer,A diver,The harbour master,Nobody,The 17th parcel".split(",")
_DID = "sold,found,opened,hid,counted,forgot,described,painted".split(",")
_WHAT = "the trophy,the harbour,a crate of limes,85 marks,the old lighthouse,a letter".split(",")


class LetterEncoder:
    """A deterministic encoder without a model: equal texts alone are near each other."""

    def __init__(self, fingerprint: str = "letters", *, seconds: float = 0.0) -> None:
        self.fingerprint = fingerprint.ljust(64, "-")
        self._seconds = seconds

    def encode(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._seconds)
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        vectors = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32).astype(np.float32)
        vectors -= 127.5
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class StumblingEncoder(LetterEncoder):
    """One that fails as soon as there are several texts."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1:
            raise ZeroDivisionError("too much at once")
        return super().encode(texts)


def write_files(folder: Path, seeds: Mapping[str, int]) -> list[str]:
    """Write a file for each name, the same for the same seed, and return all sentences."""
    folder.mkdir(exist_ok=True)
    written = []
    for name, seed in seeds.items():
        chance = random.Random(seed)
        sentences = ["All of them say this."]
        for number in range(chance.randint(10, 30)):
            who, did, what = chance.choice(_WHO), chance.choice(_DID), chance.choice(_WHAT)
            sentences.append(f"{who} {did} {what} on day {seed}-{number}.")
        path = folder / name
        path.write_text(" ".join(sentences), "utf-8")
        os.utime(path, (_LONG_AGO, _LONG_AGO + seed))  # a time that the clock is past
        written += sentences[1:]
    return written
