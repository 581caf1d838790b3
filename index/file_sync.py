"""A file of the folder taken into the database: its articles added, replaced, removed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from index.article import Article, Passage
from index.connection import Connection
from index.errors import NoArticleError, ReaderFailedError, ReadError
from index.folder import ArticleFile, digest
from index.preparing import Preparing
from index.readers.articles import file_id
from index.readers.file_access import folder_fails, is_of_system, reason_of
from index.records import (
    delete_article,
    delete_file,
    find_article,
    ids_of_file,
    insert_article,
    write_file,
)
from index.report import Failure
from index.trying import now, program_version

_READ_ATTEMPTS = 3
_MOST_TOLD = 20  # articles of a file that can't be cut


class FileChange(NamedTuple):
    """What became of the articles of a file, by id, and what of it could not be read."""

    added: list[str]
    updated: list[str]
    removed: list[str]
    unchanged: list[str]
    failures: list[str]
    passages: list[int]
    """How many each article has that was added or updated."""
    uncut: list[str]
    """Why each can't be that is left out since it can't be cut into passages."""

    @classmethod
    def empty(cls) -> Self:
        """Return what became of no article."""
        return cls([], [], [], [], [], [], [])

    def add(self, other: Self) -> None:
        """Count what became of another file's articles as well."""
        self.added.extend(other.added)
        self.updated.extend(other.updated)
        self.removed.extend(other.removed)
        self.unchanged.extend(other.unchanged)
        self.failures.extend(other.failures)
        self.passages.extend(other.passages)
        self.uncut.extend(other.uncut)


