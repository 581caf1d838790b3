"""The articles of one file, with their ids, and what of the file can't be read."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path

from index.article import Article
from index.errors import NoArticleError, ReaderFailedError, ReadError
from index.language import detect_language
from index.readers.consumed import Consumed
from index.readers.file_access import (
    folder_fails,
    is_of_system,
    open_regular,
    reason_of,
    refuse_archive,
    shown,
    unpacked,
)
from index.readers.formats import KINDS, Format, format_of, refusal_of
from index.readers.reading import Metadata, Record, UnreadableError, one_line
from index.readers.titles import title_of
from index.report import Failure

# Lines of an article, and marks that may end sentences: it is cut along them, and each takes half a
# kilobyte meanwhile. Prose of the largest size that is read has fewer.
MOST_UNITS = 1_000_000
_ENDS = ".!?…。！？।"
_MOST_TOLD = 20  # records of one file that are told one by one
_LONGEST_KEY = 200  # characters
_LONGEST_VALUE = 500


def read_article(path: Path, root: Path) -> Article:
    """Return the article of a file that holds one.

    Args:
        path: A file below `root`, with a suffix of `SUFFIXES` in upper or lower case.
        root: The folder that ids are relative to.

    Raises:
        ReadError: The file is missing, forbidden, too large, damaged, binary or empty, holds more
            than one article, or is no article by its suffix or its name.
    """
    found = [each for each in read_articles(path, root) if isinstance(each, Article)]
    if [each.id for each in found] != [own := file_id(path, root)]:
        raise ReadError(f"{own}: holds a list of articles; name a file that holds one")
    return found[0]


def read_articles(
    path: Path, root: Path, told: Callable[[int], None] | None = None
) -> Iterator[Article | Failure]:
    """Yield the articles of a file, and what of it can't be read.

    The id of a file's only article is its path below `root`. The articles of JSON Lines, of lists
    in JSON and of collections in XML have that, `#` and the id that the file gives them, or where
    it gives none, or the same again, the number of the line or of the article.

    Args:
        path: A file below `root`, with a suffix of `SUFFIXES` in upper or lower case.
        root: The folder that ids are relative to.
        told: Before each article, called with the bytes of the file up to its end.

    Raises:
        NoArticleError: As `read_article`, where its bytes are to blame.
        ReaderFailedError: As `read_article`, where the reader is to blame.
        ReadError: As `read_article`, where something else is that may pass.
        FolderUnavailableError: The disk fails.
    """
    name = file_id(path, root)
    try:
        yield from _read(path, name, told or _nobody)
    except ReadError:
        raise
    except UnreadableError as error:
        raise NoArticleError(f"{name}: {one_line(str(error))}") from error
    except OSError as error:
        if is_of_system(error):
            raise folder_fails(name, error) from error
        if error.errno is None:  # not the operating system's, but a library's
            raise _damaged(name, error) from error
        raise ReadError(
            f"{name}: can't be read ({reason_of(error)}); check that it is there and yours to read"
        ) from error
    except MemoryError as error:
        raise ReaderFailedError(f"{name}: needs too much memory to be read; split it") from error
    except Exception as error:  # damaged bytes make libraries raise anything
        raise _damaged(name, error) from error


def _nobody(_: int) -> None:
    """Tell nobody how far a file is."""


def _read(path: Path, name: str, told: Callable[[int], None]) -> Iterator[Article | Failure]:
    kind = format_of(path.name)
    if kind is None:
        if refusal := refusal_of(path.name):
            raise ReadError(f"{name}: {refusal}")
        raise ReadError(f"{name}: no reader for this kind of file; save it as one of {KINDS}")
    found = failed = 0
    first = ""
    ids = _Ids(name)
    with _opened(path, *kind) as stream:
        consumed = Consumed(stream, packed=kind[1])
        for record in kind[0].read(stream):
            told(consumed.after(record))
            # What a file says of itself may hold what no text can.
            problem = one_line(record.problem) or _emptiness(record) or _excess(record)
            if not problem:
                found += 1
                yield _article(record, ids.of(record), path, kind[0])
                continue
            if not record.place:
                raise NoArticleError(f"{name}: {problem}")
            failed += 1
            first = first or f"{record.place}: {problem}"
            if failed <= _MOST_TOLD:
                yield Failure(path=name, reason=f"{record.place}: {problem}")
    if not found:
        raise NoArticleError(f"{name}: holds no article ({first or 'it is empty'}); write some")
    if failed > _MOST_TOLD:
        yield Failure(path=name, reason=f"{failed - _MOST_TOLD} more can't be read either")


def _opened(path: Path, kind: Format, packed: bool) -> BufferedReader:
    file = open_regular(path)
    try:
        size = os.fstat(file.fileno()).st_size
        if kind.most is not None and size > kind.most:
            remedy = "save it as JSON Lines, or split it" if kind.name == "JSON" else "split it"
            raise UnreadableError(
                f"has {size / 2**20:.0f} MB, more than the {kind.most / 2**20:.0f} MB that an "
                "article may have",
                remedy,
            )
        if not packed:
            return file
        content = unpacked(file, kind.most)
        return content if kind.is_container else refuse_archive(content)
    except BaseException:
        file.close()
        raise


def _emptiness(record: Record) -> str:
    text = record.reading.text if record.reading else ""
    return "" if re.search(r"\w", text) else "holds no text; write some, or remove it"


def _excess(record: Record) -> str:
    text = record.reading.text if record.reading else ""
    units = max(text.count("\n") + 1, sum(map(text.count, _ENDS)))
    if units <= MOST_UNITS:
        return ""
    return f"has more than {MOST_UNITS:,} lines or sentences; split it"


def _article(record: Record, article_id: str, path: Path, kind: Format) -> Article:
    text, metadata, page_starts = record.reading or ("", Metadata(), ())
    stated = metadata.language if kind.states_language else None
    return Article(
        id=article_id,
        title=_value(metadata.title) or title_of(text) or f"{path.stem} {record.place}".strip(),
        language=stated or detect_language(text, metadata.language),
        text=text,
        published=metadata.published,
        author=_value(metadata.author),
        publisher=_value(metadata.publisher),
        path=str(path.absolute()),
        page_starts=page_starts,
    )


def _value(value: str | None) -> str | None:
    line = one_line(value)
    return line[:_LONGEST_VALUE] if line else None


class _Ids:
    """Gives each article of a file an id that no other of it has."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._given: set[bytes] = set()

    def of(self, record: Record) -> str:
        if not record.place:
            return self._name
        key = (one_line(record.key) or "")[:_LONGEST_KEY] or str(record.number)
        article_id = f"{self._name}#{key}"
        while not self._is_new(article_id):
            article_id += f"~{record.number}"
        return article_id

    def _is_new(self, article_id: str) -> bool:
        # Digests, since a file may hold millions.
        short = hashlib.blake2b(article_id.encode(), digest_size=12).digest()
        if short in self._given:
            return False
        self._given.add(short)
        return True


def file_id(path: Path, root: Path) -> str:
    """Return a file's path below a folder, with forward slashes, as Unicode composes it (NFC).

    Raises:
        ReadError: The file lies outside of the folder, or its name is no text.
    """
    try:
        relative = path.absolute().relative_to(root.absolute())
    except ValueError:
        raise ReadError(f"{path}: lies outside of {root}; name the folder it is in") from None
    return id_of_name(relative.as_posix())


def id_of_name(name: str) -> str:
    """Return a path below a folder, with forward slashes, as Unicode composes it (NFC).

    Raises:
        ReadError: It is no text.
    """
    if name.isascii():
        return name
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise ReadError(f"{shown(name)}: the file's name is not valid text; rename it") from None
    return unicodedata.normalize("NFC", name)


def _damaged(name: str, error: Exception) -> ReaderFailedError:
    told = (one_line(str(error)) or type(error).__name__)[:120]
    return ReaderFailedError(f"{name}: is damaged ({told}); save it anew")
