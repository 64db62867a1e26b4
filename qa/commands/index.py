"""`quoth index`: folders to a library that is asked at once."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus import UnknownFormatError
from qa.commands import ANSWERED
from qa.errors import SettingsError
from qa.library import Progress, Report, check, index

if TYPE_CHECKING:
    from tqdm import tqdm


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "index",
        help="make a library of folders, or bring it up to date",
        description="Read, split and embed what is new or changed in the folders of a library, "
        "drop what is gone, and keep the rest. A run that is killed loses nothing: the library "
        "is as it was, and the next run goes on from there.",
    )
    parser.add_argument(
        "folders",
        nargs="*",
        metavar="FOLDER",
        help="folders or files to add; without one, those that the library has already",
    )
    parser.add_argument(
        "--library", metavar="DIR", type=Path, required=True, help="the folder of the library"
    )
    parser.add_argument(
        "--forget",
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder that the library is to hold no longer",
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
    library = arguments.library
    if arguments.check:
        if arguments.folders or arguments.forget or arguments.encoder:
            raise SettingsError(
                "found --check with something to change, expected it alone; check first"
            )
        manifest = check(library).manifest
        print(f"{library}: whole, {_holds(manifest.documents, manifest.rows)}")
        return ANSWERED
    with _Bar() as bar:
        report = index(
            library,
            arguments.folders,
            forget=arguments.forget,
            encoder=arguments.encoder,
            progress=bar.show,
        )
    for item in report.skipped:
        if not isinstance(item.error, UnknownFormatError):
            print(f"quoth: skipped {item.error}", file=sys.stderr)
    print(f"{library}: {_holds(report.documents, report.rows)}\n{as_text(report)}")
    return ANSWERED


def as_text(report: Report) -> str:
    """Say what a run did: "read 2 files, 40 unchanged, 1 replaced, skipped 1 file: 1 damaged"."""
    files = report.files
    parts = [f"read {_counted(files.read, 'file')}"]
    others = {"unchanged": files.unchanged, "replaced": files.replaced, "dropped": files.dropped}
    parts += [f"{count:,} {name}" for name, count in others.items() if count]
    kinds = Counter(item.error.kind for item in report.skipped)
    if kinds:
        reasons = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
        parts.append(f"skipped {_counted(kinds.total(), 'file')}: {reasons}")
    embedded = f"embedded {_counted(report.embedded, 'sentence')} in {report.seconds:.1f} s"
    return f"{', '.join(parts)}\n{embedded}"


class _Bar:
    """A bar on the terminal: files, sentences a second and the time left."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None
        self._began = 0.0

    def show(self, progress: Progress) -> None:
        """Move the bar."""
        if self._bar is None:
            from tqdm import tqdm

            form = "{desc} |{bar}| {percentage:3.0f} %, {remaining} left"
            total = max(progress.of_size, 1)
            self._bar = tqdm(total=total, bar_format=form, disable=None, leave=False)
            self._began = time.monotonic()
        rate = progress.embedded / max(time.monotonic() - self._began, 1e-9)
        self._bar.set_description_str(
            f"{progress.files:,}/{progress.of_files:,} files, {rate:,.0f} sentences/s",
            refresh=False,
        )
        self._bar.update(progress.size - self._bar.n)

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


def _holds(documents: int, rows: int) -> str:
    return f"{_counted(documents, 'document')}, {_counted(rows, 'sentence')}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
