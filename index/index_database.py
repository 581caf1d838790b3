"""What holds the state of an index: the commit point, the lock of the writer, the last report."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.connection import Connection
from index.last_sync import LastSync


class IndexDatabase(Protocol):
    """Where articles, passages, full text and the name of the present state live.

    Any number of connections read, each one complete state; one at a time writes, and its commit is
    the switch from one state to the next.
    """

    @property
    def place(self) -> Path | str:
        """Folder of the index, or a database's address without its password: for messages."""

    @property
    def folder(self) -> Path | None:
        """Folder of the index on this machine; None where it has none."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a connection that sees one state, whatever is committed meanwhile."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Lend the connection that writes; all of it counts when the block ends, or nothing."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold the right to write, which ends with this process, however that ends.

        Raises:
            IndexLockedError: another process, or another part of this one, is writing.
        """

    def still_locked(self) -> bool:
        """Tell whether the right to write is still held: that to a server may be lost."""

    def clear(self, connection: Connection) -> None:
        """Empty the index, whatever version made it, as part of the transaction at hand."""

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield what is wrong with the database itself, one line each."""

    def last_sync(self) -> LastSync | None:
        """Return the report of the last sync; None where there is none that can be read."""

    def keep_last_sync(self, report: LastSync) -> None:
        """Keep the report of a sync; where that can't be done, the one before stays."""

    def tidy(self) -> None:
        """Give back the room that changes took, and have searches stay fast."""

    def close(self) -> None:
        """Let go of files and connections."""
