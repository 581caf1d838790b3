"""Errors of the evaluation; each is one line that says what to do."""

from assistant.errors import AssistantError


class EvaluationError(AssistantError):
    """The evaluation can't be run as it was asked for."""


class GoldError(EvaluationError):
    """A gold file or data set can't be read, or contradicts itself."""
