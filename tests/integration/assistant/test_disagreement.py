"""Articles that say different things of one: both are told and cited, and the answer says so."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.checking.disagreement import disagree
from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5
from tests.integration.assistant.answering import assert_sound
from tests.integration.assistant.test_answering_judged import JudgingWriter, told

HERALD = "The Kern company in Lindau has 240 employees."
GAZETTE = "The Kern company has 310 employees at its plant in Lindau."
BOTE = "Die Firma Kern beschäftigt in Lindau 310 Menschen."
QUESTION = "How many employees does the Kern company have in Lindau?"


def answered(tmp_path: Path, articles: dict[str, str], renders: dict[str, str]) -> Answer:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in articles.items():
        (folder / name).write_text(text, encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
        answer = told(index, QUESTION, JudgingWriter(["employees", "beschäftigt"], renders))
        assert_sound(index, answer)
    return answer


@pytest.mark.parametrize(
    ("other", "renders"),
    [
        (GAZETTE, {}),
        (BOTE, {"Kern": "The Kern company employs 310 people in Lindau."}),
    ],
)
def test_articles_that_differ_are_both_told(
    tmp_path: Path, other: str, renders: dict[str, str]
) -> None:
    answer = answered(tmp_path, {"herald.txt": HERALD, "other.txt": other}, renders)
    assert {"240" in claim.text for claim in answer.claims} == {True, False}
    assert {claim.disputed_by for claim in answer.claims} == {(1,), (2,)}
    assert answer.text.endswith("The articles differ on this: [1][2].")


def test_articles_that_agree_are_not_said_to_differ(tmp_path: Path) -> None:
    articles = {"herald.txt": HERALD, "other.txt": GAZETTE.replace("310", "240")}
    answer = answered(tmp_path, articles, {})
    assert answer.claims
    assert "differ" not in answer.text
    assert not any(claim.disputed_by for claim in answer.claims)


@pytest.fixture(scope="module")
def model() -> EmbeddedE5:
    return EmbeddedE5()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The library was founded in 1903.", "Anna Holm opened the library in 1911.", True),
        ("The stadium has 42,000 seats.", "The stadium cost 90 million euros.", False),
        ("Kern has 240 employees.", "Kern has 240 employees, 30 of them new.", False),
        ("The bridge will open in May.", "The bridge will not open in May.", True),
        ("The bridge opened in March 2020.", "The bridge opened in April 2020.", True),
        ("The council meets on Tuesday.", "The council meets on Wednesday.", True),
        ("The council meets on Tuesday.", "The council meets on Tuesday in May.", False),
        ("The show begins at 8 pm.", "The show begins at 20:00.", False),
        ("The bridge will open in May.", "The mayor did not talk about the school.", False),
    ],
)
def test_only_sentences_about_one_thing_contradict_each_other(
    model: EmbeddedE5, one: str, other: str, expected: bool
) -> None:
    @cache
    def embed(text: str) -> Sequence[float]:
        return model.get_query_embedding(text)

    assert disagree(one, other, "en", "What about it?", embed) is expected
    assert disagree(other, one, "en", "What about it?", embed) is expected
