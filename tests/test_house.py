"""The rules of the house that a machine can check: imports, names, line counts."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import corpus
import embeddings
import page
import qa
import quoth

PROJECT = Path(__file__).parent.parent
MAX_LINES = 400

# Which of the project's own packages each may import. Doors (the page, the command line,
# the benchmarks, the training) are imported by nobody but a door.
MAY_IMPORT = {
    "corpus": {"corpus"},
    "embeddings": {"embeddings"},
    "qa": {"corpus", "embeddings", "qa"},
    "page": {"corpus", "embeddings", "page", "qa"},
    "app": {"corpus", "embeddings", "page", "qa"},
    "benchmarks": {"benchmarks", "corpus", "embeddings", "page", "qa"},
    "quoth": {"qa"},
    "training": {"corpus", "embeddings", "qa", "training"},
}

GRADIO = {PROJECT / "page" / name for name in ("api.py", "server.py", "site.py")}


def sources() -> list[Path]:
    tracked = [path for package in MAY_IMPORT for path in (PROJECT / package).rglob("*.py")]
    return [*tracked, PROJECT / "app.py", *(PROJECT / "tests").glob("*.py")]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_down(package: str) -> None:
    files = list((PROJECT / package).rglob("*.py")) or [PROJECT / f"{package}.py"]
    for path in files:
        for module in imported(path):
            top = module.split(".")[0]
            if top in MAY_IMPORT:
                assert top in MAY_IMPORT[package], f"{path} imports {module}"
            if top == "gradio":
                assert path in GRADIO, f"{path} imports gradio"
            if path.parent.name == "qa" and path.name != "cli.py":
                assert not module.startswith(("qa.cli", "qa.commands")), f"{path} imports a door"


@pytest.mark.parametrize("package", ["corpus", "embeddings", "qa", "quoth", "qa.cli"])
def test_importing_loads_no_heavy_library(package: str) -> None:
    heavy = ["torch", "gradio", "transformers", "sentence_transformers", "bm25s", "sklearn"]
    code = f"import sys, {package}; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert run.stdout.strip() == "[]"


def test_importing_the_page_leaves_the_proxy_settings_alone() -> None:
    code = "import os, page.server; print(os.environ.get('NO_PROXY'), os.environ['HTTP_PROXY'])"
    environment = {"PATH": os.environ["PATH"], "HTTP_PROXY": "http://proxy.test:1"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
        env=environment,
    )
    assert run.stdout.split() == ["None", "http://proxy.test:1"]


def test_the_public_names_are_those_of_the_contract() -> None:
    assert qa.__all__ == [
        "EXPECTED_ERRORS",
        "MAX_QUESTION_LENGTH",
        "Answer",
        "Assistant",
        "ClusterError",
        "Evidence",
        "Library",
        "LibraryError",
        "Mention",
        "Mentions",
        "NothingToReadError",
        "QuestionError",
        "QuestionFileError",
        "Quote",
        "QuothError",
        "ReaderError",
        "ReceiptError",
        "Settings",
        "SettingsError",
        "Store",
        "Turn",
        "answer",
    ]


@pytest.mark.parametrize("package", [qa, corpus, embeddings])
def test_public_names_are_there_sorted_and_documented(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert names == sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))
    for name in names:
        public = getattr(package, name)
        if callable(public):
            assert public.__doc__, name


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_file_is_longer_than_the_cap(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def test_the_package_has_the_project_s_name() -> None:
    assert {name: getattr(quoth, name) for name in qa.__all__} == {
        name: getattr(qa, name) for name in qa.__all__
    }
    assert quoth.__version__ == version("quoth")


def test_every_expected_error_is_under_one_of_the_roots() -> None:
    roots = qa.EXPECTED_ERRORS
    for package in (corpus, embeddings, page, qa):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                is_error = isinstance(value, type) and issubclass(value, Exception)
                if is_error and value.__module__ == module.name and not name.startswith("_"):
                    assert issubclass(value, roots), f"{module.name}.{name}"
