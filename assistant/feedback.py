"""What readers say of answers, kept as JSON Lines for those who look after the gold questions."""

import errno
import os
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.errors import AssistantError
from index.frozen import Frozen

Rating = Literal["good", "bad", "withdrawn"]
LONGEST_COMMENT = 4000  # characters
MOST_BYTES = 100 * 2**20
"""Of the file: several thousand ratings, each with its answer and the conversation before it."""


class Feedback(Frozen):
    """One rating of one answer, with all that is needed to ask it again."""

    id: str
    at: str = Field(description="When it was given, ISO 8601 in UTC.")
    rating: Rating
    comment: str = ""
    question: str
    history: tuple[Turn, ...] = ()
    answer: Answer
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Settings that the answer was made with."
    )


class FeedbackLog:
    """Appends to one file; a line is written whole or not at all, also by several threads.

    Args:
        path: of the file; it and its folder are made at the first rating.
        settings: kept with each rating; secrets are for the caller to leave out.
        most_bytes: the file may have; what would make it larger is refused.
    """

    def __init__(self, path: Path, settings: dict[str, Any], most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._settings = settings
        self._most_bytes = most_bytes
        self._lock = Lock()

    def add(
        self,
        answer: Answer,
        history: Sequence[Turn],
        rating: Rating,
        comment: str = "",
        known_as: str = "",
    ) -> str:
        """Keep a rating, or, with `known_as`, a later word on one; return its id.

        Raises:
            AssistantError: the file can't be written, or is as large as it may be.
        """
        feedback = Feedback(
            id=known_as or uuid.uuid4().hex,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            rating=rating,
            comment=comment.strip()[:LONGEST_COMMENT],
            question=answer.question,
            history=tuple(history),
            answer=answer.without_paths(),
            settings=self._settings,
        )
        line = (feedback.model_dump_json() + "\n").encode()
        try:
            with self._lock:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                _append(self._path, line, self._most_bytes)
        except _FullError as error:
            raise AssistantError(
                f"the rating could not be kept in {self._path} (the file may have "
                f"{self._most_bytes:,} bytes): move it to another place, and a new one is begun"
            ) from error
        except OSError as error:
            raise AssistantError(
                f"the rating could not be kept in {self._path} ({error.strerror}): name another "
                "file with the setting feedback"
            ) from error
        return feedback.id


class _FullError(Exception):
    """A file would become larger than it may be."""


def _append(path: Path, line: bytes, most_bytes: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        before = os.fstat(file).st_size
        if before + len(line) > most_bytes:
            raise _FullError
        if os.write(file, line) < len(line):  # the disk is full
            os.ftruncate(file, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)


def read_feedback(path: Path) -> tuple[Feedback, ...]:
    """All ratings of a file in their order, each as it was said last.

    Raises:
        AssistantError: the file can't be read, or a line is no rating.
    """
    found: dict[str, Feedback] = {}
    for number, line in _lines(path):
        try:
            feedback = Feedback.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors()[0]["msg"]
            raise AssistantError(f"{path}, line {number}: no rating ({problem})") from error
        found[feedback.id] = feedback
    return tuple(found.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"{path} can't be read: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def settings_to_keep(settings: BaseModel) -> dict[str, Any]:
    """What of the settings says how answers are made; no secret, no place of this machine."""
    kept = {"llm", "embeddings", "context_tokens", "passages", "answer_tokens", "answer_threshold"}
    return settings.model_dump(mode="json", include=kept)
