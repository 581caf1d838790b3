"""Whether an index is what a fresh build would give."""

import sqlite3
from pathlib import Path

from index.chunking import ChunkingSettings, chunk_article
from index.errors import ReadError
from index.folder import article_files
from index.readers import SUFFIXES, read_article
from index.records import find_article, passages_of


def differences(
    connection: sqlite3.Connection,
    articles: Path,
    chunking: ChunkingSettings,
    folder: Path,
    *,
    vectors_usable: bool,
) -> tuple[str, ...]:
    """Read every article again and compare it with the index; nothing is embedded.

    Args:
        connection: to the index.
        articles: folder of the articles.
        chunking: how articles are cut.
        folder: of the index, which holds no articles.
        vectors_usable: whether the vectors of this state are there and whole.

    Returns:
        One line a difference.
    """
    found: list[str] = []
    seen: set[str] = set()
    for file in article_files(articles, SUFFIXES, without=folder):
        difference = _difference(connection, file.id, file.path, articles.resolve(), chunking)
        if difference:
            found.append(difference)
        seen.add(file.name)
    for (path,) in connection.execute("SELECT path FROM files ORDER BY path").fetchall():
        if path not in seen:
            found.append(f"{path}: in the index, no more in the folder")
    counts = "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM lexical)"
    passages, searched = connection.execute(counts).fetchone()
    if passages != searched:
        found.append(f"full text: {searched} passages searched, {passages} in the index")
    if passages and not vectors_usable:
        found.append("vectors: missing or damaged")
    return tuple(found)


def _difference(
    connection: sqlite3.Connection, name: str, path: Path, root: Path, chunking: ChunkingSettings
) -> str | None:
    indexed = find_article(connection, name, str(root))
    try:
        article = read_article(path, root)
        passages = chunk_article(article, chunking)
    except ReadError as error:
        return f"{name}: in the index, no more readable ({error})" if indexed else None
    if indexed is None:
        return f"{name}: not in the index" if passages else None
    if article != indexed:
        fields = [
            field for field in type(article).model_fields
            if getattr(article, field) != getattr(indexed, field)
        ]  # fmt: skip
        return f"{name}: changed ({', '.join(fields)})"
    if passages != passages_of(connection, name):
        return f"{name}: cut into other passages"
    return None
