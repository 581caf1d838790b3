import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.errors import GoldError
from assistant.evaluation.evaldata import (
    corpus_fingerprint,
    is_dataset,
    read_dataset,
    write_corpus,
)

TEXT_DE = "Er machte 308 Punkte. Sie wohnt in Köln am Rhein."
TEXT_EN = "He made 308 points. She lives in Cologne."
CORPUS = [
    {"doc_id": "d/1", "lang": "de", "title": "Punkte", "text": TEXT_DE},
    {"doc_id": "e1", "lang": "en", "title": "Points", "text": TEXT_EN},
]
EN2DE = {
    "qid": "1:en2de",
    "lang": "en",
    "question": "Where does she live?",
    "answers": ["Köln"],
    "doc_id": "d/1",
    "spans": [[TEXT_DE.index("Köln"), TEXT_DE.index("Köln") + 4]],
    "answerable": True,
    "target_lang": "de",
    "pair_id": "1",
}
EN2EN = EN2DE | {
    "qid": "1:en2en",
    "answers": ["Cologne"],
    "doc_id": "e1",
    "spans": [[TEXT_EN.index("Cologne"), TEXT_EN.index("Cologne") + 7]],
    "target_lang": "en",
}
UNANSWERABLE = {
    "qid": "2",
    "lang": "en",
    "question": "Who won?",
    "answers": [],
    "doc_id": "e1",
    "spans": [],
    "answerable": False,
}


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "corpus.jsonl", CORPUS)
    write(tmp_path / "questions_en2de.jsonl", [EN2DE])
    write(tmp_path / "questions_en2en.jsonl", [EN2EN, UNANSWERABLE])
    return tmp_path


def test_answers_in_every_language_of_a_pair_are_accepted(folder: Path) -> None:
    rows = {row.id: row for row in read_dataset(folder).rows}

    assert rows["1:en2de"].answers == (("Köln", "Cologne"),)
    assert rows["1:en2de"].spans == ("Köln", "Cologne")
    assert rows["1:en2de"].kind == "span"


def test_answers_are_pooled_from_files_that_are_not_asked(folder: Path) -> None:
    dataset = read_dataset(folder, [folder / "questions_en2de.jsonl"])

    assert [row.id for row in dataset.rows] == ["1:en2de"]
    assert dataset.rows[0].answers == (("Köln", "Cologne"),)


def test_a_question_is_asked_of_the_documents_of_its_target_language(folder: Path) -> None:
    dataset = read_dataset(folder)
    row = dataset.rows[0]

    assert dataset.scopes[row.scope] == ("d_1.txt",)
    assert row.articles == ("d_1.txt",)
    assert row.quotes[0].text == "Köln"
    assert row.quotes[0].start == TEXT_DE.index("Köln")


def test_in_one_pool_the_documents_of_the_whole_pair_are_right(folder: Path) -> None:
    row = read_dataset(folder, one_pool=True).rows[0]

    assert row.scope == ""
    assert set(row.articles) == {"d_1.txt", "e1.txt"}
    assert {quote.text for quote in row.quotes} == {"Köln", "Cologne"}


def test_unanswerable_questions_name_no_article(folder: Path) -> None:
    row = read_dataset(folder).rows[-1]

    assert not row.answerable
    assert row.kind == "unanswerable"
    assert row.articles == ()


def test_questions_without_answers_are_only_searched_for(folder: Path) -> None:
    write(folder / "questions_en2de.jsonl", [EN2DE | {"answers": [], "spans": [], "pair_id": ""}])

    row = read_dataset(folder).rows[0]

    assert row.kind == "heading"
    assert not row.asked


def test_the_corpus_is_written_exactly_so_that_spans_hold(folder: Path) -> None:
    documents = read_dataset(folder).documents
    write_corpus(documents, folder / "articles")

    assert (folder / "articles" / "d_1.txt").read_bytes().decode() == TEXT_DE
    assert len(list((folder / "articles").iterdir())) == 2


def test_the_fingerprint_changes_with_any_text(folder: Path) -> None:
    documents = dict(read_dataset(folder).documents)
    before = corpus_fingerprint(documents)

    assert corpus_fingerprint(dict(reversed(documents.items()))) == before
    documents["e1.txt"] += "."
    assert corpus_fingerprint(documents) != before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"doc_id": "nowhere"}, "document 'nowhere' is not in corpus.jsonl"),
        ({"spans": [[3, 9000]]}, "a span lies outside"),
        ({"spans": [[3, 3]]}, "a span lies outside"),
        ({"spans": [[TEXT_DE.index(" "), TEXT_DE.index(" ") + 1]]}, "is blank"),
        ({"question": ""}, "question: String should have"),
        ({"qid": " "}, "qid: String should match"),
        ({"lang": "eng"}, "lang: String should match"),
        ({"answers": ["\ud800"]}, "not JSON"),
        ({"question": None}, "question: Input should be a valid string"),
        ({"doc_id": ""}, "names its doc_id"),
        ({"target_lang": "fr"}, "no document in corpus.jsonl has the target_lang 'fr'"),
    ],
)
def test_a_question_that_fits_no_document_is_refused_with_its_line(
    folder: Path, change: dict[str, Any], message: str
) -> None:
    write(folder / "questions_en2de.jsonl", [EN2DE, EN2DE | {"qid": "x"} | change])

    with pytest.raises(GoldError, match=message) as caught:
        read_dataset(folder)
    assert "questions_en2de.jsonl:2: " in str(caught.value)


def test_in_one_pool_documents_of_any_language_will_do(folder: Path) -> None:
    write(folder / "questions_en2de.jsonl", [EN2DE | {"target_lang": "fr"}])

    assert read_dataset(folder, one_pool=True).rows[0].scope == ""


def test_ids_used_twice_are_refused(folder: Path) -> None:
    write(folder / "questions_en2de.jsonl", [EN2DE, EN2DE])
    with pytest.raises(GoldError, match="qid '1:en2de' is used twice"):
        read_dataset(folder)
    write(folder / "questions_en2de.jsonl", [EN2DE])
    write(folder / "corpus.jsonl", [*CORPUS, CORPUS[0]])
    with pytest.raises(GoldError, match="doc_id 'd/1' was used before"):
        read_dataset(folder)


def test_a_folder_without_corpus_or_questions_is_no_data_set(folder: Path) -> None:
    assert is_dataset(folder)
    (folder / "corpus.jsonl").unlink()
    assert not is_dataset(folder)
