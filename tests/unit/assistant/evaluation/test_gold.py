import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.errors import GoldError
from assistant.evaluation.gold import GoldRow, read_gold, without_articles

ROW: dict[str, Any] = {
    "id": "en-1",
    "language": "en",
    "kind": "fact",
    "question": "Where is the studio?",
    "answers": [["Atlanta"]],
    "articles": ["studio.txt"],
    "quotes": [{"article": "studio.txt", "text": "Das Studio steht in Atlanta."}],
    "history": [],
    "answerable": True,
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_rows_come_in_order_of_files_and_lines(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", ROW | {"id": "3"})
    write(tmp_path / "a.jsonl", ROW | {"id": "1"}, ROW | {"id": "2"})

    assert [row.id for row in read_gold([tmp_path])] == ["1", "2", "3"]


def test_an_id_used_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", ROW)
    write(tmp_path / "b.jsonl", ROW | {"id": "other"}, ROW)

    with pytest.raises(GoldError, match=r"b\.jsonl:2: id 'en-1' .*a\.jsonl:1"):
        read_gold([tmp_path])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "x"}, "answer: Extra inputs"),
        ({"kind": "riddle"}, "kind: Input should be"),
        ({"language": "English"}, "language: String should match"),
        ({"question": " "}, "question: String should match"),
        ({"answers": [[]]}, "at least one alternative"),
        ({"answers": []}, "at least one group"),
        ({"answers": [["…"]]}, "at least one letter or digit"),
        ({"articles": []}, "names the articles"),
        ({"articles": ["other.txt"]}, "'studio.txt' is not among"),
        ({"kind": "follow-up"}, "has a history"),
        ({"answerable": False}, "has no answers"),
        ({"kind": "unanswerable"}, '"answerable": false'),
    ],
)
def test_a_malformed_row_is_refused_with_its_line(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = write(tmp_path / "gold.jsonl", ROW | {"id": "fine"}, ROW | change)

    with pytest.raises(GoldError, match=message) as caught:
        read_gold([path])
    assert "gold.jsonl:2: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_json_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n[1]\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: not a JSON object"):
        read_gold([path])
    path.write_text("{", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:1: not JSON"):
        read_gold([path])
    path.write_bytes(b'{"id": "\xff"}')
    with pytest.raises(GoldError, match="not UTF-8"):
        read_gold([path])


@pytest.mark.parametrize("line", ['{"question": "\\ud83d"}', "[" * 100_000])
def test_what_no_program_can_read_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")

    with pytest.raises(GoldError, match=r"gold\.jsonl:1: not JSON"):
        read_gold([path])


def test_missing_or_empty_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="can't be read: No such file"):
        read_gold([tmp_path / "missing.jsonl"])
    with pytest.raises(GoldError, match="no gold rows"):
        read_gold([tmp_path])


def test_a_row_without_its_articles_is_to_be_refused() -> None:
    row = GoldRow.model_validate(ROW)

    turned = without_articles(row)

    assert turned is not None
    assert not turned.answerable
    assert turned.without == ("studio.txt",)
    assert turned.question == row.question
    assert without_articles(turned) is None
