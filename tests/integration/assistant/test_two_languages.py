"""Questions in another language than the articles are searched for in both."""

from pathlib import Path

import pytest

from assistant.evidence import choose
from assistant.llm.writer import Draft, LlamaIndexWriter
from assistant.two_languages import (
    Translation,
    language_to_search,
    rank_for_both,
    search_both,
    translate,
)
from index.article_index import ArticleIndex
from tests.scripted_llm import ScriptedLLM
from tests.unit.assistant.passages import passage

QUESTION = "How many people borrow books?"
GERMAN = Translation("Wie viele Menschen leihen Bücher aus?", "de")


@pytest.fixture
def index(tmp_path: Path) -> ArticleIndex:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "library.txt").write_text(
        "Die Bücherei in Lindau besitzt 62.000 Bände. Im vergangenen Jahr liehen 8.400 Menschen "
        "Bücher aus. Geöffnet ist sie von Dienstag bis Samstag."
    )
    (folder / "bridge.txt").write_text(
        "Die Brücke ist seit März gesperrt. Der Bürgermeister rechnet mit zwei Jahren."
    )
    opened = ArticleIndex.open(tmp_path / "index")
    opened.sync(folder)
    return opened


def test_language_of_most_passages_is_searched_in_where_it_is_another() -> None:
    german, french = passage("x", language="de"), passage("y", language="fr")
    assert language_to_search("en", [german, german, french]) == "de"
    assert language_to_search("de", [german, german, french]) is None
    english = passage("z", language="en")
    assert language_to_search("en", [german, french, english, english]) is None
    assert language_to_search("en", []) is None


def test_model_is_asked_for_the_question_in_the_other_language() -> None:
    llm = ScriptedLLM.saying(f"{GERMAN.question} [1]\nSecond line")
    translated, draft = translate(QUESTION, "en", "de", LlamaIndexWriter(llm))
    assert translated == GERMAN.question
    assert isinstance(draft, Draft)
    assert llm.last_question(0) == QUESTION
    assert "German" in (llm.asked[0][0].content or "")


def test_model_that_says_nothing_leaves_the_question_as_it_is() -> None:
    assert translate(QUESTION, "en", "de", LlamaIndexWriter(ScriptedLLM.saying("\n")))[0] == ""


def test_passages_of_both_searches_have_the_mean_of_their_scores(index: ArticleIndex) -> None:
    found = search_both(index, index.search(QUESTION, limit=1), GERMAN, 5, ())
    assert {p.article_id for p in found.passages} == {"library.txt", "bridge.txt"}
    assert found.passages[0].article_id == "library.txt"
    for mean, mine, theirs in zip(
        found.passages, found.for_question, found.for_translation, strict=True
    ):
        assert mean.id == mine.id == theirs.id
        assert mean.score == pytest.approx((mine.score + theirs.score) / 2)
    unfound = found.for_question[1].score
    assert unfound < index.search(QUESTION, limit=1)[0].score


def test_no_more_passages_than_wanted_and_only_of_the_articles_named(index: ArticleIndex) -> None:
    found = search_both(index, index.search(QUESTION), GERMAN, 1, ())
    assert len(found.passages) == 1
    only = search_both(
        index, index.search(QUESTION, articles=["bridge.txt"]), GERMAN, 5, ["bridge.txt"]
    )
    assert {p.article_id for p in only.passages} == {"bridge.txt"}


def test_sentences_are_ranked_by_both_and_quoted_exactly(index: ArticleIndex) -> None:
    found = search_both(index, index.search(QUESTION), GERMAN, 5, ())
    ranked = rank_for_both(index, QUESTION, "en", GERMAN, found)
    quotes = choose(index, QUESTION, ranked)
    assert "8.400 Menschen" in quotes[0].text
    for quote in quotes:
        assert index.get(quote.article_id).text[quote.start : quote.end] == quote.text
