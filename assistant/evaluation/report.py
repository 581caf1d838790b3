"""The record of a run, which JSON, table, HTML and comparisons are made from."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.figures import Summary
from assistant.evaluation.observation import Outcome
from assistant.evaluation.scoring import Score
from index.frozen import Frozen


class RunInfo(Frozen):
    """What was measured, with what; equal fingerprints mean that answers must be equal."""

    fingerprint: str
    system: Literal["assistant", "stock", "search"]
    gold: str = Field(description="Name of the gold files or data set.")
    version: str = Field(description="Version of the product.")
    llm: str
    embeddings: str
    settings: dict[str, object] = Field(description="Settings that answers depend on.")
    index: str = Field(description="Fingerprint of articles and passages.")
    prompts: str = Field(description="Fingerprint of the prompts.")
    code: str = Field(description="Fingerprint of the code that answers.")
    runtime: str = Field(
        default="",
        description="Fingerprint of the builds that run an embedded model, of a file that the "
        "settings name, and of what judges; empty where no model is asked or a server runs it.",
    )
    libraries: dict[str, str] = Field(description="Versions of libraries that answers depend on.")
    articles: int
    passages: int
    started: str = Field(description="ISO 8601, UTC.")
    seconds: float = Field(description="How long this run took, without what was known before.")
    reused: int = Field(description="Answers taken from an earlier run of the same fingerprint.")


class Row(Frozen):
    """One question: what was observed and how it was judged."""

    outcome: Outcome
    score: Score


class Report(Frozen):
    """A whole run."""

    format: Literal[1] = 1
    run: RunInfo
    summary: Summary
    rows: tuple[Row, ...]

    @property
    def scores(self) -> tuple[Score, ...]:
        """Scores of all rows, in their order."""
        return tuple(row.score for row in self.rows)


def write_json(report: Report, path: Path) -> None:
    """Write the report as JSON.

    Raises:
        EvaluationError: the file can't be written.
    """
    write_text(report.model_dump_json(indent=1) + "\n", path)


def read_json(path: Path) -> Report:
    """Read a report written by `write_json`.

    Raises:
        EvaluationError: it can't be read or is no such report.
    """
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"{path} can't be read: {error.strerror}; check the path") from error
    except ValidationError as error:
        raise EvaluationError(
            f"{path} is no report of this version; make it anew with assistant eval --json"
        ) from error


def require_place(path: Path) -> None:
    """Fail before any question is asked where a file could not be written afterwards.

    Raises:
        EvaluationError: it is a folder, or may not be written.
    """
    new = not path.exists()
    if not (new or path.is_file() or path.is_dir()):
        return  # a pipe would end for whoever reads it
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a", encoding="utf-8").close()  # changes nothing of a file that is there
        if new:
            path.unlink()
    except OSError as error:
        raise EvaluationError(f"{path} can't be written: {error.strerror}") from error


def write_text(text: str, path: Path) -> None:
    """Write a file of the report; its folder is made where it is missing.

    Raises:
        EvaluationError: the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} can't be written: {error.strerror}") from error
