"""Sentences with the questions that they answer, which the vectors of questions are fitted to."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.evaluation.gold import GoldQuote, GoldRow
from training import banks as module
from training.banks import Bank, Text, Vectors, bank_of, banks
from training.examples import is_held_out_document

ARTICLE = "Der Hafen wuchs. Er kostet 3 Mio. Euro!\n\nGebaut wird  ab Mai. Niemand klagt."


def by_length(texts: Sequence[str]) -> Vectors:
    """A vector of each text that tells it from the others."""
    return np.array([[len(text), len(set(text))] for text in texts], np.float32)


def row(question: str, *quotes: GoldQuote) -> GoldRow:
    """A question that some quotes answer."""
    return GoldRow(
        id=question, language="en", kind="span", question=question, answers=(("x",),),
        articles=("a.md",), quotes=quotes, answerable=True,
    )  # fmt: skip


def test_sentences_that_a_quote_lies_in_answer() -> None:
    start = ARTICLE.index("Gebaut")
    rows = (
        row("When is it  built?", GoldQuote(article="a.md", text="ab Mai", start=start + 13)),
        row("What costs?", GoldQuote(article="a.md", text="Er kostet 3 Mio. Euro!")),
        row(
            "And all?",
            GoldQuote(article="a.md", text="Hafen wuchs. Er kostet", start=4),
            GoldQuote(article="a.md", text="Niemand klagt."),
        ),
    )
    texts = [Text("b", "en", "It rains. It pours.", ()), Text("a", "de", ARTICLE, rows)]
    bank = bank_of("some", texts, by_length)
    sentences = ["It rains.", "It pours.", "Der Hafen wuchs.", "Er kostet 3 Mio. Euro!"]
    sentences += ["Gebaut wird ab Mai.", "Niemand klagt."]
    assert np.array_equal(bank.sentences, by_length(sentences))
    assert np.array_equal(bank.documents[0], by_length(["It rains. It pours."])[0])
    assert [each.question for each in bank.wanted] == [
        "When is it built?", "What costs?", "And all?",
    ]  # fmt: skip
    assert [each.sentences for each in bank.wanted] == [(4,), (3,), (2, 3, 5)]
    assert {each.document for each in bank.wanted} == {1}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data set in two languages, with a question of ours and a translated one."""
    monkeypatch.setattr(module, "OUR_QUESTIONS", tmp_path / "ours")
    monkeypatch.setattr(module, "TRANSLATED", tmp_path / "translated")
    monkeypatch.setattr(module, "news_articles", lambda: iter(()))
    monkeypatch.setattr(module, "dossiers", lambda: iter(()))
    for name in ("data", "ours", "translated"):
        (tmp_path / name).mkdir()
    documents = {
        f"d-{number:03}": ("de", f"Nummer {number} wuchs. Sie ist alt.") for number in range(8)
    }
    documents["e-001"] = ("en", "It grew. It is old.")
    corpus = [
        {"doc_id": name, "lang": lang, "title": "", "text": text}
        for name, (lang, text) in documents.items()
    ]
    asked = [
        _asked(f"q-{number}", f"d-{number:03}", (0, 15), answerable=True) for number in range(8)
    ]
    asked.append(_asked("q-no", "d-001", (0, 0), answerable=False))
    _write(tmp_path / "data" / "corpus.jsonl", corpus)
    _write(tmp_path / "data" / "questions.jsonl", asked)
    _write(
        tmp_path / "ours" / "data.jsonl",
        [_asked("o-1", "e-001", (9, 19), answerable=True) | {"question": "Is it old?"}],
    )
    _write(
        tmp_path / "translated" / "data.jsonl",
        [{"qid": "q-1", "lang": "fr", "question": "Quoi ?"}],
    )
    return tmp_path / "data"


def _asked(
    name: str, document: str, span: tuple[int, int], *, answerable: bool
) -> dict[str, object]:
    return {
        "qid": name, "lang": "en", "question": f"What of {name}?", "doc_id": document,
        "answers": ["x"] if answerable else [], "spans": [list(span)] if answerable else [],
        "answerable": answerable,
    }  # fmt: skip


def _write(path: Path, lines: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def test_a_data_set_has_a_bank_for_each_of_its_languages(data: Path) -> None:
    news, ours, *found = banks([data], by_length)
    assert (news.name, news.wanted, ours.name, ours.wanted) == ("news", (), "dossiers", ())
    known: dict[str, Bank] = {bank.name: bank for bank in found}
    assert {name: len(bank.sentences) for name, bank in known.items()} == {
        "data, de": 16, "data, en": 2,
    }  # fmt: skip
    german = known["data, de"].wanted
    assert {each.question for each in german} == {
        *(f"What of q-{number}?" for number in range(8)), "Quoi ?",
    }  # fmt: skip
    for each in german:
        assert each.sentences == (2 * each.document,)
        assert each.held_out == is_held_out_document(f"d-{each.document:03}")
    assert {each.held_out for each in german} == {False, True}
    assert [each.sentences for each in known["data, en"].wanted] == [(1,)]
