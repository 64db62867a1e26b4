"""What several commands take."""

from __future__ import annotations

import argparse

import corpus
from qa.assistant import Assistant, Settings
from qa.errors import SettingsError
from qa.library import Library


def add_files(parser: argparse.ArgumentParser) -> None:
    """Declare the documents that are asked."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files or folders to ask; without one, the article on the fall of Palmyra",
    )
    parser.add_argument(
        "--library", metavar="DIR", help="ask a library instead, a folder that quoth index made"
    )


def add_models(parser: argparse.ArgumentParser) -> None:
    """Declare the encoder, the reader and the threshold."""
    add_encoder(parser)
    parser.add_argument(
        "--reader",
        metavar="MODEL",
        help="an extractive question-answering model, by name or folder, or none for "
        "retrieval alone; confidence is calibrated for the default and for none",
    )
    parser.add_argument(
        "--threshold",
        type=float,
        metavar="P",
        help="answer only from this confidence (0 to 1) on; by default the one chosen on "
        "the dev set",
    )


def add_encoder(parser: argparse.ArgumentParser) -> None:
    """Declare the encoder alone."""
    parser.add_argument(
        "--encoder",
        metavar="MODEL",
        help="a sentence-transformers model, by name or folder; confidence is calibrated for "
        "the default, all-MiniLM-L6-v2",
    )


def assistant(arguments: argparse.Namespace) -> Assistant:
    """Return an assistant on the documents, with the models, that were given."""
    settings = Settings(threshold=arguments.threshold)
    return Assistant(
        documents(arguments), encoder=arguments.encoder, reader=arguments.reader, settings=settings
    )


def documents(arguments: argparse.Namespace) -> list[corpus.Document] | Library:
    """Return the documents, or the library, that were given; else the article.

    Raises SettingsError where both were.
    """
    if arguments.library is None:
        return corpus.load(arguments.files) if arguments.files else [corpus.palmyra()]
    if arguments.files:
        raise SettingsError(
            f"found both {arguments.files[0]} and --library, expected one of them; "
            f"add it first: quoth index {arguments.files[0]} --library {arguments.library}"
        )
    return Library(arguments.library)
