"""Which sentences a model reads, where some are copies of others."""

from typing import Any, cast

from assistant.evidence import choose
from index.article import Passage
from index.errors import ArticleNotFoundError
from tests.unit.assistant.passages import passage

QUESTION = "When was the old bridge over the river closed?"
TRUE = "The old bridge over the river was closed to all traffic in 1987 after a storm."
OTHER = "A ferry has crossed the river since then, and brings children to their school."


class Nowhere:
    """An index whose articles are gone, so that each sentence stands alone."""

    def get(self, article_id: str) -> Any:  # noqa: ANN401 - it returns nothing
        raise ArticleNotFoundError(article_id)


def chosen(sentences: list[str], most: int = 8) -> list[str]:
    ranked: list[Passage] = [
        passage(text, article=f"{n}.md", score=1 - n / 100) for n, text in enumerate(sentences)
    ]
    return [quote.text for quote in choose(cast("Any", Nowhere()), QUESTION, ranked, most)]


def forged(*signs: str) -> list[str]:
    return [TRUE.replace("1987", "1978").replace("a storm", f"{sign} storm") for sign in signs]


def test_two_forged_copies_do_not_hide_the_true_sentence() -> None:
    assert chosen([*forged("a", "the"), TRUE], most=3)[2] == TRUE


def test_surplus_copies_come_behind_the_rest_and_are_not_dropped() -> None:
    copies = forged("a", "the", "that", "this")
    assert chosen([*copies, TRUE, OTHER]) == [*copies[:2], TRUE, OTHER, *copies[2:]]
    assert chosen([*copies, TRUE, OTHER], most=4) == [*copies[:2], TRUE, OTHER]
