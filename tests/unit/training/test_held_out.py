import json
from pathlib import Path

import pytest

from assistant.evaluation.evaldata import read_dataset
from training import held_out
from training.dossiers import dossiers
from training.examples import is_held_out_document, news_articles


def _folder(root: Path, questions: list[dict[str, object]]) -> Path:
    folder = root / "some_set"
    folder.mkdir()
    documents = [
        {"doc_id": f"set-de-{number:03}-001", "lang": "de", "title": "", "text": "Der Satz. Ende."}
        for number in range(40)
    ]
    for name, lines in (("corpus.jsonl", documents), ("questions_en2de.jsonl", questions)):
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_questions_on_held_out_documents_are_kept_and_ours_get_their_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = [
        {"qid": f"q{number}", "doc_id": f"set-de-{number:03}-001", "question": "Why?", "lang": "en"}
        for number in range(40)
    ]
    folder = _folder(tmp_path, asked)
    ours = tmp_path / "ours"
    ours.mkdir()
    lines = [{**line, "kind": "why", "answerable": True, "spans": [[0, 9]]} for line in asked]
    (ours / "some_set.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.setattr(held_out, "OUR_QUESTIONS", ours)
    into = tmp_path / "into"
    held_out.main([str(folder), "--into", str(into)])
    assert (into / "some_set" / "corpus.jsonl").read_text() == (folder / "corpus.jsonl").read_text()
    kept = (into / "some_set" / "questions_en2de.jsonl").read_text().splitlines()
    names = {json.loads(line)["doc_id"] for line in kept}
    assert names == {line["doc_id"] for line in asked if is_held_out_document(str(line["doc_id"]))}
    assert 0 < len(names) < 40
    our = [
        json.loads(line)
        for line in (into / "some_set-ours" / "questions.jsonl").read_text().splitlines()
    ]
    assert {line["doc_id"] for line in our} == names
    assert {(line["answers"][0], line["target_lang"]) for line in our} == {("Der Satz.", "de")}


def test_our_short_articles_become_a_data_set(tmp_path: Path) -> None:
    held_out.write_news(tmp_path / "news")
    gold = read_dataset(tmp_path / "news")
    articles = list(news_articles())
    assert len(gold.documents) == len(articles)
    held = [each for name, each in articles if is_held_out_document(name)]
    assert 0 < len(held) < len(articles)
    assert len(gold.rows) == sum(len(each.questions) for each in held)
    for row in gold.rows:
        for quote in row.quotes:
            assert quote.start is not None
            text = gold.documents[quote.article]
            assert text[quote.start : quote.start + len(quote.text)] == quote.text


def test_our_dossiers_become_a_data_set(tmp_path: Path) -> None:
    held_out.write_dossiers(tmp_path / "dossiers")
    gold = read_dataset(tmp_path / "dossiers")
    folders = list(dossiers())
    assert len(gold.documents) == sum(len(articles) for articles, _ in folders)
    assert {row.question for row in gold.rows} == {
        row.question
        for articles, rows in folders
        for row in rows
        if is_held_out_document(Path(next(iter(articles))).stem)
    }
    for row in gold.rows:
        assert row.answerable == bool(row.quotes)
        for quote in row.quotes:
            assert quote.start is not None
            assert gold.documents[quote.article][quote.start :].startswith(quote.text)
