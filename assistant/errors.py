"""Errors that users of the assistant see; all derive from `AssistantError`."""

from index.errors import AssistantError


class SettingsError(AssistantError):
    """A setting is unknown, malformed or contradictory."""


class QuestionError(AssistantError):
    """The question is empty or too long to be one."""


class ModelError(AssistantError):
    """A model can't be found, loaded or reached."""


class DownloadError(ModelError):
    """A model file can't be fetched, or what came is not the official file."""


__all__ = ["AssistantError", "DownloadError", "ModelError", "QuestionError", "SettingsError"]
