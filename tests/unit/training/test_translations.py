"""Our translations, as far as they can be looked at without the sentences that they translate."""

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "training" / "translations"
FILES = sorted(FOLDER.glob("*.jsonl"))


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_name_what_they_translate(path: Path) -> None:
    own = path.stem == "news"
    for row in rows(path):
        assert {row["lang"], row["into"]} <= {"de", "en", "fr"}
        assert row["lang"] != row["into"]
        assert str(row["text"]).strip() == row["text"]
        assert set(row) == {"lang", "into", "text", *(("source",) if own else ("doc_id", "span"))}


def test_nothing_is_translated_twice_into_one_language() -> None:
    places = Counter(
        (str(row.get("source") or (row["doc_id"], row["span"])), row["into"])
        for path in FILES
        for row in rows(path)
    )
    assert max(places.values()) == 1


def test_all_directions_have_examples() -> None:
    directions = Counter((row["lang"], row["into"]) for path in FILES for row in rows(path))
    assert len(directions) == 6
    assert min(directions.values()) >= 100
