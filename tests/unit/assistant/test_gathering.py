"""When quotes are scored before they are judged."""

from collections.abc import Collection, Sequence
from typing import ClassVar, cast

import pytest

from assistant.gathering import _of_authors, across_languages, search
from assistant.work import Work
from index.article import Passage
from index.searchable import SearchableArticles
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("languages", "across"),
    [("", False), ("en", False), ("de", True), ("en en en de", False), ("en en de fr", True)],
)
def test_half_of_the_passages_in_other_languages_count(languages: str, across: bool) -> None:
    passages = [passage("x", language=language) for language in languages.split()]
    assert across_languages("en", passages) == across


def test_only_bylines_and_what_speaks_of_writing_tell_who_wrote() -> None:
    signed = passage("Von Anna Berg.", start=0)
    others = [
        passage("Der Hafen wurde von Jo Hill gebaut.", start=40, score=0.9),
        passage("Von Anna Berg.", start=0, score=0.8),
        passage("Den Plan hat Jo Hill geschrieben.", start=90, score=0.7),
        passage("Der Bericht von Jo Hill nennt Mängel.", start=150, score=0.6),
    ]
    kept = _of_authors([signed], others)
    assert [quote.text for quote in kept] == [
        "Von Anna Berg.",
        "Den Plan hat Jo Hill geschrieben.",
        "Der Bericht von Jo Hill nennt Mängel.",
    ]
    assert kept[0].score == 0.9
    assert _of_authors([], others[:1]) == ()


class _Found:
    """Finds the same passages for whatever is asked, as many as are wanted."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def embed_query(self, text: str) -> Sequence[float]:
        return [float(len(text))]

    def search(
        self, query: str, *, limit: int, language: str, articles: Collection[str]
    ) -> tuple[Passage, ...]:
        assert query
        assert language == "en"
        assert articles == ("a.md", "b.md")
        return tuple(self._passages[:limit])


@pytest.mark.parametrize(
    ("meant", "languages"), [("", ["de", "de"]), ("fr", ["fr", "fr"]), ("es", ["de", "de"])]
)
def test_articles_in_the_language_that_is_named_are_read_alone(
    meant: str, languages: list[str]
) -> None:
    passages = [
        passage("x", language=language, start=start)
        for start, language in enumerate(["de"] * 9 + ["fr"] * 3)
    ]
    work = Work("What does it say?", "en", standalone="What?", article_language=meant)
    search(work, cast("SearchableArticles", _Found(passages)), 2, ("a.md", "b.md"))
    assert [each.language for each in work.passages] == languages
    assert work.part("What?").article_language == meant
    assert len(work.others) == (1 if meant == "fr" else 10)


@pytest.mark.parametrize(("passages", "others"), [(2, 0), (50, 48), (51, 0)])
def test_where_there_are_few_passages_all_are_looked_at(passages: int, others: int) -> None:
    there = [passage("x", start=start) for start in range(passages)]
    work = Work("What does it say?", "en", standalone="What?")
    search(work, cast("SearchableArticles", _Found(there)), 2, ("a.md", "b.md"))
    assert work.passages == tuple(there[:2])
    assert len(work.others) == others


@pytest.mark.parametrize(("articles", "wanted"), [(50, 51), (51, 2)])
def test_no_more_is_searched_for_where_there_must_be_many_passages(
    articles: int, wanted: int
) -> None:
    class Many(_Found):
        limits: ClassVar[list[int]] = []

        def __len__(self) -> int:
            return articles

        def search(
            self, query: str, *, limit: int, language: str, articles: Collection[str]
        ) -> tuple[Passage, ...]:
            assert not articles
            self.limits.append(limit)
            return super().search(query, limit=limit, language=language, articles=("a.md", "b.md"))

    there = [passage("x", start=start) for start in range(60)]
    work = Work("What does it say?", "en", standalone="What?")
    search(work, cast("SearchableArticles", Many(there)), 2, ())
    assert Many.limits == [wanted]
    assert work.others == ()
