"""Dossiers of ours: their form, where their sentences stand, and what is found in them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.settings import Settings
from training.dossiers import Article, asked_in_dossiers, dossiers
from training.examples import document_key, is_held_out_document


def test_each_sentence_lies_where_its_span_says() -> None:
    sentences = tuple(f"Satz Nummer {number} steht hier." for number in range(11))
    article = Article(lang="de", title="Die Überschrift", sentences=sentences)
    for place, sentence in enumerate(sentences):
        start, end = article.span(place)
        assert article.text[start:end] == sentence
    assert article.text.startswith("Die Überschrift\n\nSatz Nummer 0")
    assert article.text.count("\n\n") == 3


def test_dossiers_are_in_three_languages_and_a_third_of_the_questions_has_no_answer() -> None:
    folders = list(dossiers())
    rows = [row for _, rows in folders for row in rows]
    assert len({row.question for row in rows}) == len(rows) >= 1000
    assert 0.25 < sum(not row.answerable for row in rows) / len(rows) < 0.45
    assert min(Counter(row.language for row in rows).values()) > 0.3 * len(rows)
    for articles, asked in folders:
        assert {article.lang for article in articles.values()} == {"de", "en", "fr"}
        texts = {f"{name}.txt": article.text for name, article in articles.items()}
        for row in asked:
            for quote in row.quotes:
                assert quote.start is not None
                assert texts[quote.article][quote.start :].startswith(quote.text)


def test_question_is_searched_in_all_articles_of_its_dossier_and_in_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def article(title: str, *sentences: str) -> dict[str, object]:
        return {"lang": "en", "title": title, "sentences": sentences}

    painted = "The town painted the bridge green in May."
    bridges = [article("A bridge", painted), article("A ferry", "The ferry was painted red.")]
    boats = [article("A boat", "The boat was painted blue and the bridge of it white.")]
    asked = {"lang": "de", "kind": "fact", "question": "Welche Farbe hat die Brücke?"}
    lines = [
        {"articles": bridges, "questions": [{**asked, "answers": [[0, 0]]}]},
        {"articles": boats, "questions": [{**asked, "answers": []}]},
    ]
    place = tmp_path / "dossiers.jsonl"
    place.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    monkeypatch.setattr("training.dossiers.DOSSIERS", place)
    found, other = asked_in_dossiers(Settings(cache=tmp_path / "cache"))
    said = {quote.text: quote.answers for quote in found.quotes}
    assert said[painted] is True
    assert said["The ferry was painted red."] is False
    assert not any("boat" in text for text in said)
    assert (other.answerable, {quote.answers for quote in other.quotes}) == (False, {False})
    assert found.document != other.document


def test_all_of_a_dossier_is_held_out_or_none() -> None:
    keys = [{document_key(name) for name in articles} for articles, _ in dossiers()]
    assert all(len(each) == 1 for each in keys)
    assert len(set.union(*keys)) == len(keys)
    held = [is_held_out_document(next(iter(articles))) for articles, _ in dossiers()]
    assert 0 < sum(held) < len(held)
