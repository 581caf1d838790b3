"""Stretches of articles put in another language, through the assistant itself."""

import pytest

from assistant import Assistant
from assistant.assistant import LONGEST_TRANSLATED
from assistant.errors import QuestionError
from assistant.events import TextDelta
from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError
from tests.scripted_llm import ScriptedLLM


def test_stretch_is_put_in_another_language(articles: ArticleIndex) -> None:
    article = next(iter(articles))
    llm = ScriptedLLM.saying("Put in English.")
    with Assistant.open(articles, llm=llm) as assistant:
        pieces = list(assistant.translate(article.id, 0, 40, "en"))
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)).strip() == (
        "Put in English."
    )


@pytest.mark.parametrize(
    ("start", "end", "into"),
    [
        (5, 5, "en"),
        (-1, 5, "en"),
        (0, 10**9, "en"),
        (0, LONGEST_TRANSLATED + 1, "en"),
        (0, 5, "../en"),
        (0, 5, ""),
        (0, 5, "English"),
    ],
)
def test_what_is_no_stretch_or_no_language_is_refused(
    articles: ArticleIndex, start: int, end: int, into: str
) -> None:
    longest = max(articles, key=lambda article: len(article.text))
    with (
        Assistant.open(articles, llm=ScriptedLLM.saying()) as assistant,
        pytest.raises(QuestionError),
    ):
        assistant.translate(longest.id, start, end, into)


def test_article_that_is_not_there_is_told(articles: ArticleIndex) -> None:
    with (
        Assistant.open(articles, llm=ScriptedLLM.saying()) as assistant,
        pytest.raises(ArticleNotFoundError),
    ):
        assistant.translate("none.md", 0, 5, "en")
