"""Observations on disk, so that a run that was interrupted goes on where it stopped."""

from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from pydantic import ValidationError

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.observation import Observation


class RunStore:
    """A JSON Lines file of observations, one a line, written as they are made.

    A line that was cut off by a kill is left out when reading; what it held is asked again.
    An `EvaluationError` tells where the file can't be read.

    Example:
        with RunStore(path) as store:
            known = store.known
            store.add(observation)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Observation] = _read(path)
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        """Open for adding.

        Raises:
            EvaluationError: the file can't be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            cut_off = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
            self._file = self.path.open("a", encoding="utf-8")
            if cut_off and self.path.stat().st_size:
                self._file.write("\n")
        except OSError as error:
            raise EvaluationError(
                f"{self.path} can't be written: {error.strerror}; free the place or set the cache"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def add(self, observation: Observation) -> None:
        """Keep an observation; it is on disk when this returns.

        Raises:
            EvaluationError: the store is not open, or the disk is full.
        """
        if self._file is None:
            raise EvaluationError(f"{self.path} is not open; use the store in a with statement")
        self.known[observation.key] = observation
        try:
            self._file.write(observation.model_dump_json() + "\n")
            self._file.flush()
        except OSError as error:
            raise EvaluationError(
                f"{self.path} can't be written: {error.strerror}; what was asked before is kept"
            ) from error

    def forget(self) -> None:
        """Drop what is known, on disk too, so that everything is asked anew."""
        self.known.clear()
        self.path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Observation]:
    if not path.exists():
        return {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise EvaluationError(f"{path} can't be read: {error.strerror}; remove it") from error
    known: dict[str, Observation] = {}
    for line in lines:
        try:
            observation = Observation.model_validate_json(line)
        except ValidationError:  # cut off, or written by another version
            continue
        known[observation.key] = observation
    return known
