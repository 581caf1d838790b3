"""Answers given before, found again by all that they depended on."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import ValidationError

from assistant.answer import Answer

_log = logging.getLogger(__name__)
MOST_ANSWERS = 1000
"""Some 15 kB each; the one that was not asked for longest gives way."""
_BUSY_SECONDS = 2.0


class AnswerCache:
    """A bounded file of answers, which several processes may share.

    It only ever saves time: where the file can't be read or written, nothing is found or kept, and
    the log says why.

    Args:
        path: of the file, made with the first answer.
        most: answers that it holds.
    """

    def __init__(self, path: Path, most: int = MOST_ANSWERS) -> None:
        self._path = path
        self._most = most

    def get(self, key: str) -> Answer | None:
        """The answer kept under `key`, marked as kept; None where there is none."""
        if not self._path.is_file():
            return None
        try:
            with self._connection() as connection:
                row = connection.execute(
                    "UPDATE answers SET used = ? WHERE key = ? RETURNING answer",
                    (time.time(), key),
                ).fetchone()
            return row and Answer.model_validate_json(row[0]).model_copy(update={"cached": True})
        except (sqlite3.Error, OSError, ValidationError) as error:
            _log.warning("answers kept in %s can't be read: %s", self._path, error)
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer under `key`."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO answers (key, used, answer) VALUES (?, ?, ?)",
                    (key, time.time(), answer.model_dump_json()),
                )
                connection.execute(
                    "DELETE FROM answers WHERE key NOT IN "
                    "(SELECT key FROM answers ORDER BY used DESC LIMIT ?)",
                    (self._most,),
                )
        except (sqlite3.Error, OSError) as error:
            _log.warning("an answer can't be kept in %s: %s", self._path, error)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answers "
                "(key TEXT PRIMARY KEY, used REAL NOT NULL, answer TEXT NOT NULL)"
            )
            with connection:
                yield connection
