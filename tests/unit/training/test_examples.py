"""What the judge is fitted to: our questions, and the examples made of questions."""

import json
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from assistant.evaluation.evaldata import Question
from assistant.settings import Settings
from training.examples import (
    NEWS,
    OUR_QUESTIONS,
    TRANSLATED,
    Asked,
    NewsArticle,
    Quote,
    asked_in_the_news,
    asked_in_translation,
    examples,
    is_held_out,
    is_held_out_document,
    read_asked,
    twins,
    write_asked,
)
from training.memory import give_back

FILES = sorted(OUR_QUESTIONS.glob("*.jsonl"))


def asked(*answers: bool | None, document: str = "000-001", answerable: bool = True) -> Asked:
    quotes = tuple(Quote(f"Quote {number}.", 1.0, each) for number, each in enumerate(answers))
    return Asked("q", "Why?", "en", answerable, document, quotes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_questions_are_well_formed(path: Path) -> None:
    questions = [
        Question.model_validate_json(line) for line in path.read_text("utf-8").splitlines()
    ]
    assert len({question.qid for question in questions}) == len(questions)
    for question in questions:
        assert question.lang in ("de", "en", "fr")
        assert question.doc_id
        assert bool(question.spans) == question.answerable, question.qid


def test_our_questions_have_near_misses_in_all_languages() -> None:
    rows = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
    counts = Counter((row["lang"], row["answerable"]) for row in rows)
    fewest = min(counts[each] for each in product(("de", "en", "fr"), (True, False)))
    assert fewest > 100


@pytest.mark.parametrize("path", sorted(TRANSLATED.glob("*.jsonl")), ids=lambda path: path.stem)
def test_translated_questions_are_well_formed(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len({row["qid"] for row in rows}) == len(rows) >= 1000
    for row in rows:
        assert set(row) == {"qid", "lang", "question"}
        assert row["question"].strip() == row["question"] != ""
    languages = Counter(row["lang"] for row in rows)
    assert set(languages) == {"de", "fr"}
    assert min(languages.values()) >= 500


def test_articles_of_ours_have_as_many_near_misses_as_answers() -> None:
    lines = [NewsArticle.model_validate_json(line) for line in NEWS.read_text("utf-8").splitlines()]
    asked = [question for line in lines for question in line.questions]
    assert len({question.question for question in asked}) == len(asked) >= 1000
    assert 0.45 < sum(bool(question.answers) for question in asked) / len(asked) < 0.55
    assert {question.lang for question in asked} == {"de", "en", "fr"} == {a.lang for a in lines}
    for line in lines:
        assert all(text.strip() == text for text in line.sentences)
        assert all(
            0 <= place < len(line.sentences) for each in line.questions for place in each.answers
        )


def test_question_on_an_article_of_ours_has_the_quotes_that_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = ("The bridge was opened in 1931.", "The town painted it green in May.")
    questions = [
        {"lang": "de", "kind": "fact", "question": "Welche Farbe hat die Brücke?", "answers": [1]},
        {"lang": "en", "kind": "fact", "question": "Who closed the bridge?", "answers": []},
    ]
    line = {"lang": "en", "sentences": sentences, "questions": questions}
    (tmp_path / "articles.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    monkeypatch.setattr("training.examples.NEWS", tmp_path / "articles.jsonl")
    colour, closed = asked_in_the_news(Settings(cache=tmp_path / "cache"))
    assert (colour.language, colour.answerable, closed.answerable) == ("de", True, False)
    assert [quote.answers for quote in colour.quotes if "green" in quote.text] == [True]
    assert closed.quotes
    assert not any(quote.answers for quote in closed.quotes)


def data_set(folder: Path, documents: dict[str, str], questions: list[dict[str, object]]) -> Path:
    folder.mkdir()
    corpus = [
        {"doc_id": name, "lang": "en", "title": name, "text": text}
        for name, text in documents.items()
    ]
    for name, lines in (("corpus", corpus), ("questions", questions)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder


def test_translated_question_has_the_quotes_that_answer_its_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The bridge was opened in 1931. It was painted green by the town."
    question = {
        "qid": "one",
        "lang": "en",
        "question": "When was the bridge opened?",
        "answers": ["1931"],
        "doc_id": "a-000-001",
        "spans": [[25, 29]],
        "answerable": True,
    }
    folder = data_set(tmp_path / "set", {"a-000-001": text}, [question])
    translated = tmp_path / "translated"
    translated.mkdir()
    line = {"qid": "one", "lang": "de", "question": "Wann wurde die Brücke eröffnet?"}
    (translated / "set.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    monkeypatch.setattr("training.examples.TRANSLATED", translated)
    settings = Settings(cache=tmp_path / "cache")
    (found,) = asked_in_translation(folder, settings)
    assert (found.question, found.language) == ("Wann wurde die Brücke eröffnet?", "de")
    assert found.document == "000-001"
    assert [quote.answers for quote in found.quotes if "1931" in quote.text] == [True]
    assert not any(quote.answers for quote in found.quotes if "1931" not in quote.text)


def test_document_that_another_set_holds_out_is_a_twin(tmp_path: Path) -> None:
    names = [f"{number:03}-000" for number in range(40)]
    held = next(name for name in names if is_held_out_document(name))
    free = next(name for name in names if not is_held_out_document(name))
    one = data_set(tmp_path / "one", {f"a-{held}": "Shared.", f"a-{free}": "Its own."}, [])
    other = data_set(tmp_path / "other", {f"b-{free}": "Shared."}, [])
    found = twins([one, other])
    assert found["other"] == {free}
    assert found["one"] == {held}


def test_an_answer_stands_beside_quotes_that_do_not_answer() -> None:
    (example,) = examples([asked(False, None, True, False, False)], misses=2, seed=1)
    assert sorted(zip(example.texts, example.answers, strict=True)) == [
        ("Quote 0.", False),
        ("Quote 2.", True),
        ("Quote 3.", False),
    ]


def test_one_from_behind_may_be_taken_too() -> None:
    question = asked(False, False, True, *([False] * 9))
    taken = set()
    for seed in range(40):
        (example,) = examples([question], misses=2, seed=seed, behind=1)
        assert {"Quote 0.", "Quote 1.", "Quote 2."} < set(example.texts)
        assert len(example.texts) == 4
        taken |= set(example.texts)
    assert len(taken) == 12
    (short,) = examples([asked(False, True)], misses=2, seed=1, behind=1)
    assert sorted(short.texts) == ["Quote 0.", "Quote 1."]


def test_the_best_ranked_quotes_of_a_near_miss_do_not_answer() -> None:
    (example,) = examples([asked(False, False, False, answerable=False)], misses=2, seed=1)
    assert sorted(example.texts) == ["Quote 0.", "Quote 1."]
    assert not any(example.answers)


def test_all_that_is_asked_of_a_document_is_held_out_or_none() -> None:
    held = {is_held_out(asked(True, document="003-007")) for _ in range(3)}
    assert len(held) == 1
    shares = [is_held_out(asked(True, document=f"{number:03}-000")) for number in range(400)]
    assert 0.15 < sum(shares) / len(shares) < 0.35


def test_questions_are_kept_with_their_quotes(tmp_path: Path) -> None:
    kept = [asked(True, None, False), asked(answerable=False)]
    write_asked(kept, tmp_path / "kept.jsonl")
    assert list(read_asked(tmp_path / "kept.jsonl")) == kept


def test_memory_can_be_given_back_everywhere() -> None:
    give_back()
