"""Whether an index is what a fresh build would give: every file, every row and every vector."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.article import Article, Passage
from index.comparison import files_below
from index.connection import Connection
from index.context import embedded_text
from index.errors import ArticleIndexError, ReaderFailedError, ReadError
from index.folder import ArticleFile, digest, file_names
from index.meta import Meta, read_meta
from index.opening import check_settings
from index.parts import Parts
from index.preparing import cut_article
from index.readers import SUFFIXES, IsolatedReader
from index.readers.articles import id_of_name
from index.records import find_article, ids_of_file, passages_after, passages_of
from index.report import Failure, SyncProgress
from index.steps import Steps
from index.vector_file import Vector

if TYPE_CHECKING:
    from index.store import ChromaStore

_PAGE = 500
# Vectors of one text differ by rounding alone, depending on what it was embedded together with.
_SAME = 0.999

ROWS = ("database: ", "full text: ")
"""What lines begin with that tell of a damaged database, not of a folder that has changed."""

VECTORS = "vectors: "
"""What lines begin with that tell of damaged vectors."""


def differences(
    parts: Parts,
    connection: Connection,
    articles: Path,
    progress: Callable[[SyncProgress], None] | None,
) -> Iterator[str]:
    """Read every article again and compare it with the index; nothing is embedded.

    Args:
        parts: the index.
        connection: to its database.
        articles: folder of the articles.
        progress: called as the check proceeds.

    Yields:
        One line a difference.

    Raises:
        IndexMismatchError: other settings made the index.
        ArticleIndexError: the folder is missing or can't be listed.
    """
    broken = False
    for line in parts.database.damage(connection):
        broken = True
        yield f"database: {line}"
    if broken:
        return  # what else its rows say means nothing
    meta = read_meta(connection, parts.database.place)
    check_settings(meta, parts.fresh, parts.database.place)
    steps = Steps(progress)
    yield from _files(parts, connection, articles, steps)
    yield from _rows(connection, meta)
    yield from _full_text(connection, meta, steps)
    yield from _vectors(parts, connection, meta, steps)
    yield from connection.full_text.damage(connection)


def _files(parts: Parts, connection: Connection, articles: Path, steps: Steps) -> Iterator[str]:
    connection.execute("CREATE TEMP TABLE seen (name TEXT PRIMARY KEY)")
    root = articles.resolve()
    unlisted: list[Failure] = []
    without = parts.database.folder
    total = sum(1 for _ in file_names(articles, SUFFIXES, without=without, failed=_pass_over))
    steps.begin("comparing", total, total)
    found = file_names(articles, SUFFIXES, without=without, failed=unlisted.append)
    with IsolatedReader() as reader:
        for number, name in enumerate(found, start=1):
            file = ArticleFile.of(name, root)
            if _has_text_for_a_name(file):  # no index has any other, as a sync refuses it
                yield from _differences_of_file(parts, connection, file, root, reader)
                _note_seen(connection, [file.name])
            # One that has come since they were counted is read as well.
            steps.tell(min(number, total), number, number, item=file.id)
    for folder in unlisted:  # what the index has of it can't be told to be gone
        yield f"{folder.path}: {folder.reason}"
        _note_seen(connection, files_below(connection, folder.path))
    unseen = "NOT EXISTS (SELECT 1 FROM seen WHERE name = path)"
    held = "EXISTS (SELECT 1 FROM articles WHERE file = path)"
    gone = f"SELECT path FROM files WHERE {unseen} AND {held} ORDER BY path"  # noqa: S608 - as above
    for (path,) in connection.execute(gone):
        yield f"{path}: in the index, no more in the folder"


def _pass_over(_: Failure) -> None:
    """Leave out a folder that can't be listed, which is told when its neighbours are read."""


def _has_text_for_a_name(file: ArticleFile) -> bool:
    try:
        id_of_name(file.name)
    except ReadError:
        return False
    return True


def _note_seen(connection: Connection, names: Sequence[str]) -> None:
    connection.executemany(
        "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", [(name,) for name in names]
    )


def _differences_of_file(
    parts: Parts,
    connection: Connection,
    file: ArticleFile,
    root: Path,
    reader: IsolatedReader,
) -> Iterator[str]:
    held = ids_of_file(connection, file.name)
    left = set(held)
    why_left = "in the index, no more in its file"
    uncut: dict[str, str] = {}
    found: list[str] = []  # told when all is read: of a file that breaks off a sync takes nothing
    try:
        same, whole = _recorded(connection, file)
        for article in reader.read(file.path, root):
            if isinstance(article, Failure) or _is_another(connection, article, file, root):
                continue
            indexed = find_article(connection, article.id, str(root))
            try:
                difference = _difference(parts, connection, article, indexed)
            except ReaderFailedError as error:  # no fresh build would have it
                uncut[article.id] = f"in the index, no more readable ({error})"
                continue
            left.discard(article.id)
            if difference:
                damaged = same and (whole or indexed is not None)
                found.append(f"{'database: ' if damaged else ''}{article.id}: {difference}")
    except ReadError as error:
        found, left, uncut = [], set(held), {}
        why_left = f"in the index, no more readable ({error})"
    yield from found
    yield from (f"{each}: {uncut.get(each, why_left)}" for each in sorted(left))


def _recorded(connection: Connection, file: ArticleFile) -> tuple[bool, bool]:
    """Tell whether the index says that it has just these bytes, and that its reader did not fail.

    A sync would not read those.
    """
    query = "SELECT digest, version FROM files WHERE path = ?"
    known = connection.execute(query, (file.name,)).fetchone()
    same = known is not None and bytes(known[0]) == digest(file.path)
    return same, same and not known[1]


