"""Errors that users of the assistant see; all derive from `AssistantError`."""

from typing import Literal

from index.errors import AssistantError


class SettingsError(AssistantError):
    """A setting is unknown, malformed or contradictory."""


class QuestionError(AssistantError):
    """The question is empty, too long to be one, or comes with what is no history or scope."""


class ModelError(AssistantError):
    """A model can't be found, loaded or reached."""


class DownloadError(ModelError):
    """A model file can't be fetched, or what came is not the official file."""


class LibraryError(AssistantError):
    """Articles can't be added or removed as it was asked for.

    Attributes:
        problem: which of the known problems it is, so that an interface can say it in its own
            words: a kind of file that no reader knows, one that is too large, one that holds no
            article, the only article, a file that is gone, an index that another process is
            writing; None where the message says it all.
        detail: what the words of an interface leave out, such as the reader's reason.
    """

    def __init__(self, message: str, problem: "Problem | None" = None, detail: str = "") -> None:
        super().__init__(message)
        self.problem = problem
        self.detail = detail


Problem = Literal["format", "size", "content", "last", "gone", "busy"]

__all__ = [
    "AssistantError",
    "DownloadError",
    "LibraryError",
    "ModelError",
    "Problem",
    "QuestionError",
    "SettingsError",
]
