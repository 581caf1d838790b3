from itertools import pairwise
from pathlib import Path

import pytest

from assistant.evidence import evidence_lines, near_the_best, select_evidence
from index.article import Passage
from index.article_index import ArticleIndex
from tests.unit.assistant.passages import passage

WAITS = (
    "Mr. Perry stopped the works in Atlanta. He fears for jobs.\n\n"
    "He has spoken to Dr. Long about it. They agree. They agree."
)


@pytest.fixture
def index(tmp_path: Path) -> ArticleIndex:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "waits.txt").write_text(WAITS)
    (folder / "copy.txt").write_text("He fears for jobs!")
    opened = ArticleIndex.open(tmp_path / "index")
    opened.sync(folder)
    return opened


def selected(index: ArticleIndex, most: int = 8) -> tuple[Passage, ...]:
    passages = [p for article in index for p in index.passages(article.id)]
    return select_evidence(index, "What does Perry fear?", "en", passages, most=most)


def test_quotes_lie_exactly_in_their_articles(index: ArticleIndex) -> None:
    quotes = selected(index)
    assert quotes
    for quote in quotes:
        assert index.get(quote.article_id).text[quote.start : quote.end] == quote.text


def test_sentence_that_refers_back_brings_the_one_before_whole(index: ArticleIndex) -> None:
    texts = [quote.text for quote in selected(index)]
    assert "Mr. Perry stopped the works in Atlanta. He fears for jobs." in texts


def test_sentence_that_begins_a_paragraph_stays_alone(index: ArticleIndex) -> None:
    texts = [quote.text for quote in selected(index)]
    assert any(text.startswith("He has spoken to Dr. Long about it.") for text in texts)


def test_same_words_are_shown_once(index: ArticleIndex) -> None:
    words = [quote.text.strip("!.").casefold() for quote in selected(index)]
    assert len(set(words)) == len(words)


def test_no_more_sentences_than_wanted(index: ArticleIndex) -> None:
    assert len(selected(index, most=1)) == 1
    assert select_evidence(index, "Why?", "en", []) == ()


def test_article_removed_since_the_search_is_no_error(index: ArticleIndex) -> None:
    gone = passage("First it was here. He left.", article="gone.txt")
    texts = " ".join(quote.text for quote in select_evidence(index, "Why?", "en", [gone]))
    assert "First it was here." in texts
    assert "He left." in texts


def test_quotes_do_not_overlap(index: ArticleIndex) -> None:
    quotes = sorted(selected(index, most=20), key=lambda quote: (quote.article_id, quote.start))
    assert len(quotes) >= 3
    for one, other in pairwise(quotes):
        assert one.article_id != other.article_id or one.end <= other.start


def test_model_reads_no_line_breaks_bullets_or_endless_sentences() -> None:
    lines = evidence_lines(
        [passage("- one\ntwo"), passage("word " * 400), passage("[1] is a footnote")]
    ).splitlines()
    assert len(lines) == 3
    assert lines[0] == "[1] one two"
    assert len(lines[1]) < 620
    assert lines[1].endswith("…")


def test_what_scores_far_below_the_best_is_not_worth_judging() -> None:
    def quote(score: float) -> Passage:
        return Passage(
            id=str(score), article_id="a.md", title="", start=0, end=1, text="x", language="en",
            score=score,
        )  # fmt: skip

    kept = near_the_best([quote(0.9), quote(0.85), quote(0.79), quote(0.5)])
    assert [each.score for each in kept] == [0.9, 0.85]
    assert near_the_best([]) == ()


@pytest.mark.parametrize(
    ("question", "told"), [("Who won the cup last night?", False), ("Who wrote about it?", True)]
)
def test_line_that_names_who_wrote_is_told_where_that_is_asked(
    tmp_path: Path, question: str, told: bool
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "cup.txt").write_text("By Anna Holm and John de Vries.\n\nThe cup was won by Bremen.")
    index = ArticleIndex.open(tmp_path / "index")
    index.sync(folder)
    passages = [p for article in index for p in index.passages(article.id)]
    texts = " ".join(q.text for q in select_evidence(index, question, "en", passages))
    assert ("Anna Holm" in texts) is told
    assert "Bremen" in texts
