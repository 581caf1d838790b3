"""A question and what comes with it, checked before anything is searched.

What is of another type is told and not read somehow: of a turn that is a dictionary, its keys
would be taken for question and answer.
"""

from collections.abc import Iterable, Sequence

from assistant.conversation import Turn
from assistant.errors import QuestionError

LONGEST_QUESTION = 4_000
"""Characters; a longer text is no question, and would crowd the evidence out of the prompt."""

_TURN = "a turn of the history is a question and its answer, both text: (question, answer)"
_SCOPE = "articles are given by their ids, each a text"


def checked_question(question: str) -> str:
    """The question without the space around it.

    Raises:
        QuestionError: it is empty, longer than `LONGEST_QUESTION`, or no text.
    """
    if not isinstance(question, str):
        raise QuestionError(f"a question is text, not {_kind(question)}; give it as str")
    stripped = _as_text(question).strip()
    if not stripped:
        raise QuestionError("the question is empty; ask something about the articles")
    if len(stripped) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(stripped):,} characters; ask in at most {LONGEST_QUESTION:,}"
        )
    return stripped


def checked_turns(history: Iterable[Turn | Sequence[str]]) -> tuple[Turn, ...]:
    """The earlier turns.

    Raises:
        QuestionError: one of them is no pair of texts.
    """
    if isinstance(history, str) or not isinstance(history, Iterable):
        raise QuestionError(f"the history is a sequence of turns, not {_kind(history)}; {_TURN}")
    return tuple(map(_turn, history))


def checked_scope(articles: Iterable[str]) -> tuple[str, ...]:
    """The ids of the articles; one id may be given as it is, and all as they are gone through once.

    Raises:
        QuestionError: one of them is no text.
    """
    if isinstance(articles, str):
        return (articles,)
    if not isinstance(articles, Iterable):
        raise QuestionError(f"{_SCOPE}; these are {_kind(articles)}")
    scope = tuple(articles)
    for article_id in scope:
        if not isinstance(article_id, str):
            raise QuestionError(f"{_SCOPE}; one is {_kind(article_id)}")
    return scope


def _turn(turn: Turn | Sequence[str]) -> Turn:
    if not isinstance(turn, tuple | list):
        raise QuestionError(f"{_TURN}; one is {_kind(turn)}")
    if len(turn) != len(Turn._fields):
        raise QuestionError(f"{_TURN}; one has {len(turn)} parts")
    for part in turn:
        if not isinstance(part, str):
            raise QuestionError(f"{_TURN}; one holds {_kind(part)}")
    return Turn(*map(_as_text, turn))


def _as_text(typed: str) -> str:
    """What was typed, where half of a surrogate pair, which is no text, gives way to U+FFFD.

    It comes of bytes of a command line that are no UTF-8, or of an emoji cut in two.
    """
    return typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kind(value: object) -> str:
    return type(value).__name__