class FileSync:
    """Takes files in, within the transaction of a sync.

    Passages that are no more are noted in the temporary table `gone`, which `run` expects.

    Args:
        connection: to the database, within the transaction.
        preparing: reads the files and cuts the articles.
        root: the synced folder.
        passages: given the passages of each article that is new or another than before, and none of
            one that is the same or can't be cut.
    """

    def __init__(
        self,
        connection: Connection,
        preparing: Preparing,
        root: Path,
        passages: Callable[[Article, Sequence[Passage]], None],
    ) -> None:
        self._connection = connection
        self._preparing = preparing
        self._root = root
        self._passages = passages

    def take(self, file: ArticleFile, before: bytes) -> FileChange:
        """Make the database equal to a file, whatever it held of it; all of it, or nothing.

        What of it can't be read, and articles that can't be cut, are left out and told.

        Args:
            file: one that is new or has changed.
            before: digest of the file when it was compared.

        Raises:
            ReadError: it can't be read now, it changes all the time, or has become a link to
                somewhere else. Where its bytes are no article, or make its reader fail, that is
                among the failures instead.
        """
        file_id(file.path, self._root)
        for _ in range(_READ_ATTEMPTS):
            state, refused = self._state(file.path), None
            with _undoable(self._connection) as undo:
                try:
                    change = self._replace(file)
                except (NoArticleError, ReaderFailedError) as error:
                    change, refused = FileChange.empty(), error
                after = digest(file.path)
                # So these are the very bytes that were read. Bytes alone do not tell of a file
                # that was replaced while it was read, and put back.
                same = after == before and self._state(file.path) == state
                if refused or not same:
                    undo()
                else:
                    self._note(file, after, change, failed=bool(change.uncut))
            if same:
                return self._refuse(file, after, refused) if refused else change
            before = after
        raise ReadError("it changes while it is read; sync again when it is written")

    def _refuse(self, file: ArticleFile, digest: bytes, error: ReadError) -> FileChange:
        """Remove what there is of a file, and note why, so that it need not be read again.

        Not soon, that is, where its reader failed.
        """
        change = FileChange.empty()
        change.removed.extend(self.forget(file.name))
        change.failures.append(str(error).removeprefix(f"{file.id}: "))
        self._note(file, digest, change, failed=isinstance(error, ReaderFailedError))
        return change

    def _note(self, file: ArticleFile, digest: bytes, change: FileChange, *, failed: bool) -> None:
        """Note what a file held; one whose reader failed is read again some time."""
        write_file(
            self._connection, file.name, digest, change.failures,
            version=program_version() if failed else "", tried=now() if failed else 0,
        )  # fmt: skip

    def forget(self, name: str) -> list[str]:
        """Remove a file with its articles, and return their ids."""
        removed = ids_of_file(self._connection, name)
        self._note_gone(delete_file(self._connection, name))
        return removed

    def _replace(self, file: ArticleFile) -> FileChange:
        change = FileChange.empty()
        left = set(ids_of_file(self._connection, file.name))
        for found in self._preparing.read(file.path, self._root):
            if isinstance(found, Failure):
                change.failures.append(found.reason)
                continue
            stored = find_article(self._connection, found.id, "")
            if found.id not in left and stored is not None:
                raise taken_id(found.id)
            if stored == found.model_copy(update={"path": ""}):
                left.discard(found.id)
                change.unchanged.append(found.id)
                self._passages(found, ())
                continue
            try:
                passages = self._preparing.cut(found)
            except ReaderFailedError as error:  # what there was of it goes out with what is left
                change.uncut.append(why_uncut(found.id, file.id, error))
                self._passages(found, ())
                continue
            left.discard(found.id)
            change.passages.append(len(passages))
            self._insert(found, file.name, passages)
            (change.added if stored is None else change.updated).append(found.id)
        for article_id in sorted(left):
            self._note_gone(delete_article(self._connection, article_id))
            change.removed.append(article_id)
        change.failures.extend(told_uncut(change.uncut))
        return change

    def _insert(self, article: Article, name: str, passages: Sequence[Passage]) -> None:
        self._note_gone(delete_article(self._connection, article.id))
        insert_article(self._connection, article, name, passages)
        self._passages(article, passages)

    def _note_gone(self, passages: Sequence[str]) -> None:
        self._connection.executemany("INSERT INTO gone VALUES (?)", [(each,) for each in passages])

    def _state(self, path: Path) -> tuple[int, ...]:
        """Return what changes whenever somebody writes to a file or replaces it.

        Raises:
            ReadError: it is gone, or not in the folder any more: since it was listed, it or a
                folder above it was replaced by a link.
            FolderUnavailableError: the disk fails.
        """
        try:
            status = path.stat()
            inside = path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError) as error:
            if is_of_system(error):
                raise folder_fails(path, error) from error
            told = reason_of(error)
            raise ReadError(f"can't be read ({told}); check that it is there") from error
        if not inside:
            raise ReadError("has become a link out of the folder; put the file itself there")
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def why_uncut(article_id: str, file_id: str, error: ReaderFailedError) -> str:
    """Return why an article can't be cut, which names it where it is one of many in its file."""
    place = article_id.removeprefix(file_id)
    return f"{place}: {error}" if place else str(error)


def told_uncut(reasons: Sequence[str]) -> list[str]:
    """Return what a report says of the articles of a file that can't be cut: why, of the first."""
    more = len(reasons) - _MOST_TOLD
    return [*reasons[:_MOST_TOLD], *([f"{more} more can't be cut either"] if more > 0 else [])]


def taken_id(article_id: str) -> ReadError:
    """Return the error for an article whose id one of another file has."""
    return ReadError(
        f"another file already has the id {article_id} (perhaps its accents are encoded "
        "otherwise); rename one of them"
    )


@contextmanager
def _undoable(connection: Connection) -> Iterator[Callable[[], None]]:
    """Keep what the block does to the database, unless it fails or asks to undo it."""
    undone = False

    def undo() -> None:
        nonlocal undone
        undone = True

    connection.execute("SAVEPOINT file")
    try:
        yield undo
    except BaseException:
        undone = True
        raise
    finally:
        if undone:
            connection.execute("ROLLBACK TO file")
        connection.execute("RELEASE file")
