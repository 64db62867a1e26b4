"""`quoth index`: folders to a library, or to an index on Milvus, that is asked at once."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus import Skipped, UnknownFormatError
from qa import milvus
from qa.commands import ANSWERED
from qa.errors import SettingsError
from qa.library import Progress, Report, check
from qa.library import index as library_of
from qa.milvus.ray_session import LOCAL

if TYPE_CHECKING:
    from tqdm import tqdm


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "index",
        help="make a library of folders, or an index on Milvus, or bring it up to date",
        description="Read, split and embed what is new or changed in the folders of a library "
        "or an index, drop what is gone, and keep the rest. A run that is killed loses nothing: "
        "a library is as it was, an index holds what was written, and the next run goes on from "
        "there.",
    )
    parser.add_argument(
        "folders",
        nargs="*",
        metavar="FOLDER",
        help="folders or files to add; without one, those that the library has already",
    )
    made = parser.add_mutually_exclusive_group(required=True)
    made.add_argument("--library", metavar="DIR", type=Path, help="the folder of the library")
    made.add_argument(
        "--index",
        metavar="ADDRESS",
        help="an index on Milvus instead: milvus:http://HOST:19530 or, for Milvus Lite, "
        "milvus:FILE.db; #NAME after it names another collection than quoth",
    )
    parser.add_argument(
        "--ray",
        nargs="?",
        const=LOCAL,
        metavar="ADDRESS",
        help="embed for the index on a Ray cluster; without its address, on all cores here",
    )
    parser.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder to take out of the library",
    )
    parser.add_argument(
        "--encoder",
        metavar="MODEL",
        help="a sentence-transformers model, by name or folder; by default the library's own",
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; compare every file's checksum"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.index is not None:
        return _run_on_milvus(arguments)
    library = arguments.library
    if arguments.ray is not None:
        raise SettingsError(
            "found --ray with a library, expected an index that other machines can write to; "
            f"give --index in place of --library {library}"
        )
    if arguments.check:
        if arguments.folders or arguments.remove or arguments.encoder:
            raise SettingsError(
                "found --check with something to change, expected it alone; check first"
            )
        manifest = check(library).manifest
        print(f"{library}: whole, {_holds(manifest.documents, manifest.rows)}")
        return ANSWERED
    with _Bar() as bar:
        report = library_of(
            library,
            arguments.folders,
            remove=arguments.remove,
            encoder=arguments.encoder,
            progress=bar.show,
        )
    _tell_skipped(report.skipped)
    print(f"{library}: {_holds(report.documents, report.rows)}\n{as_text(report)}")
    return ANSWERED


def _run_on_milvus(arguments: argparse.Namespace) -> int:
    if arguments.check or arguments.remove:
        name = "--check" if arguments.check else "--remove"
        raise SettingsError(f"found {name} with --index, expected it with --library; leave it out")
    if not arguments.folders:
        raise SettingsError(
            "found no folder, expected those to bring into the index; "
            f"name them: quoth index FOLDER --index {arguments.index}"
        )
    if arguments.ray is not None:
        # Ray shows how far it is itself.
        report = milvus.index_on_ray(
            arguments.index, arguments.folders, ray=arguments.ray, encoder=arguments.encoder
        )
    else:
        with _Counter() as counter:
            report = milvus.index(
                arguments.index,
                arguments.folders,
                encoder=arguments.encoder,
                progress=counter.show,
            )
    _tell_skipped(report.skipped)
    parts = [f"read {_counted(report.met, 'document')}", f"{report.written:,} new"]
    parts += [f"{report.dropped:,} dropped"] if report.dropped else []
    parts += _reasons(report.skipped)
    embedded = f"embedded {_counted(report.embedded, 'sentence')} in {report.seconds:.1f} s"
    print(f"{arguments.index}: {_counted(report.rows, 'sentence')}\n{', '.join(parts)}\n{embedded}")
    return ANSWERED


def as_text(report: Report) -> str:
    """Say what a run did: "read 2 files, 40 unchanged, 1 replaced, skipped 1 file: 1 damaged"."""
    files = report.files
    parts = [f"read {_counted(files.read, 'file')}"]
    others = {"unchanged": files.unchanged, "replaced": files.replaced, "dropped": files.dropped}
    parts += [f"{count:,} {name}" for name, count in others.items() if count]
    parts += _reasons(report.skipped)
    embedded = f"embedded {_counted(report.embedded, 'sentence')} in {report.seconds:.1f} s"
    return f"{', '.join(parts)}\n{embedded}"


def _tell_skipped(skipped: Sequence[Skipped]) -> None:
    for item in skipped:
        if not isinstance(item.error, UnknownFormatError):
            print(f"quoth: skipped {item.error}", file=sys.stderr)


def _reasons(skipped: Sequence[Skipped]) -> list[str]:
    kinds = Counter(item.error.kind for item in skipped)
    reasons = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return [f"skipped {_counted(kinds.total(), 'file')}: {reasons}"] if kinds else []


class _Shown:
    """Something on the terminal that is gone at the end."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None
        self._began = 0.0

    def _rate(self, embedded: int) -> str:
        return f"{embedded / max(time.monotonic() - self._began, 1e-9):,.0f} sentences/s"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


class _Counter(_Shown):
    """Documents and sentences a second; how many are to come nobody knows."""

    def show(self, progress: milvus.Progress) -> None:
        """Count on."""
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(bar_format="{desc}", disable=None, leave=False)
            self._began = time.monotonic()
        self._bar.set_description_str(
            f"{progress.documents:,} documents, {self._rate(progress.embedded)}"
        )


class _Bar(_Shown):
    """A bar: files, sentences a second and the time left."""

    def show(self, progress: Progress) -> None:
        """Move the bar."""
        if self._bar is None:
            from tqdm import tqdm

            form = "{desc} |{bar}| {percentage:3.0f} %, {remaining} left"
            total = max(progress.of_size, 1)
            self._bar = tqdm(total=total, bar_format=form, disable=None, leave=False)
            self._began = time.monotonic()
        self._bar.n = progress.size
        self._bar.set_description_str(
            f"{progress.files:,}/{progress.of_files:,} files, {self._rate(progress.embedded)}"
        )


def _holds(documents: int, rows: int) -> str:
    return f"{_counted(documents, 'document')}, {_counted(rows, 'sentence')}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
