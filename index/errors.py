"""Errors of the whole product; each message says what happened, to what, and what to do."""

from types import MappingProxyType


class AssistantError(Exception):
    """Base of every error that this product raises on purpose.

    The message is one line for users: what happened, to which file or setting, and what to do.
    """


class ArticleIndexError(AssistantError):
    """The index can't be opened, read or written."""


class IndexMismatchError(ArticleIndexError):
    """The index was made by another embedding model, chunking or format."""


class IndexDamagedError(ArticleIndexError):
    """The files of the index are not what was written; a repair makes them anew."""


class StateChangedError(ArticleIndexError):
    """The index was written while it was read without the right to write; read again."""


class IndexLockedError(ArticleIndexError):
    """Another process is writing to the index."""


class StoreUnavailableError(ArticleIndexError):
    """A server that the index lives on can't be reached, or does not answer in time."""


class FolderUnavailableError(ArticleIndexError):
    """The folder of the articles has gone, or the disk below it fails; no file is to blame."""


class ArticleNotFoundError(ArticleIndexError):
    """No article of that id is in the index."""


class ReadError(ArticleIndexError):
    """A file can't be read as an article."""


class NoArticleError(ReadError):
    """A file's bytes are no article; as long as they are the same, reading again tells no more."""


class ReaderFailedError(ReadError):
    """Reading a file took too long, crashed or made a library raise: another version may do it."""


READING_ERRORS = MappingProxyType(
    {
        each.__name__: each
        for each in (ReadError, NoArticleError, ReaderFailedError, FolderUnavailableError)
    }
)
"""What reading a file raises, by name, for processes that tell each other of it."""
