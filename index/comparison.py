"""Which files of a folder differ from the index: told by their names and the hash of their bytes.

What is found stands in temporary tables of the connection, not in memory:

- `listed`: every file that is there and can be read.
- `changed`: those that the index does not have, or has with other bytes.
"""

import json
import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.connection import Connection
from index.errors import ReadError
from index.folder import ArticleFile, FolderIdentity, check_folder, digest, file_names
from index.readers import REFUSED, SUFFIXES
from index.readers.articles import id_of_name
from index.readers.file_access import folder_fails, is_of_system
from index.readers.formats import refusal_of
from index.report import Failure
from index.steps import Steps
from index.trying import AGAIN_AFTER, now, program_version

_TABLES = (
    "CREATE TEMP TABLE listed (number INTEGER PRIMARY KEY, name TEXT UNIQUE, id TEXT)",
    "CREATE TEMP TABLE changed (number INTEGER PRIMARY KEY, name TEXT UNIQUE, id TEXT, "
    "digest BLOB, size BIGINT)",
)
_PAGE = 1000


class Changed(NamedTuple):
    """A file that differs from the index."""

    file: ArticleFile
    digest: bytes
    size: int
    """Bytes."""


class Comparison(NamedTuple):
    """What differs, in numbers; the files themselves are in the temporary tables."""

    unchanged: int
    changed: int
    changed_bytes: int
    removed: int
    folder: FolderIdentity
    """What was listed; when all is done, it must be there still."""


def compare(
    connection: Connection,
    articles: Path,
    steps: Steps,
    *,
    without: Path | None,
    ignore_index: bool = False,
    again: bool = False,
) -> Comparison:
    """Compare every file of a folder with the index.

    What the index has of folders that can't be listed counts as unchanged.

    Args:
        connection: to the index; the temporary tables must not be there yet.
        articles: the folder.
        steps: told how far it is, and which files can't be read.
        without: a folder to pass over, if there is one.
        ignore_index: take every file for a new one.
        again: take files whose reader failed for changed ones, though that was not long ago.

    Raises:
        ArticleIndexError: the folder is missing or can't be listed.
        FolderUnavailableError: the disk fails.
    """
    for statement in _TABLES:
        connection.execute(statement)
    check_folder(articles)
    folder = FolderIdentity.of(articles)
    unlisted: list[Failure] = []
    total = _list(connection, articles, steps, without, unlisted)
    steps.failed += unlisted
    steps.begin("comparing", total, total)
    root = articles.resolve()
    above = os.path.join(root, "")  # noqa: PTH118 - paths as strings, as in `file_names`
    done = unchanged = 0
    for number, name, shown, known in _pages(connection, ignore_index=ignore_index, again=again):
        done += 1
        if done % 64 == 1 or done == total:
            steps.tell(done, done, done, item=shown)
        path = above + name
        try:
            found = digest(path)
            size = os.stat(path).st_size if found != known else 0  # noqa: PTH116 - as above
        except (ReadError, OSError) as error:
            if is_of_system(error):
                raise folder_fails(path, error) from error
            steps.fail(ArticleFile(shown, name, root / name), error)
            connection.execute("DELETE FROM listed WHERE number = ?", (number,))
            continue
        if found == known:
            unchanged += 1
        else:
            connection.execute(
                "INSERT INTO changed (name, id, digest, size) VALUES (?, ?, ?, ?)",
                (name, shown, found, size),
            )
    if not ignore_index:
        unchanged += _keep_unlisted(connection, unlisted)
    sums = "SELECT count(*), coalesce(sum(size), 0) FROM changed"
    changed, changed_bytes = connection.execute(sums).fetchone()
    removed = 0 if ignore_index else _removed_count(connection)
    return Comparison(unchanged, changed, int(changed_bytes), removed, folder)


def _list(
    connection: Connection,
    articles: Path,
    steps: Steps,
    without: Path | None,
    unlisted: list[Failure],
) -> int:
    """Note the name of every file, and the folders that can't be listed; return how many files."""
    total = 0
    page: list[tuple[str, str]] = []
    root = articles.resolve()
    suffixes = SUFFIXES | REFUSED.keys()
    for name in file_names(articles, suffixes, without=without, failed=unlisted.append):
        try:
            article_id = id_of_name(name)
            if refusal := refusal_of(name):
                raise ReadError(refusal)
        except ReadError as error:
            steps.fail(ArticleFile.of(name, root), error)
            continue
        page.append((name, article_id))
        total += 1
        if len(page) == _PAGE:
            connection.executemany("INSERT INTO listed (name, id) VALUES (?, ?)", page)
            page.clear()
    connection.executemany("INSERT INTO listed (name, id) VALUES (?, ?)", page)
    return total


