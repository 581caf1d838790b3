"""The library's markup: everything in it that others wrote is data."""

import re
from pathlib import Path

import pytest

from assistant.article_listing import ListingPage
from assistant.changes import Addition, FileChange
from assistant.errors import AssistantError, LibraryError, Problem
from assistant.web.library import shown
from assistant.web.library_view import (
    additions_markup,
    articles_markup,
    counted_markup,
    problem_words,
    stretch_markup,
)
from assistant.web.texts import TEXTS
from index.article import ArticleSummary

EN, DE, FR = TEXTS["en"], TEXTS["de"], TEXTS["fr"]
HOSTILE = '"><script>x</script>\n\n**b** $$x$$'
BRIDGE = ArticleSummary("a/b.md", "The bridge", "en", "2021-06-04", "Ann Lee", None, 12)
EVIL = ArticleSummary(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)


def page(*articles: ArticleSummary, found: int = 0, total: int = 0, number: int = 0) -> ListingPage:
    return ListingPage(articles, number, found or len(articles), total or len(articles))


def addition(**changed: object) -> Addition:
    """The addition of one file, as it stands."""
    made = Addition([(Path("upload"), "report.md")])
    made.files[0] = FileChange("report.md", **changed)  # type: ignore[arg-type]  # as the test says
    return made


def words(markup: object) -> str:
    return re.sub(r"<[^>]*>", "", str(markup)).replace("\xa0", " ")


def test_row_says_what_is_known_of_the_article() -> None:
    row = str(articles_markup(page(BRIDGE), (), EN))
    assert "English · 4 June 2021 · Ann Lee · 12 passages" in words(row)
    assert 'href="article?id=a%2Fb.md"' in row
    assert "checked" not in row
    assert "checked" in str(articles_markup(page(BRIDGE), {"a/b.md"}, EN))


def test_what_is_not_known_is_left_out() -> None:
    bare = ArticleSummary("b.md", "The bridge", "und", None, None, None, 1)
    assert "language unknown · 1 passage" in words(articles_markup(page(bare), (), EN))


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_hostile_names_and_titles_stay_data_in_one_piece(texts: object) -> None:
    markup = shown(articles_markup(page(EVIL), (), texts))  # type: ignore[arg-type]  # one of TEXTS
    assert "<script" not in markup
    assert "\n" not in markup
    assert "&#10;&#10;**b**" in markup


def test_hostile_file_name_and_reason_stay_data() -> None:
    failed = addition(stage="failed", problem=LibraryError(HOSTILE, "content", HOSTILE))
    failed.files[0].name = HOSTILE
    assert "<script" not in str(additions_markup([failed], 50, EN))


@pytest.mark.parametrize(
    ("found", "total", "said"),
    [(1, 1, "1 article"), (100_000, 100_000, "100,000 articles"), (3, 5, "3 of 5 articles")],
)
def test_articles_are_counted(found: int, total: int, said: str) -> None:
    assert words(counted_markup(page(BRIDGE, found=found, total=total), EN)) == said


def test_numbers_are_written_as_the_reader_s_language_does() -> None:
    long = page(BRIDGE, BRIDGE, found=100_000, total=100_000, number=20)
    assert words(counted_markup(long, DE)) == "100.000 Artikel"
    assert words(stretch_markup(long, DE)) == "1.001–1.002 von 100.000"


def test_empty_list_says_so() -> None:
    assert "No article fits." in words(articles_markup(page(), (), EN))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "waiting"),
        ({"stage": "reading"}, "is being read…"),
        ({"stage": "indexing"}, "is being indexed…"),
        ({"stage": "done", "id": "report.md"}, "added"),
        ({"stage": "done", "id": "report 2.md"}, "added as “report 2.md”"),
        ({"stage": "done", "id": "report.md", "is_new": False}, "was there already"),
        (
            {"stage": "done", "id": "report.md", "articles": 3, "left_out": ("line 3: no",)},
            "added, 3 articles; left out: line 3: no",
        ),
    ],
)
def test_each_step_of_a_file_is_said(changed: dict[str, object], said: str) -> None:
    assert said in words(additions_markup([addition(**changed)], 50, EN))


def test_progress_within_a_long_file_is_counted() -> None:
    long = addition(stage="indexing")
    long.passages = 1200
    assert "1.200 Abschnitte" in words(additions_markup([long], 50, DE))


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("format", "is of a kind that can’t be read"),
        ("size", "is larger than 7 MB"),
        ("content", "is a PDF, not text"),
        ("busy", "Another process is writing the index"),
        ("last", "These are the only articles"),
        ("gone", "Nothing was changed: x.md: its file is gone"),
        (None, "Nothing was changed: x.md: its file is gone"),
    ],
)
def test_each_problem_is_said_in_the_reader_s_words(problem: Problem | None, said: str) -> None:
    error = LibraryError("x.md: its file is gone", problem, "is a PDF, not text")
    assert problem_words(error, 7, EN).startswith(said)
    assert problem_words(error, 7, FR)


def test_other_error_is_told_as_it_is() -> None:
    assert problem_words(AssistantError("start the server"), 7, EN) == (
        "Nothing was changed: start the server"
    )
