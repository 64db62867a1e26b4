"""What several commands take."""

from __future__ import annotations

import argparse

import corpus
from qa.assistant import Assistant, Settings
from qa.errors import SettingsError
from qa.library import Library
from qa.search.store import Store


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
    parser.add_argument(
        "--index",
        metavar="ADDRESS",
        help="ask an index on Milvus instead, that quoth index made: milvus:http://HOST:19530 or, "
        "for Milvus Lite, milvus:FILE.db",
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


def documents(arguments: argparse.Namespace) -> list[corpus.Document] | Store:
    """Return the documents, the library or the index that were given; else the article.

    Raises SettingsError where more than one of these was.
    """
    retained = {"--library": arguments.library, "--index": arguments.index}
    given = [f"{name} {where}" for name, where in retained.items() if where is not None]
    if arguments.files and given:
        raise SettingsError(
            f"found both {arguments.files[0]} and {given[0].split()[0]}, expected one of them; "
            f"add it first: quoth index {arguments.files[0]} {given[0]}"
        )
    if len(given) > 1:
        raise SettingsError("found both --library and --index, expected one of them; name one")
    if arguments.library is not None:
        return Library(arguments.library)
    if arguments.index is not None:
        from qa.milvus import MilvusStore

        return MilvusStore(arguments.index)
    return corpus.load(arguments.files) if arguments.files else [corpus.sample()]