def _keep_unlisted(connection: Connection, folders: Sequence[Failure]) -> int:
    """Have what the index holds of some folders count as there; return how many files that are."""
    kept = 0
    for folder in folders:
        names = files_below(connection, folder.path)
        connection.executemany(
            "INSERT INTO listed (name, id) VALUES (?, ?)",
            [(name, unicodedata.normalize("NFC", name)) for name in names],
        )
        kept += len(names)
    return kept


def files_below(connection: Connection, folder: str) -> list[str]:
    """Return the names of the files that the index has from below a folder, in order."""
    above = f"{folder}/"
    rows = connection.execute(
        "SELECT path FROM files WHERE substr(path, 1, ?) = ? ORDER BY path", (len(above), above)
    )
    return [str(name) for (name,) in rows]


def _pages(
    connection: Connection, *, ignore_index: bool, again: bool
) -> Iterator[tuple[int, str, str, bytes | None]]:
    """Yield number, name, id and known digest of the listed files, some at a time in memory.

    The digest of a file that is to be tried again counts as unknown.
    """
    where = "path = name AND (version = '' OR (version = ? AND tried > ? AND tried <= ?))"
    known = f"(SELECT digest FROM files WHERE {where})"  # noqa: S608 - as above
    until = now()
    last = 0
    while True:
        values: tuple[str | int, ...] = (program_version(), until - AGAIN_AFTER, until)
        if ignore_index:
            known, values = "NULL", ()
        elif again:
            values = ("", 0, 0)
        page = connection.execute(
            f"SELECT number, name, id, {known} FROM listed "  # noqa: S608 - one of the two above
            "WHERE number > ? ORDER BY number LIMIT ?",
            (*values, last, _PAGE),
        ).fetchall()
        if not page:
            return
        yield from page
        last = page[-1][0]


def changed_files(connection: Connection, articles: Path) -> Iterator[Changed]:
    """Yield the files that differ, in the order of their paths."""
    root = articles.resolve()
    last = 0
    while True:
        page = connection.execute(
            "SELECT name, id, digest, size, number FROM changed "
            "WHERE number > ? ORDER BY number LIMIT ?",
            (last, _PAGE),
        ).fetchall()
        if not page:
            return
        for name, article_id, found, size, _ in page:
            yield Changed(ArticleFile(article_id, name, root / name), found, size)
        last = page[-1][-1]


_REMOVED = "FROM files WHERE NOT EXISTS (SELECT 1 FROM listed WHERE name = path)"


def removed_files(connection: Connection) -> list[str]:
    """Return the names of the files that the index has and the folder has not, in order."""
    return [str(name) for (name,) in connection.execute(f"SELECT path {_REMOVED} ORDER BY path")]


def staying_file_of(connection: Connection, article_id: str) -> str | None:
    """Return the file that the index has an article from, where the folder has it still."""
    found = connection.execute(
        "SELECT file FROM articles JOIN listed ON name = file WHERE articles.id = ?", (article_id,)
    ).fetchone()
    return None if found is None else str(found[0])


def unchanged_articles(connection: Connection) -> list[str]:
    """Return the ids of all articles in files that did not change."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE EXISTS (SELECT 1 FROM listed WHERE name = file) "
        "AND NOT EXISTS (SELECT 1 FROM changed WHERE name = file)"
    )
    return [str(article_id) for (article_id,) in rows]


def old_failures(connection: Connection) -> list[Failure]:
    """Return what could not be read of files, or not at all, that are the same as when it was."""
    rows = connection.execute(
        "SELECT listed.id, failures FROM files JOIN listed ON name = path WHERE failures <> '[]' "
        "AND NOT EXISTS (SELECT 1 FROM changed WHERE changed.name = path) ORDER BY path"
    )
    return [
        Failure(path=shown, reason=reason)
        for shown, reasons in rows
        for reason in json.loads(reasons)
    ]


def _removed_count(connection: Connection) -> int:
    return int(connection.execute(f"SELECT count(*) {_REMOVED}").fetchone()[0])


def removed_passages(connection: Connection) -> int:
    """Return how many passages the index has of files that the folder has not."""
    found = connection.execute(
        "SELECT count(*) FROM passages JOIN articles ON articles.id = passages.article "  # noqa: S608
        f"WHERE file IN (SELECT path {_REMOVED})"
    )
    return int(found.fetchone()[0])
