from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from assistant.asked import checked_question, checked_scope, checked_turns
from assistant.conversation import Turn
from assistant.errors import QuestionError

ASKED, SAID = "Who is Tyler Perry?", "A director [1]."


@pytest.mark.parametrize("turn", [Turn(ASKED, SAID), (ASKED, SAID), [ASKED, SAID]])
def test_a_turn_is_a_question_and_its_answer(turn: Any) -> None:  # noqa: ANN401 - any pair
    assert checked_turns([turn]) == (Turn(ASKED, SAID),)
    assert checked_turns(each for each in [turn]) == (Turn(ASKED, SAID),)


@pytest.mark.parametrize(
    "history",
    [
        [{"question": ASKED, "answer": SAID}],
        [{"role": "user", "content": ASKED}, {"role": "assistant", "content": SAID}],
        (ASKED, SAID),
        ["Hm", "No"],
        ASKED,
        "Hm",
        [(ASKED,)],
        [(ASKED, SAID, "more")],
        [(ASKED, None)],
        [None],
        None,
    ],
)
def test_what_is_no_turn_is_told_and_never_read_as_one(history: Any) -> None:  # noqa: ANN401 - any
    with pytest.raises(QuestionError, match=r"\(question, answer\)"):
        checked_turns(history)


@pytest.mark.parametrize(
    "articles",
    [
        "a.md",
        ["a.md"],
        {"a.md"},
        {"a.md": 1}.keys(),
        (each for each in ["a.md"]),
        map(str, ["a.md"]),
    ],
)
def test_articles_narrow_the_search_however_they_are_gone_through(articles: Iterable[str]) -> None:
    assert checked_scope(articles) == ("a.md",)


@pytest.mark.parametrize("articles", [None, [None], [Path("a.md")], 5])
def test_articles_that_are_no_ids_are_told(articles: Any) -> None:  # noqa: ANN401 - whatever is given
    with pytest.raises(QuestionError, match="given by their ids"):
        checked_scope(articles)


@pytest.mark.parametrize("question", [None, b"Who?", 5, ["Who?"]])
def test_a_question_is_text(question: Any) -> None:  # noqa: ANN401 - whatever is given
    with pytest.raises(QuestionError, match="a question is text, not"):
        checked_question(question)
