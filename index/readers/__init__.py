"""Article files in, articles out: a reader for each kind of file, chosen by the file's suffix."""

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from index.article import Article
from index.errors import ReadError
from index.language import detect_language
from index.readers.decoding import UnreadableError
from index.readers.html import read_html
from index.readers.markdown import read_markdown
from index.readers.plain import read_plain
from index.readers.reading import Reading
from index.readers.titles import title_of

MAX_BYTES = 50 * 2**20

_READERS: Mapping[str, Callable[[bytes], Reading]] = MappingProxyType(
    dict.fromkeys((".txt", ".text"), read_plain)
    | dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), read_markdown)
    | dict.fromkeys((".html", ".htm", ".xhtml"), read_html)
)

SUFFIXES = frozenset(_READERS)
"""Suffixes, in lower case, of the files that can be read."""


def read_article(path: Path, root: Path) -> Article:
    """Return the article in a file.

    Args:
        path: A file below `root`, with a suffix of `SUFFIXES` in upper or lower case.
        root: The folder that ids are relative to.

    Raises:
        ReadError: The file is missing, forbidden, too large, binary or empty, or no article by its
            suffix or its name.
    """
    article_id = _article_id(path, root)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(SUFFIXES))
        raise ReadError(f"{article_id}: no reader for this kind of file; save it as one of {kinds}")
    raw = _read_bytes(path, article_id)
    try:
        text, metadata = reader(raw)
    except UnreadableError as error:
        raise ReadError(f"{article_id}: {error}; save it as text, Markdown or HTML") from error
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{article_id}: is damaged ({_first_line(error)}); save it anew") from error
    if not re.search(r"\w", text):
        raise ReadError(f"{article_id}: holds no text; write some, or remove the file")
    hint = metadata.language
    # A page's language attribute comes from its template as often as from its author.
    stated = hint if reader is not read_html else None
    return Article(
        id=article_id,
        title=metadata.title or title_of(text) or path.stem,
        language=stated or detect_language(text, hint),
        text=text,
        published=metadata.published,
        author=metadata.author,
        publisher=metadata.publisher,
        path=str(path.absolute()),
    )


def _article_id(path: Path, root: Path) -> str:
    try:
        relative = path.absolute().relative_to(root.absolute())
    except ValueError:
        raise ReadError(f"{path}: lies outside of {root}; name the folder it is in") from None
    article_id = unicodedata.normalize("NFC", relative.as_posix())
    try:
        article_id.encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(str(relative)).decode("utf-8", "backslashreplace")
        raise ReadError(f"{shown}: the file's name is not valid text; rename it") from None
    return article_id


def _read_bytes(path: Path, article_id: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{article_id}: is not a file; remove it, or put a file in its place")
        if status.st_size > MAX_BYTES:
            raise ReadError(
                f"{article_id}: has {status.st_size / 2**20:.0f} MB, more than the "
                f"{MAX_BYTES / 2**20:.0f} MB that an article may have; split it"
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(
            f"{article_id}: can't be read ({reason}); check that it is there and yours to read"
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