def _is_another(connection: Connection, article: Article, file: ArticleFile, root: Path) -> bool:
    """Tell whether the index has the article of another file whose name differs in encoding."""
    query = "SELECT file FROM articles WHERE id = ?"
    source = connection.execute(query, (article.id,)).fetchone()
    return source is not None and source[0] != file.name and (root / str(source[0])).exists()


def _difference(
    parts: Parts, connection: Connection, article: Article, indexed: Article | None
) -> str | None:
    passages = cut_article(article, parts.chunking)
    if indexed is None:
        return "not in the index" if passages else None
    if article != indexed:
        return _fields(article, indexed)
    return None if passages == passages_of(connection, article.id) else "cut into other passages"


def _fields(article: Article, indexed: Article) -> str:
    found = [
        field for field in type(article).model_fields
        if getattr(article, field) != getattr(indexed, field)
    ]  # fmt: skip
    return f"changed ({', '.join(found)})"


_STRAYS = {
    "articles of no file": "SELECT id FROM articles WHERE NOT EXISTS "
    "(SELECT 1 FROM files WHERE path = file)",
    "files without an article": "SELECT path FROM files WHERE NOT EXISTS "
    "(SELECT 1 FROM articles WHERE file = path) AND failures = '[]'",
    "passages of no article": "SELECT id FROM passages p WHERE NOT EXISTS "
    "(SELECT 1 FROM articles a WHERE a.id = p.article)",
}


def _rows(connection: Connection, meta: Meta) -> Iterator[str]:
    for what, query in _STRAYS.items():
        found = [str(row[0]) for row in connection.execute(query)]
        if found:
            yield f"database: {len(found)} {what}, such as {found[0]}"
    passages = int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])
    if passages != meta.passages:
        yield f"database: {passages} passages, where it was closed with {meta.passages}"


def _full_text(connection: Connection, meta: Meta, steps: Steps) -> Iterator[str]:
    search = connection.full_text
    steps.begin("full text", meta.passages, meta.passages)
    if found := search.strays(connection):
        yield f"full text: {found} entries of no passage"
    for before, last, passages in _told_pages(connection, meta, steps):
        for passage in search.differing(connection, before, last, passages):
            yield f"full text: a passage of {passage.article_id} is searched by other words"


def _vectors(parts: Parts, connection: Connection, meta: Meta, steps: Steps) -> Iterator[str]:
    if not meta.passages and not meta.vectors:
        return
    steps.begin("vectors", meta.passages, meta.passages)
    steps.tell(0, 0, 0)  # comparing their files with the seal, and loading them, takes a while
    if not parts.sets.whole(meta.vectors):
        yield "vectors: missing or damaged"
        return
    try:
        with closing(parts.sets.open(meta.vectors)) as store:
            yield from _stored_ids(connection, store)
            yield from _stored_vectors(parts, connection, store, meta, steps)
    except ArticleIndexError as error:
        yield f"vectors: {error}"


def _stored_ids(connection: Connection, store: "ChromaStore") -> Iterator[str]:
    connection.execute("CREATE TEMP TABLE stored (id TEXT PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO stored VALUES (?) ON CONFLICT DO NOTHING", ((key,) for key in store.ids())
    )
    for what, query in (
        ("passages without one, such as one of {}",
         "SELECT article FROM passages p WHERE NOT EXISTS "
         "(SELECT 1 FROM stored WHERE stored.id = p.id)"),
        ("of no passage, such as {}",
         "SELECT id FROM stored WHERE NOT EXISTS "
         "(SELECT 1 FROM passages WHERE passages.id = stored.id)"),
    ):  # fmt: skip
        found = [str(row[0]) for row in connection.execute(query)]
        if found:
            yield f"vectors: {len(found)} {what.format(found[0])}"


def _stored_vectors(
    parts: Parts, connection: Connection, store: "ChromaStore", meta: Meta, steps: Steps
) -> Iterator[str]:
    """Look for each vector, and compare it with what is known of its text; nothing is embedded."""
    listed = (
        "SELECT stored.id FROM stored JOIN passages ON passages.id = stored.id "
        "WHERE number > ? AND number <= ?"
    )
    for before, last, passages in _told_pages(connection, meta, steps):
        ids = {str(key) for (key,) in connection.execute(listed, (before, last))}
        known = parts.cache.known([embedded_text(each) for each in passages])
        stored = store.vectors(ids)
        for passage in (each for each in passages if each.id in ids):
            vector, expected = stored.get(passage.id), known.get(embedded_text(passage))
            if vector is None:
                yield f"vectors: that of a passage of {passage.article_id} can't be searched"
            elif expected is not None and not _alike(vector, expected):
                yield f"vectors: that of a passage of {passage.article_id} is of another text"


def _alike(one: Vector, other: Vector) -> bool:
    if one.shape != other.shape:
        return False
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) >= _SAME * lengths


def _told_pages(
    connection: Connection, meta: Meta, steps: Steps
) -> Iterator[tuple[int, int, list[Passage]]]:
    """Yield the passages some at a time, with the row before the first and that of the last.

    After each it is told how far the phase is.
    """
    last = done = 0
    while True:
        before = last
        last, passages = passages_after(connection, before, _PAGE)
        if not passages:
            return
        yield before, last, passages
        done += len(passages)
        steps.tell(min(done, meta.passages), done, done)  # a damaged index may hold more
