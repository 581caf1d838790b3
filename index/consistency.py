"""Whether an index is what a fresh build would give."""

import sqlite3
from pathlib import Path

from index.article import Article
from index.chunking import ChunkingSettings, chunk_article
from index.errors import ReadError
from index.folder import ArticleFile, article_files
from index.readers import SUFFIXES, IsolatedReader
from index.records import find_article, ids_of_file, passages_of
from index.report import Failure


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
    root = articles.resolve()
    with IsolatedReader() as reader:
        for file in article_files(articles, SUFFIXES, without=folder):
            found += _differences_of_file(connection, file, root, reader, chunking)
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


def _differences_of_file(
    connection: sqlite3.Connection,
    file: ArticleFile,
    root: Path,
    reader: IsolatedReader,
    chunking: ChunkingSettings,
) -> list[str]:
    found: list[str] = []
    left = set(ids_of_file(connection, file.name))
    why_left = "in the index, no more in its file"
    try:
        for article in reader.read(file.path, root):
            if isinstance(article, Failure):
                continue
            left.discard(article.id)
            indexed = find_article(connection, article.id, str(root))
            if difference := _difference(connection, article, indexed, chunking):
                found.append(f"{article.id}: {difference}")
    except ReadError as error:
        why_left = f"in the index, no more readable ({error})"
    return found + [f"{article_id}: {why_left}" for article_id in sorted(left)]


def _difference(
    connection: sqlite3.Connection,
    article: Article,
    indexed: Article | None,
    chunking: ChunkingSettings,
) -> str | None:
    passages = chunk_article(article, chunking)
    if indexed is None:
        return "not in the index" if passages else None
    if article != indexed:
        fields = [
            field for field in type(article).model_fields
            if getattr(article, field) != getattr(indexed, field)
        ]  # fmt: skip
        return f"changed ({', '.join(fields)})"
    if passages != passages_of(connection, article.id):
        return "cut into other passages"
    return None
