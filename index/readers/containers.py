"""Documents that are ZIP archives of parts (DOCX, ODT, EPUB), opened within bounds."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Collection
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from index.readers.reading import UnreadableError

_MOST_TEXT = 50 * 2**20  # bytes that the parts with text may unpack to, together
_MOST = 500 * 2**20  # bytes that all parts may, pictures included
_MOST_PARTS = 20_000
_ENCRYPTED = 0x1  # bit of a part's flags
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class Container:
    """A document's parts, by name; use it in a `with` statement.

    Python's zipfile reads no more of a part than its directory declares, so the sizes that the
    directory declares bound what can come out, whatever the packed bytes hold.

    Args:
        raw: The whole file.
        kind: What it should be, for messages.
        text_suffixes: Of the parts that hold text.

    Raises:
        UnreadableError: It is damaged, locked, or unpacks to far too much.
    """

    def __init__(
        self, raw: bytes, kind: str, text_suffixes: Collection[str] = (".xml", ".rels")
    ) -> None:
        if raw.startswith(_OLD_OFFICE):
            raise UnreadableError(
                "is locked by a password, or in an old format", f"save it as {kind} without one"
            )
        self._kind = kind
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._damaged(error) from error
        self._left = _MOST_TEXT
        try:
            self._check(tuple(text_suffixes))
        except UnreadableError:
            self._archive.close()
            raise

    def _check(self, text_suffixes: tuple[str, ...]) -> None:
        parts = self._archive.infolist()
        text = sum(
            part.file_size for part in parts if part.filename.lower().endswith(text_suffixes)
        )
        if (
            len(parts) > _MOST_PARTS
            or text > _MOST_TEXT
            or sum(part.file_size for part in parts) > _MOST
        ):
            raise UnreadableError("unpacks to far more than a document has", "remove or split it")
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise UnreadableError("is locked by a password", "save it without one")

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(self._archive.NameToInfo)

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            UnreadableError: It is missing, damaged or too large.
        """
        try:
            part = self._archive.getinfo(name)
            if part.file_size > self._left:
                raise UnreadableError("unpacks to far more than a document has", "split it")
            self._left -= part.file_size
            return self._archive.read(part)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
            raise self._damaged(error) from error
        except (RuntimeError, ValueError, zlib.error) as error:
            if isinstance(error, UnreadableError):
                raise
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> UnreadableError:
        reason = (str(error).splitlines() or [type(error).__name__])[0].strip("'\"")[:80]
        return UnreadableError(f"is no {self._kind} document, or a damaged one ({reason})")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()


def part_name(base: str, reference: str) -> str:
    """Return the name of the part that another part refers to, relative to its own place."""
    path = unquote(reference.split("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
