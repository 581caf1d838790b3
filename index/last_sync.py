"""The report of the last sync, beside the index: readable, whole at any moment, and bounded."""

import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.durable import replace_file
from index.lock import is_running
from index.readers.file_access import shown
from index.report import Failure, SyncReport

FILE = "last-sync.json"

_MOST = 1000  # names in each list


def _now() -> datetime:
    return datetime.now(UTC)


class LastSync(BaseModel):
    """What became of the last sync of an index, whoever ran it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: Literal["running", "done", "failed"]
    folder: str = Field(description="Absolute path of the folder of articles.")
    process: int
    host: str
    begun: datetime
    ended: datetime | None = None
    error: str | None = Field(default=None, description="Why it failed; the index is as it was.")
    name: str = Field(description="Random name of the index.")
    generation: int = Field(description="State of the index after the sync.")
    vectors: str = Field(default="", description="Set of vectors of that state.")
    abandoned: bool = Field(
        default=False, exclude=True, description="Whether a server knows that nobody runs it."
    )
    counts: dict[str, int] = Field(
        default_factory=dict,
        description="Articles added, updated, removed, unchanged and failed; passages of the added "
        "and updated; those of them that were embedded.",
    )
    added: tuple[str, ...] = Field(default=(), description=f"The first {_MOST}.")
    updated: tuple[str, ...] = Field(default=(), description=f"The first {_MOST}.")
    removed: tuple[str, ...] = Field(default=(), description=f"The first {_MOST}.")
    failed: tuple[Failure, ...] = Field(default=(), description=f"The first {_MOST}.")

    @property
    def interrupted(self) -> bool:
        """Whether the process that ran it is gone without having ended it."""
        if self.state != "running":
            return False
        return self.abandoned or not is_running(self.process, self.host)

    @classmethod
    def begin(cls, folder: Path, name: str, generation: int, vectors: str) -> Self:
        """Return the report of a sync that begins now, in this process."""
        return cls(
            state="running",
            folder=shown(str(_place(folder))),
            process=os.getpid(),
            host=socket.gethostname(),
            begun=_now(),
            name=name,
            generation=generation,
            vectors=vectors,
        )

    def done(self, report: SyncReport, generation: int, vectors: str) -> Self:
        """Return the report of this sync when it is done."""
        lists = ("added", "updated", "removed", "failed")
        counts = {name: len(getattr(report, name)) for name in (*lists, "unchanged")}
        counts |= {"passages": report.passages, "embedded": report.embedded}
        changes = {name: getattr(report, name)[:_MOST] for name in lists} | {
            "state": "done",
            "ended": _now(),
            "generation": generation,
            "vectors": vectors,
            "counts": counts,
        }
        return self.model_copy(update=changes)

    def stopped(self, error: BaseException) -> Self:
        """Return the report of this sync when it has failed or was interrupted."""
        told = shown(str(error)) or type(error).__name__
        return self.model_copy(update={"state": "failed", "ended": _now(), "error": told})


def _place(folder: Path) -> Path:
    """Return where a folder is; of one that can't be reached, where it should be."""
    with suppress(OSError, RuntimeError, ValueError):
        return folder.resolve()
    return folder.absolute()


def write_last_sync(folder: Path, report: LastSync) -> None:
    """Keep the report in the folder of the index; a disk that is full keeps the one before."""
    with suppress(OSError):
        content = report.model_dump_json(indent=1).encode() + b"\n"
        replace_file(folder / FILE, content, through=report.state != "running")


def read_last_sync(folder: Path) -> LastSync | None:
    """Return the report of the last sync; None where there is none that can be read."""
    try:
        return LastSync.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None
