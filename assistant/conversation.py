"""The turns of a conversation, and follow-up questions made to stand alone."""

from typing import NamedTuple


class Turn(NamedTuple):
    """One earlier question with the text of its answer."""

    question: str
    answer: str
