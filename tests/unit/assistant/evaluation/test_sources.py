import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.evaluation.errors import GoldError
from assistant.evaluation.sources import load_gold

GOLD = {"id": "1", "language": "en", "kind": "unanswerable", "question": "Q?", "answerable": False}
QUESTION = {"qid": "q", "lang": "en", "question": "Q?", "answerable": False}
DOCUMENT = {"doc_id": "d", "lang": "en", "title": "T", "text": "Text."}


def write(path: Path, row: Mapping[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    write(tmp_path / "set" / "corpus.jsonl", DOCUMENT)
    write(tmp_path / "set" / "questions_a.jsonl", QUESTION)
    write(tmp_path / "set" / "questions_b.jsonl", QUESTION | {"qid": "r"})
    return tmp_path / "set"


def test_without_paths_the_bundled_questions_are_asked() -> None:
    gold = load_gold([])

    assert gold.is_bundled
    assert len(gold.rows) >= 150
    assert not gold.documents


def test_our_own_format_is_seen_by_its_content(tmp_path: Path) -> None:
    path = write(tmp_path / "gold" / "en.jsonl", GOLD)

    assert load_gold([path]).rows == load_gold([path.parent]).rows


def test_a_data_set_brings_its_corpus(dataset: Path) -> None:
    gold = load_gold([dataset])

    assert [row.id for row in gold.rows] == ["q", "r"]
    assert gold.documents == {"d.txt": "Text."}


def test_one_file_of_a_data_set_can_be_asked_alone(dataset: Path) -> None:
    assert [row.id for row in load_gold([dataset / "questions_b.jsonl"]).rows] == ["r"]


def test_kinds_are_not_mixed(dataset: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "gold.jsonl", GOLD)

    with pytest.raises(GoldError, match="name one data set"):
        load_gold([dataset, own])


def test_questions_without_their_corpus_are_refused(dataset: Path) -> None:
    (dataset / "corpus.jsonl").unlink()

    with pytest.raises(GoldError, match=r"no corpus\.jsonl is beside it"):
        load_gold([dataset / "questions_a.jsonl"])


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="nowhere does not exist"):
        load_gold([tmp_path / "nowhere"])
