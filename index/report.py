"""What a sync tells: while it runs, and when it is done."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from index.frozen import Frozen

Phase = Literal["comparing", "reading", "embedding", "storing", "full text", "vectors"]
"""What a sync or a check is at."""


class Failure(Frozen):
    """A file that is not in the index, and why."""

    path: str = Field(description="Relative to the synced folder, with forward slashes.")
    reason: str


class SyncReport(Frozen):
    """What a sync did to each article, by article id; in a dry run, what it would do."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = Field(default=0, description="Of the articles that were added or updated.")
    embedded: int = Field(
        default=0, description="Those of them whose text no index of this user had embedded before."
    )
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the index is another than before."""
        return bool(self.added or self.updated or self.removed)


def moved_apart(
    added: Sequence[str], updated: Sequence[str], removed: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """Return the same, with those that are both added and removed among the updated.

    A file whose name is only encoded otherwise than before gives its articles the ids they had.
    """
    both = set(added).intersection(removed) if removed else set()
    return (
        [each for each in added if each not in both],
        [*updated, *(each for each in added if each in both)],
        [each for each in removed if each not in both],
    )


def by_path(failed: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return failures in the order of their files, whether they are new or known from before."""
    return tuple(sorted(failed, key=lambda each: each.path))


class SyncProgress(Frozen):
    """How far a sync or a check has come."""

    phase: Phase = Field(
        description="Files are compared with the index, the changed ones read and embedded, and "
        "everything stored; in a dry run, they are only read. A check compares files, then the "
        "full text and the vectors of the passages."
    )
    done: int = Field(
        description="Files; while storing, or checking full text or vectors, passages."
    )
    total: int
    item: str = Field(default="", description="File at hand.")
    passages: int = Field(default=0, description="Passages embedded so far.")
    seconds: float = Field(default=0.0, description="Since the phase began.")
    rate: float | None = Field(
        default=None,
        description="Files compared, passages embedded, stored or checked in a second, of late; "
        "None where it can't be told yet.",
    )
    left: float | None = Field(
        default=None, description="Seconds that the rest of the phase will take, as it goes."
    )
